"""Which distribution owns a file that no fresh index covers, found by reading as little as possible.

In: files of imported modules. Out: the distribution of each that has one. What could own a file is tried in the
order of likelihood and believed only by its own list of files; what has no list, by the import names it declares.
"""

import os

import popularity_contest as root
from popularity_contest.metadata import SUFFIXES, Distribution, normalize_name
from popularity_contest.places import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

CALLED_OTHERWISE = {
    "Crypto": ("pycryptodome", "pycrypto"),
    "PIL": ("pillow", "pillow-simd"),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "cv2": (
        "opencv-python",
        "opencv-python-headless",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
    ),
    "magic": ("python-magic", "file-magic"),
    "mpl_toolkits": ("matplotlib",),
    "pkg_resources": ("setuptools",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
}
"""Where to look first for import packages that many import, or that several bring. A hint: the list decides."""
MOST_ALIKE = 8
"""For a file that several distributions may own, at most this many with similar names are read."""


class MetadataDirectory:
    """A directory such as site-packages: modules, and the metadata of the distributions that installed them."""

    def __init__(self, path: str, is_late: "Callable[[], bool]") -> None:
        self.path = path
        self.is_late = is_late
        self.names = listing(path)
        self._distributions: "dict[str, Distribution]" = {}
        self._text = self._folded = b""
        self._by_time: "list[tuple[float, str]]" = []

    @property
    def entries(self) -> "list[str]":
        """The names of the metadata of distributions."""
        return [name for name in self.names if is_entry(name)]

    def owners(self, files: "list[str]") -> "dict[str, str]":
        """File → distribution, for sorted files below this directory."""
        start = len(self.path) + 1
        groups: "dict[str, dict[str, str]]" = {}
        for file in files:
            path = file[start:].replace(os.sep, "/")
            groups.setdefault(path.partition("/")[0], {})[path] = file
        found: "dict[str, str]" = {}
        pid = root.own_pid()
        # In an order that differs by process: no alphabet decides what a budget is too short for.
        for top, paths in sorted(groups.items(), key=lambda group: hash((group[0], pid))):
            owners = self._owners_below(top, list(paths))
            found.update((paths[path], name) for path, name in owners.items() if name)
        return found

    def _owners_below(self, top: str, paths: "list[str]") -> "dict[str, str]":
        """Path → distributions, with spaces between; an empty text for what is nobody's."""
        if top.endswith(".egg"):  # `setup.py install`: a directory or archive of its own, on sys.path
            return dict.fromkeys(paths, normalize_name(top.partition("-")[0]))
        search = Search(self, top, paths)
        unlisted = [path for path in paths if path not in search.found and not search.finds(path)]
        search.claim_alike()
        by_folder = search.read[0].name() if search.read and not search.found else ""
        owners = {path: declared_owner(path, search.without_list) or by_folder for path in unlisted}
        return {**owners, **search.found}

    def distribution(self, entry: str) -> Distribution:
        if entry not in self._distributions:
            self._distributions[entry] = Distribution(self.path, entry)
        return self._distributions[entry]

    def likely(self, top: str, alike: "list[str]") -> "Iterator[str]":
        """All entries: those that are called like the module, then the others, those of its time first."""
        yield from alike
        if not self._by_time:
            self._by_time = [(modified(os.path.join(self.path, entry)), entry) for entry in self.entries]
        moment = modified(os.path.join(self.path, top))
        tried = set(alike)
        for _, entry in sorted(self._by_time, key=lambda timed: abs(timed[0] - moment)):
            if entry not in tried:
                yield entry

    def alike(self, stem: str) -> "Iterator[str]":
        """The entries that are called like a module, then those whose names begin so."""
        name = hyphenated(stem).strip("-")
        for alike in (name, *CALLED_OTHERWISE.get(stem, ()), "python-" + name, "py" + name):
            beginning_so = self._beginning_with(alike)
            for entry in sorted(beginning_so, key=lambda entry: folded_name(entry) != alike):
                if alike == name or folded_name(entry) == alike:
                    yield entry

    def _beginning_with(self, name: str) -> "list[str]":
        """The entries of distributions called `name` or `name-…`, found among thousands by a search in one text."""
        if not self._text:
            self._text = os.fsencode("\n%s\n" % "\n".join(self.names))
            self._folded = self._text.lower().replace(b"_", b"-").replace(b".", b"-")
        wanted = b"\n%s-" % os.fsencode(name)
        found = []
        at = self._folded.find(wanted)
        while at >= 0:
            entry = os.fsdecode(self._text[at + 1 : self._text.index(b"\n", at + 1)])
            if is_entry(entry):
                found.append(entry)
            at = self._folded.find(wanted, at + 1)
        return found


class Search:
    """A search for the owners of sorted paths below one top-level name of a directory."""

    def __init__(self, directory: MetadataDirectory, top: str, paths: "list[str]") -> None:
        self.directory = directory
        self.top = top
        self.stem = top.partition(".")[0]
        self.paths = paths
        self.found: "dict[str, str]" = {}
        """Path → the distributions that list it, with spaces between; an empty text for what is nobody's."""
        self.read: "list[Distribution]" = []
        """Those whose list names the folder."""
        self.without_list: "list[Distribution]" = []
        self._alike = list(directory.alike(self.stem))
        self._unread = directory.likely(top, self._alike)

    def finds(self, path: str) -> bool:
        """True once a list is found that has this path; whatever else is in that list then has its owner, too."""
        for distribution in self.candidates():
            if distribution.owned([path]):
                self.claim(distribution)
                return True
        return False

    def claim(self, distribution: Distribution) -> None:
        """Add a distribution to the owners of those paths that are in its list."""
        name = distribution.name()
        for path in distribution.owned(self.paths):
            known = self.found.get(path)
            self.found[path] = " ".join(sorted({name, *known.split()} - {""})) if known else name

    def claim_alike(self) -> None:
        """Add those that own the same files, as two builds of one project do: they are called alike."""
        if not self.found:
            return
        alike = [one for one in map(self.directory.distribution, self._alike) if one not in self.read]
        for distribution in alike if len(alike) <= MOST_ALIKE else ():
            if self.directory.is_late():
                break
            if distribution.lists_modules() and distribution.has_folder(self.top):
                self.read.append(distribution)
        if len(self.read) == 1:
            return
        for distribution in self.read:
            self.claim(distribution)
        for path, owners in self.found.items():
            if " " in owners and path.endswith("/__init__.py"):
                names = set(owners.split())
                modules = {one.name(): set(one.modules(self.top)) for one in self.read if one.name() in names}
                if all(m.difference(*(modules[n] for n in names - {name})) for name, m in modules.items()):
                    self.found[path] = ""  # each distribution of a namespace brings it along: it is nobody's

    def candidates(self) -> "Iterator[Distribution]":
        """Those whose list names the folder: those read already, then, while there is time, others."""
        yield from [*self.read]
        for entry in self._unread:
            if self.directory.is_late():
                return
            distribution = self.directory.distribution(entry)
            if not distribution.lists_modules():
                if any(name.partition(".")[0] == self.stem for name in distribution.import_names()):
                    self.without_list.append(distribution)
                    if hyphenated(self.stem) == distribution.entry_name() and not distribution.is_namespace(self.stem):
                        self._unread = iter(())  # what is called so and says so is it
                        return
            elif distribution.has_folder(self.top):
                self.read.append(distribution)
                yield distribution


def declared_owner(path: str, distributions: "list[Distribution]") -> str:
    """The one that declares the longest part of a module's path; of several alike, none can be told."""
    module = path[: -len("/__init__.py")] if path.endswith("/__init__.py") else path.rpartition(".")[0]
    found = {
        (len(declared), distribution.name())
        for distribution in distributions
        for declared in map(hyphenated, (*distribution.import_names(), distribution.name()))
        if (hyphenated(module) + "-").startswith(declared + "-")
    }
    names = {name for length, name in found if length == max(found)[0]}
    return names.pop() if len(names) == 1 else ""


def is_entry(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith("~")


def folded_name(entry: str) -> str:
    return hyphenated(entry.rpartition(".")[0].partition("-")[0])


def hyphenated(name: str) -> str:
    return name.lower().replace("/", "-").replace(".", "-").replace("_", "-")


def modified(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0
