"""Which names can be imported of a list of files, written as Python would: `numpy`, `google.cloud.storage`."""

from __future__ import annotations

import os
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Container, Iterable

from popularity_contest.metadata import MODULE_SUFFIXES, is_module
from popularity_contest.places import listing


def import_names(files: Iterable[str], namespaces: Container[str] = ()) -> list[str]:
    """Return the importable names of `files`, relative to a directory of the search path.

    A package stands for all below it. A directory without `__init__`, and one named in `namespaces`, is a
    namespace that others may share, so that what lies in it is named.
    """
    modules: list[tuple[str, ...]] = []
    packages: set[tuple[str, ...]] = set()
    for file in files:
        parts = _module_parts(file)
        if parts is None:
            continue
        if parts[-1] == "__init__":
            packages.add(parts[:-1])
        else:
            modules.append(parts)
    regular = {package for package in packages if package and ".".join(package) not in namespaces}
    names = {_shortest(parts, regular) for parts in (*modules, *regular)}
    return sorted(".".join(parts) for parts in names if not parts[0].startswith("__editable__"))


def _shortest(parts: tuple[str, ...], packages: set[tuple[str, ...]]) -> tuple[str, ...]:
    for length in range(1, len(parts)):
        if parts[:length] in packages:
            return parts[:length]
    return parts


def _module_parts(file: str) -> tuple[str, ...] | None:
    if not is_module(file):
        return None
    *folders, name = file.replace(os.sep, "/").split("/")
    suffix = next(suffix for suffix in (*EXTENSION_SUFFIXES, *MODULE_SUFFIXES) if name.endswith(suffix))
    parts = (*folders, name[: -len(suffix)])
    # No `..`, no `foo-stubs`: what is no identifier is not imported.
    return parts if all(part.isidentifier() for part in parts) else None


def has_code(name: str, directory: str, files: Iterable[str]) -> bool:
    """Tell whether an importable name has anything to import: a package may be an empty `__init__.py` alone.

    Such a package is the wrapping of shared libraries (`nvidia`), which others load without an import.
    """
    top = name.replace(".", "/")
    for file in files:
        parts = _module_parts(file)
        if parts is None or not (file.startswith(top + "/") or ".".join(parts) == name):
            continue
        is_library = parts[-1].startswith("lib") and file.endswith(parts[-1] + ".so")
        is_empty = parts[-1] == "__init__" and _size(os.path.join(directory, file)) == 0
        if not is_library and not is_empty:
            return True
    return False


def _size(path: str) -> int | None:
    try:
        return os.path.getsize(path)
    except OSError:
        return None


def names_in_directory(top: str, preferred: str) -> list[str]:
    """Return the packages and modules in a source directory that an editable install put on the path.

    Where it holds the one named like the distribution, only that: a checkout also has tests and tools.
    """
    names = []
    for entry in sorted(listing(top)):
        stem = entry[:-3] if entry.endswith(".py") else entry
        is_module = entry.endswith(".py") or os.path.isfile(os.path.join(top, entry, "__init__.py"))
        if is_module and stem.isidentifier():
            names.append(stem)
    wanted = preferred.replace("-", "_")
    named_alike = [name for name in names if name.lower() == wanted]
    return named_alike or [name for name in names if name not in _NEVER_INSTALLED]


_NEVER_INSTALLED = {"tests", "test", "docs", "setup", "conftest", "noxfile", "examples", "benchmarks", "tasks"}
