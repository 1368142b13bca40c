"""Where installed distributions lie: the search path in, one metadata directory a distribution out.

As for the reporter, only distributions of the shared installation count: what lies in the user site, or below
the home directory while `sys.prefix` does not, is a person's own and is never listed.
"""

from __future__ import annotations

import os
import site
import sys
from typing import Dict, Iterable, List, Tuple

from .metadata import Metadata


def shared_paths() -> list[str]:
    """Return the directories of `sys.path` that belong to the shared installation, in import order."""
    home = os.path.realpath(os.path.expanduser("~"))
    private = [] if is_below(os.path.realpath(sys.prefix), home) else [home]
    private.append(os.path.realpath(site.getusersitepackages()))
    paths: List[str] = []
    for path in map(os.path.realpath, filter(None, sys.path)):
        if os.path.isdir(path) and path not in paths and not any(is_below(path, own) for own in private):
            paths.append(path)
    return paths


def is_below(path: str, parent: str) -> bool:
    return path == parent or path.startswith(parent.rstrip(os.sep) + os.sep)


def find_distributions(paths: Iterable[str]) -> list[Metadata]:
    """Return one metadata a name: the first path that has it, as the import system would."""
    found: Dict[str, Metadata] = {}
    for path in paths:
        candidates: Dict[str, List[Metadata]] = {}
        for directory in _metadata_directories(path):
            metadata = Metadata(directory)
            if metadata.name is not None:
                candidates.setdefault(metadata.name, []).append(metadata)
        for name, ones in candidates.items():
            found.setdefault(name, max(ones, key=_completeness))
    return [found[name] for name in sorted(found)]


def _metadata_directories(path: str) -> Iterable[str]:
    if path.endswith(".egg"):
        yield os.path.join(path, "EGG-INFO")
        return
    try:
        entries = sorted(os.listdir(path))
    except OSError:
        return
    for entry in entries:
        # pip renames what it is about to remove to ~name, and forgets some of them.
        if entry.endswith((".dist-info", ".egg-info")) and not entry.startswith(("~", ".")):
            yield os.path.join(path, entry)


def _completeness(metadata: Metadata) -> Tuple[bool, bool, float]:
    """An upgrade that broke off leaves two: the whole one counts, then the younger one."""
    try:
        changed = os.stat(metadata.directory).st_mtime
    except OSError:
        changed = 0.0
    return (metadata.has_metadata, bool(metadata.files()), changed)
