"""Distributions whose import fails: counted as that, and not as use, in scripts and in IPython alike."""

from __future__ import annotations

from typing import NamedTuple, Sequence

import pytest

from tests.processes import PROCESS, Python, distribution, write

FAILED = "python_popcon.failed_import."


class Case(NamedTuple):
    """What is installed (file → source, by distribution), what a program does, and what is to be said of it."""

    installed: dict[str, dict[str, str]]
    code: str
    failed: list[str]
    imported: Sequence[str] = ()


BROKEN = {"broken/__init__.py": "from broken import fine, worse", "broken/fine.py": "", "broken/worse.py": "1/0"}
USER = {"user.py": "import broken"}
CASES = {
    "at once": Case({"a-b": {"ab.py": "1/0"}}, "import ab", ["a-b"]),
    "half way": Case({"broken": BROKEN}, "import broken", ["broken"]),
    "in a package that it came for": Case(
        {"broken": BROKEN, "user": USER, "good": {"good.py": ""}}, "import good, user", ["broken", "user"], ["good"]
    ),
    "for want of a requirement": Case({"lacking": {"lacking.py": "import absent"}}, "import lacking", ["lacking"]),
    "for a name that its requirement has no more": Case(
        {"lacking": {"lacking.py": "from good import absent"}, "good": {"good.py": ""}},
        "import lacking",
        ["lacking"],
        ["good"],
    ),
    "with a reason of its own": Case(
        {"told": {"told.py": "try:\n import absent\nexcept ImportError as e:\n raise RuntimeError('no') from e"}},
        "import told",
        ["told"],
    ),
    "of source that is none": Case({"old": {"old/__init__.py": "print 'x'"}}, "import old", ["old"]),
    "of native code that cannot be loaded": Case({"native": {"native.abi3.so": "none"}}, "import native", ["native"]),
    "of a part of a namespace": Case(
        {"ns-a": {"ns/a/__init__.py": "from ns.a import x\n1/0", "ns/a/x.py": ""}, "ns-b": {"ns/b.py": ""}},
        "import ns.b\nfrom ns import a",
        ["ns-a"],
        ["ns-b"],
    ),
    "of a part alone": Case(
        {"good": {"good/__init__.py": "def f():\n import good.extra", "good/extra.py": "1/0"}},
        "import good\ngood.f()",
        [],
        ["good"],
    ),
    "late, in what is imported when it is used": Case(
        {"broken": BROKEN, "late": {"late.py": "def f():\n import broken"}},
        "import late\nlate.f()",
        ["broken"],
        ["late"],
    ),
    "of a name that is not there": Case({}, "import absent", []),
    "of a module that is the person's own": Case({"good": {"good.py": ""}}, "import own", [], ["good"]),
    "in the program itself": Case({"good": {"good.py": ""}}, "import good\n1/0", [], ["good"]),
    "in a file that is run": Case(
        {"ran": {"ran.py": "1/0"}},
        "import runpy, sysconfig\nrunpy.run_path(sysconfig.get_path('purelib') + '/ran.py')",
        [],
    ),
    "where it is caught": Case({"broken": BROKEN}, "try:\n import broken\nexcept Exception: pass\n1/0", []),
    "by an interrupt": Case({"slow": {"slow.py": "raise KeyboardInterrupt"}}, "import slow", []),
    "by want of memory": Case({"large": {"large.py": "raise MemoryError"}}, "import large", []),
    "when it is loaded again": Case(
        {"good": {"good.py": "1/getattr(__import__('sys'), 'one', 1)"}},
        "import good, importlib, sys\nsys.one = 0\nimportlib.reload(good)",
        [],
        ["good"],
    ),
}


def arrange(python: Python, case: Case) -> None:
    for name, files in case.installed.items():
        distribution(python.site, name, list(files))
        write(python.site, files)
    write(python.folder, {"own.py": "import good\n1/0"})


def told(lines: list[str]) -> list[str]:
    return sorted(line[len(FAILED) : -len(":1|c")] for line in lines if line.startswith(FAILED))


@pytest.mark.parametrize("indexed", [False, True], ids=["metadata", "index"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_in_a_script(outer_python: Python, case: Case, indexed: bool) -> None:
    arrange(outer_python, case)
    if indexed:
        outer_python.index()
    ended = outer_python.run(code=f"import popularity_contest.reporter\n{case.code}")
    assert ended.exit_code != 0
    assert (told(ended.lines), sorted(ended.packages)) == (case.failed, [*case.imported])
    assert ended.lines[0] == PROCESS


def test_on_every_version(python: Python) -> None:
    case = CASES["half way"]
    arrange(python, case)
    ended = python.run(code=f"import popularity_contest.reporter\n{case.code}")
    assert (told(ended.lines), ended.packages) == (case.failed, [])


def test_a_module_that_is_run_is_no_import(outer_python: Python) -> None:
    distribution(outer_python.site, "tool", ["tool/__init__.py", "tool/__main__.py"])
    write(outer_python.site, {"tool/__main__.py": "1/0"})
    assert outer_python.cli("activate", "--all-processes").exit_code == 0
    ended = outer_python.run("-m", "tool")
    assert (ended.exit_code, told(ended.lines), ended.packages) == (1, [], ["tool"])


def test_what_a_person_installed_is_never_named(outer_python: Python) -> None:
    site = outer_python.home / "packages"
    distribution(site, "mine", ["mine.py"])
    write(site, {"mine.py": "1/0"})
    ended = outer_python.run(code="import popularity_contest.reporter\nimport mine", PYTHONPATH=str(site))
    assert ended.lines == [PROCESS]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_in_ipython(kernel_python: Python, case: Case) -> None:
    arrange(kernel_python, case)
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import popularity_contest.reporter
for _ in range(2):
    shell.run_cell({case.code!r})
"""
    ended = kernel_python.run(code=code, IPYTHONDIR=str(kernel_python.home / ".ipython"))
    assert ended.exit_code == 0
    assert told(ended.lines) == case.failed
    assert {*case.failed, *case.imported} & set(ended.packages) == set(case.imported)
