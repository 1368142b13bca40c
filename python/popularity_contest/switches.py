"""What switches the reporter on in this environment: the files that import it when a process starts, read and not run.

In: where `site` and IPython look. Out: those files, each with what it switches on, and for whom.
"""

from __future__ import annotations

import ast
import os
import re
import site
import sys
from typing import Iterable, Iterator, List, NamedTuple

SYSTEM_FOLDERS = ("/usr/local/etc/ipython", "/etc/ipython")
MAX_BYTES = 1 << 20
_NAMED_IN_CODE = re.compile(r"^[^#\n]*\bpopularity_contest\b", re.MULTILINE)


class Switch(NamedTuple):
    """One file that imports the reporter."""

    file: str
    scope: str
    """`all-processes` or `ipython`."""
    is_personal: bool
    """It is of the user who runs this alone."""


def find() -> list[Switch]:
    """Return all of this interpreter's, those of every process first."""
    return [*_of_processes(), *_of_ipython()]


def scope(switches: Iterable[Switch]) -> str:
    """Return what is on for everybody: `all-processes`, `ipython` or `none`."""
    scopes = {switch.scope for switch in switches if not switch.is_personal}
    return next((scope for scope in ("all-processes", "ipython") if scope in scopes), "none")


def imports_reporter(path: str) -> bool:
    """Whether running this file imports the reporter; a file that is configuration may name it in a text."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(MAX_BYTES)
    except OSError:
        return False
    if path.endswith(".pth"):
        # Only lines that begin with `import` are run; others are directories, which may have any name.
        lines = [line for line in text.splitlines() if line.startswith(("import ", "import\t"))]
        return any(map(_names_reporter, lines))
    return "popularity_contest" in text if path.endswith(".json") else _names_reporter(text)


def _names_reporter(code: str) -> bool:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):  # IPython's own syntax, say
        return _NAMED_IN_CODE.search(code) is not None
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return any(_is_reporter(node) for node in ast.walk(tree) if id(node) not in documentation)


def _is_reporter(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    else:
        return isinstance(node, ast.Constant) and "popularity_contest" in str(node.value)
    return any(name.partition(".")[0] == "popularity_contest" for name in names)


def _of_processes() -> Iterator[Switch]:
    own = site.getusersitepackages()
    is_own_read = bool(site.ENABLE_USER_SITE) or sys.flags.isolated  # a tool's run leaves it out, others do not
    folders = [*site.getsitepackages(), own] if is_own_read else site.getsitepackages()
    for folder in folders:
        for path in _files(folder, (".pth",)):
            if imports_reporter(path):
                yield Switch(path, "all-processes", folder == own)
    for module in ("sitecustomize", "usercustomize") if is_own_read else ("sitecustomize",):
        # Python imports the first that it finds.
        places = (os.path.join(f, module, "__init__.py") for f in (*sys.path, own) if f)
        files = (os.path.join(f, module + ".py") for f in (*sys.path, own) if f)
        path = next((file for pair in zip(places, files) for file in pair if os.path.isfile(file)), "")
        if path and imports_reporter(path):
            yield Switch(path, "all-processes", path.startswith(own + os.sep))


def _of_ipython() -> Iterator[Switch]:
    own = os.environ.get("IPYTHONDIR") or os.path.join(os.path.expanduser("~"), ".ipython")
    profiles = [os.path.join(own, name) for name in _listing(own) if name.startswith("profile_")]
    for folder in (os.path.join(sys.prefix, "etc", "ipython"), *SYSTEM_FOLDERS, *profiles):
        startup = _files(os.path.join(folder, "startup"), (".py", ".ipy"))
        for path in (*startup, *_files(folder, ("config.py", "config.json"))):
            if imports_reporter(path):
                yield Switch(path, "ipython", folder in profiles)


def _files(folder: str, suffixes: tuple[str, ...]) -> list[str]:
    return [os.path.join(folder, name) for name in _listing(folder) if name.endswith(suffixes) and name[0] != "."]


def _listing(folder: str) -> List[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
