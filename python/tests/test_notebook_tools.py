"""What runs notebooks, or talks to a kernel, goes on as ever beside a list of removals, and shows what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.environments import environment
from tests.processes import Python, Statsd, write
from tests.test_notices import FIRST_SAYS, GONE_SAYS, MISSED, NOTICE, arrange, events

RUNS_S = 120
TOLD = [f"{NOTICE}first:1|c", f"{MISSED}gone-pkg:1|c"]


class Outcome(NamedTuple):
    """What somebody sees who runs a notebook."""

    exit_code: int
    output: str
    shown: list[str]
    """In the notebook that was written: what is displayed, and the errors."""


@pytest.fixture
def pythons(tmp_path: Path, statsd: Statsd) -> list[Python]:
    """One with a list of removals, and one without."""
    site = next(environment("nbconvert", "papermill", "jupyter-console", "ipykernel").glob("lib/python*/site-packages"))
    made = [Python(sys.executable, tmp_path / name, statsd) for name in ("on", "of")]
    for python in made:
        arrange(python)
        write(python.site, {"peers.pth": f"{site}\n"})
        assert python.cli("activate", "--ipython").exit_code == 0
        write_notebook(python.folder / "in.ipynb", "import first", "print(1)", "import gone_pkg")
    (made[1].package / "removals.json").unlink()
    return made


def write_notebook(file: Path, *sources: str) -> None:
    cells = [
        {"cell_type": "code", "id": f"n{n}", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for n, source in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    file.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


def shown_in(file: Path) -> list[str]:
    if not file.exists():
        return []
    outputs = [output for cell in json.loads(file.read_text())["cells"] for output in cell.get("outputs", [])]
    texts = [output.get("ename") or output.get("text") or output["data"]["text/plain"] for output in outputs]
    return ["".join(text) for text in texts]


def run(python: Python, *command: str) -> Outcome:
    done = subprocess.run(
        [python.python, "-m", *command],
        env=python.environ(IPYTHONDIR=str(python.home / ".ipython")),
        cwd=python.folder,
        capture_output=True,
        text=True,
        timeout=RUNS_S,
    )
    return Outcome(done.returncode, done.stdout, shown_in(python.folder / "out.ipynb"))


TOOLS = {
    "nbconvert": (
        ("nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--output", "out.ipynb", "in.ipynb"),
        0,
        ["1\n", "ModuleNotFoundError"],
    ),
    "papermill": (("papermill", "--no-progress-bar", "in.ipynb", "out.ipynb"), 1, ["1\n", "ModuleNotFoundError"]),
}


@pytest.mark.parametrize(("command", "exit_code", "shown"), TOOLS.values(), ids=TOOLS)
def test_a_notebook_runs_as_ever(
    pythons: list[Python], command: tuple[str, ...], exit_code: int, shown: list[str]
) -> None:
    on, of = (run(python, *command) for python in pythons)
    assert (of.exit_code, of.shown) == (exit_code, shown)
    assert (on.exit_code, on.output) == (of.exit_code, of.output)
    assert on.shown == [FIRST_SAYS, *shown, GONE_SAYS]
    assert events(pythons[0].statsd.lines()) == TOLD


def test_jupyter_console_shows_it(pythons: list[Python]) -> None:
    python = pythons[0]
    console = subprocess.Popen(
        [python.python, "-m", "jupyter_console", "--simple-prompt"],
        env=python.environ(IPYTHONDIR=str(python.home / ".ipython"), TERM="dumb"),
        cwd=python.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert console.stdin
    assert console.stdout
    shown = b""
    for number, typed in enumerate(("import first", "import gone_pkg", "1 + 1", "exit"), 1):
        while not shown.endswith(b"In [%d]: " % number):
            one = console.stdout.read(1)
            assert one, shown
            shown += one
        console.stdin.write(typed.encode() + b"\n")
        console.stdin.flush()
    console.communicate(timeout=RUNS_S)
    text = shown.decode()
    assert text.index(FIRST_SAYS) < text.index("No module named") < text.index(GONE_SAYS)
    assert (console.returncode, events(python.statsd.lines())) == (0, TOLD)
