"""The packages that the admin is going to remove, or has removed: `removals.json` beside this file.

In: JSON of the format `popcon-removals/1`, of root or of whoever owns this package. Out: the removals by package.
Refused as a whole: what is longer than its bounds, or not of the format.
"""

from __future__ import annotations

import datetime
import json
from typing import Any, Dict, NamedTuple

import popularity_contest as root
from popularity_contest.metadata import MAX_NAME, normalize_name
from popularity_contest.places import is_trusted, read

FORMAT = "popcon-removals/1"
MAX_BYTES = 256 * 1024
MAX_PACKAGES = 2_000
MAX_MODULES = 100
"""Of one package."""
MAX_TEXT = 300
UNREADABLE = f"there is no file of at most {MAX_BYTES} bytes that may be read"
_REQUIRED = frozenset(("package", "since", "on", "because"))
_OPTIONAL = frozenset(("modules", "instead", "ask"))


class InvalidRemovals(ValueError):
    """A list that cannot be used; its text says why, and in which entry."""


class Removal(NamedTuple):
    """One package on the list."""

    package: str
    modules: tuple[str, ...]
    """By which it is imported."""
    since: str
    """The day on which it was announced, YYYY-MM-DD."""
    on: str
    """The first day without it."""
    because: str
    instead: str
    ask: str


Removals = Dict[str, Removal]


def load() -> Removals:
    """The list in force. Raises `InvalidRemovals`; where there is no file, it is empty."""
    try:
        if not is_trusted(root.REMOVALS):
            raise InvalidRemovals("it belongs neither to root nor to whom this package belongs")
    except OSError:
        return {}
    data = read(root.REMOVALS, MAX_BYTES)
    if data is None:
        raise InvalidRemovals(UNREADABLE)
    return parse(data)


def parse(data: bytes) -> Removals:
    """The removals by package. Raises `InvalidRemovals`."""
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError) as fault:
        raise InvalidRemovals(f"it is no JSON: {fault}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidRemovals(f'it is not of the format "{FORMAT}"')
    entries = document.get("removals")
    if not isinstance(entries, list) or len(entries) > MAX_PACKAGES:
        raise InvalidRemovals(f'"removals" is no list of at most {MAX_PACKAGES}')
    removals: Removals = {}
    for number, entry in enumerate(entries, 1):
        removal = read_entry(entry, f"entry {number}")
        if removal.package in removals:
            raise InvalidRemovals(f"entry {number}: {removal.package} is there twice")
        removals[removal.package] = removal
    return removals


def read_entry(entry: Any, where: str) -> Removal:
    keys = set(entry) if isinstance(entry, dict) else set()
    if not _REQUIRED <= keys <= _REQUIRED | _OPTIONAL:
        raise InvalidRemovals(f"{where}: it has {sorted(_REQUIRED)}, and may have {sorted(_OPTIONAL)}")
    package = entry["package"]
    if not isinstance(package, str) or not package or normalize_name(package) != package:
        raise InvalidRemovals(f'{where}: "package" is no normalised name')
    for key in ("since", "on"):
        if not is_day(entry[key]):
            raise InvalidRemovals(f'{where}: "{key}" is no day, as 2027-01-15')
    for key in ("because", "instead", "ask"):
        text = entry.get(key, "-")
        if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT:
            raise InvalidRemovals(f'{where}: "{key}" is no text of 1 to {MAX_TEXT} characters')
    modules = entry.get("modules", [package.replace("-", "_")])
    if not isinstance(modules, list) or len(modules) > MAX_MODULES or not all(map(is_module_name, modules)):
        raise InvalidRemovals(f'{where}: "modules" is no list of at most {MAX_MODULES} names of modules')
    texts = (entry.get(key, "") for key in ("because", "instead", "ask"))
    return Removal(package, tuple(modules), entry["since"], entry["on"], *texts)


def is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_module_name(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= MAX_NAME and all(map(str.isidentifier, name.split(".")))
