"""Places on the disk: what lies in them, and whether they are the user's own, which is never named.

In: paths. Out: listings and contents, such that a fault is as good as nothing there; and what is shared.
"""

import os
import sys

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator

INDEX_SUFFIX, RECORD_SUFFIX = ".index", ".activation.json"
"""Of the files beside this one that `index` and `activate` write for one environment."""
ROOTS_HOME = "/root"
"""Root's own home, also where `$HOME` is another. Other users' files are known by their owner."""


def listing(directory: str) -> "Iterable[str]":
    """The names in a directory: the import system's own copy, where it has one, is free."""
    try:
        finder = sys.path_importer_cache.get(directory, directory)
        if finder is None:  # no finder wanted it: it is not there
            return ()
        return getattr(finder, "_path_cache", ()) or os.listdir(directory)
    except (OSError, ValueError):
        return ()


def search_path() -> "list[str]":
    """`sys.path` as `site` has made it, for a tool run by `-m`: without the directory that Python then puts first."""
    is_safe = sys.flags.isolated or getattr(sys.flags, "safe_path", False)
    return list(sys.path) if is_safe else sys.path[1:]


def below(path: str, parent: str) -> bool:
    return path == parent or path.startswith(parent.rstrip(os.sep) + os.sep)


def holds_metadata(directory: str) -> bool:
    return any(name.endswith((".dist-info", ".egg-info", ".egg")) for name in listing(directory))


def read(path: str, max_bytes: int = root.MAX_FILE_BYTES) -> "bytes | None":
    """The bytes of a regular file; None for what is none, is too long or cannot be read."""
    try:
        return root.contents(path, max_bytes)
    except (OSError, ValueError):
        return None


def is_trusted(path: str) -> bool:
    """True if a file belongs to root, or to the owner of this package. Raises `OSError`."""
    return os.stat(path).st_uid in (0, os.stat(root.__file__).st_uid)


def file_of(prefix: str, suffix: str) -> str:
    """The name of an environment's file beside this one: the package may serve more than one."""
    return "%d.%d%s%s" % (*sys.version_info[:2], prefix.replace(os.sep, "+"), suffix)


class Privacy:
    """Tells what is the user's own and never named.

    Shared is the installation that the reporter lies in, or was activated or indexed for, wherever that is. Beyond it,
    what belongs to the user who runs is their own, and what lies below their home; the user site is in any case. To
    root whole systems belong, so there the place alone tells. Paths are compared as they are spelled and with symbolic
    links resolved.
    """

    def __init__(self, home: str, user_site: "str | None", is_served: bool = False) -> None:
        self.uid: int = getattr(os, "geteuid", int)()  # of Windows nobody knows: as root, by place
        self.homes = {home, os.path.realpath(home)} - {os.sep}
        if self.uid == 0:
            self.homes.add(ROOTS_HOME)
        self.user_sites = {
            os.path.join(path, ".local", "lib", "python%d.%d" % sys.version_info[:2]) for path in self.homes
        }
        if user_site:
            self.user_sites.add(user_site)
        self.is_served = is_served

    def covers(self, path: str, real: str = "") -> bool:
        """True if a place is the user's own, as it is spelled or by its real path, which is found if not given."""
        paths = path, real or os.path.realpath(path)
        if any(below(path, own) for path in paths for own in self.user_sites):
            return True
        for is_spelled in (True, False):
            for prefix, is_served in installations(self.is_served):
                place = prefix if is_spelled else os.path.realpath(prefix)
                if any(below(path, place) for path in paths):
                    return not is_served and self._is_own(paths)
        return self._is_own(paths)

    def _is_own(self, paths: "tuple[str, ...]") -> bool:
        if any(below(path, home) for path in paths for home in self.homes):
            return True
        try:
            return self.uid != 0 and os.stat(paths[0]).st_uid == self.uid
        except (OSError, ValueError):
            return False


def installations(is_served: bool) -> "Iterator[tuple[str, bool]]":
    """Where this interpreter's installations lie, innermost first, and whether the reporter serves each.

    A virtual environment and the installation that it was made from are two. The reporter serves the one that it lies
    in, and those for which `activate` or `index` has written something beside it.
    """
    yield os.path.dirname(root.FOLDER), True
    written = set(listing(root.FOLDER))
    is_housed = False
    for prefix in sorted({sys.prefix, sys.base_prefix}, key=len, reverse=True):
        houses = not is_housed and below(root.FOLDER, prefix)
        is_housed = is_housed or houses
        names = {file_of(prefix, suffix) for suffix in (INDEX_SUFFIX, RECORD_SUFFIX)}
        yield prefix, houses or not written.isdisjoint(names) or (is_served and prefix == sys.prefix)
