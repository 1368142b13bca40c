"""How the reporter is switched on in this environment: the files that would import it, read and not run."""

from __future__ import annotations

import os
import re
import sys
from typing import Iterable, Iterator

_IMPORTS_IT = re.compile(r"^[^#\n]*\bpopularity_contest\b", re.MULTILINE)
_IPYTHON_SUFFIXES = (".py", ".ipy")
_SYSTEM_FOLDERS = ("/usr/local/etc/ipython", "/etc/ipython")


def find_activation(paths: Iterable[str], prefix: str = sys.prefix) -> str:
    """Return `all-processes`, `ipython` or `none`; `paths` are those of the search path."""
    if any(map(_imports_it, _files_of_every_process(paths))):
        return "all-processes"
    folders = (os.path.join(prefix, "etc", "ipython"), *_SYSTEM_FOLDERS)
    if any(_imports_it(file) for folder in folders for file in _files_of_ipython(folder)):
        return "ipython"
    return "none"


def _files_of_every_process(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from _files(path, (".pth",))
        yield os.path.join(path, "sitecustomize.py")


def _files_of_ipython(folder: str) -> Iterator[str]:
    yield from _files(os.path.join(folder, "startup"), _IPYTHON_SUFFIXES)
    yield from _files(folder, (".py", ".json"))


def _files(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name.endswith(suffixes) and not name.startswith("."):
            yield os.path.join(folder, name)


def _imports_it(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(1 << 20)
    except OSError:
        return False
    if path.endswith(".pth"):
        # Only lines that begin with `import` are run; others are directories, which may have any name.
        text = "\n".join(line for line in text.splitlines() if line.startswith(("import ", "import\t")))
    return _IMPORTS_IT.search(text) is not None
