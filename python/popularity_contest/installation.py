"""The shared installation as one process sees it: which distribution owns the modules it imported.

In: names of modules, and the index beside this file. Out: distributions. What no fresh index covers is left to the
metadata; what is the user's own is nobody's. Loaded by the first report that has something to look up: reading the
index is part of it, as each further file costs every such process.
"""

import os
import stat
import sys

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Optional, Set, Tuple

SHARED = "*"
"""Stands for the owner of a folder in which more than one distribution has modules."""
UNKNOWN = "?"
"""Stands for an owner that only the metadata can tell."""
INDEX_HEAD = b"popularity-contest index 1 "
INDEX_COMPLETE = b"complete"
"""Says that there is no distribution but of the directories in the index."""
_library = os.path.dirname(os.__file__)
STANDARD_LIBRARY = (_library, os.path.join(_library, "lib-dynload"))
MAX_FILE_BYTES = 1 << 26
"""A longer file is not read: the longest known list, of 100,000 files, has a fifth of it."""
NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""So that a pipe that stands where a file should be is no trap."""

_spec_type = type(__spec__)
_namespace_of: "Callable[[Any], Dict[str, Any]]" = type(sys).__dict__["__dict__"].__get__  # type: ignore[index]


class Installation:
    """The shared installation, as one process sees it during one flush."""

    def __init__(self, modules: "Dict[str, Any]", path: "List[str]", script: str, home: str, deadline: float) -> None:
        self.modules = modules
        self.path = path
        self.script = script
        self.deadline = deadline
        self.privacy = Privacy(home, getattr(modules.get("site"), "USER_SITE", None))
        try:
            self.index = Index.read(self.privacy)
        except (OSError, ValueError):
            self.index = Index(b"", self.privacy)
        self._metadata_near: "Dict[str, bool]" = dict.fromkeys(STANDARD_LIBRARY, False)

    def is_late(self) -> bool:
        return root.monotonic() > self.deadline

    def entries(self) -> "Set[str]":
        """Those of `sys.path`, of now and of when the reporter started, whatever has become of it."""
        now = sys.path if isinstance(sys.path, list) else []
        return {entry for entry in (*self.path, *now) if type(entry) is str}

    def distributions(self, tops: "Iterable[str]", names: "Iterable[str]") -> "Set[Tuple[str, str]]":
        """Distribution and import name of each of these top-level modules that belongs to a distribution.

        Where the top level does not tell, as in a namespace, the modules `names` below it do.
        """
        found = set()
        unsettled = set()
        modules = self.modules
        for top in tops:
            file = place(modules.get(top))
            owner = self._owner(file) if file else file
            if owner:
                if owner in (SHARED, UNKNOWN):
                    unsettled.add(top)
                else:
                    found.add((owner, top))
            elif owner == "":
                unsettled.add(top)
        if unsettled:
            found |= self._by_file(n for n in names if type(n) is str and n.partition(".")[0] in unsettled)
        return found

    def _owner(self, file: str) -> "Optional[str]":
        """The owner of a top-level module."""
        owner = self.index.owner(file, deep=False)
        return owner if owner != UNKNOWN or self._is_metadata_near(import_root(file)) else None

    def _by_file(self, names: "Iterable[str]") -> "Set[Tuple[str, str]]":
        """The same as `distributions`, each module looked up by its own file."""
        found = set()
        unknown: "Dict[str, str]" = {}
        is_indexed = bool(self.index.sections)
        for name in names:
            file = place(self.modules.get(name))
            if file:
                owner = self.index.owner(file, deep=True) if is_indexed else UNKNOWN
                if owner == UNKNOWN:
                    unknown[file] = name.partition(".")[0]
                elif owner:
                    found.add((owner, name.partition(".")[0]))
        if unknown:
            from popularity_contest import ownership

            found.update((owner, unknown[file]) for file, owner in ownership.owners(unknown, self).items())
        return found

    def _is_metadata_near(self, directory: str) -> bool:
        """Whether what was imported from a directory that is not indexed may belong to a distribution."""
        known = self._metadata_near.get(directory)
        if known is None:
            parents = [entry for entry in self.entries() if below(directory, entry)]
            known = not self.index.complete or any(map(holds_metadata, (directory, *parents)))
            known = known and not self.privacy.covers(directory)
            self._metadata_near[directory] = known
        return known


class Privacy:
    """Tells what is the user's own and never named: the user site, and the home directory unless `sys.prefix` is in it.

    Paths are compared as they are spelled and with symbolic links resolved.
    """

    __slots__ = ("_home_is_shared", "homes", "user_sites")

    def __init__(self, home: str, user_site: "Optional[str]") -> None:
        real = os.path.realpath(home)
        self.homes = {home, real}
        self.user_sites = {
            os.path.join(path, ".local", "lib", "python%d.%d" % sys.version_info[:2]) for path in self.homes
        }
        if user_site:
            self.user_sites.add(user_site)
        self._home_is_shared: "Optional[bool]" = None

    def covers(self, *paths: str) -> bool:
        """Whether any of these spellings of one place is the user's own."""
        if any(below(path, own) for path in paths for own in self.user_sites):
            return True
        if not any(below(path, home) for path in paths for home in self.homes):
            return False
        if self._home_is_shared is None:
            prefixes = (sys.prefix, os.path.realpath(sys.prefix))
            self._home_is_shared = any(below(prefix, home) for prefix in prefixes for home in self.homes)
        return not self._home_is_shared


