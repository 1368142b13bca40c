"""Who misses what is gone in a program: counted at its end, and nothing is shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Python, distribution, write

COUNTED = "python_popcon.missed_package."
REMOVALS: list[dict[str, Any]] = [
    {"package": "gone-pkg"},
    {"package": "pillow", "modules": ["PIL", "_imaging"]},
    {"package": "ns-a", "modules": ["ns.a"]},
    {"package": "ns-b", "modules": ["ns.b"]},
    {"package": "void-a", "modules": ["void.a"]},
    {"package": "void-b", "modules": ["void.b.c"]},
    {"package": "no-modules", "modules": []},
]
CASES: dict[str, tuple[str, str]] = {
    "a package": ("import gone_pkg", "gone-pkg"),
    "a part of one": ("import gone_pkg.part", "gone-pkg"),
    "a name of one": ("from gone_pkg import name", "gone-pkg"),
    "by another package": ("import user", "gone-pkg"),
    "in a function": ("def f():\n import gone_pkg\nf()", "gone-pkg"),
    "by name": ("import importlib; importlib.import_module('gone_pkg')", "gone-pkg"),
    "of another name": ("from PIL import Image", "pillow"),
    "told in other words": ("try:\n import PIL\nexcept ImportError as e:\n raise RuntimeError('install it') from e", "pillow"),
    "a part of a namespace": ("import ns.b", "ns-b"),
    "a part of a namespace, as its name": ("from ns import c, a", "ns-a"),
    "a part of a namespace that is gone": ("import void.a", "void-a"),
    "a part of a namespace that is gone, as its name": ("from void import a", "void-a"),
    "a part of a namespace that is gone, by name": ("__import__('importlib').import_module('void.b.c')", "void-b"),
    "another part of a namespace": ("import ns.d", ""),
    "another part of a namespace that is gone": ("a = 1\nimport void.d", ""),
    "another name of a part": ("from ns import c, d", ""),
    "what is on no list": ("import absent", ""),
    "what is caught": ("try:\n import gone_pkg\nexcept ImportError: pass\n1/0", ""),
    "what is blocked, and is there": ("import sys; sys.modules['gone_pkg'] = None\nimport gone_pkg", ""),
    "nothing": ("1/0", ""),
    "nothing, at a good end": ("import user_of_nothing", ""),
}  # fmt: skip


def activate(python: Python, tmp_path: Path) -> None:
    common = {"since": "2026-01-01", "on": "2026-01-02", "because": "a reason"}
    removals = [{**common, **removal} for removal in REMOVALS]
    write(tmp_path, {"list.json": json.dumps({"format": "popcon-removals/1", "removals": removals})})
    ended = python.cli("activate", "--all-processes", "--removals", str(tmp_path / "list.json"))
    assert ended.exit_code == 0, ended.errors
    distribution(python.site, "user", ["user.py"])
    distribution(python.site, "user-of-nothing", ["user_of_nothing.py"])
    distribution(python.site, "ns-c", ["ns/c.py"])
    write(python.site, {"user.py": "import gone_pkg\n"})


def missed(lines: list[str]) -> list[str]:
    return [line[len(COUNTED) : -len(":1|c")] for line in lines if line.startswith(COUNTED)]


@pytest.mark.parametrize(("code", "package"), CASES.values(), ids=CASES)
def test_in_a_program(outer_python: Python, tmp_path: Path, code: str, package: str) -> None:
    activate(outer_python, tmp_path)
    ended = outer_python.run(code=code)
    assert missed(ended.lines) == ([package] if package else [])
    assert "reason" not in ended.output + ended.errors


def test_on_every_version(python: Python, tmp_path: Path) -> None:
    activate(python, tmp_path)
    write(python.folder, {"program.py": "from ns import a\n"})
    assert missed(python.run("program.py").lines) == ["ns-a"]


def test_what_lies_beside_the_program_is_not_run(outer_python: Python, tmp_path: Path) -> None:
    activate(outer_python, tmp_path)
    for name in ("json", "datetime", "metadata", "missed"):
        write(outer_python.folder, {f"{name}.py": "print('run')"})
    write(outer_python.folder, {"program.py": "import gone_pkg\n"})
    ended = outer_python.run("program.py")
    assert (missed(ended.lines), ended.output) == (["gone-pkg"], "")


def spoilt(text: str) -> dict[str, bytes]:
    return {
        "empty": b"",
        "no text": b"\xff" + text.encode(),
        "too long": text.encode() + b"\n" * (1 << 18),
        "of odd names": b"a:1|c gone_pkg\nGone_Pkg gone_pkg\n gone_pkg\n",
    }


@pytest.mark.parametrize("how", spoilt(""))
def test_a_list_that_cannot_be_used_is_none(outer_python: Python, tmp_path: Path, how: str) -> None:
    activate(outer_python, tmp_path)
    file = outer_python.package / "removals.modules"
    file.write_bytes(spoilt(file.read_text())[how])
    distribution(outer_python.site, "broken", ["broken.py"])
    write(outer_python.site, {"broken.py": "import gone_pkg\n"})
    ended = outer_python.run(code="import broken")
    assert (missed(ended.lines), ended.errors.count("Traceback")) == ([], 1)
    assert "python_popcon.failed_import.broken:1|c" in ended.lines


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_list_of_another_user_is_none(outer_python: Python, tmp_path: Path) -> None:
    activate(outer_python, tmp_path)
    os.chown(outer_python.package / "removals.modules", 12345, -1)
    assert missed(outer_python.run(code="import gone_pkg").lines) == []
