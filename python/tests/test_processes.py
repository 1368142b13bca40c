"""One process, one count: forks, pools, exec, threads, sub-interpreters."""

from __future__ import annotations

import sys
import time

import pytest

from tests.processes import PREFIX, PROCESS, Python, distribution, two_packages, write

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
    counted = found.get("child-only", 0)
    assert found["parent-only"] == 1
    assert counted == children or (end == "pass" and counted < children)  # a worker that SIGTERM meets is not counted
    # Helpers that Python starts for itself, a resource tracker and a fork server, are no processes.
    workers = found["python_popcon.processes"] - 1
    assert workers == counted if method != "spawn" or end != "pass" else workers <= 2


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_child_that_is_no_daemon(python: Python, method: str) -> None:
    two_packages(python)
    program = (
        "import multiprocessing\ndef task():\n  import child_only\n"
        "if __name__ == '__main__':\n"
        f"  child = multiprocessing.get_context({method!r}).Process(target=task); child.start(); child.join()\n"
    )
    write(python.folder, {"child.py": program})
    assert python.cli("activate", "--all-processes").exit_code == 0
    assert counts(python.run("child.py").lines) == {"python_popcon.processes": 2, "child-only": 1}


def test_what_is_known_is_sent_before_a_fork(python: Python) -> None:
    two_packages(python)
    code = "import parent_only, os\nif os.fork() == 0: os._exit(0)\nos.wait()\nos._exit(0)"
    assert python.report(code).lines == [PROCESS, f"{PREFIX}parent-only:1|c"]


@pytest.mark.parametrize("forks", [False, True], ids=["alone", "forks"])
def test_an_early_report(python: Python, forks: bool) -> None:
    """The thread is none of `threading`'s, is gone before a fork, and reports once."""
    two_packages(python)
    fork = "if os.fork() == 0: os._exit(0)\nos.wait(); assert len(os.listdir('/proc/self/task')) == 1"
    code = (
        "import parent_only, os, threading, time\nassert threading.active_count() == 1\n"
        f"{fork if forks else 'time.sleep(2)'}\nos._exit(0)"
    )
    ended = python.report(code, "-W", "error", EARLY_S="1")
    assert ended.lines == [PROCESS, f"{PREFIX}parent-only:1|c"]


def test_an_early_report_delays_no_end(python: Python) -> None:
    started = time.monotonic()
    assert python.report("", EARLY_S="3600").lines == [PROCESS]
    assert time.monotonic() - started < 30


def test_the_environment_is_counted_beside_all(python: Python) -> None:
    two_packages(python)
    lines = python.report("import parent_only", ENVIRONMENT="Course_1").lines
    assert lines == [PROCESS, "python_popcon.environment_processes.Course_1:1|c", f"{PREFIX}parent-only:1|c"]


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_report_that_ran_out_of_its_budget_says_so_and_tries_again(python: Python, seed: str) -> None:
    names = [f"late{number}" for number in range(40)]
    for name in names:
        distribution(python.site, f"other-{name}", [f"{name}.py"])
    code = (
        f"import {', '.join(names)}\nimport popularity_contest, popularity_contest.reporter as reporter\n"
        "process = reporter.current()\nclock, popularity_contest.cpu_time = popularity_contest.cpu_time, iter(range(9999)).__next__\n"
        "process.flush()\nassert len(process.said) < 42\npopularity_contest.cpu_time = clock"
    )
    ended = python.report(code, PYTHONHASHSEED=seed)
    assert counts(ended.lines) == {
        "python_popcon.processes": 1, "python_popcon.incomplete_processes": 1, **{f"other-{name}": 1 for name in names},
    }  # fmt: skip


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
