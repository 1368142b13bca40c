"""The shared installation as one process sees it: which distribution owns the modules it imported.

In: names of modules, and the index beside this file. Out: distributions. What no fresh index covers is left to the
metadata; what is the user's own is nobody's. Loaded by the first report that has something to look up: reading the
index is part of it, as each further file costs every such process.
"""

import os
import sys

import popularity_contest as root
from popularity_contest.places import INDEX_SUFFIX, Privacy, below, file_of, holds_metadata, listing, read, search_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from popularity_contest.ownership import MetadataDirectory

SHARED = "*"
"""Stands for the owner of a folder in which more than one distribution has modules."""
UNKNOWN = "?"
"""Stands for an owner that only the metadata can tell."""
TELLING = (".dist-info", ".egg-info", ".egg", ".pth", ".egg-link")
"""Suffixes of metadata, and of files that lead to editable installations."""
INDEX_HEAD = b"popularity-contest index 2 "
INDEX_COMPLETE = b"complete"
"""Says that there is no distribution but of the directories in the index."""
STANDARD_LIBRARY = (os.path.dirname(os.__file__), os.path.join(os.path.dirname(os.__file__), "lib-dynload"))
WALL_FACTOR = 50
"""A search for names may take this many times its CPU budget by the clock, as a file system may hang."""

_spec_type = type(__spec__)
namespace_of: "Callable[[Any], dict[str, Any]]" = type(sys).__dict__["__dict__"].__get__  # type: ignore[index]
"""A module's own dictionary, whatever its class makes of `__dict__`."""


class Installation:
    """The shared installation, as one process sees it during one flush."""

    def __init__(
        self,
        modules: "dict[str, Any]",
        path: "list[str]",
        script: str,
        home: str,
        budget_s: float = 3600,
        is_served: bool = False,
    ) -> None:
        """`is_served` where the reporter is to serve this interpreter's installation, whether or not it does yet."""
        self.modules = modules
        self.path = path
        self.script = script
        self._cpu_until = root.cpu_time() + budget_s
        self._until = root.monotonic() + budget_s * WALL_FACTOR
        self.is_incomplete = False
        """True once something was left undone because the budget was used up."""
        self.unreached: "set[str]" = set()
        """Names of modules that the budget left no time for: to be looked up again."""
        self.privacy = Privacy(home, getattr(modules.get("site"), "USER_SITE", None), is_served)
        try:
            data = read(os.path.join(root.FOLDER, file_of(sys.prefix, INDEX_SUFFIX)))
            self.index = Index(data or b"", self.privacy)
        except (OSError, ValueError):
            self.index = Index(b"", self.privacy)
        self._metadata_near: "dict[str, bool]" = dict.fromkeys(STANDARD_LIBRARY, False)

    def is_late(self) -> bool:
        """True if the budget is used up: CPU time of this thread, or the generous limit by the clock."""
        if root.cpu_time() > self._cpu_until or root.monotonic() > self._until:
            self.is_incomplete = True
        return self.is_incomplete

    def entries(self) -> "set[str]":
        """Those of `sys.path`, of now and of when the reporter started, whatever has become of it."""
        now = sys.path if isinstance(sys.path, list) else []
        return {entry for entry in (*self.path, *now) if type(entry) is str}

    def distributions(self, tops: "Mapping[str, list[str]]") -> "set[tuple[str, str]]":
        """Distribution and import name of each of these top-level modules that belongs to a distribution.

        Where the top level does not tell, as in a namespace, the modules below it that are named with it do.
        """
        found: "set[tuple[str, str]]" = set()
        unsettled: "dict[str, str]" = {}
        modules = self.modules
        for top, names in tops.items():
            if top not in modules:
                continue  # its import failed, whatever modules of it are left
            file = module_file(modules.get(top))
            owner = self._owner(file) if file else file
            if owner in ("", SHARED, UNKNOWN):
                unsettled.update(dict.fromkeys(filter(self._is_whole, names), top))
            elif owner:
                found.update((name, top) for name in owner.split())
        return found | self._by_file(unsettled) if unsettled else found

    def _is_whole(self, name: str) -> bool:
        """True if the parent packages of a module are loaded. They are not after an import that failed half way."""
        package = name.rpartition(".")[0]
        while "." in package and package in self.modules:
            package = package.rpartition(".")[0]
        return "." not in package

    def _owner(self, file: str) -> "str | None":
        """The owner of a top-level module."""
        owner = self.index.owner(file, deep=False)
        return owner if owner != UNKNOWN or self._is_metadata_near(import_root(file)) else None

    def _by_file(self, modules: "Mapping[str, str]") -> "set[tuple[str, str]]":
        """The same as `distributions`, each module (with its top level) looked up by its own file."""
        found: "set[tuple[str, str]]" = set()
        unknown: "dict[str, str]" = {}
        tops: "dict[str, str]" = {}
        is_indexed = bool(self.index.sections)
        for name, top in modules.items():
            file = module_file(self.modules.get(name))
            if file:
                owner = self.index.owner(file, deep=True) if is_indexed else UNKNOWN
                if owner == UNKNOWN:
                    unknown[file], tops[file] = name, top
                elif owner:
                    found.update((one, top) for one in owner.split())
        if unknown:
            owners = self.owners(tops)
            told = {(owner, tops[file]) for file, owner in owners.items()}
            found.update((one, top) for owner, top in told for one in owner.split())
            if self.is_incomplete:
                self.unreached.update(name for file, name in unknown.items() if file not in owners)
        return found

    def owners(self, files: "Mapping[str, str]") -> "dict[str, str]":
        """File → distributions by the metadata, for files (with their import names) of which some have one."""
        found: "dict[str, str]" = {}
        rest = sorted(files)
        directories = self.directories()
        for directory in directories:
            start = directory.path + os.sep
            inside = [file for file in rest if file.startswith(start)]
            if inside:
                found.update(directory.owners(inside))
                rest = [file for file in rest if file not in found]
        if rest:
            shared = {file: files[file] for file in rest if not self.privacy.covers(file)}
            found.update(root.load("editable").owners(shared, directories, self.entries()))
            rest = [file for file in rest if file not in found]
        if rest:
            owned = {files[file] for file in found}
            found.update(root.load("conda").owners([file for file in rest if files[file] not in owned], self.is_late))
        return found

    def directories(self) -> "list[MetadataDirectory]":
        """Those of the shared installation that hold metadata, outermost first.

        They were on `sys.path` when the reporter started, though not as the script's own directory, or lie below the
        interpreter's prefixes. What a program adds to `sys.path` later is its own affair.
        """
        kind: "type[MetadataDirectory]" = root.load("metadata", "ownership").MetadataDirectory
        places = {self.script, os.path.realpath(self.script)} if self.script else set()
        started_with = list(self.path)
        for own in {os.path.dirname(place) for place in places} & set(started_with):
            started_with.remove(own)
        prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix}
        paths = [
            entry
            for entry in self.entries() - set(STANDARD_LIBRARY)
            if os.path.isabs(entry)
            and (entry in started_with or any(below(entry, prefix) for prefix in prefixes))
            and holds_metadata(entry)
            and not self.privacy.covers(entry)
        ]
        return [kind(path, self.is_late) for path in sorted(paths, key=len)]

    def _is_metadata_near(self, directory: str) -> bool:
        """True if a module from this directory, which is not indexed, may belong to a distribution."""
        known = self._metadata_near.get(directory)
        if known is None:
            parents = [entry for entry in self.entries() if below(directory, entry)]
            known = not self.index.complete or any(map(holds_metadata, (directory, *parents)))
            known = known and not self.privacy.covers(directory, directory)
            self._metadata_near[directory] = known
        return known


