"""Real kernels: counted after each cell, so that even SIGKILL loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

from tests.environments import missing
from tests.processes import PREFIX, PROCESS, Python, Statsd, distribution

SEED = "import popularity_contest.reporter\n"
CELL_S = 60

jupyter_client = pytest.importorskip("jupyter_client", reason="npm run peers brings ipykernel")


@pytest.fixture
def kernel_python(tmp_path: Path, statsd: Statsd) -> Python:
    """An environment whose ipykernel is that of the peers, and which has a package to import."""
    python = Python(sys.executable, tmp_path, statsd)
    peers = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    (python.site / "peers.pth").write_text(f"{peers}\n")
    for name in ("first", "second", "third"):
        distribution(python.site, name, [f"{name}.py"])
    if python.run(code="import ipykernel").exit_code:
        missing("ipykernel is missing: npm run peers")
    python.statsd.lines()
    return python


class Kernel:
    """A kernel of an environment, started as Jupyter does it."""

    def __init__(self, python: Python, **variables: str) -> None:
        spec = jupyter_client.kernelspec.KernelSpec(
            argv=[python.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        )
        self.manager = jupyter_client.KernelManager()
        self.manager._kernel_spec = spec
        environ = python.environ(IPYTHONDIR=str(python.home / ".ipython"), **variables)
        self.manager.start_kernel(env=environ, cwd=str(python.folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=CELL_S)

    def run(self, cell: str) -> str:
        """Run a cell to its end; what it printed."""
        printed: list[str] = []

        def note(message: dict[str, Any]) -> None:
            content = message["content"]
            printed.append(content.get("text", "") + "".join(content.get("traceback", [])))

        self.client.execute_interactive(cell, timeout=CELL_S, output_hook=note)
        return "".join(printed)

    def kill(self) -> None:
        self.manager.shutdown_kernel(now=True)  # SIGKILL

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.cleanup_resources()


@pytest.fixture
def kernels() -> Iterator[list[Kernel]]:
    started: list[Kernel] = []
    yield started
    for kernel in started:
        if kernel.manager.is_alive():
            kernel.kill()
        kernel.close()


def activate(python: Python, way: str) -> None:
    if way == "seed":
        script = python.prefix / "etc/ipython/startup/000-popularity-contest.py"
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


def test_ipython_itself(kernel_python: Python) -> None:
    activate(kernel_python, "--ipython")
    environ = kernel_python.environ(IPYTHONDIR=str(kernel_python.home / ".ipython"), TERM="dumb")
    command = [kernel_python.python, "-m", "IPython", "--simple-prompt", "-c", "import first"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=kernel_python.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert kernel_python.statsd.lines() == [PROCESS, f"{PREFIX}first:1|c"]
    assert os.listdir(kernel_python.prefix / "etc/ipython/startup")
