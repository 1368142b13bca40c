"""Writes the index of an environment: which distribution owns what, so that a process reads one file at its exit.

In: the metadata of the shared installation. Out: the lines that `installation.Index` reads. Whatever cannot be
said in advance is left to the metadata, by a missing line or by not calling the index complete.
"""

from __future__ import annotations

import os
import posixpath
import sys
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import popularity_contest as root
from popularity_contest import editable
from popularity_contest.installation import INDEX_COMPLETE, INDEX_HEAD, SHARED, TELLING, Installation
from popularity_contest.inventory.conda import read_packages
from popularity_contest.metadata import MODULE_SUFFIXES, Distribution, is_module, normalize_name, source_of
from popularity_contest.ownership import MetadataDirectory, declared_owner
from popularity_contest.places import INDEX_SUFFIX, below, file_of, holds_metadata

Owners = Dict[str, str]
"""Path of a module or folder, below a directory → its distributions, with spaces between. An empty path stands for
whatever else there is."""


class Written(NamedTuple):
    """Figures of an index, for the reader at the terminal."""

    path: Path
    directories: int
    distributions: int
    is_complete: bool


def write(installation: Installation) -> Written:
    """Write the index of this environment beside the package. Raises `OSError`."""
    path = Path(root.FOLDER, file_of(sys.prefix, INDEX_SUFFIX))
    sections, telling, is_complete = survey(installation)
    replace_file(path, encode(sections, telling, is_complete))
    owners = {owner for section in sections.values() for names in section.values() for owner in names.split()}
    return Written(path, len(sections), len(owners), is_complete)


def replace_file(path: Path, data: bytes) -> None:
    """Put a file that everybody may read in the place of what is there. Raises `OSError`."""
    staged = path.with_name(path.name + ".new")
    staged.write_bytes(data)
    staged.chmod(0o644)
    staged.replace(path)


def encode(sections: dict[str, Owners], telling: dict[str, str], is_complete: bool) -> bytes:
    head = [INDEX_HEAD + (INDEX_COMPLETE if is_complete else b"partial")]
    body = []
    for number, (directory, owners) in enumerate(sections.items()):
        head.append(os.fsencode("\t".join((directory, os.path.realpath(directory), telling[directory]))))
        body += [os.fsencode(f"{number}/{path}\t{owner}") for path, owner in folded(owners).items()]
    return b"\n".join([*head, b"", *sorted(body), b""])


def folded(owners: Owners) -> Owners:
    """The same with one line for each folder of the same owners, and `SHARED` for those above of several."""
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


def survey(installation: Installation) -> tuple[dict[str, Owners], dict[str, str], bool]:
    """Directory → owners of what lies in it; directory → what tells of them; and whether there is nothing else."""
    directories = installation.directories()
    # Before any is read: what is installed meanwhile makes the index stale at once.
    telling = {directory.path: telling_names(directory.path) for directory in directories}
    sections = {directory.path: owners_in(directory) for directory in directories}
    is_complete = True
    for directory in directories:
        explained = set()
        for source, top, owner in edited(directory, installation):
            telling.setdefault(source, telling_names(source))
            sections.setdefault(source, {})[top] = owner
            explained.add(owner)
        is_complete &= {name for _, name in editable.projects(directory)} <= explained
    outermost_first = sorted(sections, key=len)
    named = {path: sections[path] for path in outermost_first if "\n" not in path and "\t" not in path}
    return named, telling, is_complete


def telling_names(directory: str) -> str:
    """As the directory is now, and not when this process started: `activate` has just written a `.pth` file."""
    return "/".join(sorted(name for name in os.listdir(directory) if name.endswith(TELLING)))


def owners_in(directory: MetadataDirectory) -> Owners:
    """Module file → distributions, of all modules in a directory."""
    claims: dict[str, set[str]] = {}
    without_list = []
    for distribution in map(directory.distribution, directory.entries):
        name = distribution.name()
        if not distribution.lists_modules():
            without_list.append(distribution)
        elif name:
            for path in distribution.modules():
                claims.setdefault(path, set()).add(name)
    has_own = {(path.partition("/")[0], *names) for path, names in claims.items() if len(names) == 1}
    owners = {
        path: " ".join(sorted(names))
        for path, names in claims.items()
        # The `__init__.py` of a namespace that each of its distributions brings along is nobody's.
        if len(names) == 1
        or not path.endswith("/__init__.py")
        or not all((path.partition("/")[0], name) in has_own for name in names)
    }
    for path in unlisted_modules(directory, without_list):
        name = declared_owner(path, without_list)
        if name:
            owners.setdefault(path, name)
    tops = {path.partition("/")[0] for path in owners}
    owners.update((path, name) for path, name in conda_modules(directory.path) if path.partition("/")[0] not in tops)
    for entry in directory.names:
        if entry.endswith(".egg") and normalize_name(entry.partition("-")[0]):
            owners[entry] = normalize_name(entry.partition("-")[0])
    return owners


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


def edited(directory: MetadataDirectory, installation: Installation) -> Iterator[tuple[str, str, str]]:
    """Directory, entry and distribution of the modules that are installed for editing."""
    covers = installation.privacy.covers
    for source, pth in editable.source_directories(directory):
        owner = editable.owner_of(pth, directory)
        if not os.path.isdir(source) or covers(source) or below(source, directory.path):
            continue
        if holds_metadata(source):
            project = MetadataDirectory(source, directory.is_late)
            for path, name in owners_in(project).items():
                yield source, path, name
        elif owner:
            yield source, "", owner
    for entry in directory.names:
        if entry.startswith("__editable__") and entry.endswith("_finder.py"):
            owner = editable.owner_of(entry, directory)
            for place in editable.finder_mapping(os.path.join(directory.path, entry)).values():
                file = place if os.path.isdir(place) else place + ".py"
                if owner and os.path.exists(file) and not covers(file):
                    yield os.path.dirname(file), os.path.basename(file), owner


def conda_modules(directory: str) -> Iterator[tuple[str, str]]:
    """Module files in a directory that conda installed, each with its package."""
    for package in read_packages(sys.prefix):
        name = normalize_name(package.name)
        for file in package.files if name and name != "python" else ():
            if file.startswith(directory + os.sep) and is_module(file):
                yield source_of(file[len(directory) + 1 :].replace(os.sep, "/")), name
