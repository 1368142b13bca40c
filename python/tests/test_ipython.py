"""Real kernels: counted after each cell, so that even SIGKILL loses nothing."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.kernels import Kernel
from tests.processes import PREFIX, PROCESS, Python

SEED = "import popularity_contest.reporter\n"


def activate(python: Python, way: str) -> None:
    if way == "seed":
        script = python.prefix / "etc/ipython/startup/zzz-popularity-contest.py"
        script.parent.mkdir(parents=True)
        script.write_text(SEED)
    else:
        assert python.cli("activate", way).exit_code == 0


@pytest.mark.parametrize("way", ["seed", "--ipython", "--all-processes"])
def test_a_kernel_that_is_killed_has_been_counted(kernel_python: Python, kernels: list[Kernel], way: str) -> None:
    activate(kernel_python, way)
    kernels.append(Kernel(kernel_python))
    assert kernels[0].run("import first") == ""
    assert kernel_python.statsd.lines() == [PROCESS, f"{PREFIX}first:1|c"]
    assert kernels[0].run("1 + 1; import first, json") == ""
    assert kernel_python.statsd.lines() == []
    assert kernels[0].run("import second\nimport third\n1/0").count("ZeroDivisionError") > 0
    lines = kernel_python.statsd.lines()  # with what IPython itself imports to print a traceback
    assert {f"{PREFIX}second:1|c", f"{PREFIX}third:1|c"} <= set(lines)
    assert f"{PREFIX}first:1|c" not in lines
    kernels[0].kill()
    assert kernel_python.statsd.lines() == []


def test_a_kernel_that_is_shut_down_repeats_nothing(kernel_python: Python, kernels: list[Kernel]) -> None:
    activate(kernel_python, "--ipython")
    kernels.append(Kernel(kernel_python))
    kernels[0].run("import first")
    kernels[0].manager.shutdown_kernel(now=False)
    assert kernel_python.statsd.lines() == [PROCESS, f"{PREFIX}first:1|c"]


def test_a_kernel_that_imports_nothing_is_a_process(kernel_python: Python, kernels: list[Kernel]) -> None:
    activate(kernel_python, "--ipython")
    kernels.append(Kernel(kernel_python))
    kernels[0].manager.shutdown_kernel(now=False)
    assert kernel_python.statsd.lines() == [PROCESS]


def test_the_hook_leaves_no_name_to_the_user_that_matters(kernel_python: Python, kernels: list[Kernel]) -> None:
    activate(kernel_python, "--ipython")
    kernels.append(Kernel(kernel_python, DIRECT="1"))
    assert kernels[0].run("%who").strip() == "Interactive namespace is empty."
    kernels[0].run("import first as one; from second import __name__ as text; import sys")
    lines = kernel_python.statsd.lines()
    assert [line for line in lines if "directly" in line] == ["python_popcon.directly_imported_package.first:1|c"]


def test_nothing_new_costs_microseconds(kernel_python: Python) -> None:
    code = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import popularity_contest.reporter, time
shell.run_cell("import first")
hook = popularity_contest.reporter.current().after_cell
def once():
    started = time.perf_counter()
    for _ in range(1000): hook(None)
    return (time.perf_counter() - started) / 1000
print(min(once() for _ in range(20)) * 1e6)
"""
    ended = kernel_python.run(code=code, IPYTHONDIR=str(kernel_python.home / ".ipython"))
    assert float(ended.output.split()[-1]) < 20, ended


def test_ipython_in_a_script_loses_nothing(kernel_python: Python) -> None:
    assert kernel_python.cli("activate", "--all-processes").exit_code == 0
    code = "import first, IPython; IPython.start_ipython(argv=['--simple-prompt', '-c', 'import second'])"
    ended = kernel_python.run(code=code, IPYTHONDIR=str(kernel_python.home / ".ipython"), TERM="dumb")
    assert {"first", "second"} <= set(ended.packages), ended
    assert ended.lines.count(PROCESS) == 1


def test_what_other_start_up_files_import_is_nobodys_choice(kernel_python: Python, kernels: list[Kernel]) -> None:
    activate(kernel_python, "--ipython")
    startup = kernel_python.prefix / "etc/ipython/startup"
    (startup / "00-site.py").write_text("import first\n")
    (startup / "50-site.py").write_text("import second\n")
    kernels.append(Kernel(kernel_python))
    kernels[0].run("import first, second, third")
    assert kernel_python.statsd.lines() == [PROCESS, f"{PREFIX}third:1|c"]


def test_ipython_itself(kernel_python: Python) -> None:
    activate(kernel_python, "--ipython")
    environ = kernel_python.environ(IPYTHONDIR=str(kernel_python.home / ".ipython"), TERM="dumb")
    command = [kernel_python.python, "-m", "IPython", "--simple-prompt", "-c", "import first"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=kernel_python.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert kernel_python.statsd.lines() == [PROCESS, f"{PREFIX}first:1|c"]
    assert os.listdir(kernel_python.prefix / "etc/ipython/startup")
