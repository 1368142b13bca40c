"""The metadata of one installed distribution, read as they are: odd or missing parts are no fault.

In: a `.dist-info` or `.egg-info` entry of a directory. Out: its name, and which of given paths it owns.
"""

import os

from popularity_contest.places import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, List, Optional, Set

SUFFIXES = (".dist-info", ".egg-info")
MODULE_SUFFIXES = (".py", ".pyc", ".so", ".pyd")
MAX_NAME = 214
"""The longest name, everywhere in this product: npm's limit, and longer than any on PyPI."""
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class FileList:
    """The lines of a `RECORD` (CSV, usually sorted) or an `installed-files.txt`."""

    def __init__(self, data: bytes, before: bytes, after: bytes) -> None:
        self.data = b"\n" + data  # so that each line has one before it
        self.before = before
        self.after = after

    def has_folder(self, top: str) -> bool:
        """True if it lists the file `top`, or anything in the folder `top`."""
        start = b"\n" + self.before + os.fsencode(top)
        return start + b"/" in self.data or start + self.after in self.data

    def owned(self, paths: "Iterable[str]") -> "List[str]":
        """Those of sorted paths that are listed. One pass over a sorted list, a pass a path over any other."""
        position, found = 0, []
        for path in paths:
            line = self._line(path)
            at = self.data.find(line, position)
            if at < 0:
                at = self.data.find(line)
            if at < 0 and path.endswith(".pyc"):  # without its source
                at = self.data.find(self._line(path[:-1]))
            if at >= 0:
                found.append(path)
                position = at
        return found

    def paths(self) -> "List[str]":
        """All of them as they stand there."""
        lines = filter(None, self.data.replace(b"\r", b"").replace(b"\0", b"").split(b"\n"))
        return [os.fsdecode(line.rsplit(b",", 2)[0] if self.after == b"," else line) for line in lines]

    def _line(self, path: str) -> bytes:
        return b"\n" + self.before + os.fsencode(path) + self.after


UNREAD = FileList(b"", b"", b"")


class Distribution:
    """An installed distribution, by its metadata entry."""

    def __init__(self, directory: str, entry: str) -> None:
        self.directory = directory
        self.entry = entry
        self.is_egg = entry.endswith((".egg-info", "EGG-INFO"))
        self._files: "Optional[FileList]" = UNREAD
        self._headers: "Optional[List[bytes]]" = None

    def name(self) -> str:
        """The normalised name; empty if it has none.

        A `.dist-info` directory is called `name-version` by specification ("Recording installed projects"), and what
        is called so need not be opened. Otherwise it is the name in the metadata, or else the beginning of the entry.
        """
        if not self.is_egg and self.entry.count("-") == 2 and self.entry_name():  # the second is in `dist-info`
            return self.entry_name()
        for value in self.field(b"name"):
            return normalize_name(value) or self.entry_name()
        return self.entry_name()

    def entry_name(self) -> str:
        return normalize_name(self.entry.rpartition(".")[0].partition("-")[0])

    def field(self, name: bytes) -> "List[str]":
        """The values of a header field, by its name in lower case."""
        if self._headers is None:
            self._headers = self._read_headers()
        found = []
        for line in self._headers:
            field, _, value = line.partition(b":")
            if field.lower() == name:
                found.append(value.replace(b"\0", b"").decode("utf-8", "replace").strip())
        return found

    def _read_headers(self) -> "List[bytes]":
        """The lines of the metadata, each with those that continue it, up to the description."""
        if self.is_egg:
            data = self.read("PKG-INFO") or read(os.path.join(self.directory, self.entry))
        else:
            data = self.read("METADATA")
        head = (data or b"").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        head = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
        return head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")

    def read(self, file: str) -> "Optional[bytes]":
        return read(os.path.join(self.directory, self.entry, file))

    def words(self, file: str) -> "List[str]":
        return (self.read(file) or b"").replace(b"\0", b"").decode("utf-8", "replace").split()

    def files(self) -> "Optional[FileList]":
        """The list of installed files; None if there is none, or none that names a module or leads to one."""
        files = self.all_files()
        if files is None or not any(suffix in files.data for suffix in (b".py", b".so", b".pth")):  # .pyc and .pyd, too
            return None
        return files

    def all_files(self) -> "Optional[FileList]":
        if self._files is UNREAD:
            data = self.read("installed-files.txt" if self.is_egg else "RECORD")
            if not data:
                self._files = None
            elif self.is_egg:
                self._files = FileList(data.replace(b"\r", b"").replace(b"/./", b"/") + b"\n", b"../", b"\n")
            else:
                self._files = FileList(plain_record(data, self.directory), b"", b",")
        return self._files

    def paths(self) -> "Optional[List[str]]":
        """The installed files, relative to the directory; None if nothing lists them."""
        files = self.all_files()
        if files is None or not self.is_egg:
            return None if files is None else files.paths()
        return [os.path.normpath(os.path.join(self.entry, path)) for path in files.paths()]

    def modules(self, top: str = "") -> "List[str]":
        """Those that are module files, below one top-level name or all; byte code stands for its source."""
        inside = [path for path in self.paths() or () if is_module(path) and not path.startswith(("/", "../"))]
        return [source_of(path) for path in inside if not top or path.partition("/")[0] == top]

    def import_names(self) -> "Set[str]":
        """Import names that it declares: PEP 794's, or else of `top_level.txt`, or else its own name."""
        fields = self.field(b"import-name") + self.field(b"import-namespace")
        names = {value.partition(";")[0].strip() for value in fields} or set(self.words("top_level.txt"))
        if not names:
            name = self.name().replace("-", "_")
            names.update((name, name[len("python_") :] if name.startswith("python_") else name))
        return names - {""}

    def is_namespace(self, top: str) -> bool:
        """True if it declares that other distributions install modules below this name, too."""
        return top in self.words("namespace_packages.txt")


def is_module(path: str) -> bool:
    return path.endswith(MODULE_SUFFIXES) and "__pycache__" not in path


def source_of(path: str) -> str:
    return path[:-1] if path.endswith(".pyc") else path


def plain_record(data: bytes, directory: str) -> bytes:
    """A RECORD as most are: in each line a path relative to `directory`, not quoted, and two more fields."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    odd = (b'"', b"\n./", b"\n/", b"../%s/" % os.fsencode(os.path.basename(directory)))
    is_plain = data.count(b",") >= 2 * data.count(b"\n") and not data.startswith((b"./", b"/"))
    if is_plain and not any(one in data for one in odd):
        return data
    places = tuple(os.fsencode(place) + b"/" for place in (directory, os.path.realpath(directory)))

    def plain(line: bytes) -> bytes:
        path = line.strip().partition(b",")[0]
        if line[:1] == b'"':
            end = line.find(b'"', 1)
            while end > 0 and line[end + 1 : end + 2] == b'"':
                end = line.find(b'"', end + 2)
            path = line[1:end].replace(b'""', b'"') if end > 0 else b""
        if path[:1] in (b".", b"/"):
            whole = os.path.normpath(places[0] + path if path[:1] == b"." else path)
            path = next((whole[len(place) :] for place in places if whole.startswith(place)), path)
        return path and path + b",,"

    return b"\n".join(map(plain, data.split(b"\n")))


def normalize_name(name: str) -> str:
    """A distribution's name as PEP 503 normalises it, or an empty string for what cannot be one."""
    name = name.strip().lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    valid = 0 < len(name) <= MAX_NAME and _NAME.issuperset(name) and name[0] != "-" and name[-1] != "-"
    return name if valid else ""
