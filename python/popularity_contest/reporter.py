"""Counts, once a process, the distributions it imports after this module, and sends their names to statsd.

In: `sys.modules` and the environment. Out: counter lines in datagrams: after each cell of IPython, before a fork, and
at exit. Faults are silent. It runs in other people's processes, so it never raises, prints or changes an exit code,
registers nothing but those three hooks, and imports only what a bare interpreter has loaded, and `_socket`.
"""

import _thread
import _weakref
import atexit
import os
import sys

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Callable, Iterator, Mapping

    from popularity_contest.early import Early
    from popularity_contest.installation import Installation

MARK = "_popularity_contest"
"""The attribute of `sys` that keeps a reloaded or a second copy of this module from counting again."""
FORKERS = ("multiprocessing.util", "multiprocess.util", "billiard.util")
"""Modules of packages whose forked children leave by `os._exit`."""
RETRY_AFTER_S = 60.0
"""A host name that could not be resolved is not asked for again before."""


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
        self.said: "set[str]" = set()
        self.noted: "list[str]" = []
        self.unsent: "list[str]" = []
        self.early: "Early | None" = None
        self.notice: "Callable[[object], None] | None" = None  # tells the person at the shell of removals
        self.end_of_site: "Callable[[], object] | None" = None
        self.is_helper = root.is_helper()
        self.is_child = self.is_stopped = self.follows_ipython = False
        self.begin()

    def begin(self) -> None:
        """Count from here on: what is imported by now is infrastructure, or a parent's."""
        self.lock = _thread.allocate_lock()
        self.pid = root.own_pid()
        self.newest = newest(self.modules)
        self.before = dict.fromkeys(self.modules)
        self.since: "set[str]" = set()

    def begin_anew(self, _: object) -> None:
        """At the end of `site`, which has made the search path by now."""
        try:
            self.path = list(sys.path)
            self.begin()
        except Exception as fault:
            root.tell(fault)

    def before_fork(self) -> None:
        """Send what is known, so that parent and child may end in any way."""
        try:
            self.end_early()
            if self.newest != newest(self.modules):
                self.flush()
        except KeyboardInterrupt:
            _thread.interrupt_main()  # it is meant for the program
        except Exception as fault:
            root.tell(fault)

    def forked(self) -> None:
        """In a child, counting begins anew: it is a process of its own once it imports something itself."""
        try:
            self.begin()
            self.unsent.clear()
            self.noted.clear()
            self.said -= {*self.settings.process_lines(), self.settings.incomplete_line()}
            self.is_child, self.is_helper = True, False
            if not self.modules.keys().isdisjoint(FORKERS):
                root.load("children").follow(self, FORKERS)
            self.start_early()
        except Exception as fault:
            root.tell(fault)

    def after_cell(self, result: object = None) -> None:
        """IPython's `post_run_cell`: two comparisons, unless the cell has imported something or failed."""
        try:
            self.note_failure(getattr(result, "error_in_exec", None))
            if self.notice is not None:
                self.notice(result)
            if self.newest != newest(self.modules) or self.noted or self.settings.direct:
                self.flush()
        except (Exception, KeyboardInterrupt) as fault:
            root.tell(fault)

    def finish(self) -> None:
        """At exit: send what is left, and that there was a process."""
        try:
            self.end_early()
            self.retry_at = 0.0
            if not self.follows_ipython:
                self.note_failure(getattr(sys, "last_value", None))
            self.flush()
        except BaseException as fault:
            root.tell(fault)

    def note_failure(self, error: "BaseException | None") -> None:
        """Have the next report count the distributions whose import an exception has ended."""
        try:
            if error is not None:
                root.load("places", "installation", "failures").note(error, self)
        except Exception as fault:
            root.tell(fault)

    def start_early(self) -> None:
        if self.settings.early_s and not self.is_helper:
            self.early = root.load("early").Early(self.settings.early_s, self.flush)

    def end_early(self) -> None:
        if self.early is not None:
            self.early.end()
            self.early = None

    def flush(self) -> None:
        """Send what has been imported since the last flush, and what could not be sent in it."""
        if self.is_stopped or self.is_helper or not self.lock.acquire(False):
            return  # another thread is in the middle of a flush
        try:
            if root.own_pid() == self.pid and not root.switched_off(root.variables(), self.defaults):
                self.unsent += self.news()
                if self.unsent:
                    self.deliver()
        finally:
            self.lock.release()

    def news(self) -> "list[str]":
        """The lines that this process has not said yet: each is said once."""
        self.newest = newest(self.modules)
        new = self.modules.keys() - self.before.keys() - self.since
        self.since |= new
        tops = root.by_top_level(new)
        try:
            lines = self.named(tops) if tops or self.settings.direct else []
        except Exception as fault:  # such as in a root directory that has no reporter
            root.tell(fault)
            lines = [self.settings.incomplete_line()]
        lines = [line for line in lines + self.noted if line not in self.said]
        self.noted.clear()
        if lines or not self.is_child:
            lines[:0] = [line for line in self.settings.process_lines() if line not in self.said]
        self.said.update(lines)
        return lines

    def named(self, tops: "dict[str, list[str]]") -> "list[str]":
        """The lines of the distributions that these modules, by their top level, are of."""
        installation = self.installation()
        found = installation.distributions(tops)
        there_before = tops.keys() & self.before.keys()
        if there_before:  # of a package that was there before, only what another distribution has added to it
            old = root.by_top_level(self.before)
            known = {distribution for distribution, _ in installation.distributions({t: old[t] for t in there_before})}
            found = {pair for pair in found if pair[0] not in known}
        self.since -= installation.unreached
        which = self.settings.which
        lines = [self.settings.import_line(name) for name in sorted({pair[which] for pair in found})]
        if self.settings.direct:
            named = root.load("direct").modules_named(self.modules["__main__"])
            direct = {pair[which] for pair in installation.distributions(root.by_top_level(named))}
            counted = self.said.union(lines)
            named_directly = [name for name in sorted(direct) if self.settings.import_line(name) in counted]
            lines += [self.settings.line_of("directly_imported_package", name) for name in named_directly]
        return [*lines, self.settings.incomplete_line()] if installation.is_incomplete else lines

    def installation(self) -> "Installation":
        """As it is now, with the budget of one report."""
        kind: "type[Installation]" = root.load("places", "installation").Installation
        return kind(self.modules, self.path, self.script, self.home, self.settings.budget_s)

    def deliver(self) -> None:
        """Send, and keep for the next time what the system does not take."""
        now = root.monotonic()
        if self.address is None and now >= self.retry_at:
            self.address = root.load("resolver").resolve(
                self.settings.host, self.settings.port, now + self.settings.budget_s
            )
            self.retry_at = now + RETRY_AFTER_S
        if self.address is None:
            root.debug("%s has no address in /etc/hosts or by DNS: nothing was sent" % self.settings.host)
            return
        packed = root.datagrams(self.unsent)
        taken, refused = root.send(self.address, packed)
        lines = b"\n".join(packed[:taken]).decode().split("\n") if taken else []
        del self.unsent[: len(lines)]
        for line in lines if self.settings.debug else ():
            root.debug("sent " + line)
        if refused is not None:
            root.debug("%s took %d of %d datagrams: %s" % (self.settings.host, taken, len(packed), refused.strerror))


