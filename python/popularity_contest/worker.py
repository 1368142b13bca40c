"""The children of multiprocessing, which leave past `atexit`, and of which a pool ends its own by SIGTERM.

In: the reporter of a process that is such a child, or may become one. Out: its last flush, also at SIGTERM.

Python runs a handler of SIGTERM when the main thread comes back from C. A worker that the signal meets on its way
into a semaphore never does, and its pool would wait for ever. So a thread watches for the signal there, and sends
it again until it has been heard. SIGTERM keeps its default in a forked child that may have children, as those that are
no daemons, where a thread would make their forks warn; and in one that another than the main thread has forked.
"""

import _signal  # type: ignore[import-not-found]
import _thread
import os
import sys
from time import sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from popularity_contest.reporter import Process

AGAIN_AFTER_S = 0.05
SPAWNERS = {"popen_spawn_posix", "popen_forkserver", "popen_loky_posix"}
"""Last names of the modules that spawn a child, imported with the first one."""


def expect(process: "Process") -> None:
    """After a fork: have multiprocessing call us should it have made this child."""
    for package in ("multiprocessing", "multiprocess"):
        util = sys.modules.get(package + ".util")
        if util is not None:
            util.register_after_fork(process, joining(package))


def joining(package: str) -> "Callable[[Process], None]":
    """What is called in the child, before its work begins."""

    def join(process: "Process") -> None:
        sys.modules[package + ".util"].Finalize(None, process.finish, exitpriority=-100)
        if _signal.getsignal(_signal.SIGTERM) in (_signal.SIG_DFL, process.terminated):
            if process.is_in_main_thread() and sys.modules[package + ".process"].current_process().daemon:
                answer_sigterm(process)
            else:
                _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)

    return join


def answer_sigterm(process: "Process") -> None:
    """Answer SIGTERM, whatever the main thread is in, unless somebody else is told of signals in this process."""
    signals, told = os.pipe()
    os.set_blocking(told, False)
    before = _signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    if before == -1:
        process.told_of_signals = told
        process.main_thread = _thread.get_ident()
        _thread.start_new_thread(send_again, (process, signals))
        _signal.signal(_signal.SIGTERM, process.terminated)
    else:
        _signal.set_wakeup_fd(before)
        os.close(signals)
        os.close(told)
        _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)


def send_again(process: "Process", signals: int) -> None:
    """The thread: wait for SIGTERM, then send it to the main thread until the process ends, or answers otherwise."""
    try:
        for numbers in iter(lambda: os.read(signals, 64), b""):
            while _signal.SIGTERM in numbers and _signal.getsignal(_signal.SIGTERM) == process.terminated:
                sleep(AGAIN_AFTER_S)
                _signal.pthread_kill(process.main_thread, _signal.SIGTERM)
    except OSError:
        pass


def forget(process: "Process") -> None:
    """In a fork of a worker: the thread is not there, and the pipe is its parent's."""
    ours, process.told_of_signals = process.told_of_signals, -1
    now = _signal.set_wakeup_fd(-1)
    if now == ours:
        os.close(ours)
    else:
        _signal.set_wakeup_fd(now)


def yield_to_spawning(process: "Process") -> None:
    """Before Python 3.10: give SIGTERM its default back when the first child is spawned.

    There any handler loses what reaches a child between fork and exec, and who waits for its end waits for ever.
    """
    if any(is_spawner(name) for name in list(sys.modules)):
        yield_sigterm(process)
    else:
        sys.meta_path.insert(0, Spawning(process))


def is_spawner(name: object) -> bool:
    return type(name) is str and name.rpartition(".")[2] in SPAWNERS


def yield_sigterm(process: "Process") -> None:
    if _signal.getsignal(_signal.SIGTERM) == process.terminated:
        _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)


class Spawning:
    """A finder of modules that finds none: it notices that a spawner is about to be imported."""

    def __init__(self, process: "Process") -> None:
        self.process = process

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        try:
            if is_spawner(name):
                yield_sigterm(self.process)
        except ValueError:
            pass  # not in the main thread: the handler stays
