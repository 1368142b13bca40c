"""Which modules a cell names in its imports.

In: the source of a cell, IPython's own syntax included. Out: names of modules, some of which may be names of other
things in a module. It is searched and not compiled, for compiling it a second time would repeat its warnings.
"""

from __future__ import annotations

import re
from typing import Iterator

MAX_CHARACTERS = 100_000
"""A longer cell is not searched: nobody wrote it."""

_IMPORTS = re.compile(
    r"""
      \b(?:import_module|__import__)[ \t]*\([ \t]*["'](?P<called>[\w.]+)["']
    | (?P<quotes>\"{3}|'{3})(?:\\.|[^\\])*?(?P=quotes)
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | \#[^\n]*
    | (?:^|[;:])[ \t]*(?:%{1,2}\w+[ \t]+)?
      (?: import[ \t]+(?P<modules>(?:[\w., \t]|\\\n)+)
        | from[ \t]+(?P<package>[\w.]+)[ \t]+import[ \t]*
          (?:\((?P<listed>[^)]{0,4000})\)|(?P<names>(?:[\w, \t*]|\\\n)+)) )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"#[^\n]*")


def modules_named(cell: str) -> Iterator[str]:
    """Names of modules; of `from a import b` both `a` and `a.b`, which may be one."""
    if "import" not in cell or len(cell) > MAX_CHARACTERS:
        return
    for found in _IMPORTS.finditer(cell):
        if found["called"]:
            yield found["called"]
        elif found["modules"]:
            yield from _first_words(found["modules"])
        elif found["package"]:
            yield found["package"]
            for name in _first_words(found["listed"] or found["names"] or ""):
                yield f"{found['package']}.{name}"


def _first_words(names: str) -> Iterator[str]:
    """Of `a.b as c, d`: `a.b` and `d`."""
    for part in _COMMENT.sub("", names).replace("\\\n", " ").split(","):
        words = part.split()
        if words:
            yield words[0]
