"""One installed distribution's metadata, read with everything that can be wrong with it.

Comes in: a `.dist-info` or `.egg-info` directory, or an `.egg-info` file. Goes out: what stands there, as far
as it can be read; a missing or unreadable file is an empty one.
"""

from __future__ import annotations

import csv
import email.message
import email.parser
import json
import os
import re
from typing import Dict, List, NamedTuple

from .names import normalized
from .requirements import requires_txt_lines

_MAX_METADATA_BYTES = 8 << 20
_COMMAND_GROUPS = ("console_scripts", "gui_scripts")


class EntryPoints(NamedTuple):
    commands: List[str]
    """Console and GUI scripts."""
    plugins: Dict[str, List[str]]
    """Every other group, to its names."""


class Metadata:
    """What a metadata directory says; the files are read when they are asked for."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.root = os.path.dirname(directory)
        self.is_egg = directory.endswith(".egg-info") or os.path.basename(directory) == "EGG-INFO"
        self._header = self._read_header()
        stem, _ = os.path.splitext(os.path.basename(directory))
        named = re.match(r"(.+?)-(\d.*?)(?:-py\d[\d.]*.*)?$", stem)
        stem_name, stem_version = (named[1], named[2]) if named else (stem, None)
        # Names of directories are what pip goes by; what METADATA says is only there where the file is whole.
        self.name = normalized(self._first("Name") or "") or normalized(stem_name)
        self.version = self._first("Version") or stem_version
        self.has_metadata = bool(self._first("Name"))

    def requires(self) -> list[str]:
        """Requirement lines, markers included."""
        lines = self._all("Requires-Dist")
        if lines or not self.is_egg:
            return lines
        return requires_txt_lines(self.read("requires.txt"))

    def entry_points(self) -> EntryPoints:
        """Return commands apart from the groups that make a distribution a plugin."""
        commands: List[str] = []
        plugins: Dict[str, List[str]] = {}
        group = ""
        for line in map(str.strip, self.read("entry_points.txt").splitlines()):
            if line.startswith("[") and line.endswith("]"):
                group = line[1:-1].strip()
            elif group and line and line[0] not in "#;":
                name = line.partition("=")[0].strip()
                if name:
                    (commands if group in _COMMAND_GROUPS else plugins.setdefault(group, [])).append(name)
        return EntryPoints(commands, plugins)

    def files(self) -> list[str] | None:
        """Return the installed files relative to the root; None where nothing lists them."""
        text = self.read("RECORD")
        if text:
            # A quote that is never closed would swallow the rest, so each line is read by itself.
            return [file for file in map(_first_field, text.splitlines()) if file]
        text = self.read("installed-files.txt") if self.is_egg else ""
        if text:
            inside = os.path.basename(self.directory)
            return [os.path.normpath(os.path.join(inside, line)) for line in text.splitlines() if line]
        return None

    def declared_import_names(self) -> list[str] | None:
        """Return the names of PEP 794's `Import-Name`; None where the field is not there."""
        if self._header.get("Import-Name") is None:
            return None
        names = (value.partition(";")[0].strip() for value in self._all("Import-Name"))
        return [name for name in names if name]

    def top_level_names(self) -> list[str] | None:
        """Return setuptools' list of importable names; None where there is no such file."""
        text = self.read("top_level.txt")
        return text.split() if text else None

    def namespaces(self) -> set[str]:
        """Return packages that several distributions share although each brings an `__init__`."""
        return set(self.read("namespace_packages.txt").split())

    def installer(self) -> str | None:
        """Return what the INSTALLER file says, in lower case."""
        words = self.read("INSTALLER").split()
        return words[0].lower()[:64] if words else None

    def is_requested(self) -> bool:
        return os.path.exists(os.path.join(self.directory, "REQUESTED"))

    def is_editable(self) -> bool:
        """Whether an installer or `setup.py develop` left the code where it is written."""
        try:
            origin = json.loads(self.read("direct_url.json") or "{}")
            return bool(origin["dir_info"].get("editable"))
        except (ValueError, KeyError, TypeError, AttributeError):
            return False

    def read(self, name: str) -> str:
        """Return the text of one metadata file, decoded whatever it holds."""
        if not os.path.isdir(self.directory):
            return ""
        return _read(os.path.join(self.directory, name))

    def _read_header(self) -> email.message.Message:
        if os.path.isdir(self.directory):
            text = self.read("PKG-INFO" if self.is_egg else "METADATA")
        else:
            text = _read(self.directory)
        # The description may be long, and nothing asks for it.
        head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
        return email.parser.HeaderParser().parsestr(head)

    def _first(self, field: str) -> str | None:
        return next(iter(self._all(field)), None)

    def _all(self, field: str) -> list[str]:
        return [str(value).strip() for value in self._header.get_all(field, []) if str(value).strip()]


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_METADATA_BYTES).decode("utf-8-sig", "replace").replace("\0", "")
    except OSError:
        return ""


def _first_field(line: str) -> str:
    """Return the path of a RECORD's line; only one with a comma in it is quoted."""
    if not line.startswith('"'):
        return line.partition(",")[0]
    try:
        return next(csv.reader([line]), [""])[0]
    except csv.Error:
        return ""
