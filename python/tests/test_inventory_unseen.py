"""What is used without an import that the reporter would see: libraries in empty packages, native programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from popularity_contest.inventory.imports import has_code
from popularity_contest.inventory.installed import is_native

PACKAGES = {
    "shared libraries under empty packages": (
        {"nvidia/__init__.py": "", "nvidia/cuda/__init__.py": "", "nvidia/cuda/lib/libcudart.so.12": "x"},
        "nvidia",
        False,
    ),
    "a shared library without a version": ({"nvidia/__init__.py": "", "nvidia/lib/libx.so": "x"}, "nvidia", False),
    "an empty package with a module": ({"a/__init__.py": "", "a/b.py": "1"}, "a", True),
    "a package that is more than empty": ({"a/__init__.py": "1"}, "a", True),
    "a module": ({"six.py": "1"}, "six", True),
    "an extension module": ({"_cffi.cpython-311-x86_64-linux-gnu.so": "x"}, "_cffi", True),
    "an extension module in an empty package": ({"a/__init__.py": "", "a/b.abi3.so": "x"}, "a", True),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_name_is_importable_where_there_is_something_to_import(tmp_path: Path, name: str) -> None:
    files, importable, expected = PACKAGES[name]
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    assert has_code(importable, str(tmp_path), list(files)) is expected


PROGRAMS = {
    "a Python's": (b"#!/opt/conda/bin/python3.12\nimport sys\n", False),
    "a Python's, by a shell": (b"#!/bin/sh\n'''exec' \"/a/very/long/path/bin/python\" \"$0\" \"$@\"\n' '''\n", False),
    "an ELF binary": (b"\x7fELF\x02\x01\x01", True),
    "a shell script": (b"#!/bin/bash\necho\n", True),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_native_program_is_none_of_a_python(tmp_path: Path, name: str) -> None:
    content, expected = PROGRAMS[name]
    (tmp_path / "program").write_bytes(content)
    assert is_native(str(tmp_path / "program")) is expected


def test_what_cannot_be_read_is_not_known_to_be_native(tmp_path: Path) -> None:
    assert not is_native(str(tmp_path / "none"))
