"""No module of the package imports itself by way of others, not even for its types alone."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator

from graphlib import CycleError, TopologicalSorter

PACKAGE = Path(__file__).parents[1] / "popularity_contest"


FILES = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
MODULES = {name[: -len(".__init__")] if name.endswith(".__init__") else name: path for name, path in FILES.items()}


def imported(tree: ast.AST) -> Iterator[str]:
    """What a module imports when it is read or type-checked; an import in a function comes when that is called."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (node.module + "." + alias.name for alias in node.names)
            yield from (name if name in MODULES else node.module for name in names)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from imported(node)


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert "popularity_contest.inventory.conda" in MODULES
    graph = {name: {*imported(ast.parse(path.read_text()))} & {*MODULES} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(" -> ".join(circle.args[1])) from None
