"""Which names an editable install makes importable: the hooks that installers leave in site-packages."""

from __future__ import annotations

import ast
import os
import re
from typing import Iterable, List

from .imports import names_in_directory
from .metadata import Metadata

_MAPPING = re.compile(r"^MAPPING\b[^=]*=\s*(\{.*?\})\s*$", re.MULTILINE | re.DOTALL)


def editable_import_names(metadata: Metadata, files: Iterable[str]) -> list[str] | None:
    """Return the names by setuptools' finder, or of the directories that a `.pth` file adds."""
    names: List[str] = []
    for file in files:
        path = os.path.join(metadata.root, file)
        if file.startswith("__editable__") and file.endswith("_finder.py"):
            names += _mapped_names(path)
        elif file.endswith(".pth"):
            for line in _lines(path):
                names += names_in_directory(os.path.join(metadata.root, line), metadata.name or "")
    return sorted(set(names)) or None


def _mapped_names(path: str) -> list[str]:
    match = _MAPPING.search("\n".join(_lines(path)))
    try:
        mapping = ast.literal_eval(match[1]) if match else {}
    except (ValueError, SyntaxError, RecursionError):
        return []
    return [str(name) for name in mapping]


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(1 << 20).splitlines()
    except OSError:
        return []
    return [line for line in lines if not line.startswith(("import ", "import\t", "#"))]
