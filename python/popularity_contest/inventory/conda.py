"""The packages that conda installed: `conda-meta/*.json` and its history in, packages with their files out.

https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/conda-prefix.html
"""

from __future__ import annotations

import os
import re
from typing import Iterable

from popularity_contest.places import listing

from .json_file import read_json
from .package import Package

_ACTION = re.compile(r"#\s*(\w+) specs:\s*(.*)")
_SPEC_NAME = re.compile(r"(?:[^\s\[]*(?:::|/))?([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_ARCHIVE = re.compile(r"(?:^|.*[/:])([A-Za-z0-9_][A-Za-z0-9_.-]*)-[^-/]+-[^-/]+?(?:\.conda|\.tar\.bz2)?(?:#.*)?$")


def read_packages(prefix: str) -> list[Package]:
    """Return the packages of a conda environment, in the order of their names; none where it is no such."""
    folder = os.path.join(prefix, "conda-meta")
    names = sorted(name for name in listing(folder) if name.endswith(".json"))
    values = (read_json(os.path.join(folder, name)) for name in names)
    records = [value for value in values if isinstance(value, dict) and isinstance(value.get("name"), str)]
    requested = _requested_names(folder, records)
    return [_package(record, prefix, requested) for record in records]


def _package(record: dict[str, object], prefix: str, requested: set[str] | None) -> Package:
    name = str(record["name"])
    return Package(
        installer="conda",
        name=name,
        version=str(record["version"]) if record.get("version") else None,
        files=[os.path.join(prefix, file) for file in _strings(record.get("files"))],
        depends=[match[1] for match in map(_SPEC_NAME.match, _strings(record.get("depends"))) if match],
        requested=None if requested is None else name in requested,
    )


def _requested_names(folder: str, records: list[dict[str, object]]) -> set[str] | None:
    """By the history; else by the records. Where all were asked for (a lock file), nobody was."""
    names = _names_in_history(os.path.join(folder, "history")) or {
        str(record["name"]) for record in records if _specs(record)
    }
    return names if names and any(record["name"] not in names for record in records) else None


def _specs(record: dict[str, object]) -> list[str]:
    single = record.get("requested_spec")
    specs = [*_strings(record.get("requested_specs")), *([single] if isinstance(single, str) else [])]
    return [spec for spec in specs if spec not in ("", "None")]


def _names_in_history(path: str) -> set[str]:
    names: dict[str, None] = {}
    try:
        with open(path, encoding="utf-8", errors="replace") as history:
            for line in history:
                match = _ACTION.match(line)
                if match is None:
                    continue
                for name in _spec_names(match[2]):
                    if match[1] in ("remove", "uninstall"):
                        names.pop(name, None)
                    elif match[1] != "neutered":
                        names[name] = None
    except OSError:
        pass
    return set(names)


def _spec_names(text: str) -> Iterable[str]:
    quoted = re.findall(r"'([^']*)'|\"([^\"]*)\"", text) if text.startswith("[") else []
    for spec in ["".join(pair) for pair in quoted] or text.split(","):
        match = (_ARCHIVE if _is_archive(spec) else _SPEC_NAME).match(spec.strip())
        if match:
            yield match[1]


def _is_archive(spec: str) -> bool:
    return "://" in spec or spec.split("#")[0].endswith((".conda", ".tar.bz2"))


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
