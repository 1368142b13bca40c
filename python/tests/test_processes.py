"""One process, one count: forks, pools, exec, threads, sub-interpreters, signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.processes import PREFIX, PROCESS, TIMEOUT_S, Python, distribution, write

POOL = """
import multiprocessing, os, sys, time
def task(number):
    import child_only
    time.sleep(0.01)
    return os.getpid()
if __name__ == "__main__":
    import popularity_contest.reporter, parent_only
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        print(len(set(pool.map(task, range(20), chunksize=1))))
        {end}
"""


def two_packages(python: Python) -> None:
    distribution(python.site, "parent-only", ["parent_only.py"])
    distribution(python.site, "child-only", ["child_only.py"])


def counts(lines: list[str]) -> dict[str, int]:
    return {line.partition(":")[0].replace(PREFIX, ""): lines.count(line) for line in lines}


@pytest.mark.parametrize("leave", ["sys.exit(0)", "os._exit(0)"])
def test_a_child_repeats_nothing_of_its_parent(python: Python, leave: str) -> None:
    two_packages(python)
    code = f"import parent_only, os, sys\npid = os.fork()\nif pid == 0: {leave}\nos.waitpid(pid, 0)"
    assert python.report(code).lines == [PROCESS, f"{PREFIX}parent-only:1|c"]


def test_a_child_counts_what_it_imports_itself(python: Python) -> None:
    two_packages(python)
    code = (
        "import parent_only, os, sys\npid = os.fork()\n"
        "if pid == 0:\n  import child_only\n  sys.exit(0)\nos.waitpid(pid, 0)"
    )
    assert counts(python.report(code).lines) == {"python_popcon.processes": 2, "parent-only": 1, "child-only": 1}


@pytest.mark.parametrize("end", ["pool.close(); pool.join()", "pass"], ids=["closed", "terminated"])
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_pool(python: Python, method: str, end: str) -> None:
    two_packages(python)
    write(python.folder, {"pool.py": POOL.format(method=method, end=end)})
    if method != "fork":  # a fresh interpreter reports if all processes do
        assert python.cli("activate", "--all-processes").exit_code == 0
    ended = python.run("pool.py")
    assert (ended.exit_code, ended.errors) == (0, "")
    children = int(ended.output)
    found = counts(ended.lines)
    assert (found["parent-only"], found["child-only"]) == (1, children)
    if method == "fork":
        assert found["python_popcon.processes"] == 1 + children


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


def test_a_subprocess_is_a_process(python: Python) -> None:
    two_packages(python)
    code = (
        "import parent_only, subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import popularity_contest.reporter, child_only'], check=True)"
    )
    assert counts(python.report(code).lines) == {"python_popcon.processes": 2, "parent-only": 1, "child-only": 1}


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.execv(sys.executable, [sys.executable, '-c', ''])",
        "import threading, time; threading.Thread(target=time.sleep, args=(30,), daemon=True).start()",
        "import threading\ndef late():\n  import parent_only\nthreading.Thread(target=late).start()",
        "import os\nfor _ in range(20):\n  if os.fork() == 0: os._exit(0)",
        "import atexit; atexit.register(lambda: __import__('parent_only'))",
        "import atexit; atexit._clear()",
        "import gc; gc.disable()",
        "import signal; signal.alarm(0)",
    ],
)
def test_does_no_harm(python: Python, code: str) -> None:
    two_packages(python)
    ended = python.report(f"import sys\n{code}")
    assert ended.lines.count(PROCESS) <= 1


def test_what_an_exit_handler_imports_is_counted(python: Python) -> None:
    two_packages(python)
    code = "import atexit; atexit.register(lambda: __import__('parent_only'))"
    assert python.report(code).packages == ["parent-only"]


def test_sub_interpreters(python: Python) -> None:
    code = """
try: import _interpreters as interpreters
except ImportError: import _xxsubinterpreters as interpreters
one = interpreters.create()
run = getattr(interpreters, "exec", None) or interpreters.run_string
run(one, "import popularity_contest.reporter")
interpreters.destroy(one)
"""
    python.report(code)


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


def test_fork_does_not_warn_of_threads(python: Python) -> None:
    """A thread of ours would make Python 3.12 and later warn in the user's face."""
    ended = python.run("-W", "error", code="import popularity_contest.reporter, os\nif os.fork() == 0: os._exit(0)\nos.wait()",
                       STATSD_HOST="statsd.example.org")  # fmt: skip
    assert (ended.exit_code, ended.errors) == (0, "")


def test_direct_imports(python: Python) -> None:
    for name in ("named", "nested", "classy", "functional", "inner"):
        distribution(python.site, name, [f"{name}.py"])
    write(
        python.site, {"named.py": "import inner", "classy.py": "class Thing: pass", "functional.py": "def work(): pass"}
    )
    code = "import named\nfrom classy import Thing\nfrom functional import work\ndef f(): import nested\nf()"
    ended = python.report(code, DIRECT="1")
    direct = [line for line in ended.lines if "directly" in line]
    assert direct == [
        f"python_popcon.directly_imported_package.{name}:1|c" for name in ("classy", "functional", "named")
    ]
    assert ended.packages == ["classy", "functional", "inner", "named", "nested"]


def test_import_names(python: Python) -> None:
    distribution(python.site, "Py-Thing", ["thing/__init__.py", "_thing.py"])
    write(python.folder, {"local.py": ""})
    assert python.report("import thing, _thing, local", NAMES="module").packages == ["_thing", "thing"]


@pytest.mark.skipif(sys.platform != "linux", reason="unix datagram sockets are tried on Linux")
def test_a_unix_datagram_socket_and_ipv6(python: Python) -> None:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as endpoint:
        path = f"/tmp/popcon-{time.monotonic_ns()}"
        endpoint.bind(path)
        python.report("", STATSD_HOST=f"unixgram://{path}")
        assert endpoint.recv(2000).decode() == PROCESS
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as endpoint:
        try:
            endpoint.bind(("::1", 0))
        except OSError:
            pytest.skip("there is no IPv6 here")
        endpoint.settimeout(5)
        for host in ("::1", "[::1]"):
            python.report("", STATSD_HOST=host, STATSD_PORT=str(endpoint.getsockname()[1]))
            assert endpoint.recv(2000).decode() == PROCESS
