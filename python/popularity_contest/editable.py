"""Owners of modules that lie outside of every metadata directory, because they are installed for editing.

In: their files. Out: the distribution whose `.pth` file, import finder or `direct_url.json` leads there.
"""

import os
import sys

from popularity_contest.ownership import MetadataDirectory
from popularity_contest.places import below, holds_metadata, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, Mapping


def owners(files: "Mapping[str, str]", directories: "list[MetadataDirectory]", entries: "set[str]") -> "dict[str, str]":
    """File → distribution, for files (with their import names) outside of these directories."""
    found: "dict[str, str]" = {}
    for directory in directories:
        for source, pth in source_directories(directory):
            inside = [file for file in files if is_importable_from(source, file, files[file])]
            if inside and holds_metadata(source):
                found.update(MetadataDirectory(source, directory.is_late).owners(inside))
            elif inside:
                found.update(by_installed_file(inside, pth, directory))
        for name, module in list(sys.modules.items()):
            if name.startswith("__editable__") and name.endswith("_finder"):
                mapping = getattr(module, "MAPPING", {})
                inside = [f for f in files if files[f] in mapping and below_module(f, mapping[files[f]])]
                found.update(by_installed_file(inside, name + ".py", directory))
    rest = [f for f in files if f not in found and not any(is_importable_from(e, f, files[f]) for e in entries)]
    if rest:
        for directory in directories:
            for project, name in projects(directory):
                found.update((file, name) for file in rest if below(file, project))
    return found


def is_importable_from(directory: str, file: str, top: str) -> bool:
    """True if a file is the module `top`, or within it, as imported from this entry of `sys.path`."""
    start = directory.rstrip(os.sep) + os.sep
    return file.startswith(start) and file[len(start) :].partition(os.sep)[0].partition(".")[0] == top


def below_module(file: str, place: str) -> bool:
    return below(file, place) or file.rpartition(".")[0] == place


def by_installed_file(files: "list[str]", installed: str, directory: MetadataDirectory) -> "dict[str, str]":
    """These files belong to whom the file that leads to them belongs to."""
    owner = owner_of(installed, directory) if files else ""
    return dict.fromkeys(files, owner) if owner else {}


def owner_of(installed: str, directory: MetadataDirectory) -> str:
    """Whom a file in a directory belongs to; empty where that is nobody."""
    return "".join(directory.owners([os.path.join(directory.path, installed)]).values())


def source_directories(directory: MetadataDirectory) -> "Iterator[tuple[str, str]]":
    """The directories that `.pth` files add to `sys.path`, each with its file."""
    for pth in directory.names:
        if pth.endswith(".pth"):
            for folder in pth_folders(os.path.join(directory.path, pth)):
                yield folder, pth


def pth_folders(pth: str) -> "Iterator[str]":
    """The directories that a `.pth` file adds; a line that begins with `import` is code."""
    for line in (read(pth) or b"").splitlines():
        text = os.fsdecode(line).strip()
        if text and not text.startswith(("#", "import ", "import\t")):
            yield os.path.normpath(os.path.join(os.path.dirname(pth), text))


def finder_mapping(finder: str) -> "dict[str, str]":
    """Import name → place, from the import finder that setuptools writes for an editable installation; not run."""
    import ast

    try:
        for node in ast.parse(read(finder) or b"").body:
            if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "MAPPING" and node.value:
                return {str(name): str(place) for name, place in ast.literal_eval(node.value).items()}
    except (ValueError, SyntaxError, AttributeError, RecursionError, MemoryError):  # the last two: nested too deeply
        pass
    return {}


def projects(directory: MetadataDirectory) -> "Iterator[tuple[str, str]]":
    """Project directories installed for editing, by PEP 610's `direct_url.json`, each with its distribution."""
    for entry in directory.entries:
        distribution = directory.distribution(entry)
        data = (distribution.read("direct_url.json") or b"").replace(b" ", b"")
        _, found, rest = data.partition(b'"url":"file://')
        if found and b'"editable":true' in data:
            yield os.path.normpath(unquoted(rest.partition(b'"')[0])), distribution.name()


def unquoted(url: bytes) -> str:
    """The path in a file URL."""
    first, *rest = url.split(b"%")
    parts = [first]
    for part in rest:
        try:
            parts.append(bytes([int(part[:2], 16)]) + part[2:])
        except ValueError:
            parts.append(b"%" + part)
    return os.fsdecode(b"".join(parts).replace(b"\0", b""))
