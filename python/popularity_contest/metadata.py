"""What one installed distribution says of itself, read as it is: odd or missing parts are no fault.

In: a `.dist-info` or `.egg-info` entry of a directory. Out: its name, and which of given paths it owns.
"""

import os

from popularity_contest.installation import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, List, Optional, Set

SUFFIXES = (".dist-info", ".egg-info")
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class FileList:
    """The lines of a `RECORD` (CSV, usually sorted) or an `installed-files.txt`."""

    __slots__ = ("after", "before", "data")

    def __init__(self, data: bytes, before: bytes, after: bytes) -> None:
        self.data = data
        self.before = before
        self.after = after

    def has_folder(self, top: str) -> bool:
        """Whether it lists the file `top`, or anything in the folder `top`."""
        folder = b"\n" + self.before + os.fsencode(top) + b"/"
        quoted = b'\n"' + os.fsencode(top.replace('"', '""')) + b"/"
        return self._find(folder) >= 0 or self._find(self._line(top)) >= 0 or self._find(quoted) >= 0

    def owned(self, paths: "Iterable[str]") -> "List[str]":
        """Those of sorted paths that are listed. One pass over a sorted list, a pass a path over any other."""
        position, found = 0, []
        for path in paths:
            line = self._line(path)
            at = self.data.find(line, position)
            if at < 0:
                at = self._find(line)
            if at < 0 and path.endswith(".pyc"):  # without its source
                at = self._find(self._line(path[:-1]))
            if at >= 0:
                found.append(path)
                position = at
        return found

    def _find(self, line: bytes) -> int:
        return 0 if self.data.startswith(line[1:]) else self.data.find(line)

    def _line(self, path: str) -> bytes:
        if self.after == b"," and ("," in path or '"' in path):
            path = '"%s"' % path.replace('"', '""')
        return b"\n" + self.before + os.fsencode(path) + self.after


UNREAD = FileList(b"", b"", b"")


class Distribution:
    """An installed distribution, by its metadata entry."""

    __slots__ = ("_files", "directory", "entry", "is_egg")

    def __init__(self, directory: str, entry: str) -> None:
        self.directory = directory
        self.entry = entry
        self.is_egg = entry.endswith(".egg-info")
        self._files: "Optional[FileList]" = UNREAD

    def name(self) -> str:
        """The normalised name; empty if it has none.

        A `.dist-info` directory is called `name-version` by specification ("Recording installed projects"), and what
        is called so need not be opened. Otherwise it is the name in the metadata, or else the beginning of the entry.
        """
        if not self.is_egg and self.entry.count("-") == 2 and self.entry_name():  # that of `dist-info` is one of them
            return self.entry_name()
        for line in self.headers():
            field, _, value = line.partition(b":")
            if field.lower() == b"name":
                return component(value.decode("utf-8", "replace")) or self.entry_name()
        return self.entry_name()

    def entry_name(self) -> str:
        return component(self.entry.rpartition(".")[0].partition("-")[0])

    def headers(self) -> "List[bytes]":
        """The header lines of the metadata, up to the description."""
        if self.is_egg:
            data = self.read("PKG-INFO") or read(os.path.join(self.directory, self.entry))
        else:
            data = self.read("METADATA")
        return (data or b"").partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].split(b"\n")

    def read(self, file: str) -> "Optional[bytes]":
        return read(os.path.join(self.directory, self.entry, file))

    def files(self) -> "Optional[FileList]":
        """The list of installed files; None if there is none, or none that names a module or leads to one."""
        if self._files is UNREAD:
            data = self.read("installed-files.txt" if self.is_egg else "RECORD") or b""
            if not any(suffix in data for suffix in (b".py", b".so", b".pth")):  # .pyc and .pyd among them
                self._files = None
            elif self.is_egg:
                self._files = FileList(data.replace(b"\r", b"") + b"\n", b"../", b"\n")
            else:
                self._files = FileList(data, b"", b",")
        return self._files

    def import_names(self) -> "Set[str]":
        """Import names that it declares: PEP 794's, or else of `top_level.txt`, or else its own name."""
        names = set()
        for line in self.headers():
            field, _, value = line.partition(b":")
            if field.lower() in (b"import-name", b"import-namespace"):
                names.add(value.partition(b";")[0].strip().decode("utf-8", "replace"))
        if not names:
            names.update((self.read("top_level.txt") or b"").decode("utf-8", "replace").split())
        if not names:
            name = self.name().replace("-", "_")
            names.update((name, name[len("python_") :] if name.startswith("python_") else name))
        return names - {""}

    def is_namespace(self, top: str) -> bool:
        """Whether it declares that others install modules below this name, too."""
        return top in (self.read("namespace_packages.txt") or b"").decode("utf-8", "replace").split()


def component(name: str) -> str:
    """A distribution's name as PEP 503 normalises it, or an empty string for what cannot be one."""
    name = name.strip().lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    valid = 0 < len(name) <= 200 and _NAME.issuperset(name) and name[0] != "-" and name[-1] != "-"
    return name if valid else ""
