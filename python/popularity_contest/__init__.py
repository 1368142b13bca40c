"""Which packages a shared Python installation really needs, without watching anyone.

The package root holds what its parts share: the settings, and what goes over the wire. Importing it starts
nothing; that does `import popularity_contest.reporter`. Both are imported by every process that reports, so they
use only what a bare interpreter has loaded: no `socket`, `re`, `typing`, nor `from __future__`.
"""

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, List, Mapping, Optional, Tuple, Union

    Address = Tuple[int, Union[str, Tuple[str, int], Tuple[str, int, int, int]]]
    """A socket family and what its `sendto` takes."""

monotonic = time.monotonic
"""The clock of all our modules, those that are loaded late, too: freezegun and others replace `time.monotonic`."""
VARIABLE = "PYTHON_POPCONTEST_"
"""What every environment variable of ours begins with."""
FOLDER = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = "defaults.conf"
"""Name of the file beside this one that `activate` writes: `VARIABLE=value` lines, for what is not set."""
MAX_DATAGRAM_BYTES = 1432
"""What fits into an Ethernet frame with IPv6, UDP and a tunnel's header: statsd's usual limit."""
RANKS = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID")
"""MPI's own rank first: under `mpirun` Slurm's is that of the launcher."""

_PREFIX = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./~")


class InvalidSettings(ValueError):
    """A setting that cannot be used; its text says which and why. The reporter is then silent, `doctor` is not."""


class Settings:
    """What the environment says and, for the variables that it leaves unset or empty, the defaults file."""

    __slots__ = ("budget_s", "debug", "direct", "host", "names", "parent", "port", "prefix")

    def __init__(self, environ: "Mapping[str, str]", defaults: "Mapping[str, str]") -> None:
        """Read and check all of them. Raises `InvalidSettings`."""

        def value(name: str, otherwise: str) -> str:
            variable = VARIABLE + name
            return (environ.get(variable) or defaults.get(variable) or otherwise).strip()

        self.host = value("STATSD_HOST", "localhost")
        self.port = whole(VARIABLE + "STATSD_PORT", value("STATSD_PORT", "9125"), 1, 65535)
        self.prefix = value("STATSD_PREFIX", "python_popcon.imported_package").rstrip(".")
        if not self.prefix or len(self.prefix) > 512 or not _PREFIX.issuperset(self.prefix):
            raise InvalidSettings(
                f"{VARIABLE}STATSD_PREFIX is {self.prefix!r}: of letters, digits and _ - . / ~ it may have 512"
            )
        self.parent = self.prefix.rpartition(".")[0]
        self.names = value("NAMES", "distribution")
        if self.names not in ("distribution", "module"):
            raise InvalidSettings(f"{VARIABLE}NAMES is {self.names!r}: it may be distribution or module")
        self.budget_s = whole(VARIABLE + "BUDGET_MS", value("BUDGET_MS", "200"), 1, 60_000) / 1000
        self.direct = is_on(value("DIRECT", ""))
        self.debug = is_on(value("DEBUG", ""))

    def process_line(self) -> str:
        """The line that counts this process: the denominator of every share."""
        return f"{self.parent}.processes:1|c" if self.parent else "processes:1|c"

    def import_line(self, name: str) -> str:
        return f"{self.prefix}.{name}:1|c"

    def direct_line(self, name: str) -> str:
        line = f"directly_imported_package.{name}:1|c"
        return f"{self.parent}.{line}" if self.parent else line


def is_on(value: str) -> bool:
    """Any value but empty and 0, as the convention of `DO_NOT_TRACK` has it."""
    return value not in ("", "0")


def whole(variable: str, value: str, least: int, most: int) -> int:
    """The number in `value`. Raises `InvalidSettings`."""
    if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
        return int(value)
    raise InvalidSettings(f"{variable} is {value!r}: it may be a whole number from {least} to {most}")


def switched_off(environ: "Mapping[str, str]", defaults: "Mapping[str, str]") -> str:
    """The variable that says that this process is not to report, or an empty string."""
    for variable in ("DO_NOT_TRACK", VARIABLE + "DISABLE"):
        if is_on(environ.get(variable, "").strip()):
            return variable
    if (environ.get(VARIABLE + "RANK") or defaults.get(VARIABLE + "RANK")) == "first":
        for variable in RANKS:
            rank = environ.get(variable)
            if rank:
                return "" if rank == "0" else variable
    return ""


def read_defaults() -> "Mapping[str, str]":
    """The defaults file as variable → value; empty where there is none or it cannot be read."""
    defaults = {}
    try:
        if DEFAULTS in listing(FOLDER):
            with open(os.path.join(FOLDER, DEFAULTS), encoding="utf-8") as lines:
                for line in lines:
                    variable, equals, value = line.strip().partition("=")
                    if equals and variable.startswith(VARIABLE):
                        defaults[variable] = value
    except (OSError, ValueError):
        pass
    return defaults


def listing(directory: str) -> "Iterable[str]":
    """The names in a directory: the import system's own copy, where it has one, is free."""
    names: "Iterable[str]" = getattr(sys.path_importer_cache.get(directory), "_path_cache", ())
    try:
        return names or os.listdir(directory)
    except OSError:
        return ()


def environment_name(prefix: str) -> str:
    """What the files of one environment are called beside this one: the package may serve more than one."""
    return "%d.%d%s" % (*sys.version_info[:2], prefix.replace(os.sep, "+"))


def datagrams(lines: "Iterable[str]") -> "List[bytes]":
    """Join lines into as few datagrams of at most `MAX_DATAGRAM_BYTES` as keep their order."""
    packed: "List[bytes]" = []
    for line in map(str.encode, lines):
        if packed and len(packed[-1]) + 1 + len(line) <= MAX_DATAGRAM_BYTES:
            packed[-1] += b"\n" + line
        else:
            packed.append(line)
    return packed


def literal_address(host: str, port: int) -> "Optional[Address]":
    """The address that `host` spells out, or None if it is a name to resolve. Raises `InvalidSettings`."""
    import _socket

    if host.startswith("unixgram://"):
        path = host[len("unixgram://") :]
        if not path.startswith("/"):
            raise InvalidSettings(f"{VARIABLE}STATSD_HOST is {host!r}: unixgram:// takes an absolute path")
        return _socket.AF_UNIX, path
    if host == "localhost":
        return _socket.AF_INET, ("127.0.0.1", port)
    bare, _, scope = host.strip("[]").partition("%")
    for family in (_socket.AF_INET6,) if ":" in host else (_socket.AF_INET,):
        try:
            _socket.inet_pton(family, bare)
        except (OSError, ValueError):
            continue
        if family == _socket.AF_INET:
            return family, (bare, port)
        return family, (bare, port, 0, _socket.if_nametoindex(scope) if scope else 0)
    if ":" in host or "/" in host:
        raise InvalidSettings(f"{VARIABLE}STATSD_HOST is {host!r}: neither a name nor an address")
    return None


def send(address: "Address", packed: "List[bytes]") -> int:
    """Send without ever waiting. Returns how many datagrams the system took, in order, before it refused one."""
    import _socket

    family, target = address
    sent = 0
    endpoint = _socket.socket(family, _socket.SOCK_DGRAM)
    try:
        for datagram in packed:
            endpoint.sendto(datagram, _socket.MSG_DONTWAIT, target)
            sent += 1
    except OSError:
        pass
    finally:
        endpoint.close()
    return sent
