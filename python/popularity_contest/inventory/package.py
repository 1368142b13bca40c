"""A package of an installer other than pip: conda's or Debian's."""

from __future__ import annotations

import re
from typing import NamedTuple

_METADATA = re.compile(r"(.*?\.(?:dist-info|egg-info))(?:/.*)?$")


class Package(NamedTuple):
    installer: str
    name: str
    """As its installer writes it."""
    version: str | None
    files: list[str]
    """Absolute paths."""
    depends: list[str]
    """Names of packages of the same installer."""
    requested: bool | None
    """Asked for by a person, rather than brought by another package; None where unknown."""

    def metadata_directories(self) -> set[str]:
        """Return the metadata directories and files of the distributions that it brought."""
        matches = (_METADATA.match(file) for file in self.files if "-info" in file)
        return {match[1] for match in matches if match}
