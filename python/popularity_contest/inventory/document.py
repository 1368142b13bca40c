"""The inventory of this Python, put together: the search path and the installers' records in, JSON out."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import time
from typing import Dict, Iterable, List, Set

from .activation import find_activation
from .baseline import Kernel
from .conda import read_packages
from .conda_links import with_conda_links
from .debian import is_debian_path, packages_of
from .installed import Describer, Distribution
from .markers import this_environment
from .requirements import Requirement
from .search import find_distributions, shared_paths

_REPORTER = "popularity-contest"
_MAX_TEXT = 256
_MAX_ENTRIES = 20_000
_PACKAGE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,213}")
_DEBIAN_SCRIPTS = ("/usr/bin", "/usr/games")


def take_inventory(environment: str, day: str | None = None) -> dict[str, object]:
    """Return the inventory as a document; `day` is by default the UTC day of now, YYYY-MM-DD."""
    paths = shared_paths()
    activation = find_activation(paths)
    kernel = Kernel(activation)
    rows = installed_distributions(paths)
    loaded = kernel.loaded()
    is_requested_known = any(row.requested for row in rows)
    names = {row.name for row in rows}
    return {
        "format": "popcon-inventory/1",
        "environment": environment,
        "day": day or time.strftime("%Y-%m-%d", time.gmtime()),
        "source": "python",
        "python": {
            "version": ".".join(map(str, sys.version_info[:3])),
            "implementation": sys.implementation.name,
        },
        "activation": activation,
        "baseline": baseline(rows, loaded or {}),
        "unknown": [
            *([] if is_requested_known else ["requested"]),
            *(["baseline"] if loaded is None else []),
        ],
        "distributions": [_document(row, names, is_requested_known) for row in rows],
    }


def installed_distributions(paths: List[str]) -> list[Distribution]:
    """Return the distributions of the shared installation, by name."""
    prefixes = list(dict.fromkeys(map(os.path.realpath, (sys.prefix, sys.base_prefix))))
    scripts = {sysconfig.get_path("scripts"), *(os.path.join(prefix, "bin") for prefix in prefixes)}
    found = find_distributions(paths)
    conda = [package for prefix in prefixes for package in read_packages(prefix)]
    package_of = packages_of(one.directory for one in found if is_debian_path(one.root))
    scripts.update(_DEBIAN_SCRIPTS if package_of else ())
    package_of.update((directory, one) for one in conda for directory in one.metadata_directories())
    describer = Describer(prefixes, scripts, this_environment())
    rows = [describer.describe(metadata, package_of.get(metadata.directory)) for metadata in found]
    rows = [describer.with_package_bytes(row) for row in rows]
    return with_conda_links(rows, conda, describer.describe_metapackage) if conda else rows


def baseline(rows: List[Distribution], loaded: Dict[str, str]) -> list[str]:
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


def _document(row: Distribution, installed: Set[str], is_requested_known: bool) -> dict[str, object]:
    package = row.package.name if row.package and row.package.name != row.name else None
    plugins = {group: _texts(names) for group, names in row.plugins.items() if _is_text(group)}
    # Most extras are for the authors' own tests: they only matter where what they would add is there.
    requirements = [one for one in row.requirements if one.extra is None or one.name in installed]
    fields = {
        "name": row.name,
        "version": row.version if _is_text(row.version) else None,
        "installer": row.installer if _is_text(row.installer) else None,
        "installedAs": package if package and _PACKAGE_NAME.fullmatch(package) else None,
        "requested": row.requested if is_requested_known else None,
        "requirements": [_requirement(one) for one in requirements[:_MAX_ENTRIES]],
        "bytes": row.bytes,
        "importNames": None if row.import_names is None else _texts(row.import_names),
        "commands": _texts(row.commands),
        "entryPoints": plugins,
        "editable": row.editable or None,
    }
    return {field: value for field, value in fields.items() if value is not None}


def _requirement(requirement: Requirement) -> dict[str, object]:
    document: Dict[str, object] = {"name": requirement.name}
    if requirement.extra is not None:
        document["extra"] = requirement.extra
    if requirement.extras:
        document["extras"] = list(requirement.extras)
    return document


def _texts(values: Iterable[str]) -> list[str]:
    return [value for value in values if _is_text(value)][:_MAX_ENTRIES]


def _is_text(value: str | None) -> bool:
    """Whoever reads an inventory refuses it whole for one odd string; so such a string is left out here."""
    return value is not None and 0 < len(value) <= _MAX_TEXT and value.isprintable()
