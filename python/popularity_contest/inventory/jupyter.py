"""Files by which a distribution extends Jupyter's servers: they load it, and no kernel ever imports it.

https://jupyter.readthedocs.io/en/latest/use/jupyter-directories.html
"""

from __future__ import annotations

import glob
import os
import re
from typing import Iterable, NamedTuple

from .json_file import read_json

KERNEL_GROUP = "jupyter kernel"
_NAME = r"((?:@[^/]+/)?[^/]+)"
_PARTS = (
    ("jupyter labextension", re.compile(rf"/share/jupyter/labextensions/{_NAME}/")),
    ("jupyter nbextension", re.compile(rf"/share/jupyter/nbextensions/{_NAME}(?:/|$)")),
    (KERNEL_GROUP, re.compile(rf"/share/jupyter/kernels/{_NAME}/")),
    ("jupyter nbconvert template", re.compile(rf"/share/jupyter/nbconvert/templates/{_NAME}/")),
    ("jupyter voila template", re.compile(rf"/share/jupyter/voila/templates/{_NAME}/")),
    ("jupyter server extension", re.compile(r"/etc/jupyter/[^/]+\.d/([^/]+)\.json$")),
)
_SYSTEM_PREFIXES = ("/usr/local", "/usr")
_MAX_SPEC_BYTES = 65_536


class RegisteredKernel(NamedTuple):
    """A kernel that Jupyter offers, by the module or the command that it is started with."""

    name: str
    module: str | None
    command: str


def registered_kernels(prefixes: Iterable[str], script_folders: Iterable[str]) -> list[RegisteredKernel]:
    """Return the kernels on disk that start in this environment, whoever registered them there."""
    scripts = set(map(os.path.realpath, script_folders))
    kernels: list[RegisteredKernel] = []
    for prefix in dict.fromkeys((*prefixes, *_SYSTEM_PREFIXES)):
        for path in sorted(glob.glob(f"{glob.escape(prefix)}/share/jupyter/kernels/*/kernel.json")):
            argv = _argv(path)
            folder = os.path.dirname(argv[0]) if argv else None
            # With a path, it is this environment's where the path is; without, wherever Jupyter runs.
            if folder is None or (folder and os.path.realpath(folder) not in scripts):
                continue
            at = argv.index("-m") + 1 if "-m" in argv else len(argv)
            kernels.append(
                RegisteredKernel(
                    name=os.path.basename(os.path.dirname(path)),
                    module=argv[at].partition(".")[0] if at < len(argv) else None,
                    command=os.path.basename(argv[0]),
                )
            )
    return kernels


def _argv(path: str) -> list[str]:
    spec = read_json(path, _MAX_SPEC_BYTES)
    argv = spec.get("argv") if isinstance(spec, dict) else None
    return argv if isinstance(argv, list) and all(isinstance(part, str) for part in argv) else []


def jupyter_parts(files: Iterable[str]) -> dict[str, list[str]]:
    """Return what the files are to Jupyter, as groups of names beside those of entry points.

    Their groups have a space, which no group of entry points may have.
    """
    found: dict[str, set[str]] = {}
    for file in files:
        if "/jupyter/" in file:
            for group, pattern in _PARTS:
                match = pattern.search(file)
                if match:
                    found.setdefault(group, set()).add(match[1])
    return {group: sorted(names) for group, names in sorted(found.items())}
