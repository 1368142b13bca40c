"""The list of removals: its format, how it is switched on, and the search for what a cell imports."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from popularity_contest import cell_imports, notice_text, removals
from tests.processes import VERSIONS, Python, Statsd, require

ENTRY = {"package": "gone-pkg", "since": "2026-01-02", "on": "2026-03-04", "because": "nobody imported it"}


def document(*entries: Any, **more: Any) -> bytes:
    return json.dumps({"format": "popcon-removals/1", "removals": list(entries), **more}).encode()


REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "no JSON"),
    "bytes that are no text": (b'{"format": "\xff"}', "no JSON"),
    "as deep as can be": (b"[" * 100_000, "no JSON"),
    "a list": (b"[]", "format"),
    "another format": (document(ENTRY, format="popcon-removals/2"), "format"),
    "no entries": (b'{"format": "popcon-removals/1"}', "list"),
    "too many": (document(*({**ENTRY, "package": f"p{n}"} for n in range(2001))), "list of at most 2000"),
    "an entry that is none": (document(7), "entry 1"),
    "an entry of odd keys": (document({**ENTRY, "on_": "x"}), "entry 1"),
    "a key that is missing": (document(ENTRY, {"package": "x"}), "entry 2"),
    "twice": (document(ENTRY, ENTRY), "twice"),
    "a name that is none": (document({**ENTRY, "package": "a:1|c\nb"}), "name"),
    "a name that is not normalised": (document({**ENTRY, "package": "Gone_Pkg"}), "name"),
    "a name of another type": (document({**ENTRY, "package": ["x"]}), "name"),
    "a day that is none": (document({**ENTRY, "on": "2026-02-30"}), '"on"'),
    "a day of another form": (document({**ENTRY, "since": "20260230"}), '"since"'),
    "a day by its week": (document({**ENTRY, "on": "2026-W01-1"}), '"on"'),
    "no reason": (document({**ENTRY, "because": ""}), '"because"'),
    "a reason without end": (document({**ENTRY, "because": "x" * 301}), '"because"'),
    "a replacement of another type": (document({**ENTRY, "instead": None}), '"instead"'),
    "modules that are none": (document({**ENTRY, "modules": ["a b"]}), '"modules"'),
    "a module of a long name": (document({**ENTRY, "modules": ["a" * 215]}), '"modules"'),
    "too many modules": (document({**ENTRY, "modules": ["a"] * 101}), '"modules"'),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(removals.InvalidRemovals, match=reason):
        removals.parse(data)


def test_is_read() -> None:
    found = removals.parse(document(ENTRY, {**ENTRY, "package": "b", "modules": ["c", "d.e"], "ask": "x@y"}))
    assert found["gone-pkg"].modules == ("gone_pkg",)
    assert (found["b"].modules, found["b"].ask, found["b"].instead) == (("c", "d.e"), "x@y", "")


def test_what_is_as_large_as_may_be_is_read() -> None:
    largest = {**ENTRY, "because": "x" * 300, "modules": ["a" * 214] * 100}
    found = removals.parse(document(largest, *({**ENTRY, "package": f"p{number}"} for number in range(1999))))
    assert len(found) == 2000
    assert (len(found["gone-pkg"].because), len(found["gone-pkg"].modules)) == (300, 100)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda v: st.lists(v) | st.dictionaries(st.sampled_from([*ENTRY, "modules", "ask", "format"]), v),
    )
)
def test_whatever_the_entries_are_they_are_read_or_refused(entries: Any) -> None:
    for data in (document(entries), json.dumps(entries).encode()):
        try:
            removals.parse(data)
        except removals.InvalidRemovals:
            pass


IMPORTS: dict[str, tuple[str, set[str]]] = {
    "plain": ("import a, b.c as d", {"a", "b.c"}),
    "from": ("from a.b import c as d, e", {"a.b", "a.b.c", "a.b.e"}),
    "everything": ("from a import *", {"a", "a.*"}),
    "over lines": ("from a import (b, # no) more\n  c,\n)\nimport d, \\\n  e", {"a", "d", "e"}),
    "in parentheses": ("from a import (\n  b,  # the one\n  c as x,\n)", {"a", "a.b", "a.c"}),
    "indented": ("try:\n    import a\nexcept ImportError: import b", {"a", "b"}),
    "several to a line": ("x = 1; import a ; from b import c", {"a", "b", "b.c"}),
    "behind magics": ("%time import a\n%%timeit\nimport b", {"a", "b"}),
    "among what is IPython's": ("%matplotlib inline\n!pip install 'x\nimport a\nb?", {"a"}),
    "by name": ("importlib.import_module('a.b')\n__import__ ( \"c\" )", {"a.b", "c"}),
    "in a text": ("'import a'\n\"\"\"\nimport b\n\"\"\"\nf'''\nfrom c import d'''", set()),
    "behind a text with a quote in it": ("x = 'don\\'t'\nimport a", {"a"}),
    "in a comment": ("# import a\nx = 1 # it's; import b\nimport c", {"c"}),
    "nothing": ("imported = 1\nreimport\n", set()),
}


@pytest.mark.parametrize(("cell", "expected"), IMPORTS.values(), ids=IMPORTS)
def test_what_a_cell_names(cell: str, expected: set[str]) -> None:
    assert set(cell_imports.modules_named(cell)) >= expected
    assert set(cell_imports.modules_named(cell)) <= expected | {"a.b", "a.more"}


@pytest.mark.parametrize(
    "part", ["from a import (", "\\", "'''", "\"'", "import a.", ";  ", "%", "import a, \\\n", "#", "__import__('"]
)
def test_no_cell_takes_long(part: str) -> None:
    cell = "import\n" + part * (cell_imports.MAX_CHARACTERS // len(part) - 10)
    started = time.thread_time()
    list(cell_imports.modules_named(cell))
    assert time.thread_time() - started < 1


def test_a_text_is_shown_and_not_run() -> None:
    evil = "<script>alert('\x1b[31m\u202e')</script>&"
    removal = removals.parse(document({**ENTRY, "because": evil, "instead": evil, "ask": evil}))["gone-pkg"]
    for lines in (notice_text.announced(removal, "2026-01-03"), notice_text.gone(removal, "2026-05-01")):
        assert "<script" not in notice_text.as_html([lines])
        assert notice_text.as_html([lines]).count("&lt;script&gt;") == 3
        assert "\x1b" not in notice_text.as_text([lines])
        assert "\u202e" not in notice_text.as_text([lines])


@pytest.mark.parametrize(
    ("today", "announced", "gone"),
    [
        ("2026-03-03", "will be removed here on 2026-03-04", "has been removed here, ahead of 2026-03-04"),
        ("2026-03-04", "was to be removed here on 2026-03-04", "was removed here on 2026-03-04"),
    ],
)
def test_a_text_fits_its_day(today: str, announced: str, gone: str) -> None:
    removal = removals.parse(document({**ENTRY, "instead": "this", "ask": "us"}))["gone-pkg"]
    assert notice_text.announced(removal, today) == [
        f"gone-pkg {announced}: nobody imported it",
        "Instead: this",
        "If you need it, say so: us",
    ]
    assert notice_text.gone(removal, today) == [
        f"gone-pkg {gone}: nobody imported it",
        "Instead: this",
        "For yourself: %pip install gone-pkg",
        "If you miss it, say so: us",
    ]
    assert not any("%pip" in line for line in notice_text.gone(removal._replace(instead="pip install gone-pkg"), today))


def write_list(folder: Path, data: bytes) -> str:
    (folder / "list.json").write_bytes(data)
    return str(folder / "list.json")


def test_is_switched_on_and_off(outer_python: Python, tmp_path: Path) -> None:
    installed, modules = (outer_python.package / name for name in ("removals.json", "removals.modules"))
    assert outer_python.cli("activate", "--removals", write_list(tmp_path, document(ENTRY))).exit_code == 0
    assert (removals.parse(installed.read_bytes()).keys(), installed.stat().st_mode & 0o777) == ({"gone-pkg"}, 0o644)
    assert modules.read_text() == "gone-pkg gone_pkg\n"
    assert outer_python.cli("activate").output.count("removals") == 0
    assert installed.exists()
    doctor = outer_python.cli("doctor")
    assert "0 announced, 1 gone" in doctor.output
    assert outer_python.cli("activate", "--removals", write_list(tmp_path, document())).exit_code == 0
    assert (installed.exists(), modules.exists()) == (False, False)
    outer_python.cli("activate", "--removals", write_list(tmp_path, document(ENTRY)))
    assert outer_python.cli("deactivate").exit_code == 0
    assert (installed.exists(), modules.exists()) == (False, False)


@pytest.mark.parametrize("data", [b"{", b" " * (removals.MAX_BYTES + 1), None], ids=["odd", "huge", "not there"])
def test_is_refused_before_anything_is_written(outer_python: Python, tmp_path: Path, data: bytes | None) -> None:
    file = write_list(tmp_path, data) if data is not None else str(tmp_path / "absent.json")
    ended = outer_python.cli("activate", "--removals", file)
    assert (ended.exit_code, ended.output) == (2, "")
    assert ended.errors.startswith("popularity_contest activate: " + file)
    assert ended.errors.count("\n") == 1
    assert not list(outer_python.package.glob("*.json"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_is_not_taken_from_another_user(outer_python: Python, tmp_path: Path) -> None:
    outer_python.cli("activate", "--removals", write_list(tmp_path, document(ENTRY)))
    os.chown(outer_python.package / "removals.json", 12345, -1)
    assert "belongs neither to root" in outer_python.cli("doctor").output
    os.chown(outer_python.package / "__init__.py", 12345, -1)
    assert "0 announced, 1 gone" in outer_python.cli("doctor").output


@pytest.mark.skipif(os.geteuid() != 0, reason="only root acts as somebody else")
def test_is_refused_from_whom_it_would_not_be_taken(statsd: Statsd) -> None:
    act = """
import os, sys
from popularity_contest import __main__ as program
os.setuid(12345)
sys.exit(program.main(sys.argv[1:]))
"""
    with tempfile.TemporaryDirectory() as folder:  # pytest's is closed to others
        python = Python(require(VERSIONS[0]), Path(folder, "hub"), statsd)
        for path in (folder, python.prefix):
            os.chmod(path, 0o755)
        ended = python.run("-c", act, "activate", "--removals", "list.json")
        assert (ended.exit_code, ended.output) == (2, "")
        assert "only they and root may say what is removed" in ended.errors
        assert not list(python.package.glob("removals.*[ns]"))
