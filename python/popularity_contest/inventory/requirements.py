"""Requirements of installed metadata: `Requires-Dist` and `requires.txt` in, rows of an inventory out.

A requirement that no PEP 508 reader would take (a path, a broken name) is passed over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Iterable, Iterator, List, NamedTuple, Tuple

from .markers import Environment, Marker
from .names import normalized

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?P<extras>[^\]]*)\])?\s*(?P<rest>(?:[(<>=!~;@].*)?)",
    re.DOTALL,
)


class Requirement(NamedTuple):
    """What one distribution asks of another; `extra` is the extra of its own that it is asked for."""

    name: str
    extra: str | None = None
    extras: Tuple[str, ...] = ()


def active_requirements(lines: Iterable[str], environment: Environment) -> list[Requirement]:
    """Return the requirements that hold here, and those that an extra adds, each once."""
    found: Dict[Requirement, None] = {}
    for line in lines:
        match = _REQUIREMENT.fullmatch(line)
        name = normalized(match["name"]) if match else None
        if match is None or name is None:
            continue
        asked = tuple(extra for extra in map(normalized, (match["extras"] or "").split(",")) if extra)
        for extra in _extras_under_which_it_holds(_marker_of(match["rest"]), environment):
            found[Requirement(name, extra, asked)] = None
    return list(found)


def _marker_of(rest: str) -> str:
    """A URL may hold a `;`, so behind one only a `;` after white space begins the marker."""
    at = re.search(r"\s;" if rest.startswith("@") else ";", rest)
    return rest[at.end() :].strip() if at else ""


def _extras_under_which_it_holds(text: str, environment: Environment) -> Iterator[str | None]:
    if not text:
        yield None
        return
    marker = _parsed(text)
    if marker.holds(environment):
        yield None
        return
    for extra in sorted(marker.extras()):
        if marker.holds(environment, extra):
            yield extra


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Marker:
    """Most markers stand in the metadata of many."""
    return Marker(text)


def requires_txt_lines(text: str) -> list[str]:
    """Turn setuptools' `requires.txt` (sections `[extra:marker]`) into lines as of `Requires-Dist`."""
    lines: List[str] = []
    marker = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            extra, _, condition = line[1:-1].partition(":")
            parts = [f"({condition})"] if condition else []
            parts += [f'extra == "{extra}"'] if extra else []
            marker = " and ".join(parts)
        elif line and not line.startswith("#"):
            lines.append(f"{line} ; {marker}" if marker else line)
    return lines
