"""Writes the index of an environment: which distribution owns what, so that a process reads one file at its exit.

In: the metadata of the shared installation. Out: the lines that `installation.Index` reads. Whatever cannot be
said in advance is left to the metadata, by a missing line or by not calling the index complete.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import posixpath
import stat
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import popularity_contest as root
from popularity_contest import editable
from popularity_contest.installation import (
    INDEX_COMPLETE,
    INDEX_HEAD,
    SHARED,
    Installation,
    below,
    holds_metadata,
    index_name,
)
from popularity_contest.metadata import Distribution, component
from popularity_contest.ownership import MetadataDirectory, declared_owner, shared_directories

MODULE_SUFFIXES = (".py", ".pyc", ".so", ".pyd")
Owners = Dict[str, str]
"""Path of a module or folder, below a directory → distribution."""


class Written(NamedTuple):
    """What an index holds, for the reader at the terminal."""

    path: Path
    directories: int
    distributions: int
    is_complete: bool


def write(installation: Installation) -> Written:
    """Write the index of this environment beside the package. Raises `OSError`."""
    path = Path(root.FOLDER, index_name(sys.prefix))
    while True:
        sections, is_complete = survey(installation)
        times = {directory: os.stat(directory).st_mtime_ns for directory in sections}
        # The index knows whole seconds: a change within the second of the last one would go unseen.
        latest = max(times.values(), default=0) // 10**9
        time.sleep(max(0.0, latest + 1 - time.time()) if latest <= time.time() else 0.0)
        if times == {directory: os.stat(directory).st_mtime_ns for directory in sections}:
            break
    staged = path.with_name(path.name + ".new")
    staged.write_bytes(encode(sections, is_complete))
    staged.chmod(stat.S_IMODE(Path(root.__file__).stat().st_mode))
    staged.replace(path)
    owners = {owner for section in sections.values() for owner in section.values()}
    return Written(path, len(sections), len(owners), is_complete)


def encode(sections: dict[str, Owners], is_complete: bool) -> bytes:
    head = [INDEX_HEAD + (INDEX_COMPLETE if is_complete else b"partial")]
    body = []
    for number, (directory, owners) in enumerate(sections.items()):
        mtime = int(os.stat(directory).st_mtime)
        head.append(os.fsencode(f"{mtime}\t{os.path.realpath(directory)}\t{directory}"))
        body += [os.fsencode(f"{number}/{path}\t{owner}") for path, owner in folded(owners).items()]
    return b"\n".join([*head, b"", *sorted(body), b""])


def folded(owners: Owners) -> Owners:
    """The same with one line for each folder of one owner, and `SHARED` for the folders above those of several."""
    above: dict[str, set[str]] = {}
    for path, owner in owners.items():
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            above.setdefault("/".join(parts[:depth]), set()).add(owner)
    lines = {}
    for path, names in above.items():
        folder = posixpath.dirname(path)
        if not folder or len(above[folder]) > 1:
            lines[path] = next(iter(names)) if len(names) == 1 else SHARED
    return {path: owner for path, owner in lines.items() if "\n" not in path and "\t" not in path}


def survey(installation: Installation) -> tuple[dict[str, Owners], bool]:
    """Directory → owners of what lies in it, and whether there is nothing else."""
    directories = [MetadataDirectory(path, installation) for path in shared_directories(installation)]
    sections = {directory.path: owners_in(directory) for directory in directories}
    is_complete = True
    for directory in directories:
        explained = set()
        for source, top, owner in edited(directory, installation):
            sections.setdefault(source, {})[top] = owner
            explained.add(owner)
        is_complete &= {name for _, name in editable.projects(directory)} <= explained
    outermost_first = sorted(sections, key=len)
    return {path: sections[path] for path in outermost_first if "\n" not in path and "\t" not in path}, is_complete


def owners_in(directory: MetadataDirectory) -> Owners:
    """Module file → distribution, of all modules in a directory; of several, the one installed last."""
    claims: dict[str, list[str]] = {}
    without_list = []
    distributions = [directory.distribution(entry) for entry in directory.entries]
    for distribution in sorted(distributions, key=modified):
        name = distribution.name()
        if distribution.files() is None:
            without_list.append(distribution)
        elif name:
            for path in listed_modules(distribution):
                claims.setdefault(path, []).append(name)
    has_own = {(path.partition("/")[0], names[0]) for path, names in claims.items() if len(set(names)) == 1}
    owners = {
        path: names[-1]
        for path, names in claims.items()
        # The `__init__.py` of a namespace that each of its distributions brings along is nobody's.
        if len(set(names)) == 1 or not all((path.partition("/")[0], name) in has_own for name in names)
    }
    for path in unlisted_modules(directory, without_list):
        name = declared_owner(path, without_list)
        if name:
            owners.setdefault(path, name)
    tops = {path.partition("/")[0] for path in owners}
    owners.update((path, name) for path, name in conda_modules(directory.path) if path.partition("/")[0] not in tops)
    for entry in directory.names:
        if entry.endswith(".egg") and component(entry.partition("-")[0]):
            owners[entry] = component(entry.partition("-")[0])
    return owners


def listed_modules(distribution: Distribution) -> Iterator[str]:
    """Paths of the module files that a distribution's list of files names."""
    text = (distribution.read("installed-files.txt" if distribution.is_egg else "RECORD") or b"").decode(
        "utf-8", "surrogateescape"
    )
    lines = text.replace("\0", "").splitlines()
    if distribution.is_egg:
        paths = [posixpath.normpath(posixpath.join(distribution.entry, line)) for line in lines]
    else:
        paths = [row[0] for row in csv.reader(lines) if row]
    for path in paths:
        if is_module(path) and not path.startswith(("/", "../")):
            yield source_of(path)


