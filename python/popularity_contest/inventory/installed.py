"""One installed distribution, described: its metadata and what its installer knows in, a row out."""

from __future__ import annotations

import os
from typing import Dict, Iterable, List, NamedTuple, Set

from .disk import Disk
from .editable import editable_import_names
from .imports import import_names
from .jupyter import jupyter_parts
from .markers import Environment
from .metadata import Metadata
from .package import Package
from .requirements import Requirement, active_requirements


class Distribution(NamedTuple):
    """A row of an inventory, and the files it was made of, which never leave the machine."""

    name: str
    version: str | None
    package: Package | None
    installer: str | None
    requested: bool | None
    requirements: List[Requirement]
    bytes: int | None
    import_names: List[str] | None
    commands: List[str]
    plugins: Dict[str, List[str]]
    editable: bool
    files: List[str]


class Describer:
    """Describes distributions of one environment; each file on its disk counts once."""

    def __init__(self, prefixes: List[str], script_folders: Set[str], environment: Environment) -> None:
        self._prefixes = prefixes
        self._script_folders = script_folders
        self._environment = environment
        self._disk = Disk()

    def describe(self, metadata: Metadata, package: Package | None) -> Distribution:
        """Describe a distribution without the bytes of its package, which come last."""
        own_files = self._own_files(metadata)
        files = own_files + (package.files if package else [])
        editable = metadata.is_editable() or _is_developed(metadata)
        entry_points = metadata.entry_points()
        return Distribution(
            name=metadata.name or "",
            version=metadata.version,
            package=package,
            installer=package.installer if package else metadata.installer(),
            requested=package.requested if package else metadata.is_requested(),
            requirements=active_requirements(metadata.requires(), self._environment),
            bytes=self._disk.take(own_files) if files or editable else self._bytes_by_name(metadata),
            import_names=_import_names(metadata, files, editable),
            commands=sorted({*entry_points.commands, *self._scripts(files)}),
            plugins={**entry_points.plugins, **jupyter_parts(files)},
            editable=editable,
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
            requirements=[],
            bytes=self._disk.take(package.files),
            import_names=[],
            commands=sorted(self._scripts(package.files)),
            plugins={},
            editable=False,
            files=package.files,
        )

    def _own_files(self, metadata: Metadata) -> list[str]:
        """Return the files that RECORD and the like name, those outside of the installation left out."""
        inside = tuple(prefix + os.sep for prefix in (*self._prefixes, metadata.root))
        paths = []
        for file in metadata.files() or ():
            path = os.path.join(metadata.root, file)
            if ".." in file or os.path.isabs(file):
                path = os.path.normpath(path)
            if path.startswith(inside):
                paths.append(path)
        return paths

    def _scripts(self, files: Iterable[str]) -> set[str]:
        found = (os.path.split(path) for path in files)
        return {name for folder, name in found if folder in self._script_folders and name}

    def _bytes_by_name(self, metadata: Metadata) -> int | None:
        """Nothing lists the files: what bears the names that setuptools noted counts."""
        tops = metadata.top_level_names()
        if tops is None:
            return None
        paths = [os.path.join(metadata.root, top) for top in tops]
        trees = sum(map(self._disk.take_tree, [metadata.directory, *paths]))
        return trees + self._disk.take(path + ".py" for path in paths)


def _is_developed(metadata: Metadata) -> bool:
    """`setup.py develop` leaves the metadata beside the code, in a folder that is on the search path."""
    folder = os.path.basename(metadata.root)
    is_site = folder in ("site-packages", "dist-packages") or folder.endswith(".egg")
    return metadata.is_egg and not is_site and os.path.isdir(metadata.directory)


def _import_names(metadata: Metadata, files: List[str], editable: bool) -> list[str] | None:
    declared = metadata.declared_import_names()
    if declared is not None:
        return sorted(set(declared))
    inside = metadata.root + os.sep
    relative = [path[len(inside) :] for path in files if path.startswith(inside)]
    names = import_names(relative, metadata.namespaces())
    if editable:
        return names or metadata.top_level_names() or editable_import_names(metadata, relative)
    return names if files else metadata.top_level_names()