class Index:
    """What `python -m popularity_contest index` wrote: which distribution owns what, in the whole environment.

    A head, a line for each directory it was made from (mtime, real path, path), and sorted lines `N/path<TAB>owner`.
    A directory that has changed since counts as not indexed. Times are whole seconds, as image layers keep them.
    """

    __slots__ = ("body", "complete", "data", "sections", "stale")

    def __init__(self, data: bytes, privacy: Privacy) -> None:
        self.data = data
        self.body = data.find(b"\n\n") + 2
        self.sections: "List[Tuple[str, Optional[str]]]" = []
        self.stale: "List[str]" = []
        head, *lines = data[: self.body].splitlines()[:-1] if data.startswith(INDEX_HEAD) else [b""]
        self.complete = head == INDEX_HEAD + INDEX_COMPLETE
        for number, line in enumerate(lines):
            mtime, real, directory = os.fsdecode(line).split("\t")
            try:
                is_fresh = int(os.stat(directory).st_mtime) == int(mtime)
            except OSError:
                is_fresh = False
            if is_fresh:
                private = privacy.covers(directory, real)
                self.sections.append((directory + os.sep, None if private else "%d/" % number))
            else:
                self.stale.append(directory)
                self.complete = False

    @staticmethod
    def read(privacy: Privacy) -> "Index":
        name = index_name(sys.prefix)
        data = read(os.path.join(root.FOLDER, name)) if name in root.listing(root.FOLDER) else None
        return Index(data or b"", privacy)

    def owner(self, file: str, deep: bool) -> "Optional[str]":
        """The distribution that owns a file; None for nobody's; SHARED if its top-level folder is, unless `deep`."""
        for directory, number in self.sections:
            if file.startswith(directory):
                if number is None:
                    return None
                path = file[len(directory) :].replace(os.sep, "/")
                if path.endswith(".pyc"):
                    path = path[:-1]
                end = 0
                while end >= 0:
                    end = path.find("/", end + 1)
                    found = self._find(number + (path if end < 0 else path[:end]))
                    if found != SHARED or not deep:
                        return found
                return None
        return UNKNOWN

    def _find(self, key: str) -> "Optional[str]":
        wanted = os.fsencode(key) + b"\t"
        data, low, high = self.data, self.body, len(self.data)
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            line = data[start:end]
            if line.startswith(wanted):
                return line[len(wanted) :].decode()
            if line < wanted:
                low = end + 1
            else:
                high = start
        return None


def index_name(prefix: str) -> str:
    """The name of an environment's index, beside this file: the package may serve more than one."""
    return root.environment_name(prefix) + ".index"


def place(module: object) -> "Optional[str]":
    """The file of a module; an empty string for a namespace and for what is no module; None for a built-in one.

    Reads the module's own dictionary, so that no `__getattr__`, property or lazy loader of its runs.
    """
    try:
        namespace = _namespace_of(module)
    except TypeError:
        return ""
    spec = namespace.get("__spec__")
    file = spec.origin if type(spec) is _spec_type else namespace.get("__file__")
    if type(file) is str and os.sep in file and (file[0] == os.sep or os.path.isabs(file)):
        return file
    return "" if "__path__" in namespace else None


def import_root(file: str) -> str:
    """The directory from which a top-level module was imported."""
    directory, _, name = file.rpartition(os.sep)
    return directory.rpartition(os.sep)[0] if name.startswith("__init__.") else directory


def below(path: str, parent: str) -> bool:
    return path == parent or path.startswith(parent.rstrip(os.sep) + os.sep)


def holds_metadata(directory: str) -> bool:
    return any(name.endswith((".dist-info", ".egg-info", ".egg")) for name in root.listing(directory))


def read(path: str) -> "Optional[bytes]":
    """The bytes of a regular file; None for what is none, is too long or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | NEVER_WAIT)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            return None
        return os.read(descriptor, status.st_size)
    except OSError:
        return None
    finally:
        os.close(descriptor)