def unlisted_modules(directory: MetadataDirectory, distributions: list[Distribution]) -> Iterator[str]:
    """Paths of module files, as they lie there, below the names that distributions without a list declare."""
    tops = {name.partition(".")[0] for distribution in distributions for name in distribution.import_names()}
    for entry in directory.names:
        if entry.partition(".")[0] not in tops or entry.endswith((".dist-info", ".egg-info", ".egg")):
            continue
        if entry.endswith(MODULE_SUFFIXES):
            yield source_of(entry)
        for folder, subfolders, files in os.walk(os.path.join(directory.path, entry)):
            subfolders[:] = [name for name in subfolders if name != "__pycache__"]
            for file in files:
                if file.endswith(MODULE_SUFFIXES):
                    path = os.path.relpath(os.path.join(folder, file), directory.path)
                    yield source_of(path.replace(os.sep, "/"))


def is_module(path: str) -> bool:
    return path.endswith(MODULE_SUFFIXES) and "__pycache__" not in path


def source_of(path: str) -> str:
    return path[:-1] if path.endswith(".pyc") else path


def modified(distribution: Distribution) -> float:
    try:
        return os.stat(os.path.join(distribution.directory, distribution.entry)).st_mtime
    except OSError:
        return 0.0


def edited(directory: MetadataDirectory, installation: Installation) -> Iterator[tuple[str, str, str]]:
    """Directory, entry and distribution of the modules that are installed for editing."""

    def owner_of(installed: str) -> str:
        return next(iter(directory.owners([os.path.join(directory.path, installed)]).values()), "")

    def is_private(path: str) -> bool:
        return installation.privacy.covers(path, os.path.realpath(path))

    for source, pth in editable.source_directories(directory):
        owner = owner_of(pth)
        if not os.path.isdir(source) or is_private(source) or below(source, directory.path):
            continue
        if holds_metadata(source):
            project = MetadataDirectory(source, installation)
            for path, name in owners_in(project).items():
                yield source, path, name
        elif owner:
            for entry in os.listdir(source):
                if entry.endswith(MODULE_SUFFIXES) or os.path.isdir(os.path.join(source, entry)):
                    yield source, entry, owner
    for entry in directory.names:
        if entry.startswith("__editable__") and entry.endswith("_finder.py"):
            owner = owner_of(entry)
            for place in finder_mapping(Path(directory.path, entry)).values():
                file = place if os.path.isdir(place) else place + ".py"
                if owner and os.path.exists(file) and not is_private(file):
                    yield os.path.dirname(file), os.path.basename(file), owner


def finder_mapping(path: Path) -> dict[str, str]:
    """Import name → place, from the import finder that setuptools writes for an editable installation."""
    try:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "MAPPING" and node.value:
                value = ast.literal_eval(node.value)
                return {str(name): str(place) for name, place in value.items()}
    except (OSError, ValueError, SyntaxError, AttributeError):
        pass
    return {}


def conda_modules(directory: str) -> Iterator[tuple[str, str]]:
    """Module files in a directory that conda installed, each with its package."""
    start = os.path.relpath(directory, sys.prefix).replace(os.sep, "/") + "/"
    for record in sorted(Path(sys.prefix, "conda-meta").glob("*.json")):
        name = component(record.name.rsplit("-", 2)[0])
        try:
            files = json.loads(record.read_text(encoding="utf-8")).get("files", [])
        except (OSError, ValueError, AttributeError):
            continue
        if name and name != "python":
            for file in files:
                if isinstance(file, str) and file.startswith(start) and is_module(file):
                    yield source_of(file[len(start) :]), name
