"""One distribution's metadata, with the fields that only an inventory asks for."""

from __future__ import annotations

import os
from typing import NamedTuple

from popularity_contest.metadata import Distribution
from popularity_contest.ownership import modified

from .json_file import read_json
from .requirements import requirement_lines, requires_txt_lines

_COMMAND_GROUPS = ("console_scripts", "gui_scripts")


class EntryPoints(NamedTuple):
    commands: list[str]
    """Console and GUI scripts."""
    plugins: dict[str, list[str]]
    """Every other group, to its names."""


class Metadata(Distribution):
    """A metadata directory; its files are read when they are asked for."""

    @property
    def path(self) -> str:
        return os.path.join(self.directory, self.entry)

    def version(self) -> str | None:
        in_name = self.entry.rpartition(".")[0].partition("-")[2].partition("-py")[0]
        return next(filter(None, (*self.field(b"version"), in_name)), None)

    def requires(self) -> list[str]:
        """Requirement lines, markers included."""
        lines = self.field(b"requires-dist")
        if not lines and self.is_egg:
            lines = requires_txt_lines(self.text("requires.txt"))
        return requirement_lines(lines)

    def entry_points(self) -> EntryPoints:
        """Return commands apart from the groups that make a distribution a plugin."""
        commands: list[str] = []
        plugins: dict[str, list[str]] = {}
        group = ""
        for line in map(str.strip, self.text("entry_points.txt").splitlines()):
            if line.startswith("[") and line.endswith("]"):
                group = line[1:-1].strip()
            elif group and line and line[0] not in "#;":
                name = line.partition("=")[0].strip()
                if name:
                    (commands if group in _COMMAND_GROUPS else plugins.setdefault(group, [])).append(name)
        return EntryPoints(commands, plugins)

    def declared_import_names(self) -> list[str] | None:
        """Return the names of PEP 794's `Import-Name`; None where the field is not there."""
        fields = self.field(b"import-name")
        names = (value.partition(";")[0].strip() for value in fields)
        return [name for name in names if name] if fields else None

    def installer(self) -> str | None:
        """Return what the INSTALLER file says, in lower case."""
        words = self.words("INSTALLER")
        return words[0].lower()[:64] if words else None

    def is_requested(self) -> bool:
        return self.read("REQUESTED") is not None

    def is_editable(self) -> bool:
        """True if an installer or `setup.py develop` left the code where it is written."""
        origin = read_json(os.path.join(self.path, "direct_url.json"))
        kind = origin.get("dir_info") if isinstance(origin, dict) else None
        return isinstance(kind, dict) and bool(kind.get("editable"))

    def completeness(self) -> tuple[bool, bool, float]:
        """An upgrade that broke off leaves two: the whole one counts, then the younger one."""
        return (any(self.field(b"name")), bool(self.paths()), modified(self.path))
