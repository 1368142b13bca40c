"""Metadata with everything that can be wrong with it, read by hand-made cases and by random ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from popularity_contest.installation import Installation
from popularity_contest.inventory import document
from popularity_contest.inventory.disk import Disk
from popularity_contest.inventory.imports import import_names
from popularity_contest.inventory.metadata import Metadata
from popularity_contest.inventory.requirements import requirement_lines, requires_txt_lines
from popularity_contest.inventory.search import find_distributions

Files = dict[str, str]


def write(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def installation_of(*folders: Path) -> Installation:
    installation = Installation({}, list(map(str, folders)), "", "/nobody")
    installation.entries = lambda: set(installation.path)  # without this process's own
    installation.privacy.uid = 0  # whoever runs the tests owns what they make
    return installation


def rows_in(folder: Path) -> dict[str, dict[str, Any]]:
    rows = document.installed_distributions(installation_of(folder))
    return {row.name: document._document(row, True) for row in rows}


ODD: list[tuple[str, Files, dict[str, dict[str, Any]]]] = [
    ("no METADATA at all", {"a_b-1.0.dist-info/RECORD": "ab.py,,\n"}, {"a-b": {"version": "1.0"}}),
    ("an empty METADATA", {"a-1.0.dist-info/METADATA": ""}, {"a": {"version": "1.0"}}),
    ("no RECORD", {"a-1.dist-info/METADATA": "Name: a\nVersion: 1\n"}, {"a": {"requiresDist": []}}),
    (
        "no RECORD but top_level.txt",
        {"a-1.dist-info/METADATA": "Name: a\n", "a-1.dist-info/top_level.txt": "aa\n", "aa/__init__.py": "x" * 50},
        {"a": {"importNames": ["aa"], "bytes": 50 + 8 + 3}},
    ),
    (
        "bytes that are no UTF-8",
        {"a-1.dist-info/METADATA": "Name: a\nVersion: 1\nAuthor: \udcff\nRequires-Dist: b\n"},
        {"a": {"requiresDist": ["b"]}},
    ),
    (
        "a byte order mark and Windows line endings",
        {"a-1.dist-info/METADATA": "\ufeffName: a\r\nVersion: 2\r\nRequires-Dist: b\r\n\r\nRequires-Dist: c\r\n"},
        {"a": {"version": "2", "requiresDist": ["b"]}},
    ),
    (
        "an egg-info directory",
        {
            "a.egg-info/PKG-INFO": "Name: a\nVersion: 1\n",
            "a.egg-info/requires.txt": "b>=1\n[x]\nc\n[:os_name=='nt']\nd\n[y:os_name=='posix']\ne\n",
            "a.egg-info/installed-files.txt": "../aa.py\nPKG-INFO\n",
            "aa.py": "",
            "c-1.egg-info": "Name: c\n",
        },
        {
            "a": {
                "importNames": ["aa"],
                "requiresDist": ["b>=1", 'c; extra == "x"', "d; (os_name=='nt')", "e; (os_name=='posix') and extra == \"y\""],
            },
            "c": {"requiresDist": []},
        },
    ),
    (
        "what an upgrade that broke off left",
        {
            "a-1.dist-info/METADATA": "Name: a\nVersion: 1\n",
            "a-2.dist-info/METADATA": "Name: a\nVersion: 2\n",
            "a-2.dist-info/RECORD": "a.py,,\n",
            "~a-0.dist-info/METADATA": "Name: a\nVersion: 0\n",
            "A-3.dist-info/INSTALLER": "pip\n",
        },
        {"a": {"version": "2"}},
    ),
    ("a name that is none", {"---.dist-info/METADATA": "Name: ???\n"}, {}),
    ("a version", {"a-1.dist-info/METADATA": f"Name: a\nVersion: {'9' * 300}\n"}, {"a": {"version": None}}),
    (
        "names that no reader would take",
        {
            "a-1.dist-info/METADATA": "Name: a\n",
            "a-1.dist-info/entry_points.txt": f"[console_scripts]\nbell\7=a\n{'x' * 300}=a\nok=a\n",
        },
        {"a": {"commands": ["ok"]}},
    ),
    (
        "a RECORD that leaves the installation, and a quote that never ends",
        {
            "a-1.dist-info/METADATA": "Name: a\n",
            "a-1.dist-info/RECORD": '/etc/passwd,,\n../../../../../../etc/passwd,,\n"q,,\n"b,c.py",,\na.py,,\n',
            "a.py": "x" * 7,
            "b,c.py": "x" * 5,
        },
        {"a": {"bytes": 12, "importNames": ["a"]}},
    ),
    (
        "entry points with comments, without names, with much space",
        {
            "a-1.dist-info/METADATA": "Name: a\n",
            "a-1.dist-info/entry_points.txt": (
                "x = y\n[ console_scripts ]\n# no\n; no\n tool = a:b\n= c\n[g.h]\np=q\n[empty]\n[gui_scripts]\nwin=a:b"
            ),
        },
        {"a": {"commands": ["tool", "win"], "entryPoints": {"g.h": ["p"]}}},
    ),
    (
        "names that are declared (PEP 794)",
        {"a-1.dist-info/METADATA": "Name: a\nImport-Name: aa\nImport-Name: _aa ; private\nImport-Namespace: n\n"},
        {"a": {"importNames": ["_aa", "aa"]}},
    ),
    (
        "nothing that is declared (PEP 794)",
        {"a-1.dist-info/METADATA": "Name: a\nImport-Name:\n", "a-1.dist-info/RECORD": "aa.py,,\n"},
        {"a": {"importNames": []}},
    ),
    (
        "a namespace that each of its packages brings",
        {
            "n.a-1.dist-info/METADATA": "Name: n.a\n",
            "n.a-1.dist-info/RECORD": "n/__init__.py,,\nn/a/__init__.py,,\nn/a/b.py,,\n",
            "n.a-1.dist-info/namespace_packages.txt": "n\n",
        },
        {"n-a": {"importNames": ["n.a"]}},
    ),
    (
        "texts at the limit, in letters of two UTF-16 units",
        {
            "a-1.dist-info/METADATA": f"Name: a\nVersion: {'🐍' * 129}\n",
            "a-1.dist-info/entry_points.txt": f"[console_scripts]\n{'🐍' * 128} = a:b\n{'🐉' * 129} = a:b\n",
        },
        {"a": {"version": None, "commands": ["🐍" * 128]}},
    ),
    (
        "direct_url.json of the wrong shape",
        {"a-1.dist-info/METADATA": "Name: a\n", "a-1.dist-info/direct_url.json": '{"dir_info": []}'},
        {"a": {}},
    ),
    (
        "direct_url.json that is nested too deeply",
        {"a-1.dist-info/METADATA": "Name: a\n", "a-1.dist-info/direct_url.json": "[" * 100_000},
        {"a": {"editable": None}},
    ),
    (
        "an import finder that is nested too deeply",
        {
            "a-1.dist-info/METADATA": "Name: a\n",
            "a-1.dist-info/RECORD": "__editable___a_finder.py,,\n",
            "a-1.dist-info/direct_url.json": '{"dir_info": {"editable": true}}',
            "__editable___a_finder.py": "-" * 10_000 + "1",
        },
        {"a": {"editable": True}},
    ),
    *(
        (
            f"an editable install beside its tools: {present}",
            {
                "a_b-1.dist-info/METADATA": "Name: A.B\n",
                "a_b-1.dist-info/RECORD": "a.pth,,\n",
                "a_b-1.dist-info/direct_url.json": '{"dir_info": {"editable": true}}',
                "a.pth": "../project\n",
                **{f"../project/{path}": "" for path in present},
            },
            {"a-b": {"importNames": expected}},
        )
        for present, expected in (
            (["A_B.py", "zoo.py", "tests/__init__.py"], ["A_B"]),
            (["zoo.py", "x-y.py", "data/file", "tests/__init__.py", "conftest.py"], ["zoo"]),
        )
    ),
    (
        "folders of an editable install that cannot be",
        {
            "a-1.dist-info/METADATA": "Name: a\n",
            "a-1.dist-info/RECORD": "a.pth,,\n",
            "a-1.dist-info/direct_url.json": '{"url": "file:///x%00y", "dir_info": {"editable": true}}',
            "a.pth": "/x\0y\n",
        },
        {"a": {"editable": True}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "files", "expected"), ODD, ids=[name for name, _, _ in ODD])
def test_odd_metadata(name: str, files: Files, expected: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    rows = rows_in(write(tmp_path / "site-packages", files))
    assert set(rows) == set(expected)
    for distribution, fields in expected.items():
        assert {field: rows[distribution].get(field) for field in fields} == fields


messy = st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("utf-8", "surrogateescape"))
lines = st.lists(
    messy
    | st.sampled_from(
        ["Name: a", "Version: 1", "Requires-Dist: b[x]; extra == 'y'", "Requires-Dist: ;", "[g]", "a=b", "a.py,,",
         '"', "../..,,", "[x:y", "Name:", " folded", "Import-Name: a;", "\0", "{", "pip", "n/__init__.py,sha256=,9"]
    ),
    max_size=8,
)  # fmt: skip
names = st.sampled_from(["METADATA", "PKG-INFO", "RECORD", "INSTALLER", "REQUESTED", "entry_points.txt",
                         "top_level.txt", "direct_url.json", "requires.txt", "installed-files.txt",
                         "namespace_packages.txt"])  # fmt: skip
directories = st.sampled_from(
    ["a-1.dist-info", "A-2.dist-info", "a.egg-info", "b-1-py3.11.egg-info", "-.dist-info", ".dist-info", "n_o.egg-info"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(directories, names), lines, max_size=12))
def test_no_metadata_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, files: dict[tuple[str, str], list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    write(folder, {f"{directory}/{name}": "\n".join(text) for (directory, name), text in files.items()})
    rows = rows_in(folder)
    json.dumps(rows).encode()
    for name, row in rows.items():
        assert row["name"] == name
        assert name == name.lower()
        assert row["bytes"] >= 0 if "bytes" in row else True
        for text in [*row["commands"], *row.get("importNames", ()), *row["entryPoints"], row.get("version", "1")]:
            assert 0 < len(text) <= 256
            text.encode()


IMPORTS: list[tuple[str, list[str], list[str]]] = [
    ("a package stands for all below it", ["a/__init__.py", "a/b/__init__.py", "a/c.py"], ["a"]),
    ("modules", ["six.py", "_x.cpython-311-x86_64-linux-gnu.so", "y.abi3.so", "z.pyd", "old.pyc"],
     ["_x", "old", "six", "y", "z"]),
    ("a namespace is named by what lies in it", ["n/a/__init__.py", "n/a/x.py", "n/b.py"], ["n.a", "n.b"]),
    ("what cannot be written in an import", ["a-stubs/__init__.pyi", "1a.py", "a b/__init__.py", "x.pth"], []),
    ("what lies elsewhere", ["../../bin/x.py", "/abs/x.py", "__pycache__/x.cpython-311.pyc"], []),
    ("a package by an extension module", ["a/__init__.cpython-311-x86_64-linux-gnu.so", "a/b.py"], ["a"]),
    ("a finder of an editable install", ["__editable___x_finder.py"], []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "files", "expected"), IMPORTS, ids=[name for name, _, _ in IMPORTS])
def test_import_names(name: str, files: list[str], expected: list[str]) -> None:
    assert import_names(files) == expected


REQUIREMENTS: list[tuple[str, list[str]]] = [
    ("Zope.Interface>=1", ["Zope.Interface>=1"]),
    ("a (>=1) ; os_name == 'nt'", ["a(>=1) ; os_name == 'nt'"]),
    ("a[x,Y_z]", ["a[x,Y_z]"]),
    # A URL may name a host, a person or a password.
    ("a @ https://e.org/x;y ; os_name == 'nt'", ["a; os_name == 'nt'"]),
    ("a[x]@https://user:secret@e.org/x;y", ["a[x]"]),
    ("a @ file:///home/ada/a", ["a"]),
    ("a @ file:///home/ada/a b", []),
    ("a; extra == 'x' and os_name == 'posix'", ["a; extra == 'x' and os_name == 'posix'"]),
    (f"a; os_name == '{'x' * 9000}'", [f"a; os_name == '{'x' * 9000}"[:8192]]),
    # Half of the last letter, which takes two UTF-16 units, would be within the limit.
    (f"a; os_name == '{'🐍' * 5000}'", [f"a; os_name == '{'🐍' * 4088}"]),
    ("./a", []),
    ("git+https://e.org/a#egg=a", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), REQUIREMENTS, ids=[text[:40] for text, _ in REQUIREMENTS])
def test_requirement_lines(text: str, expected: list[str]) -> None:
    assert requirement_lines([text]) == expected


def test_requires_txt() -> None:
    text = "a\n[x]\nb\n[y:os_name=='nt']\nc\n[:os_name=='nt']\nd\n"
    assert requires_txt_lines(text) == [
        "a",
        'b ; extra == "x"',
        "c ; (os_name=='nt') and extra == \"y\"",
        "d ; (os_name=='nt')",
    ]


def test_disk_counts_files_hard_links_and_byte_code_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "a.py": "x" * 10,
            "__pycache__/a.cpython-311.pyc": "y" * 7,
            "__pycache__/a.cpython-311.opt-1.pyc": "y" * 5,
            "__pycache__/ab.cpython-311.pyc": "y" * 100,
            "b.so": "z" * 20,
        },
    )
    (folder / "link").hardlink_to(folder / "b.so")
    (folder / "symlink").symlink_to(folder / "b.so")
    disk = Disk()
    assert disk.take([str(folder / "a.py"), str(folder / "a.py")]) == 22
    assert disk.take([str(folder / name) for name in ("a.py", "link", "b.so", "gone", "__pycache__", "nul\0")]) == 20
    assert disk.take([str(folder / "symlink")]) == (folder / "symlink").lstat().st_size


def test_the_first_path_that_has_a_name_counts(tmp_path: Path) -> None:
    for folder, version in (("first", "1"), ("second", "2")):
        write(tmp_path / folder, {f"a-{version}.dist-info/METADATA": f"Name: a\nVersion: {version}\n"})
    found = find_distributions(installation_of(tmp_path / "first", tmp_path / "second"))
    assert [(one.name(), one.version()) for one in found] == [("a", "1")]


def test_a_description_is_not_read_as_fields(tmp_path: Path) -> None:
    text = "Name: a\nVersion: 1\n\nRequires-Dist: b\n"
    write(tmp_path, {"a-1.dist-info/METADATA": text})
    assert Metadata(str(tmp_path), "a-1.dist-info").requires() == []
