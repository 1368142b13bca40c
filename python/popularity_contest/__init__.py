"""Which packages a shared Python installation really needs, without watching anyone.

The package root holds what its parts share: the settings, and what goes over the wire. Importing it starts
nothing; that does `import popularity_contest.reporter`. Both are imported by every process that reports, so they
use only what a bare interpreter has loaded, and `_socket`: no `socket`, `re`, `typing`, nor `from __future__`; and
they hold only what a process that imports nothing needs. Each class and function here costs each such process.
"""

import _frozen_importlib
import _frozen_importlib_external
import _socket
import builtins
import os
import stat
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Mapping

    Address = tuple[int, str | tuple[str, int] | tuple[str, int, int, int]]
    """A socket family and what its `sendto` takes."""

monotonic = time.monotonic
"""The clock of all our modules, those that are loaded late, too: freezegun and others replace `time.monotonic`."""
cpu_time = time.thread_time
"""CPU seconds of this thread: what waits for a busy machine or another thread is no cost of ours."""
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]
"""Of this module and those that it loads: as they were before the program, which may put its own in their place."""
modules = sys.modules
new_socket = _socket.socket
own_pid = os.getpid
VARIABLE = "PYTHON_POPCONTEST_"
"""The prefix of every environment variable of ours."""
FOLDER = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = FOLDER + "/defaults.conf"
"""The file that `activate` writes: `VARIABLE=value` lines, for what is not set."""
REMOVALS = FOLDER + "/removals.json"
"""The file that says what is removed."""
REMOVED_MODULES = FOLDER + "/removals.modules"
"""The file that says by what modules that is imported."""
MAX_FILE_BYTES = 1 << 26
"""A longer file is not read: the longest known list, of 100,000 files, has a fifth of it."""
NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""So that a pipe that stands where a file should be is no trap."""
MAX_DATAGRAM_BYTES = 1432
"""Fits into an Ethernet frame with IPv6, UDP and a tunnel's header: statsd's usual limit."""
RANKS = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID")
"""MPI's own rank first: under `mpirun` Slurm's is that of the launcher."""
OURS = tuple(map(os.fsencode, (VARIABLE, "DO_NOT_TRACK", *RANKS)))
NOT_COUNTED = frozenset(("popularity_contest", "__main__", "__mp_main__", "_distutils_hack"))
"""Top-level modules that are no news: ourselves, the program, and what setuptools slips into every process."""
STANDARD_LIBRARY: "frozenset[str]" = getattr(sys, "stdlib_module_names", frozenset())
"""By its names, which Python 3.10 and newer tell. Otherwise it is known by where it lies."""
HELPERS = (".resource_tracker", ".forkserver", ".semaphore_tracker")
"""Ends of the modules that Python runs in processes of its own."""
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_PREFIX = _NAME + "./~"


def load(*names: str) -> "Any":
    """The last of these modules of the package, after those that it needs: past all hooks of the program."""
    for name in names:
        full = "popularity_contest." + name
        module = modules.get(full)
        if module is None:
            file = os.path.join(FOLDER, name + ".py")
            loader: "Any" = _frozen_importlib_external.SourceFileLoader(full, file)
            loader.get_data = contents  # its own imports `_io`
            module = _frozen_importlib.module_from_spec(_frozen_importlib.ModuleSpec(full, loader, origin=file))
            module.__dict__.update(__file__=file, __builtins__=__builtins__)
            modules[full] = module
            try:
                loader.exec_module(module)
            except OSError:  # it lies in an archive
                del modules[full]
                module = __import__(full, None, None, ("*",))
            setattr(modules[__name__], name, module)
    return module


def contents(path: str, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a regular file that is not too long. Raises `OSError` and `ValueError`."""
    descriptor = os.open(path, os.O_RDONLY | NEVER_WAIT)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
            raise OSError(path)
        return os.read(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def variables() -> "Mapping[str, str]":
    """Those of the environment that say anything to us. To ask `os.environ` for one that is missing takes longer."""
    raw: "Mapping[Any, Any]" = getattr(os.environ, "_data", {})
    return {os.fsdecode(name): os.fsdecode(value) for name, value in raw.items() if name.startswith(OURS)}


class Settings:
    """The environment's variables and, for those that are unset or empty, the defaults file's."""

    def __init__(self, environ: "Mapping[str, str]", defaults: "Mapping[str, str]") -> None:
        """Read and check all of them. Raises `ValueError`, which says which and why: `doctor` tells it."""

        def value(name: str, otherwise: str) -> str:
            variable = VARIABLE + name
            return (environ.get(variable) or defaults.get(variable) or otherwise).strip()

        self.host = value("STATSD_HOST", "localhost")
        self.port = whole(VARIABLE + "STATSD_PORT", value("STATSD_PORT", "9125"), 1, 65535)
        self.prefix = value("STATSD_PREFIX", "python_popcon.imported_package").rstrip(".")
        if not self.prefix or len(self.prefix) > 512 or self.prefix.strip(_PREFIX):
            raise ValueError(
                f"{VARIABLE}STATSD_PREFIX is {self.prefix!r}: of letters, digits and _ - . / ~ it may have 512"
            )
        self.parent = "".join(self.prefix.rpartition(".")[:2])
        names = value("NAMES", "distribution")
        if names not in ("distribution", "module"):
            raise ValueError(f"{VARIABLE}NAMES is {names!r}: it may be distribution or module")
        self.which = 1 if names == "module" else 0
        """Which of distribution and import name is sent."""
        self.budget_s = whole(VARIABLE + "BUDGET_MS", value("BUDGET_MS", "200"), 1, 60_000) / 1000
        self.early_s = whole(VARIABLE + "EARLY_S", value("EARLY_S", "0"), 0, 86_400)
        self.environment = value("ENVIRONMENT", "")
        if self.environment and (
            len(self.environment) > 64 or self.environment[0] in "_-" or self.environment.strip(_NAME)
        ):
            raise ValueError(
                f"{VARIABLE}ENVIRONMENT is {self.environment!r}: it may have 64 letters, digits, _ and -, "
                "and begins with a letter or digit"
            )
        rank = value("RANK", "")
        if rank not in ("", "first"):
            raise ValueError(f"{VARIABLE}RANK is {rank!r}: it may be first")
        self.direct = is_on(value("DIRECT", ""))
        self.debug = is_on(value("DEBUG", ""))

    def process_lines(self) -> "list[str]":
        """The lines that count this process, the denominator of every share: of all, and of its environment."""
        lines = [f"{self.parent}processes:1|c"]
        if self.environment:
            lines.append(self.line_of("environment_processes", self.environment))
        return lines

    def incomplete_line(self) -> str:
        """Says that this process could not name all that it imported within its budget."""
        return f"{self.parent}incomplete_processes:1|c"

    def import_line(self, name: str) -> str:
        return f"{self.prefix}.{name}:1|c"

    def line_of(self, event: str, name: str) -> str:
        """Beside the prefix: of `directly_imported_package`, `failed_import`, `missed_package` and others."""
        return f"{self.parent}{event}.{name}:1|c"


def is_on(value: str) -> bool:
    """Any value but empty and 0, as the convention of `DO_NOT_TRACK` has it."""
    return value not in ("", "0")


def whole(variable: str, value: str, least: int, most: int) -> int:
    """The number in `value`. Raises `ValueError`."""
    if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
        return int(value)
    raise ValueError(f"{variable} is {value!r}: it may be a whole number from {least} to {most}")


def switched_off(environ: "Mapping[str, str]", defaults: "Mapping[str, str]") -> str:
    """The variable that says that this process is not to report, or an empty string."""
    for variable in ("DO_NOT_TRACK", VARIABLE + "DISABLE"):
        if is_on(environ.get(variable, "").strip()):
            return variable
    if (environ.get(VARIABLE + "RANK") or defaults.get(VARIABLE + "RANK") or "").strip() == "first":
        for variable in RANKS:
            rank = environ.get(variable)
            if rank:
                return "" if rank == "0" else variable
    return ""


def is_helper() -> bool:
    """True if Python has started this process for itself: a resource tracker or a fork server, by its command line.

    It is run as `python -c 'from multiprocessing.resource_tracker import main; …'`, loky's likewise.
    """
    command: "list[str]" = getattr(sys, "orig_argv", [])
    if not command and getattr(sys, "argv", [])[:1] == ["-c"]:  # before Python 3.10
        try:
            with open("/proc/self/cmdline", encoding="utf-8", errors="replace") as file:
                command = file.read(4096).split("\0")
        except OSError:
            return False
    code = command[command.index("-c") + 1] if "-c" in command[:-1] else ""
    return code.startswith("from ") and code.partition(" import main")[0].endswith(HELPERS)


def read_defaults() -> "Mapping[str, str]":
    """The defaults file as variable → value; empty where there is none or it cannot be read."""
    defaults = {}
    try:
        for line in contents(DEFAULTS).decode().split("\n"):
            variable, equals, value = line.strip().partition("=")
            if equals and variable.startswith(VARIABLE):
                defaults[variable] = value
    except (OSError, ValueError):
        pass
    return defaults


def by_top_level(names: "Iterable[str]") -> "dict[str, list[str]]":
    """Modules by their top level, but for those that nobody imported; keys that are no names are passed over."""
    tops: "dict[str, list[str]]" = {}
    for name in names:
        if type(name) is str:
            top = name.partition(".")[0]
            if top not in STANDARD_LIBRARY and top not in NOT_COUNTED:
                tops.setdefault(top, []).append(name)
    return tops


def datagrams(lines: "Iterable[str]") -> "list[bytes]":
    """Join lines into as few datagrams of at most `MAX_DATAGRAM_BYTES` as keep their order."""
    packed: "list[bytes]" = []
    for line in map(str.encode, lines):
        if packed and len(packed[-1]) + 1 + len(line) <= MAX_DATAGRAM_BYTES:
            packed[-1] += b"\n" + line
        else:
            packed.append(line)
    return packed


def literal_address(host: str, port: int) -> "Address | None":
    """The address that `host` spells out, or None if it is a name to resolve. Raises `ValueError`."""
    if host.startswith("unixgram://"):
        path = host[len("unixgram://") :]
        if not path.startswith("/"):
            raise ValueError(f"{VARIABLE}STATSD_HOST is {host!r}: unixgram:// takes an absolute path")
        return _socket.AF_UNIX, path
    if host == "localhost":
        return _socket.AF_INET, ("127.0.0.1", port)
    bare, _, scope = host.strip("[]").partition("%")
    family = _socket.AF_INET6 if ":" in host else _socket.AF_INET
    try:
        _socket.inet_pton(family, bare)
    except (OSError, ValueError):
        if ":" in host or "/" in host:
            raise ValueError(f"{VARIABLE}STATSD_HOST is {host!r}: neither a name nor an address") from None
        return None
    if family == _socket.AF_INET:
        return family, (bare, port)
    return family, (bare, port, 0, _socket.if_nametoindex(scope) if scope else 0)


def send(address: "Address", packed: "list[bytes]") -> "tuple[int, OSError | None]":
    """Send without ever waiting. Returns how many datagrams the system took, in order, and why it refused the next."""
    family, target = address
    sent = 0
    endpoint = new_socket(family, _socket.SOCK_DGRAM)
    try:
        for datagram in packed:
            endpoint.sendto(datagram, _socket.MSG_DONTWAIT, target)
            sent += 1
    except OSError as refused:
        return sent, refused
    finally:
        endpoint.close()
    return sent, None


def debug(text: str) -> None:
    """One line on stderr for whoever asks by PYTHON_POPCONTEST_DEBUG=1."""
    try:
        if is_on(variables().get(VARIABLE + "DEBUG", "")):
            sys.stderr.write("popularity-contest: %s\n" % text)
    except Exception:
        pass


def tell(fault: BaseException) -> None:
    debug("%s: %s" % (type(fault).__name__, fault))
