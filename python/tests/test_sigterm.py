"""Signals are the program's own: dispositions, handlers and the time to die are as without the reporter."""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.processes import PREFIX, PROCESS, TIMEOUT_S, Python, two_packages, write

SLEEP = "print('ready')\ntime.sleep(60)"

# What the program does before it waits → how SIGTERM ends it, and whether it has reported.
TERMINATED: dict[str, tuple[str, int, bool]] = {
    "by default": (SLEEP, -15, False),
    "busy in C": ("print('ready')\nsum(range(10**12))", -15, False),
    "its own handler": ("signal.signal(15, lambda *_: os._exit(7))\n" + SLEEP, 7, False),
    "its own handler, which exits": ("signal.signal(15, lambda *_: exit(8))\n" + SLEEP, 8, True),
    "a handler only where there is none": (
        "if signal.getsignal(15) in (None, signal.SIG_DFL): signal.signal(15, lambda *_: os._exit(9))\n" + SLEEP, 9, False,
    ),
    "a handler that calls the one before": (
        "before = signal.getsignal(15)\n"
        "def handler(number, frame):\n"
        "  if callable(before): return before(number, frame)\n"
        "  signal.signal(15, signal.SIG_DFL); os.kill(os.getpid(), 15)\n"
        "signal.signal(15, handler)\n" + SLEEP, -15, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", TERMINATED)
def test_sigterm(python: Python, way: str) -> None:
    two_packages(python)
    code, exit_code, is_counted = TERMINATED[way]
    program = f"import popularity_contest.reporter, parent_only, os, signal, time\n{code}"
    process = subprocess.Popen(
        [python.python, "-u", "-c", program],
        env=python.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=python.folder,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, output, errors) == (exit_code, "", "")
    assert python.statsd.lines() == ([PROCESS, f"{PREFIX}parent-only:1|c"] if is_counted else [])


UNSEEN = """
import signal, sys, threading
def seen():
    tasks = len(__import__("os").listdir("/proc/self/task")) if sys.platform == "linux" else 1
    handlers = [signal.getsignal(number) for number in range(1, signal.NSIG) if number not in (32, 33)]
    wakeup = signal.set_wakeup_fd(-1)
    return tasks, handlers, wakeup, signal.pthread_sigmask(signal.SIG_BLOCK, []), list(sys.meta_path), threading.active_count()
before = seen()
import popularity_contest.reporter
assert seen() == before
import os
pid = os.fork()
if pid == 0:
    os._exit(seen() != before)
assert os.waitpid(pid, 0)[1] == 0
assert seen() == before
"""


def test_nothing_is_seen_but_the_hooks(python: Python) -> None:
    ended = python.run("-W", "error", code=UNSEEN)
    assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")


POOLS = """
import multiprocessing, signal, sys
def init(): signal.set_wakeup_fd(-1)
if __name__ == "__main__":
    import popularity_contest.reporter
    for _ in range(40):
        with multiprocessing.get_context("fork").Pool(3, init) as pool: pool.map(abs, range(8), chunksize=1)
"""


def test_pools_end(python: Python) -> None:
    """Round after round, ended by the pool's SIGTERM, though the workers have touched the wakeup descriptor."""
    write(python.folder, {"pools.py": POOLS})
    ended = python.run("pools.py")
    assert (ended.exit_code, ended.output, ended.errors, ended.lines) == (0, "", "", [PROCESS])


TRACED = """
import atexit, sys
seen = []
def note(frame, event, argument): seen.append(frame.f_code.co_name); return note
def last(): print(sys.get{kind}() is note, set(seen) - {{"last", "<module>"}} or "nothing")
atexit.register(last)
import popularity_contest.reporter
sys.set{kind}(note)
"""


@pytest.mark.parametrize("kind", ["trace", "profile"])
def test_a_tracer_neither_sees_the_exit_hook_nor_is_lost(python: Python, kind: str) -> None:
    ended = python.run(code=TRACED.format(kind=kind))
    assert (ended.exit_code, ended.output, ended.errors) == (0, "True nothing\n", "")
    assert ended.lines == [PROCESS]
