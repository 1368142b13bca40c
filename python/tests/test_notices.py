"""Who is told what of a removal: in real kernels, and in IPython on every version that it runs on."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest

from tests.environments import environment, missing
from tests.kernels import Kernel
from tests.processes import VERSIONS, Ended, Python, Statsd, distribution, require, write

NOTICE, MISSED = "python_popcon.notices.", "python_popcon.missed_package."
FIRST = {
    "package": "first", "since": "2026-01-01", "on": "2999-01-01",
    "because": "nobody imported it in 14 months", "instead": "second", "ask": "<help@hub.example.edu>",
}  # fmt: skip
OTHERS = [
    {"package": "third", "since": "2026-01-01", "on": "2026-01-02", "because": "a reason"},
    {"package": "soon", "since": "2998-01-01", "on": "2999-01-01", "because": "a reason"},
    {"package": "gone-pkg", "since": "2026-01-01", "on": "2026-01-02", "because": "it was <old>", "instead": "third"},
    {"package": "ns-a", "modules": ["ns.a"], "since": "2026-01-01", "on": "2026-01-02", "because": "a reason"},
    {"package": "ns-b", "modules": ["ns.b"], "since": "2026-01-01", "on": "2026-01-02", "because": "a reason"},
    {"package": "mine", "since": "2026-01-01", "on": "2026-01-02", "because": "a reason"},
]
LIST = json.dumps({"format": "popcon-removals/1", "removals": [FIRST, *OTHERS]})
FIRST_SAYS = (
    "first will be removed here on 2999-01-01: nobody imported it in 14 months\n"
    "Instead: second\n"
    "If you need it, say so: <help@hub.example.edu>"
)
THIRD_SAYS = "third was to be removed here on 2026-01-02: a reason"
GONE_SAYS = "gone-pkg was removed here on 2026-01-02: it was <old>\nInstead: third\nFor yourself: %pip install gone-pkg"
NS_B_SAYS = "ns-b was to be removed here on 2026-01-02: a reason"
NS_SAYS = "ns-a was removed here on 2026-01-02: a reason\nFor yourself: %pip install ns-a"


class Cell(NamedTuple):
    """A cell of one kernel, what is shown under it, and what that counts."""

    source: str
    says: str = ""
    counts: str = ""


STORY = [
    Cell("import second"),  # which imports first: nobody here named it
    Cell("text = 'import first'"),
    Cell("import first as one", FIRST_SAYS, f"{NOTICE}first:1|c"),
    Cell("import first"),
    Cell("def later():\n    from third import __name__"),
    Cell("later()", THIRD_SAYS, f"{NOTICE}third:1|c"),
    Cell("import soon"),
    Cell("import gone_pkg", GONE_SAYS, f"{MISSED}gone-pkg:1|c"),
    Cell("import gone_pkg.part", GONE_SAYS),
    Cell("import user", GONE_SAYS),  # which imports gone_pkg
    Cell("try:\n    import gone_pkg\nexcept ImportError as e:\n    raise RuntimeError('install it') from e", GONE_SAYS),
    Cell("try:\n    import gone_pkg\nexcept ImportError:\n    pass"),
    Cell("import absent"),
    Cell("1/0"),
    Cell("from first import absent"),
    Cell("import first_too"),
    Cell("import ns.b", NS_B_SAYS, f"{NOTICE}ns-b:1|c"),
    Cell("from ns import b, absent"),
    Cell("from ns import a", NS_SAYS, f"{MISSED}ns-a:1|c"),
    Cell("import ns.a", NS_SAYS),
    Cell("import ns.c"),
    Cell("import mine"),
]


def arrange(python: Python) -> dict[str, str]:
    """Install what the story imports; the variables of its kernel."""
    for name in ("second", "third", "soon", "user"):
        distribution(python.site, name, [f"{name}.py"])
    distribution(python.site, "first", ["first.py", "first_too.py"])
    distribution(python.site, "ns-b", ["ns/b.py"])
    distribution(python.home / "packages", "mine", ["mine.py"])
    write(python.site, {"second.py": "import first\n", "user.py": "import gone_pkg\n"})
    write(python.package, {"removals.json": LIST})
    return {"PYTHONPATH": str(python.home / "packages")}


def events(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith((NOTICE, MISSED))]


def test_in_a_kernel(kernel_python: Python, kernels: list[Kernel]) -> None:
    variables = arrange(kernel_python)
    assert kernel_python.cli("activate", "--ipython").exit_code == 0
    kernels.append(Kernel(kernel_python, **variables))
    kernels.append(Kernel(kernel_python, DISABLE="1", **variables))
    for cell in STORY:
        shown, as_ever = (kernel.show(cell.source) for kernel in kernels)
        assert [data["text/plain"] for data in shown.displayed] == ([cell.says] if cell.says else []), cell.source
        assert shown.printed == as_ever.printed
        assert not as_ever.displayed
        assert events(kernel_python.statsd.lines()) == ([cell.counts] if cell.counts else []), cell.source


@pytest.fixture(params=VERSIONS)
def shell_python(request: pytest.FixtureRequest, tmp_path: Path, statsd: Statsd) -> Python:
    """Each version with the newest IPython for it; that of the peers is pure Python."""
    base = require(request.param)
    python = Python(base, tmp_path, statsd)
    is_newer = tuple(map(int, request.param.split("."))) >= sys.version_info[:2]
    folder = Path(sys.prefix) if is_newer else environment("ipython", base=base)
    write(python.site, {"peers.pth": f"{next(folder.glob('lib/python*/site-packages'))}\n"})
    if python.run(code="import IPython").exit_code:
        missing("IPython is missing: npm run peers")
    return python


SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import popularity_contest.reporter
for cell in {cells!r}:
    shell.run_cell(cell, store_history={store_history})
    print("=====")
"""


