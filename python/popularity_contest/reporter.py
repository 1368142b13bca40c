"""Counts, once a process, the distributions it imports after this module, and sends their names to statsd.

In: `sys.modules` and the environment. Out: counter lines in datagrams, after each cell of IPython, at exit, and at
a SIGTERM that would kill. Refused, in silence: every fault. Nothing here may raise, print, change an exit code or
be felt. It runs in other people's processes: it imports what a bare interpreter has loaded, and `_socket`.
"""

import _signal  # type: ignore[import-not-found]
import _thread
import atexit
import os
import sys
from time import monotonic

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Mapping, Optional, Set, Tuple

MARK = "_popularity_contest"
"""The attribute of `sys` that keeps a reloaded or a second copy of this module from counting again."""
NEVER = {"popularity_contest", "__main__", "__mp_main__", "_distutils_hack"}
"""Top-level modules that nobody imported: ourselves, the program, and what setuptools slips into every process."""
_library = os.path.dirname(os.__file__)
STANDARD_LIBRARY = (_library, os.path.join(_library, "lib-dynload"))
RETRY_AFTER_S = 60.0
"""How long a host name that could not be resolved is left alone."""


class Installation:
    """The shared installation, as one process sees it during one flush."""

    def __init__(self, modules: "Dict[str, Any]", path: "List[str]", script: str, home: str, deadline: float) -> None:
        self.modules = modules
        self.path = path
        self.script = script
        self.deadline = deadline
        self.privacy = root.Privacy(home, getattr(modules.get("site"), "USER_SITE", None))
        try:
            self.index = root.Index.read(self.privacy)
        except (OSError, ValueError):
            self.index = root.Index(b"", self.privacy)
        self._metadata_near: "Dict[str, bool]" = dict.fromkeys(STANDARD_LIBRARY, False)

    def is_late(self) -> bool:
        return monotonic() > self.deadline

    def entries(self) -> "Set[str]":
        """Those of `sys.path`, of now and of when the reporter started, whatever has become of it."""
        now = sys.path if isinstance(sys.path, list) else []
        return {entry for entry in (*self.path, *now) if type(entry) is str}

    def distributions(self, names: "Iterable[str]") -> "Set[Tuple[str, str]]":
        """Distribution and import name of each of these modules that belongs to a distribution."""
        found = set()
        unsettled = set()
        for top in {name.partition(".")[0] for name in names} - NEVER:
            file = root.place(self.modules.get(top))
            owner = self._owner(file) if file else file
            if owner in ("", root.SHARED, root.UNKNOWN):
                unsettled.add(top)
            elif owner:
                found.add((owner, top))
        if unsettled:
            found |= self._by_file(name for name in names if name.partition(".")[0] in unsettled)
        return found

    def _owner(self, file: str) -> "Optional[str]":
        """The owner of a top-level module."""
        owner = self.index.owner(file, deep=False)
        return owner if owner != root.UNKNOWN or self._is_metadata_near(root.import_root(file)) else None

    def _by_file(self, names: "Iterable[str]") -> "Set[Tuple[str, str]]":
        """The same as `distributions`, each module looked up by its own file."""
        found = set()
        unknown: "Dict[str, str]" = {}
        is_indexed = bool(self.index.sections)
        for name in names:
            file = root.place(self.modules.get(name))
            if file:
                owner = self.index.owner(file, deep=True) if is_indexed else root.UNKNOWN
                if owner == root.UNKNOWN:
                    unknown[file] = name.partition(".")[0]
                elif owner:
                    found.add((owner, name.partition(".")[0]))
        if unknown:
            from popularity_contest import ownership

            found.update((owner, unknown[file]) for file, owner in ownership.owners(unknown, self).items())
        return found

    def _is_metadata_near(self, directory: str) -> bool:
        """Whether what was imported from a directory that is not indexed may belong to a distribution."""
        known = self._metadata_near.get(directory)
        if known is None:
            parents = [entry for entry in self.entries() if root.below(directory, entry)]
            known = not self.index.complete or any(map(root.holds_metadata, (directory, *parents)))
            known = known and not self.privacy.covers(directory)
            self._metadata_near[directory] = known
        return known