def this_installation() -> Installation:
    """The one that this interpreter is of, as the reporter sees it in a process without this tool's own folder.

    For whoever writes its index or takes its inventory, so that the reporter serves it.
    """
    return Installation(dict(sys.modules), search_path(), "", os.path.expanduser("~"), is_served=True)


class Index:
    """The owners of all modules of the environment, as `python -m popularity_contest index` wrote them.

    A head, a line for each directory it was made from (path, real path, what told of distributions in it), and sorted
    lines `N/path<TAB>owners`. A directory in which other names tell of distributions by now counts as not indexed.
    """

    def __init__(self, data: bytes, privacy: Privacy) -> None:
        self.data = data
        self.body = data.find(b"\n\n") + 2
        self.sections: "list[tuple[str, str | None]]" = []
        self.stale: "list[str]" = []
        head, *lines = data[: self.body].splitlines()[:-1] if data.startswith(INDEX_HEAD) else [b""]
        self.complete = head == INDEX_HEAD + INDEX_COMPLETE
        for number, line in enumerate(lines):
            directory, real, telling = os.fsdecode(line).split("\t")
            if tells_the_same(directory, telling.split("/") if telling else []):
                private = privacy.covers(directory, real)
                self.sections.append((directory + os.sep, None if private else "%d/" % number))
            else:
                self.stale.append(directory)
                self.complete = False

    def owner(self, file: str, deep: bool) -> "str | None":
        """The distributions that own a file; None for nobody's; SHARED if its top-level folder is, unless `deep`."""
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
                    if found is None:
                        return self._find(number)
                    if found != SHARED or not deep:
                        return found
                return None
        return UNKNOWN

    def _find(self, key: str) -> "str | None":
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


def tells_the_same(directory: str, telling: "list[str]") -> bool:
    """True if a directory has exactly these names with a suffix of `TELLING`. The interpreter has listed it already."""
    names = set(listing(directory))
    text = "\n".join(names) + "\n"
    return names.issuperset(telling) and len(telling) == sum(text.count(suffix + "\n") for suffix in TELLING)


def module_file(module: object) -> "str | None":
    """The file of a module; an empty string for a namespace and for what is no module; None for a built-in one.

    Reads the module's own dictionary, so that no `__getattr__`, property or lazy loader of its runs.
    """
    try:
        namespace = namespace_of(module)
    except TypeError:
        return ""
    spec = namespace.get("__spec__")
    file = spec.origin if type(spec) is _spec_type else namespace.get("__file__")
    if type(file) is str and (file.startswith(os.sep) or (os.sep in file and os.path.isabs(file))):
        return file
    return "" if "__path__" in namespace else None


def import_root(file: str) -> str:
    """The directory from which a top-level module was imported."""
    directory, _, name = file.rpartition(os.sep)
    return directory.rpartition(os.sep)[0] if name.startswith("__init__.") else directory
