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

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Dict, Iterable, List, Mapping, Optional, Set, Tuple

MARK = "_popularity_contest"
"""The attribute of `sys` that keeps a reloaded or a second copy of this module from counting again."""
NEVER = {"popularity_contest", "__main__", "__mp_main__", "_distutils_hack"}
"""Top-level modules that are no news: ourselves, the program, what setuptools slips into every process, and the
standard library by its names, which Python 3.10 and newer tell. Otherwise it is known by where it lies."""
NEVER.update(getattr(sys, "stdlib_module_names", ()))
RETRY_AFTER_S = 60.0
"""How long a host name that could not be resolved is left alone."""


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
        self.main_thread = 0
        """The thread that hears signals; it does in a fork, too, if it has made it."""
        self.masks: "Dict[int, Set[int]]" = {}
        self.is_child = self.has_said_process = self.is_stopped = self.follows_ipython = self.is_terminated = False
        self.begin()

    def begin(self) -> None:
        """Count from here on: what is imported by now is infrastructure, or a parent's."""
        self.lock = _thread.allocate_lock()
        self.pid = os.getpid()
        self.newest = newest(self.modules)
        self.before = set(self.modules)
        self.seen = set(self.before)

    def hold_sigterm(self) -> None:
        """Before a fork. Python forgets a signal that reaches a child before it has run; what kills must not be."""
        try:
            if _signal.getsignal(_signal.SIGTERM) == self.terminated:
                self.masks[_thread.get_ident()] = _signal.pthread_sigmask(_signal.SIG_BLOCK, {_signal.SIGTERM})
        except KeyboardInterrupt:
            _thread.interrupt_main()  # it is the program's
        except Exception as fault:
            tell(fault)

    def release_sigterm(self) -> None:
        """After it, in the parent as in the child."""
        try:
            mask = self.masks.pop(_thread.get_ident(), None)
            if mask is not None:
                _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
        except KeyboardInterrupt:
            _thread.interrupt_main()
        except Exception as fault:
            tell(fault)

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
            if not self.is_in_main_thread() and _signal.getsignal(_signal.SIGTERM) == self.terminated:
                _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
        except Exception as fault:
            tell(fault)
        self.release_sigterm()

    def is_in_main_thread(self) -> bool:
        """Whether this thread hears signals: Python 3.13 runs no handler in a fork that another thread has made."""
        return _thread.get_ident() == self.main_thread

    def after_cell(self, *_: object) -> None:
        """IPython's `post_run_cell`: a comparison, unless the cell has imported something."""
        try:
            if self.newest != newest(self.modules) or self.settings.direct:
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
                deadline = root.monotonic() + self.settings.budget_s
                self.unsent += self.news(deadline)
                if self.unsent:
                    self.deliver(deadline)
        finally:
            self.lock.release()
            if self.is_terminated:
                self.die()

    def news(self, deadline: float) -> "List[str]":
        """The lines of what has not been counted yet."""
        self.newest = newest(self.modules)
        new = set(self.modules) - self.seen
        self.seen |= new
        tops = top_levels(new)
        found: "Set[Tuple[str, str]]" = set()
        if tops or self.settings.direct:
            from popularity_contest.installation import Installation

            installation = Installation(self.modules, self.path, self.script, self.home, deadline)
            found = installation.distributions(tops, new)
            there_before = tops & self.before
            if there_before:  # of a package that was there before, only what another distribution has added to it
                known = {distribution for distribution, _ in installation.distributions(there_before, self.before)}
                found = {pair for pair in found if pair[0] not in known}
        which = 1 if self.settings.names == "module" else 0
        fresh = {pair[which] for pair in found} - self.counted
        self.counted |= fresh
        lines = [self.settings.import_line(name) for name in sorted(fresh)]
        if self.settings.direct:
            from popularity_contest import direct

            named = direct.modules_named(self.modules["__main__"])
            pairs = installation.distributions(top_levels(named), named)
            reached = {pair[which] for pair in pairs} & self.counted - self.counted_directly
            self.counted_directly |= reached
            lines += [self.settings.direct_line(name) for name in sorted(reached)]
        if not self.has_said_process and (lines or not self.is_child):
            self.has_said_process = True
            lines.insert(0, self.settings.process_line())
        return lines

    def deliver(self, deadline: float) -> None:
        """Send, and keep for the next time what the system does not take."""
        now = root.monotonic()
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


def newest(modules: "Dict[str, ModuleType]") -> "Tuple[int, str]":
    """What changes when a module is imported: how many there are, and which one came last."""
    return len(modules), next(reversed(modules))


def top_levels(names: "Iterable[str]") -> "Set[str]":
    """The top-level names of modules, but for those that nobody imported; of keys that are no names, none."""
    return {name.partition(".")[0] for name in names if type(name) is str} - NEVER


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
        os.register_at_fork(
            before=process.hold_sigterm, after_in_parent=process.release_sigterm, after_in_child=process.forked
        )
        if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
            if "--multiprocessing-fork" in sys.argv[1:2]:  # spawned by multiprocessing
                from popularity_contest import worker

                worker.answer_sigterm(process)
            else:
                _signal.signal(_signal.SIGTERM, process.terminated)  # ValueError where it is not the main thread's
                process.main_thread = _thread.get_ident()
                if sys.version_info < (3, 10):
                    from popularity_contest import worker

                    worker.yield_to_spawning(process)
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