def newest(modules: "dict[str, ModuleType]") -> "tuple[int, str]":
    """The number of modules and the one that came last: they change with each import."""
    return len(modules), next(reversed(modules))


def register_exit(finish: "Callable[[], None]") -> None:
    """Register the exit hook such that a trace, profile or monitoring function neither sees it nor is lost.

    What C calls is not traced: it takes the functions away, where there are any, runs `finish`, and puts them back.
    """
    tracers: "list[tuple[Any, None]]" = []
    profilers: "list[tuple[Any, None]]" = []
    tools: "list[int]" = []
    events: "list[int]" = []
    monitoring: "Any" = getattr(sys, "monitoring", None)  # from Python 3.12 on
    steps: "tuple[Iterator[object], ...]" = (
        map(tools.append, filter(monitoring.get_tool, range(6)) if monitoring else ()),
        map(events.append, map(monitoring.get_events, tools) if monitoring else ()),
        map(monitoring.set_events, tools, iter([].__len__, None)) if monitoring else iter(()),
        map(tracers.append, zip(iter(sys.gettrace, None), map(sys.settrace, iter([].clear, 0)))),
        map(profilers.append, zip(iter(sys.getprofile, None), map(sys.setprofile, iter([].clear, 0)))),
        iter(finish, None),
        map(sys.setprofile, map(next, map(iter, profilers))),
        map(sys.settrace, map(next, map(iter, tracers))),
        map(monitoring.set_events, tools, events) if monitoring else iter(()),
    )
    atexit.register(list, map(list, steps))


def current() -> "Process | None":
    return getattr(sys, MARK, None)


def start() -> None:
    """Begin to count in this process, unless it counts already or is told not to."""
    try:
        if current() is not None:
            return
        defaults = root.read_defaults()
        environ = root.variables()
        if root.switched_off(environ, defaults):
            return
        process = Process(environ, defaults)
        setattr(sys, MARK, process)
        register_exit(process.finish)
        os.register_at_fork(before=process.before_fork, after_in_child=process.forked)
        process.start_early()
        begin_after_site(process)
    except Exception as fault:
        root.tell(fault)


def begin_after_site(process: Process) -> None:
    """Where `site` imports this, count from its end on: what other `.pth` files and `sitecustomize` import is nobody's.

    `site.main` has no hook for that. It holds a set of paths until it returns; what is in it is then released.
    """
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name == "main" and frame.f_globals.get("__name__") == "site":
            released = lambda: None  # noqa: E731  the smallest thing that fits into a set and can be watched
            frame.f_locals["known_paths"].add(released)
            process.end_of_site = _weakref.ref(released, process.begin_anew)


def stop() -> None:
    """Forget this process: it is the tool's own, and sends nothing."""
    process = current()
    if process is not None:
        process.is_stopped = True


def follow_ipython() -> None:
    """In IPython, count from here on and send after each cell. Twice is as good as once."""
    try:
        process = current()
        if process and not process.follows_ipython and "IPython.core.getipython" in sys.modules:
            root.load("ipython").follow(process)
    except Exception as fault:
        root.tell(fault)


def setup_reporter(*_: object) -> None:
    """For the start-up scripts of releases before 1.0. Importing this module is enough now."""
    follow_ipython()


start()
follow_ipython()
