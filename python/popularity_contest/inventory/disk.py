"""The disk that files take: each file once, whoever lists it, and with the byte code that Python made of it."""

from __future__ import annotations

import os
import stat
from typing import Iterable

from popularity_contest.places import listing


class Disk:
    """Sums sizes in bytes. A file counts for the first who asks for it; so do hard links of one file."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._inodes: set[tuple[int, int]] = set()
        self._caches: dict[str, dict[str, list[str]]] = {}

    def take(self, paths: Iterable[str]) -> int:
        """Return the bytes of those files of `paths`, and of their byte code, that nobody took before."""
        return sum(map(self._size, paths))

    def take_tree(self, top: str) -> int:
        """Return the bytes of all files below a directory, links not followed."""
        return sum(self._size(os.path.join(folder, name)) for folder, _, names in os.walk(top) for name in names)

    def _size(self, path: str) -> int:
        size = self._own_size(path)
        if path.endswith(".py"):
            folder, name = os.path.split(path)
            for cached in self._byte_code(folder).get(name[:-3], ()):
                size += self._own_size(cached)
        return size

    def _own_size(self, path: str) -> int:
        if path in self._paths:
            return 0
        self._paths.add(path)
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return 0
        inode = (status.st_dev, status.st_ino)
        if stat.S_ISDIR(status.st_mode) or inode in self._inodes:
            return 0
        self._inodes.add(inode)
        return status.st_size

    def _byte_code(self, folder: str) -> dict[str, list[str]]:
        known = self._caches.get(folder)
        if known is None:
            known = self._caches[folder] = {}
            cache = os.path.join(folder, "__pycache__")
            for name in listing(cache):
                if name.endswith(".pyc"):
                    known.setdefault(name.partition(".")[0], []).append(os.path.join(cache, name))
        return known
