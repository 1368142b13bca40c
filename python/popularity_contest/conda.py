"""Owners of modules that conda installed without Python metadata, by the lists in `conda-meta`."""

import os
import sys

from popularity_contest.metadata import normalize_name
from popularity_contest.places import listing, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


def owners(files: "list[str]", is_late: "Callable[[], bool]") -> "dict[str, str]":
    """File → conda package, for files below `sys.prefix`."""
    start = sys.prefix.rstrip(os.sep) + os.sep
    directory = os.path.join(sys.prefix, "conda-meta")
    wanted = {
        file: b'"%s"' % os.fsencode(file[len(start) :].replace(os.sep, "/")) for file in files if file.startswith(start)
    }
    found: "dict[str, str]" = {}
    for record in [name for name in listing(directory) if name.endswith(".json")] if wanted else ():
        name = normalize_name(record.rsplit("-", 2)[0])
        if len(found) == len(wanted) or is_late():
            break
        if name and name != "python":
            data = read(os.path.join(directory, record)) or b""
            found.update((file, name) for file, quoted in wanted.items() if quoted in data)
    return found
