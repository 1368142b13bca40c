"""SIGTERM: what it would kill is counted, and it kills as it did without the reporter, a pool's workers too."""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.processes import PREFIX, PROCESS, TIMEOUT_S, Python, two_packages, write


def start(python: Python, code: str) -> subprocess.Popen[str]:
    """Run code up to its first line of output."""
    command = [python.python, "-u", "-c", f"import popularity_contest.reporter, parent_only, os, signal, time\n{code}"]
    process = subprocess.Popen(
        command, env=python.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=python.folder
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


SLEEP = "print('ready')\ntime.sleep(60)"


TERMINATED: dict[str, tuple[str, int, bool]] = {
    "by default": (SLEEP, -15, True),
    "waiting for a lock": ("import threading\nprint('ready')\nthreading.Event().wait(60)", -15, True),
    "its own handler": ("signal.signal(15, lambda *_: os._exit(7))\n" + SLEEP, 7, False),
    "its own handler, which exits": ("signal.signal(15, lambda *_: exit(8))\n" + SLEEP, 8, True),
    "a handler that calls the one before": (
        "before = signal.getsignal(15)\n"
        "def handler(*a):\n  callable(before) and before(*a)\n  os._exit(9)\n"
        "signal.signal(15, handler)\n" + SLEEP, 9, True,
    ),
    "reset by the program": ("signal.signal(15, signal.SIG_DFL)\n" + SLEEP, -15, False),
}  # fmt: skip


@pytest.mark.parametrize("way", TERMINATED)
def test_sigterm(python: Python, way: str) -> None:
    two_packages(python)
    code, exit_code, is_counted = TERMINATED[way]
    process = start(python, code)
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, output, errors) == (exit_code, "", "")
    assert python.statsd.lines() == ([PROCESS, f"{PREFIX}parent-only:1|c"] if is_counted else [])


def test_sigterm_that_is_ignored_stays_ignored(python: Python) -> None:
    two_packages(python)
    code = (
        "import signal; signal.signal(15, signal.SIG_IGN)\nimport popularity_contest.reporter\n"
        "assert signal.getsignal(15) is signal.SIG_IGN\nimport os; os.kill(os.getpid(), 15)"
    )
    assert python.run(code=code).exit_code == 0


def test_sigterm_in_a_thread_that_started_the_reporter(python: Python) -> None:
    code = (
        "import threading, signal\n"
        "def load(): import popularity_contest.reporter\n"
        "thread = threading.Thread(target=load); thread.start(); thread.join()\n"
        "assert signal.getsignal(15) is signal.SIG_DFL"
    )
    ended = python.run(code=code)
    assert (ended.exit_code, ended.errors, ended.lines) == (0, "", [PROCESS])


UNHEARD = """
import multiprocessing, signal, threading, time
def task():
    def to_a_thread():  # and so not to the main one, which goes on waiting
        time.sleep(0.1)
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    threading.Thread(target=to_a_thread, daemon=True).start()
    import child_only
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
if __name__ == "__main__":
    import popularity_contest.reporter
    multiprocessing.set_start_method({method!r})
    child = multiprocessing.Process(target=task, daemon={daemon})
    child.start()
    child.join(20)
    print(child.exitcode)
    child.kill()
"""


@pytest.mark.parametrize("daemon", [True, False])
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_child_ends_at_a_sigterm_that_its_main_thread_does_not_hear(
    python: Python, method: str, daemon: bool
) -> None:
    """Else a pool would hang at its end now and then, when the signal meets a worker on its way into a semaphore."""
    two_packages(python)
    write(python.folder, {"child.py": UNHEARD.format(method=method, daemon=daemon)})
    if method != "fork":
        assert python.cli("activate", "--all-processes").exit_code == 0
    ended = python.run("child.py")
    assert (ended.exit_code, ended.output, ended.errors) == (0, "-15\n", "")
    assert ended.packages == (["child-only"] if daemon or method == "spawn" else [])


@pytest.mark.parametrize("thread", [False, True], ids=["main thread", "another thread"])
def test_a_child_hears_a_sigterm_that_comes_at_once(python: Python, thread: bool) -> None:
    """Python forgets what reaches a child before it has run: one of a pool that goes at once would stay for ever."""
    code = """
import os, signal, threading, time
def survivors():
    for _ in range(200):
        pid = os.fork()
        if pid == 0:
            time.sleep(2)
            os._exit(3)
        os.kill(pid, signal.SIGTERM)
        if os.waitpid(pid, 0)[1] != signal.SIGTERM: print("survived"); return
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
"""
    run = "t = threading.Thread(target=survivors); t.start(); t.join()" if thread else "survivors()"
    ended = python.run("-W", "ignore", code=f"import popularity_contest.reporter\n{code}\n{run}")
    assert (ended.exit_code, ended.output, ended.errors, ended.lines) == (0, "", "", [PROCESS])


@pytest.mark.parametrize("thread", [False, True], ids=["main thread", "another thread"])
def test_a_busy_child_ends_at_sigterm(python: Python, thread: bool) -> None:
    """Python 3.13 runs no handler in a fork that another thread than the main one has made."""
    code = """
import os, signal, threading, time
def fork():
    pid = os.fork()
    if pid == 0:
        import child_only
        until = time.monotonic() + 20
        while time.monotonic() < until: pass
        os._exit(3)
    time.sleep(0.5)
    os.kill(pid, signal.SIGTERM)
    assert os.waitpid(pid, 0)[1] == signal.SIGTERM
"""
    two_packages(python)
    run = "t = threading.Thread(target=fork); t.start(); t.join()" if thread else "fork()"
    # Of the thread in the program itself Python 3.12 and newer warn.
    ended = python.run("-W", "ignore", code=f"import popularity_contest.reporter\n{code}\n{run}")
    assert (ended.exit_code, ended.errors) == (0, "")
    assert ended.packages == ([] if thread else ["child-only"])


SPAWNED = """
import multiprocessing, time
if __name__ == "__main__":
    import popularity_contest.reporter
    for _ in range(12):
        child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(20,), daemon=True)
        child.start()
        child.terminate()
        child.join(5)
        if child.exitcode is None: print("survived"); child.kill()
"""


def test_a_spawned_child_hears_a_sigterm_that_comes_at_once(python: Python) -> None:
    write(python.folder, {"spawn.py": SPAWNED})
    ended = python.run("spawn.py")
    assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")


RENEWED = """
import multiprocessing, time
def task(number): return number
if __name__ == "__main__":
    import popularity_contest.reporter
    for _ in range(10):
        with multiprocessing.get_context("fork").Pool(3, maxtasksperchild=2) as pool:
            pool.map(task, range(20), chunksize=1)
"""


def test_a_pool_that_renews_its_workers_ends(python: Python) -> None:
    """It forks from a thread, and ends some workers by SIGTERM before they have run."""
    write(python.folder, {"pool.py": RENEWED})
    ended = python.run("pool.py")
    assert (ended.exit_code, ended.output, ended.lines) == (0, "", [PROCESS])


def test_a_fork_of_a_worker_does_not_watch_its_parents_signals(python: Python) -> None:
    code = """
import multiprocessing, os, signal, sys, time
def task(number):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(5))
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(20)
    status = os.waitpid(pid, 0)[1]
    time.sleep(0.3)
    return os.WEXITSTATUS(status)
with multiprocessing.get_context("fork").Pool(1) as pool: print(pool.map(task, [1]))
"""
    ended = python.run(code=f"import popularity_contest.reporter\n{code}")
    assert (ended.exit_code, ended.output) == (0, "[5]\n")