class Process:
    """One process: what it had imported before, what it has imported since, and what it has said of it."""

    def __init__(self, environ: "Mapping[str, str]", defaults: "Mapping[str, str]") -> None:
        self.defaults = defaults
        self.settings = root.Settings(environ, defaults)
        self.address = root.literal_address(self.settings.host, self.settings.port)
        self.retry_at = 0.0
        self.home = os.path.expanduser("~")
        self.path = list(sys.path)
        self.modules = sys.modules
        script = getattr(self.modules.get("__main__"), "__file__", None)  # at exit, it is there no more
        self.script = os.path.abspath(script) if type(script) is str else ""
        self.counted: "Set[str]" = set()
        self.counted_directly: "Set[str]" = set()
        self.unsent: "List[str]" = []
        self.told_of_signals = -1
        self.is_child = self.has_said_process = self.is_stopped = self.follows_ipython = self.is_terminated = False
        self.begin()

    def begin(self) -> None:
        """Count from here on: what is imported by now is infrastructure, or a parent's."""
        self.lock = _thread.allocate_lock()
        self.pid = os.getpid()
        names = list(self.modules)
        self.before = set(names)
        self.seen = set(names)
        self.newest = (len(names), names[-1])

    def forked(self) -> None:
        """A child repeats nothing of its parent; it is a process of its own once it imports something itself."""
        try:
            self.begin()
            self.unsent.clear()
            self.is_child, self.has_said_process = True, False
            if "multiprocessing.util" in self.modules or "multiprocess.util" in self.modules:
                from popularity_contest import worker

                if self.told_of_signals != -1:
                    worker.forget(self)
                worker.expect(self)
        except Exception as fault:
            tell(fault)

    def after_cell(self, *_: object) -> None:
        """IPython's `post_run_cell`: a comparison, unless the cell has imported something."""
        try:
            modules = self.modules
            if self.newest != (len(modules), next(reversed(modules))) or self.settings.direct:
                self.flush()
        except (Exception, KeyboardInterrupt) as fault:
            tell(fault)

    def finish(self) -> None:
        """At exit: send what is left, and that there was a process."""
        try:
            self.retry_at = 0.0
            self.flush()
        except BaseException as fault:
            tell(fault)

    def terminated(self, number: int, frame: object) -> None:
        """SIGTERM's default, after a last flush."""
        self.is_terminated = True
        if not self.lock.locked():  # else in the middle of a flush, which ends the process when it ends
            self.finish()
            self.die()

    def die(self) -> None:
        """End as SIGTERM does by default. Where another handler has chained to this one, the rest is its own."""
        if _signal.getsignal(_signal.SIGTERM) == self.terminated:
            try:
                _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
            except ValueError:
                pass  # not in the main thread, which is woken up
            os.kill(os.getpid(), _signal.SIGTERM)

    def flush(self) -> None:
        """Send what has been imported since the last flush, and what could not be sent in it."""
        if self.is_stopped or not self.lock.acquire(False):
            return  # not acquired: a signal or another thread, in the middle of a flush
        try:
            if os.getpid() == self.pid and not root.switched_off(os.environ, self.defaults):
                deadline = monotonic() + self.settings.budget_s
                self.unsent += self.news(deadline)
                if self.unsent:
                    self.deliver(deadline)
        finally:
            self.lock.release()
            if self.is_terminated:
                self.die()

    def news(self, deadline: float) -> "List[str]":
        """The lines of what has not been counted yet."""
        names = list(self.modules)
        self.newest = (len(names), names[-1])
        new = [name for name in names if type(name) is str and name not in self.seen]
        self.seen.update(new)
        found: "Set[Tuple[str, str]]" = set()
        if new or self.settings.direct:
            installation = Installation(self.modules, self.path, self.script, self.home, deadline)
            found = installation.distributions(new)
            tops = {name.partition(".")[0] for name in new} & self.before
            if tops:  # of a package that was there before, only what another distribution has added to it
                old = [name for name in self.before if name.partition(".")[0] in tops]
                known = {distribution for distribution, _ in installation.distributions(old)}
                found = {pair for pair in found if pair[0] not in known}
        which = 1 if self.settings.names == "module" else 0
        fresh = {pair[which] for pair in found} - self.counted
        self.counted |= fresh
        lines = [self.settings.import_line(name) for name in sorted(fresh)]
        if self.settings.direct:
            from popularity_contest import direct

            named = installation.distributions(direct.modules_named(self.modules["__main__"]))
            reached = {pair[which] for pair in named} & self.counted - self.counted_directly
            self.counted_directly |= reached
            lines += [self.settings.direct_line(name) for name in sorted(reached)]
        if not self.has_said_process and (lines or not self.is_child):
            self.has_said_process = True
            lines.insert(0, self.settings.process_line())
        return lines

    def deliver(self, deadline: float) -> None:
        """Send, and keep for the next time what the system does not take."""
        now = monotonic()
        if self.address is None and now >= self.retry_at:
            from popularity_contest import resolver

            self.address = resolver.resolve(self.settings.host, self.settings.port, deadline)
            self.retry_at = now + RETRY_AFTER_S
        if self.address is None:
            return
        packed = root.datagrams(self.unsent)
        sent = b"\n".join(packed[: root.send(self.address, packed)]).decode()
        lines = sent.split("\n") if sent else []
        del self.unsent[: len(lines)]
        if self.settings.debug:
            sys.stderr.write("".join("popularity-contest: sent %s\n" % line for line in lines))


