"""The inventory of this Python, put together: the search path and the installers' records in, JSON out."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import time
from typing import Iterable

from popularity_contest import switches
from popularity_contest.installation import Installation, this_installation
from popularity_contest.metadata import MAX_NAME

from .baseline import Kernel
from .conda import read_packages
from .conda_links import with_conda_links
from .debian import is_debian_path, packages_of
from .installed import Describer, Distribution
from .jupyter import KERNEL_GROUP, RegisteredKernel, registered_kernels
from .requirements import marker_environment
from .search import find_distributions

_REPORTER = "popularity-contest"
_MAX_TEXT = 256
_MAX_ENTRIES = 20_000
_PACKAGE_NAME = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9_.+-]{{0,{MAX_NAME - 1}}}")
_DEBIAN_SCRIPTS = ("/usr/bin", "/usr/games")


def take_inventory(environment: str, day: str | None = None) -> dict[str, object]:
    """Return the inventory as a document; `day` is by default the UTC day of now, YYYY-MM-DD."""
    kernel = Kernel()
    rows = installed_distributions(this_installation())
    loaded = kernel.loaded()
    is_requested_known = any(row.requested for row in rows)
    return {
        "format": "popcon-inventory/2",
        "environment": environment,
        "day": day or time.strftime("%Y-%m-%d", time.gmtime()),
        "source": "python",
        "python": {
            "version": ".".join(map(str, sys.version_info[:3])),
            "implementation": sys.implementation.name,
        },
        "markerEnvironment": marker_environment(),
        "activation": switches.scope(switches.find()),
        "baseline": baseline(rows, loaded or {}),
        "unknown": [
            *([] if is_requested_known else ["requested"]),
            *(["baseline"] if loaded is None else []),
        ],
        "distributions": [_document(row, is_requested_known) for row in rows],
    }


def installed_distributions(installation: Installation) -> list[Distribution]:
    """Return the distributions of the shared installation, by name."""
    prefixes = list(dict.fromkeys(map(os.path.realpath, (sys.prefix, sys.base_prefix))))
    scripts = {sysconfig.get_path("scripts"), *(os.path.join(prefix, "bin") for prefix in prefixes)}
    found = find_distributions(installation)
    conda = [package for prefix in prefixes for package in read_packages(prefix)]
    package_of = packages_of(one.path for one in found if is_debian_path(one.directory))
    scripts.update(_DEBIAN_SCRIPTS if package_of else ())
    package_of.update((directory, one) for one in conda for directory in one.metadata_directories())
    describer = Describer(prefixes, scripts)
    rows = [describer.describe(metadata, package_of.get(metadata.path)) for metadata in found]
    rows = [describer.with_package_bytes(row) for row in rows]
    rows = with_kernels(rows, registered_kernels(prefixes, scripts))
    return with_conda_links(rows, conda, describer.describe_metapackage) if conda else rows


def with_kernels(rows: list[Distribution], kernels: list[RegisteredKernel]) -> list[Distribution]:
    """Add to each distribution the registered kernels that start by its modules or its commands."""
    return [
        row._replace(plugins={**row.plugins, KERNEL_GROUP: sorted({*row.plugins.get(KERNEL_GROUP, ()), *names})})
        if (names := [kernel.name for kernel in kernels if _starts(row, kernel)])
        else row
        for row in rows
    ]


def _starts(row: Distribution, kernel: RegisteredKernel) -> bool:
    if kernel.module is None:
        return kernel.command in row.commands
    return any(name.partition(".")[0] == kernel.module for name in row.import_names or ())


def baseline(rows: list[Distribution], loaded: dict[str, str]) -> list[str]:
    """Return the distributions whose modules are among the loaded ones, given by name and file."""
    files = set(map(os.path.realpath, loaded.values()))
    tops = {module.partition(".")[0] for module in loaded}
    names = {
        row.name
        for row in rows
        if row.name == _REPORTER
        or not files.isdisjoint(row.files)
        or ((row.editable or not row.files) and not tops.isdisjoint(row.import_names or ()))
    }
    return sorted(names)


def _document(row: Distribution, is_requested_known: bool) -> dict[str, object]:
    package = row.package.name if row.package and row.package.name != row.name else None
    plugins = {group: _texts(names) for group, names in row.plugins.items() if _is_text(group)}
    fields = {
        "name": row.name,
        "version": row.version if _is_text(row.version) else None,
        "installer": row.installer if _is_text(row.installer) else None,
        "installedAs": package if package and _PACKAGE_NAME.fullmatch(package) else None,
        "requested": row.requested if is_requested_known else None,
        "requiresDist": row.requires_dist[:_MAX_ENTRIES],
        "providesExtra": _texts(row.provides_extra) or None,
        "condaRequires": row.conda_requires[:_MAX_ENTRIES] or None,
        "bytes": row.bytes,
        "importNames": None if row.import_names is None else _texts(row.import_names),
        "commands": _texts(row.commands),
        "nativeCommands": _texts(row.native_commands) or None,
        "entryPoints": plugins,
        "editable": row.editable or None,
    }
    return {field: value for field, value in fields.items() if value is not None}


def _texts(values: Iterable[str]) -> list[str]:
    return [value for value in values if _is_text(value)][:_MAX_ENTRIES]


def _is_text(value: str | None) -> bool:
    """A reader, who counts UTF-16 units, refuses a whole inventory for one odd string: it is left out here."""
    if value is None or not value.isprintable():
        return False
    return 0 < len(value.encode("utf-16-le")) <= 2 * _MAX_TEXT