def run_cells(python: Python, cells: list[str], *, store_history: bool = True, **variables: str) -> Ended:
    code = SHELL.format(cells=cells, store_history=store_history)
    return python.run(code=code, IPYTHONDIR=str(python.home / ".ipython"), **variables)


def test_in_every_ipython(shell_python: Python) -> None:
    variables = arrange(shell_python)
    ended = run_cells(shell_python, [cell.source for cell in STORY], **variables)
    shown = ended.output.split("=====\n")
    for cell, output in zip(STORY, shown):
        assert output.endswith(f"{cell.says}\n" if cell.says else output), cell.source
        assert ("remove" in output) == bool(cell.says), cell.source
    assert events(ended.lines) == [cell.counts for cell in STORY if cell.counts]
    assert ended.errors == ""


def test_cells_that_are_no_persons_show_nothing(kernel_python: Python) -> None:
    """Such as those by which an editor looks at variables, and `ipython -c`."""
    arrange(kernel_python)
    ended = run_cells(kernel_python, ["import first", "import gone_pkg"], store_history=False)
    assert "remove" not in ended.output
    assert events(ended.lines) == [f"{MISSED}gone-pkg:1|c"]


def test_who_is_not_counted_is_not_told(kernel_python: Python) -> None:
    arrange(kernel_python)
    cells = ["import os; os.environ['DO_NOT_TRACK'] = '1'", "import first", "import gone_pkg"]
    ended = run_cells(kernel_python, cells)
    assert ("remove" in ended.output, events(ended.lines)) == (False, [])


def test_a_forked_child_tells_nothing(kernel_python: Python) -> None:
    arrange(kernel_python)
    cell = "import os, sys\nsys.stdout.flush()\nif pid := os.fork(): os.waitpid(pid, 0)\nelse: import first"
    ended = run_cells(kernel_python, [cell, "import os; _ = 'first' in sys.modules and os._exit(0)"])
    assert ("remove" in ended.output, events(ended.lines)) == (False, [])


def remove(file: Path) -> None:
    file.unlink()


def fill(file: Path) -> None:
    file.write_text(LIST + " " * (1 << 18))


def cut(file: Path) -> None:
    file.write_text(LIST[:-9])


def break_entry(file: Path) -> None:
    file.write_text(LIST.replace("2999-01-01", "some day"))


def make_directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def make_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def make_dangling(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def make_endless(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


SPOILERS = [remove, fill, cut, break_entry, make_directory, make_pipe, make_dangling, make_endless]


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_a_list_that_cannot_be_used_is_none(kernel_python: Python, spoil: object) -> None:
    variables = arrange(kernel_python)
    spoil(kernel_python.package / "removals.json")  # type: ignore[operator]
    ended = run_cells(kernel_python, [cell.source for cell in STORY], **variables)
    assert ("remove" in ended.output, ended.errors, events(ended.lines)) == (False, "", [])
    assert {"first", "second", "third"} <= set(ended.packages)


@pytest.fixture
def replaced(kernel_python: Python) -> Iterator[Python]:
    """A list that is written anew all the time, half of it now and then."""
    arrange(kernel_python)
    file = kernel_python.package / "removals.json"
    is_over = threading.Event()

    def replace() -> None:
        while not is_over.is_set():
            for text in (LIST, LIST[: len(LIST) // 2], ""):
                file.write_text(text)

    thread = threading.Thread(target=replace)
    thread.start()
    yield kernel_python
    is_over.set()
    thread.join()


def test_a_list_that_is_being_replaced_is_whole_or_none(replaced: Python) -> None:
    for _ in range(5):
        ended = run_cells(replaced, ["import first", "import gone_pkg"])
        assert ended.errors == ""
        told = events(ended.lines)
        assert told in ([], [f"{NOTICE}first:1|c", f"{MISSED}gone-pkg:1|c"])
        assert ended.output.count("removed here") == len(told)


def test_what_it_costs_where_there_is_a_list(kernel_python: Python) -> None:
    arrange(kernel_python)
    measure = """
import popularity_contest.reporter, time
hook = popularity_contest.reporter.current().after_cell
result = type("Result", (), {"error_in_exec": None, "info": type("Info", (), {"raw_cell": "x = 1", "store_history": True})})
def once():
    started = time.perf_counter()
    for _ in range(1000): hook(result)
    return (time.perf_counter() - started) / 1000
print(min(once() for _ in range(20)) * 1e6)
"""
    ended = run_cells(kernel_python, ["import first", measure])
    assert float(ended.output.split("=====\n")[1]) < 20