def tell(fault: BaseException) -> None:
    """To whom asks by PYTHON_POPCONTEST_DEBUG=1, and to nobody else."""
    try:
        if root.is_on(os.environ.get(root.VARIABLE + "DEBUG", "")):
            sys.stderr.write("popularity-contest: %s: %s\n" % (type(fault).__name__, fault))
    except Exception:
        pass


def current() -> "Optional[Process]":
    return getattr(sys, MARK, None)


def start() -> None:
    """Begin to count in this process, unless it counts already or is told not to."""
    try:
        if current() is not None:
            return
        defaults = root.read_defaults()
        if root.switched_off(os.environ, defaults):
            return
        process = Process(os.environ, defaults)
        setattr(sys, MARK, process)
        atexit.register(process.finish)
        # Run before it, as exit handlers are run last to first: a trace function of the user's is not to see us.
        atexit.register(sys.settrace, None)
        atexit.register(sys.setprofile, None)
        os.register_at_fork(after_in_child=process.forked)
        if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
            if "--multiprocessing-fork" in sys.argv[1:2]:  # spawned by multiprocessing
                from popularity_contest import worker

                worker.answer_sigterm(process)
            else:
                _signal.signal(_signal.SIGTERM, process.terminated)  # ValueError where it is not the main thread's
    except Exception as fault:
        tell(fault)


def stop() -> None:
    """Forget this process: it is the tool's own, and sends nothing."""
    process = current()
    if process is not None:
        process.is_stopped = True


def follow_ipython() -> None:
    """In IPython, count from here on and send after each cell. Twice is as good as once."""
    try:
        process = current()
        if process is None or process.follows_ipython:
            return
        ipython = sys.modules.get("IPython.core.getipython")
        shell = ipython.get_ipython() if ipython else None
        if shell is not None:
            process.follows_ipython = True
            process.begin()
            shell.events.register("post_run_cell", process.after_cell)
    except Exception as fault:
        tell(fault)


def setup_reporter(*_: object) -> None:
    """What the start-up scripts of releases before 1.0 call. Importing this module is enough now."""
    follow_ipython()


start()
follow_ipython()
