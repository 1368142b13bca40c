"""Files by which a distribution extends Jupyter's servers: they load it, and no kernel ever imports it.

https://jupyter.readthedocs.io/en/latest/use/jupyter-directories.html
"""

from __future__ import annotations

import re
from typing import Dict, Iterable, Set

_NAME = r"((?:@[^/]+/)?[^/]+)"
_PARTS = (
    ("jupyter labextension", re.compile(rf"/share/jupyter/labextensions/{_NAME}/")),
    ("jupyter nbextension", re.compile(rf"/share/jupyter/nbextensions/{_NAME}(?:/|$)")),
    ("jupyter kernel", re.compile(rf"/share/jupyter/kernels/{_NAME}/")),
    ("jupyter nbconvert template", re.compile(rf"/share/jupyter/nbconvert/templates/{_NAME}/")),
    ("jupyter voila template", re.compile(rf"/share/jupyter/voila/templates/{_NAME}/")),
    ("jupyter server extension", re.compile(r"/etc/jupyter/[^/]+\.d/([^/]+)\.json$")),
)


def jupyter_parts(files: Iterable[str]) -> dict[str, list[str]]:
    """Return what the files are to Jupyter, as groups of names beside those of entry points.

    Their groups have a space, which no group of entry points may have.
    """
    found: Dict[str, Set[str]] = {}
    for file in files:
        if "/jupyter/" in file:
            for group, pattern in _PARTS:
                match = pattern.search(file)
                if match:
                    found.setdefault(group, set()).add(match[1])
    return {group: sorted(names) for group, names in sorted(found.items())}
