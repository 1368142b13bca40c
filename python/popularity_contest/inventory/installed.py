"""One installed distribution, described: its metadata and what its installer knows in, a row out."""

from __future__ import annotations

import os
from typing import Callable, Iterable, Mapping, NamedTuple, Sequence

from popularity_contest import editable

from .disk import Disk
from .imports import has_code, import_names, names_in_directory
from .jupyter import jupyter_parts
from .metadata import Metadata
from .package import Package


class Distribution(NamedTuple):
    """A row of an inventory, and the files it was made of, which never leave the machine."""

    name: str
    version: str | None
    package: Package | None
    installer: str | None
    requested: bool | None
    bytes: int | None
    import_names: list[str] | None
    commands: list[str]
    native_commands: list[str]
    files: list[str]
    requires_dist: Sequence[str] = ()
    provides_extra: Sequence[str] = ()
    conda_requires: Sequence[str] = ()
    """Names of distributions, by conda's records."""
    plugins: Mapping[str, Sequence[str]] = {}
    editable: bool = False


class Describer:
    """Describes distributions of one environment; each file on its disk counts once."""

    def __init__(self, prefixes: list[str], script_folders: set[str]) -> None:
        self._prefixes = prefixes
        self._script_folders = script_folders
        self._disk = Disk()

    def describe(self, metadata: Metadata, package: Package | None) -> Distribution:
        """Describe a distribution without the bytes of its package, which come last."""
        own_files = self._own_files(metadata)
        files = own_files + (package.files if package else [])
        is_editable = metadata.is_editable() or _is_developed(metadata)
        entry_points = metadata.entry_points()
        return Distribution(
            name=metadata.name(),
            version=metadata.version(),
            package=package,
            installer=package.installer if package else metadata.installer(),
            requested=package.requested if package else metadata.is_requested(),
            requires_dist=metadata.requires(),
            provides_extra=metadata.field(b"provides-extra"),
            bytes=self._disk.take(own_files) if files or is_editable else self._bytes_by_name(metadata),
            import_names=_import_names(metadata, files, is_editable),
            commands=sorted({*entry_points.commands, *self._scripts(files)}),
            native_commands=sorted(self._scripts(files, is_native)),
            plugins={**entry_points.plugins, **jupyter_parts(files)},
            editable=is_editable,
            files=files,
        )

    def with_package_bytes(self, row: Distribution) -> Distribution:
        """Add what the package holds beside the distributions' own files; for the first of several."""
        if row.package is None:
            return row
        return row._replace(bytes=(row.bytes or 0) + self._disk.take(row.package.files))

    def describe_metapackage(self, name: str, package: Package) -> Distribution:
        """Describe a package that brings no distribution and is only there for what it requires."""
        return Distribution(
            name=name,
            version=package.version,
            package=package,
            installer=package.installer,
            requested=package.requested,
            bytes=self._disk.take(package.files),
            import_names=[],
            commands=sorted(self._scripts(package.files)),
            native_commands=sorted(self._scripts(package.files, is_native)),
            files=package.files,
        )

    def _own_files(self, metadata: Metadata) -> list[str]:
        """Return the files that RECORD and the like name, those outside of the installation left out."""
        inside = tuple(prefix + os.sep for prefix in (*self._prefixes, metadata.directory))
        paths = []
        for file in metadata.paths():
            path = os.path.join(metadata.directory, file)
            if ".." in file or os.path.isabs(file):
                path = os.path.normpath(path)
            if path.startswith(inside):
                paths.append(path)
        return paths

    def _scripts(self, files: Iterable[str], is_one: Callable[[str], bool] = lambda path: True) -> set[str]:
        found = ((path, *os.path.split(path)) for path in files)
        return {name for path, folder, name in found if folder in self._script_folders and name and is_one(path)}

    def _bytes_by_name(self, metadata: Metadata) -> int | None:
        """Nothing lists the files: what bears the names that setuptools noted counts."""
        tops = metadata.words("top_level.txt")
        if not tops:
            return None
        paths = [os.path.join(metadata.directory, top) for top in tops]
        trees = sum(map(self._disk.take_tree, [metadata.path, *paths]))
        return trees + self._disk.take(path + ".py" for path in paths)


def is_native(path: str) -> bool:
    """Tell whether a command is no Python program, and so cannot report; one that cannot be read may be one."""
    try:
        with open(path, "rb") as file:
            begins = file.read(512)
    except OSError:
        return False
    # Where the path of a Python is long, pip has a shell start it: `#!/bin/sh`, then `'''exec' /…/python`.
    return not ((begins.startswith(b"#!") and b"python" in begins) or begins.startswith(b"PK"))


def _is_developed(metadata: Metadata) -> bool:
    """`setup.py develop` leaves the metadata beside the code, in a folder that is on the search path."""
    folder = os.path.basename(metadata.directory)
    is_site = folder in ("site-packages", "dist-packages") or folder.endswith(".egg")
    return metadata.is_egg and not is_site and os.path.isdir(metadata.path)


def _import_names(metadata: Metadata, files: list[str], is_editable: bool) -> list[str] | None:
    declared = metadata.declared_import_names()
    if declared is not None:
        return sorted(set(declared))
    inside = metadata.directory + os.sep
    relative = [path[len(inside) :] for path in files if path.startswith(inside)]
    names = import_names(relative, metadata.words("namespace_packages.txt"))
    names = [name for name in names if has_code(name, metadata.directory, relative)]
    listed = metadata.words("top_level.txt") or None
    if is_editable:
        return names or listed or sorted(_edited_names(metadata, relative)) or None
    return names if files else listed


def _edited_names(metadata: Metadata, files: Iterable[str]) -> set[str]:
    """By the finder that setuptools writes, or of the directories that a `.pth` file adds."""
    names: set[str] = set()
    for file in files:
        path = os.path.join(metadata.directory, file)
        if file.startswith("__editable__") and file.endswith("_finder.py"):
            names.update(editable.finder_mapping(path))
        elif file.endswith(".pth"):
            for folder in editable.pth_folders(path):
                names.update(names_in_directory(folder, metadata.name()))
    return names
