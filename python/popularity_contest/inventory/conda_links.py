"""Conda's own knowledge beyond the metadata: requirements of its packages, and metapackages.

`conda remove` takes everything that depends on a package, so its dependencies are requirements too. A
metapackage brings no distribution but requires some; it is listed as one that has nothing to import.
"""

from __future__ import annotations

from typing import Callable, Iterable

from popularity_contest.metadata import normalize_name

from .installed import Distribution
from .package import Package

_PYTHON = "python"


def with_conda_links(
    rows: list[Distribution],
    packages: list[Package],
    describe_metapackage: Callable[[str, Package], Distribution],
) -> list[Distribution]:
    """Return the rows and those of metapackages, each with the requirements that conda adds."""
    by_name = {row.name: row for row in rows}
    brought: dict[str, list[str]] = {}
    for row in rows:
        if row.package and row.installer == "conda":
            brought.setdefault(row.package.name, []).append(row.name)
    requiring = [(row.name, row.package) for row in rows if row.package]
    for package in _metapackages(packages, set(brought)):
        name = normalize_name(package.name.lstrip("_"))
        if not name:
            continue
        brought.setdefault(package.name, []).append(name)
        requiring.append((name, package))
        if name in by_name:
            # The distribution lies in another package: matplotlib's in matplotlib-base.
            requested = by_name[name].requested or package.requested
            by_name[name] = by_name[name]._replace(requested=requested)
        else:
            by_name[name] = describe_metapackage(name, package)
    for name, package in requiring:
        by_name[name] = _requiring(by_name[name], package, brought)
    return [by_name[name] for name in sorted(by_name)]


def _requiring(row: Distribution, package: Package, brought: dict[str, list[str]]) -> Distribution:
    """Distributions of one package require each other: they can only go together."""
    required = [name for depended in (package.name, *package.depends) for name in brought.get(depended, ())]
    others = [name for name in dict.fromkeys((*row.conda_requires, *required)) if name != row.name]
    return row._replace(conda_requires=others)


def _metapackages(packages: Iterable[Package], bringing: set[str]) -> list[Package]:
    """Packages without metadata from which one that brings a distribution is reached, `python` aside."""
    dependents: dict[str, list[Package]] = {}
    for package in packages:
        if package.name != _PYTHON and package.name not in bringing and not package.metadata_directories():
            for depended in package.depends:
                dependents.setdefault(depended, []).append(package)
    found: dict[str, Package] = {}
    reached = list(bringing)
    while reached:
        for package in dependents.get(reached.pop(), ()):
            if package.name not in found:
                found[package.name] = package
                reached.append(package.name)
    return [found[name] for name in sorted(found)]
