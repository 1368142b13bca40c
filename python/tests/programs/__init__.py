"""The corpus of the differential harness: small programs whose behaviour a reporter must leave as it is.

A module a kind, each a table of named programs. A program must do the same at each run: no times, ids or paths of
its own in what it prints.
"""

from __future__ import annotations

from typing import NamedTuple, Tuple


class Program(NamedTuple):
    """A program and what is done to it from outside."""

    code: str
    signal: int = 0
    """Sent once it has said `ready`; how long it then takes to die is compared too."""
    typed: str = ""
    """Its standard input."""
    needs: str = ""
    """A module that it imports and that not every environment has."""
    installs: str = ""
    """A distribution that is installed for it, in the long form of the harness alone."""
    options: Tuple[str, ...] = ("-W", "error")
    since: Tuple[int, int] = (3, 8)
    is_core: bool = False
    """Whether it runs on every version, not only on those that take the whole corpus."""


PROBE = """
import os, signal, sys, threading
def probe():
    handlers = {number: signal.getsignal(number) for number in sorted(set(range(1, signal.NSIG)) - {32, 33})}
    wakeup = signal.set_wakeup_fd(-1) if threading.current_thread() is threading.main_thread() else None
    if wakeup not in (None, -1): signal.set_wakeup_fd(wakeup)
    status = [line.replace("\\t", " ") for line in open("/proc/self/status") if line.startswith(("SigP", "SigB", "SigI", "SigC", "Shd", "Threads"))]
    print(sorted({str(handler).partition(" at 0x")[0] for handler in handlers.values()}), handlers[15], wakeup)
    print(*status, len(os.listdir("/proc/self/task")), threading.active_count(), sys.gettrace(), sys.getprofile())
    print(signal.getitimer(signal.ITIMER_REAL), sys.getswitchinterval(), sys.getrecursionlimit(), len(sys.meta_path))
    print(len(sys.path_hooks), len(os.listdir("/proc/self/fd")), sys.excepthook is sys.__excepthook__, flush=True)
"""
"""Prints what a process can see of its signals, threads, tasks, hooks and descriptors."""

SLEEP = "\nimport time\nprint('ready', flush=True)\ntime.sleep(60)\n"
