"""Which distribution owns a file that no fresh index covers, found by reading as little as possible.

In: files of imported modules. Out: the distribution of each that has one. What could own a file is tried in the
order of likelihood and believed only by its own list of files; what has no list, by the import names it declares.
"""

import os
import sys

from popularity_contest import listing
from popularity_contest.installation import STANDARD_LIBRARY, Installation, below, holds_metadata
from popularity_contest.metadata import SUFFIXES, Distribution, FileList, component

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Optional, Set, Tuple

CALLED_OTHERWISE = {
    "PIL": ("pillow",),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "mpl_toolkits": ("matplotlib",),
    "pkg_resources": ("setuptools",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
}
"""Where to look first for import packages that many import. A hint and no more: the list of files decides."""


def owners(files: "Mapping[str, str]", installation: Installation) -> "Dict[str, str]":
    """File → distribution, for files (with their import names) of which some have one."""
    found: "Dict[str, str]" = {}
    rest = sorted(files)
    directories = [MetadataDirectory(path, installation) for path in shared_directories(installation)]
    for directory in directories:
        inside = [file for file in rest if file.startswith(directory.path + os.sep)]
        if inside:
            found.update(directory.owners(inside))
            rest = [file for file in rest if file not in found]
    if rest:
        from popularity_contest import editable

        found.update(editable.owners({file: files[file] for file in rest}, directories, installation))
        rest = [file for file in rest if file not in found]
    if rest:
        from popularity_contest import conda

        owned = {files[file] for file in found}
        found.update(conda.owners([file for file in rest if files[file] not in owned], installation))
    return found


def shared_directories(installation: Installation) -> "List[str]":
    """Directories of the shared installation that hold metadata, outermost first.

    They were on `sys.path` when the reporter started, though not as the script's own directory, or lie below the
    interpreter's prefixes. What a program adds to `sys.path` later is its own affair.
    """
    started_with = list(installation.path)
    if installation.script:
        for directory in {
            os.path.dirname(place) for place in (installation.script, os.path.realpath(installation.script))
        }:
            if directory in started_with:
                started_with.remove(directory)
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix}
    directories = {
        entry
        for entry in installation.entries()
        if os.path.isabs(entry)
        and entry not in STANDARD_LIBRARY
        and (entry in started_with or any(below(entry, prefix) for prefix in prefixes))
        and holds_metadata(entry)
        and not installation.privacy.covers(entry, os.path.realpath(entry))
    }
    return sorted(directories, key=len)


class MetadataDirectory:
    """A directory such as site-packages: modules, and the metadata of the distributions that installed them."""

    def __init__(self, path: str, installation: Installation) -> None:
        self.path = path
        self.installation = installation
        self.names = listing(path)
        self._entries: "Optional[List[str]]" = None
        self._distributions: "Dict[str, Distribution]" = {}
        self._text = self._folded = b""
        self._by_time: "List[Tuple[float, str]]" = []

    @property
    def entries(self) -> "List[str]":
        """The names of the metadata of distributions."""
        if self._entries is None:
            self._entries = [name for name in self.names if is_entry(name)]
        return self._entries

    def owners(self, files: "List[str]") -> "Dict[str, str]":
        """File → distribution, for sorted files below this directory."""
        start = len(self.path) + 1
        groups: "Dict[str, Dict[str, str]]" = {}
        for file in files:
            path = file[start:].replace(os.sep, "/")
            groups.setdefault(path.partition("/")[0], {})[path] = file
        found: "Dict[str, str]" = {}
        for top, paths in groups.items():
            for path, name in self._owners_below(top, list(paths)).items():
                found[paths[path]] = name
        return found

    def _owners_below(self, top: str, paths: "List[str]") -> "Dict[str, str]":
        if top.endswith(".egg"):  # `setup.py install`: a directory or archive of its own, on sys.path
            name = component(top.partition("-")[0])
            return dict.fromkeys(paths, name) if name else {}
        search = Search(self, top)
        found: "Dict[str, str]" = {}
        unlisted = []
        # The deepest first, as an `__init__.py` above it may be in the lists of all that share the folder.
        rest = sorted(paths, key=lambda path: (-path.count("/"), path))
        while rest:
            for distribution, files in search.lists():
                if files.owned(rest[:1]):
                    found.update(dict.fromkeys(files.owned(sorted(rest)), distribution.name()))
                    break
            else:
                unlisted.append(rest.pop(0))
            rest = [path for path in rest if path not in found]
        by_folder = search.read[0][0].name() if search.read and not found else ""
        for path in unlisted:
            found[path] = declared_owner(path, search.without_list) or by_folder
        return {path: name for path, name in found.items() if name}

    def distribution(self, entry: str) -> Distribution:
        if entry not in self._distributions:
            self._distributions[entry] = Distribution(self.path, entry)
        return self._distributions[entry]

    def likely(self, top: str, stem: str) -> "Iterator[str]":
        """All entries: those that are called like the module, those whose name begins so, those of its time first."""
        name = hyphenated(stem).strip("-")
        tried = set()
        for alike in (name, *CALLED_OTHERWISE.get(stem, ()), "python-" + name, "py" + name):
            beginning_so = self._beginning_with(alike)
            for entry in sorted(beginning_so, key=lambda entry: folded_name(entry) != alike):
                if alike == name or folded_name(entry) == alike:
                    tried.add(entry)
                    yield entry
        if not self._by_time:
            self._by_time = [(modified(os.path.join(self.path, entry)), entry) for entry in self.entries]
        moment = modified(os.path.join(self.path, top))
        for _, entry in sorted(self._by_time, key=lambda timed: abs(timed[0] - moment)):
            if entry not in tried:
                yield entry

    def _beginning_with(self, name: str) -> "List[str]":
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
    """A search for the owners of what lies below one top-level name of a directory."""

    def __init__(self, directory: MetadataDirectory, top: str) -> None:
        self.directory = directory
        self.top = top
        self.stem = top.partition(".")[0]
        self.read: "List[Tuple[Distribution, FileList]]" = []
        self.without_list: "List[Distribution]" = []
        self._unread = directory.likely(top, self.stem)

    def lists(self) -> "Iterator[Tuple[Distribution, FileList]]":
        """The lists of files that name the folder: those read already, then, while there is time, others."""
        yield from list(self.read)
        for entry in self._unread:
            if self.directory.installation.is_late():
                return
            distribution = self.directory.distribution(entry)
            files = distribution.files()
            if files is None:
                if any(name.partition(".")[0] == self.stem for name in distribution.import_names()):
                    self.without_list.append(distribution)
                    if hyphenated(self.stem) == distribution.entry_name() and not distribution.is_namespace(self.stem):
                        self._unread = iter(())  # what is called so and says so is it
                        return
            elif files.has_folder(self.top):
                self.read.append((distribution, files))
                yield distribution, files


def declared_owner(path: str, distributions: "List[Distribution]") -> str:
    """The one that declares the longest part of a module's path; of several alike, none can be told."""
    module = path[: -len("/__init__.py")] if path.endswith("/__init__.py") else path.rpartition(".")[0]
    longest = 0
    names: "Set[str]" = set()
    for distribution in distributions:
        name = distribution.name()
        for declared in map(hyphenated, (*distribution.import_names(), name)):
            if (hyphenated(module) + "-").startswith(declared + "-") and len(declared) >= longest:
                if len(declared) > longest:
                    longest, names = len(declared), set()
                names.add(name)
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
