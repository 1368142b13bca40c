"""Whether the reporter is on, told by the files that would import it: held against a process that runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes import Python, write

IMPORT = "import popularity_contest.reporter\n"
FIND = (
    "from popularity_contest import switches as s; import json\n"
    "found = s.find(); print(json.dumps([s.scope(found), [(x.file, x.is_personal) for x in found]]))"
)

CALLED = f"def count():\n    {IMPORT}\n\ndef start(): count()\n\nstart()\n"
CLASS = f"class Count:\n    def __init__(self):\n        {IMPORT}\n{{}}\n"

PROCESSES: list[tuple[str, str, str, bool]] = [
    ("a .pth file", "site/popcon.pth", IMPORT, True),
    ("a .pth file that only names a folder", "site/e.pth", "/src/popularity_contest\n", False),
    ("a .pth file with a comment", "site/zzz.pth", "# " + IMPORT, False),
    ("a .pth file that imports another", "site/zzz.pth", "import os # popularity_contest\n", False),
    ("sitecustomize", "site/sitecustomize.py", f"try:\n    {IMPORT}except ImportError:\n    pass\n", True),
    ("sitecustomize with an import from", "site/sitecustomize.py", "from popularity_contest import reporter\n", True),
    ("sitecustomize that is commented out", "site/sitecustomize.py", "# " + IMPORT, False),
    ("sitecustomize that tells of it", "site/sitecustomize.py", '"""Not popularity_contest any more."""\n', False),
    ("sitecustomize with a function that nobody calls", "site/sitecustomize.py", f"def count():\n    {IMPORT}", False),
    ("sitecustomize with a function that is called", "site/sitecustomize.py", CALLED, True),
    (
        "sitecustomize with functions that call one another",
        "site/sitecustomize.py",
        CALLED.rpartition("\n\n")[0],
        False,
    ),
    ("sitecustomize with a class that is used", "site/sitecustomize.py", CLASS.format("Count()"), True),
    ("sitecustomize with a class that is not used", "site/sitecustomize.py", CLASS.format("1"), False),
    ("sitecustomize for types", "site/sitecustomize.py", f"TYPE_CHECKING = 0\nif TYPE_CHECKING:\n    {IMPORT}", False),
    ("sitecustomize that is switched off", "site/sitecustomize.py", f"if False:\n    {IMPORT}", False),
    ("sitecustomize run as a program", "site/sitecustomize.py", f'if __name__ == "__main__":\n    {IMPORT}', False),
    ("sitecustomize by its name", "site/sitecustomize.py", f'if __name__ == "sitecustomize":\n    {IMPORT}', True),
    (
        "sitecustomize that imports by a text",
        "site/sitecustomize.py",
        'import importlib\nimportlib.import_module("popularity_contest.reporter")\n',
        True,
    ),
    (
        "sitecustomize that says that it is off",
        "site/sitecustomize.py",
        'NOTE = "popularity_contest is off here, since 2026."\n',
        False,
    ),
    (
        "sitecustomize that forbids it",
        "site/sitecustomize.py",
        'import sys\nsys.modules["popularity_contest.reporter"] = None\ndel sys.modules["popularity_contest.reporter"]\n',
        False,
    ),
    ("sitecustomize in the working directory", "sitecustomize.py", IMPORT, False),
    ("sitecustomize as a package", "site/sitecustomize/__init__.py", IMPORT, True),
    ("sitecustomize on PYTHONPATH", "tree/sitecustomize.py", IMPORT, True),
    ("a .pth file on PYTHONPATH, which nobody reads", "tree/popcon.pth", IMPORT, False),
    ("usercustomize", "user/usercustomize.py", IMPORT, True),
    ("a .pth file of the user site", "user/popcon.pth", IMPORT, True),
]


@pytest.mark.parametrize(("name", "path", "text", "is_on"), PROCESSES, ids=[one[0] for one in PROCESSES])
def test_processes(name: str, path: str, text: str, is_on: bool, outer_python: Python) -> None:
    with_user_site(outer_python)
    top, _, rest = path.partition("/")
    user = outer_python.home / ".local/lib" / outer_python.site.parent.name / "site-packages"
    folders = {"site": outer_python.site, "tree": outer_python.folder / "tree", "user": user}
    folder = folders.get(top, outer_python.folder)
    rest = rest or top
    tree = str(outer_python.folder / "tree")
    write(folder, {rest: text})
    loaded = outer_python.run(code="import sys; print('popularity_contest.reporter' in sys.modules)", PYTHONPATH=tree)
    assert loaded.output == f"{is_on}\n"
    scope, found = json.loads(outer_python.run(code=FIND, PYTHONPATH=tree).output)
    assert found == ([[str(folder / rest), top == "user"]] if is_on else [])
    assert scope == ("all-processes" if is_on and top != "user" else "none")
    doctor = json.loads(outer_python.cli("doctor", "--json", PYTHONPATH=tree).output)
    (check,) = (check for check in doctor["checks"] if check["check"] == "activation")
    assert check["state"] == ("ok" if is_on else "fault")
    assert check["found"].endswith(", for this user alone") is (top == "user")


def with_user_site(python: Python) -> None:
    config = python.prefix / "pyvenv.cfg"
    config.write_text(
        config.read_text().replace("include-system-site-packages = false", "include-system-site-packages = true")
    )


IPYTHON: list[tuple[str, str, str, str, int]] = [
    ("a start-up file", "env/startup/000-popcon.py", IMPORT, "ipython", 1),
    ("one that IPython runs as a program", "env/startup/0.py", f'if __name__ == "__main__":\n    {IMPORT}', "ipython", 1),
    ("one in IPython's own syntax", "env/startup/0.ipy", "%matplotlib inline\n" + IMPORT, "ipython", 1),
    ("one that is commented out", "env/startup/0.py", "# " + IMPORT, "none", 0),
    ("one that is none", "env/startup/README", IMPORT, "none", 0),
    ("one that is nested too deeply", "env/startup/0.py", "-" * 10_000 + "1", "none", 0),
    ("a configuration", "env/ipython_config.py", f"c.InteractiveShellApp.exec_lines = [{IMPORT!r}]\n", "ipython", 1),
    ("a configuration in JSON", "env/ipython_kernel_config.json",
     '{"InteractiveShellApp": {"extensions": ["popularity_contest.reporter"]}}', "ipython", 1),
    ("a person's profile", "home/profile_default/startup/0.py", IMPORT, "none", 1),
    ("a person's profile's configuration", "home/profile_work/ipython_config.py",
     f"c.InteractiveShellApp.exec_lines = [{IMPORT!r}]\n", "none", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "text", "scope", "count"), IPYTHON, ids=[one[0] for one in IPYTHON])
def test_ipython(name: str, path: str, text: str, scope: str, count: int, outer_python: Python) -> None:
    top, _, rest = path.partition("/")
    folder: Path = {"env": outer_python.prefix / "etc/ipython", "home": outer_python.home / ".ipython"}[top]
    write(folder, {rest: text})
    assert json.loads(outer_python.run(code=FIND).output) == [scope, [[str(folder / rest), top == "home"]] * count]
