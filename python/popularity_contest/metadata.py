"""The metadata of one installed distribution, read as they are: odd or missing parts are no fault.

In: a `.dist-info` or `.egg-info` entry of a directory. Out: its name, and which of given paths it owns.
"""

import os

from popularity_contest.places import read

SUFFIXES = (".dist-info", ".egg-info")
MODULE_SUFFIXES = (".py", ".pyc", ".so", ".pyd")
MAX_NAME = 214
"""The longest name, everywhere in this product: npm's limit, and longer than any on PyPI."""
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class Distribution:
    """An installed distribution, by its metadata entry."""

    def __init__(self, directory: str, entry: str) -> None:
        self.directory = directory
        self.entry = entry
        self.is_egg = entry.endswith((".egg-info", "EGG-INFO"))
        self._before, self._after = ("../", "\n") if self.is_egg else ("", ",")
        """Of a path in the list of installed files."""
        self._file_list: "str | None" = None
        self._headers: "list[bytes] | None" = None

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

    def field(self, name: bytes) -> "list[str]":
        """The values of a header field, by its name in lower case."""
        if self._headers is None:
            self._headers = self._read_headers()
        found = []
        for line in self._headers:
            field, _, value = line.partition(b":")
            if field.lower() == name:
                found.append(value.replace(b"\0", b"").decode("utf-8", "replace").strip())
        return found

    def _read_headers(self) -> "list[bytes]":
        """The lines of the metadata, each with those that continue it, up to the description."""
        if self.is_egg:
            data = self.read("PKG-INFO") or read(os.path.join(self.directory, self.entry))
        else:
            data = self.read("METADATA")
        head = (data or b"").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        head = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
        return head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")

    def read(self, file: str) -> "bytes | None":
        return read(os.path.join(self.directory, self.entry, file))

    def text(self, file: str) -> str:
        return (self.read(file) or b"").replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff")

    def words(self, file: str) -> "list[str]":
        return self.text(file).split()

    def file_list(self) -> str:
        """The lines of a `RECORD` (CSV, usually sorted) or `installed-files.txt`, each with a line break before it."""
        if self._file_list is None:
            data = self.read("installed-files.txt" if self.is_egg else "RECORD") or b""
            if self.is_egg:
                data = data.replace(b"\r", b"").replace(b"/./", b"/") + b"\n"
            elif data:
                data = plain_record(data, self.directory)
            self._file_list = "\n" + os.fsdecode(data)
        return self._file_list

    def lists_modules(self) -> bool:
        """True if the list names a module, or what leads to one."""
        lines = self.file_list()
        return ".py" in lines or ".so" in lines or ".pth" in lines  # .pyc and .pyd, too

    def has_folder(self, top: str) -> bool:
        """True if it lists the file `top`, or anything in the folder `top`."""
        lines, start = self.file_list(), f"\n{self._before}{top}"
        return start + "/" in lines or start + self._after in lines

    def owned(self, paths: "list[str]") -> "list[str]":
        """Those of sorted paths that are listed. One pass over a sorted list, a pass a path over any other."""
        lines, before, after = self.file_list(), self._before, self._after
        position, found = 0, []
        for path in paths:
            at = lines.find(f"\n{before}{path}{after}", position)
            if at < 0:
                at = lines.find(f"\n{before}{path}{after}")
            if at < 0 and path.endswith(".pyc"):  # without its source
                at = lines.find(f"\n{before}{path[:-1]}{after}")
            if at >= 0:
                found.append(path)
                position = at
        return found

    def paths(self) -> "list[str]":
        """The installed files, relative to the directory."""
        lines = filter(None, self.file_list().replace("\r", "").replace("\0", "").split("\n"))
        if self.is_egg:
            return [os.path.normpath(os.path.join(self.entry, path)) for path in lines]
        return [line.rsplit(",", 2)[0] for line in lines]

    def modules(self, top: str = "") -> "list[str]":
        """Those that are module files, below one top-level name or all; byte code stands for its source."""
        inside = [path for path in self.paths() if is_module(path) and not path.startswith(("/", "../"))]
        return [source_of(path) for path in inside if not top or path.partition("/")[0] == top]

    def import_names(self) -> "set[str]":
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
