"""The files that import the reporter when a process of this environment starts; they are read and not run.

In: where `site` and IPython look. Out: those files, each with what it switches on, and for whom.
"""

from __future__ import annotations

import ast
import os
import re
import site
import sys
from typing import Any, Iterable, Iterator, NamedTuple

from popularity_contest import places

SYSTEM_FOLDERS = ("/usr/local/etc/ipython", "/etc/ipython")
MAX_BYTES = 1 << 20
_NAMED_IN_IPYTHON = re.compile(
    r"^[^#\n]*\b(?:import|from|load_ext|m)[ \t][\w., \t]*\bpopularity_contest\b", re.MULTILINE
)
_NOT_IMPORTED = ("Expr", "Compare", "Subscript", "Index")
"""Nodes in which a text is documentation or a key."""


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
    """True if running this file imports the reporter; a configuration file may name it in a text."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(MAX_BYTES)
    except OSError:
        return False
    if path.endswith(".pth"):
        # Only lines that begin with `import` are run; others are directories, which may have any name.
        lines = [line for line in text.splitlines() if line.startswith(("import ", "import\t"))]
        return any(map(_names_reporter, lines))
    if path.endswith(".json"):
        return "popularity_contest" in text
    return _names_reporter(text, is_main=os.path.basename(os.path.dirname(path)) == "startup")


def _names_reporter(code: str, is_main: bool = False) -> bool:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # IPython's own syntax, say, or nested too deeply
        return _NAMED_IN_IPYTHON.search(code) is not None
    return any(map(_is_reporter, _nodes_run(tree, is_main)))


def _nodes_run(tree: ast.Module, is_main: bool) -> Iterator[ast.AST]:
    """The nodes that run with a module: those of a function if what runs uses its name, and no branch that is off."""
    waiting: list[Any] = [tree]
    functions: list[tuple[str, Any]] = []
    used = set()
    while waiting:
        node = waiting.pop()
        yield node
        used.add(getattr(node, "id", getattr(node, "attr", "")))
        is_off = isinstance(node, ast.If) and _is_off(node.test, is_main)
        for child in node.orelse if is_off else ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                is_special = child.name.startswith("__")  # called by what uses its class
                functions.append((getattr(node, "name", "") if is_special else child.name, child))
                waiting += [child.args, *child.decorator_list]
            elif not isinstance(child, ast.Constant) or type(node).__name__ not in _NOT_IMPORTED:
                waiting.append(child)
        if not waiting:
            waiting += [statement for name, one in functions if name in used for statement in one.body]
            functions = [(name, one) for name, one in functions if name not in used]


def _is_off(test: ast.expr, is_main: bool) -> bool:
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq) and getattr(test.left, "id", "") == "__name__":
        return not is_main and getattr(test.comparators[0], "value", "") == "__main__"
    is_typing = getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"
    return is_typing or (isinstance(test, ast.Constant) and not test.value)


def _is_reporter(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):  # the name of a module to import, or code
        text = str(node.value)
        return "popularity_contest" in text and (_is_ours(text) or _names_reporter(text))
    if isinstance(node, ast.Import):
        return any(_is_ours(alias.name) for alias in node.names)
    return isinstance(node, ast.ImportFrom) and _is_ours(node.module or "")


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "popularity_contest"


def _of_processes() -> Iterator[Switch]:
    own = site.getusersitepackages()
    is_own_read = bool(site.ENABLE_USER_SITE) or sys.flags.isolated  # a tool's run leaves it out, others do not
    folders = [*site.getsitepackages(), own] if is_own_read else site.getsitepackages()
    for folder in folders:
        for path in _files(folder, (".pth",)):
            if imports_reporter(path):
                yield Switch(path, "all-processes", folder == own)
    for module in ("sitecustomize", "usercustomize") if is_own_read else ("sitecustomize",):
        candidates = (
            os.path.join(folder, file)
            for folder in filter(None, (*places.search_path(), own))
            for file in (os.path.join(module, "__init__.py"), module + ".py")
        )
        path = next(filter(os.path.isfile, candidates), "")  # Python imports the first that it finds
        if path and imports_reporter(path):
            yield Switch(path, "all-processes", path.startswith(own + os.sep))


def _of_ipython() -> Iterator[Switch]:
    own = os.environ.get("IPYTHONDIR") or os.path.join(os.path.expanduser("~"), ".ipython")
    profiles = [os.path.join(own, name) for name in sorted(places.listing(own)) if name.startswith("profile_")]
    for folder in (os.path.join(sys.prefix, "etc", "ipython"), *SYSTEM_FOLDERS, *profiles):
        startup = _files(os.path.join(folder, "startup"), (".py", ".ipy"))
        for path in (*startup, *_files(folder, ("config.py", "config.json"))):
            if imports_reporter(path):
                yield Switch(path, "ipython", folder in profiles)


def _files(folder: str, suffixes: tuple[str, ...]) -> list[str]:
    names = sorted(places.listing(folder))
    return [os.path.join(folder, name) for name in names if name.endswith(suffixes) and name[0] != "."]
