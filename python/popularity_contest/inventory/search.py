"""The installed distributions: an installation in, one metadata directory a distribution out."""

from __future__ import annotations

import os
from typing import Iterator

from popularity_contest import editable
from popularity_contest.installation import Installation
from popularity_contest.ownership import MetadataDirectory

from .metadata import Metadata


def find_distributions(installation: Installation) -> list[Metadata]:
    """Return one metadata a name: the first path that has it, as the import system would.

    What the reporter never names is left out: a person's own, their code that is installed for editing, too.
    """
    order = {path: number for number, path in enumerate(installation.path)}
    directories = sorted(installation.directories(), key=lambda one: order.get(one.path, len(order)))
    found: dict[str, Metadata] = {}
    for path in dict.fromkeys(os.path.realpath(directory.path) for directory in directories):
        directory = MetadataDirectory(path, installation.is_late)
        covers = installation.privacy.covers
        own = {name for project, name in editable.projects(directory) if covers(project)}
        candidates: dict[str, list[Metadata]] = {}
        for metadata in _metadata_in(directory, installation.entries()):
            candidates.setdefault(metadata.name(), []).append(metadata)
        for name, ones in candidates.items():
            if name and name not in own:
                found.setdefault(name, max(ones, key=Metadata.completeness))
    return [found[name] for name in sorted(found)]


def _metadata_in(directory: MetadataDirectory, entries: set[str]) -> Iterator[Metadata]:
    for entry in sorted(directory.entries):
        yield Metadata(directory.path, entry)
    active = set(map(os.path.realpath, entries))
    for entry in sorted(directory.names):
        if entry.endswith(".egg") and os.path.realpath(os.path.join(directory.path, entry)) in active:
            yield Metadata(os.path.join(directory.path, entry), "EGG-INFO")
