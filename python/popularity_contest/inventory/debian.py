"""Which Debian package brought a distribution: dpkg's file lists and apt's marks in, packages out."""

from __future__ import annotations

import os
import re
from typing import Iterable

from popularity_contest.places import listing, read

from .package import Package


def is_debian_path(path: str) -> bool:
    """True if only dpkg writes there: pip's own place on Debian is below `/usr/local`."""
    return re.fullmatch(r"/usr/lib/python3[\d.]*/dist-packages", path) is not None


def packages_of(metadata_directories: Iterable[str], system_root: str = "/") -> dict[str, Package]:
    """Return the package that brought each metadata directory or file, by its path."""
    wanted = set(metadata_directories)
    found: dict[str, Package] = {}
    if not wanted:
        return found
    info = os.path.join(system_root, "var/lib/dpkg/info")
    automatic = _automatically_installed(os.path.join(system_root, "var/lib/apt/extended_states"))
    for name in sorted(name for name in listing(info) if name.endswith(".list")):
        text = _read(os.path.join(info, name))
        if "-info" not in text:
            continue
        files = text.splitlines()
        package_name = name[: -len(".list")].partition(":")[0]
        requested = None if automatic is None else package_name not in automatic
        package = Package("debian", package_name, None, files, [], requested)
        found.update(dict.fromkeys(wanted.intersection(files), package))
    return found


def _automatically_installed(path: str) -> set[str] | None:
    if not os.path.exists(path):
        return None
    packages = set()
    for stanza in _read(path).split("\n\n"):
        fields = dict(re.findall(r"^([\w-]+): *(.*)$", stanza, re.MULTILINE))
        if fields.get("Auto-Installed") == "1":
            packages.add(fields.get("Package", ""))
    return packages


def _read(path: str) -> str:
    return os.fsdecode(read(path) or b"")
