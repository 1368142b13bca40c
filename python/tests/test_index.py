"""The index says what the metadata say, and is believed no longer than they stay as they were."""

from __future__ import annotations

import json
import os
import shutil
import string
import sys
import sysconfig
from pathlib import Path
from typing import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from popularity_contest import index
from popularity_contest.installation import INDEX_HEAD, SHARED, UNKNOWN, Index, Installation
from popularity_contest.places import Privacy
from tests.processes import Python, distribution, write


def installation_of(site: Path) -> Installation:
    installation = Installation(dict(sys.modules), [str(site)], "", "/nobody")
    installation.privacy.uid = 0  # whoever runs the tests owns what they make
    return installation


def index_of(installation: Installation) -> Index:
    return Index(index.encode(*index.survey(installation)), installation.privacy)


def module_files(site: Path) -> Iterator[str]:
    for folder, _, files in os.walk(site):
        if "__pycache__" not in folder:
            yield from (os.path.join(folder, file) for file in files if file.endswith((".py", ".so")))


def test_it_agrees_with_the_metadata_on_every_module_of_a_real_environment() -> None:
    """Of the environment that runs the tests: some 20,000 files of 150 distributions."""
    site = Path(sysconfig.get_path("purelib"))
    installation = installation_of(site)
    made = index_of(installation)
    assert made.complete or made.sections
    files = {file: file[len(str(site)) + 1 :].partition(os.sep)[0].partition(".")[0] for file in module_files(site)}
    by_metadata = installation.owners(files)
    assert len(by_metadata) > 1000
    wrong = {
        file: (by_metadata[file], made.owner(file, deep=True))
        for file in by_metadata
        if made.owner(file, deep=True) not in (by_metadata[file], None)
    }
    assert wrong == {}
    assert set(by_metadata.values()) == {made.owner(file, deep=True) for file in files} - {None}


def test_whoever_shares_a_folder_is_told_apart(tmp_path: Path) -> None:
    distribution(tmp_path, "one", ["space/one/__init__.py", "alone/__init__.py"])
    distribution(tmp_path, "two", ["space/two.py"])
    made = index_of(installation_of(tmp_path))
    owner = {path: made.owner(str(tmp_path / path), deep) for path, deep in [
        ("space/one/__init__.py", False), ("alone/x/y.py", False), ("none.py", False),
    ]}  # fmt: skip
    assert owner == {"space/one/__init__.py": SHARED, "alone/x/y.py": "one", "none.py": None}
    assert made.owner(str(tmp_path / "space/one/deep/er.py"), deep=True) == "one"
    assert made.owner(str(tmp_path / "space/two.py"), deep=True) == "two"
    assert made.owner(str(tmp_path / "space/three.py"), deep=True) is None
    assert made.owner("/elsewhere/x.py", deep=True) == UNKNOWN


names = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=12)
parts = st.text(string.ascii_lowercase + "_,\"' é", min_size=1, max_size=6).filter(lambda part: part.strip() == part)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, st.lists(st.lists(parts, min_size=1, max_size=3), max_size=6), max_size=5), st.booleans())
def test_it_agrees_with_the_metadata_of_any_installation(
    tmp_path_factory: pytest.TempPathFactory, installed: dict[str, list[list[str]]], is_egg: bool
) -> None:
    site = tmp_path_factory.mktemp("site")
    for number, (name, modules) in enumerate(installed.items()):
        paths = ["/".join([f"{part}{number}" for part in module]) + ".py" for module in modules]
        folder = site / f"{name}-1.0.{'egg' if is_egg else 'dist'}-info"
        folder.mkdir()
        (folder / ("PKG-INFO" if is_egg else "METADATA")).write_text(f"Name: {name}\n", encoding="utf-8")
        lines = [f"../{path}" if is_egg else f"{quote(path)},," for path in paths]
        (folder / ("installed-files.txt" if is_egg else "RECORD")).write_text("\n".join(lines), encoding="utf-8")
        write(site, dict.fromkeys(paths, ""))
    installation = installation_of(site)
    made = index_of(installation)
    files = {file: os.path.relpath(file, site).partition("/")[0].partition(".")[0] for file in module_files(site)}
    by_metadata = installation.owners(files) if files else {}
    for file in files:
        assert made.owner(file, deep=True) in (by_metadata.get(file), UNKNOWN), file


def quote(path: str) -> str:
    return '"%s"' % path.replace('"', '""') if set(path) & {",", '"'} else path


@settings(max_examples=200)
@given(st.binary(max_size=300), st.booleans())
def test_a_damaged_index_is_no_worse_than_none(noise: bytes, has_head: bool) -> None:
    data = (INDEX_HEAD + b"complete\n" if has_head else b"") + noise
    try:
        made = Index(data, Privacy("/nobody", None))
    except (OSError, ValueError):
        return  # the reporter then goes on without
    assert made.owner("/some/where.py", deep=True) in (None, UNKNOWN)


def test_a_change_of_the_environment_is_seen(outer_python: Python) -> None:
    distribution(outer_python.site, "first", ["first.py"])
    outer_python.index()
    assert outer_python.report("import first").packages == ["first"]
    distribution(outer_python.site, "second", ["second.py"])
    assert outer_python.report("import first, second").packages == ["first", "second"]
    (outer_python.site / "first-1.0.dist-info").rename(outer_python.site / "renamed-1.0.dist-info")
    assert outer_python.report("import first, second").packages == ["renamed", "second"]


def test_what_tells_of_no_distribution_leaves_it_fresh(outer_python: Python) -> None:
    """Byte code that appears, image layers, times that a build rewrites: none makes a report slower."""
    distribution(outer_python.site, "first", ["first.py"])
    outer_python.index()
    shutil.rmtree(outer_python.site / "__pycache__", ignore_errors=True)
    assert outer_python.report("import first").packages == ["first"]
    os.utime(outer_python.site, (1, 1))
    write(outer_python.site, {"notes.txt": ""})
    doctor = json.loads(outer_python.cli("doctor", "--json").output)
    (check,) = (check for check in doctor["checks"] if check["check"] == "index")
    assert check["state"] == "ok"


@pytest.mark.parametrize("name", ["a-1.0.dist-info", "a.egg-info", "a.pth", "a.egg-link", "a-1.0-py3.egg"])
def test_what_tells_of_a_distribution_does_not(name: str, tmp_path: Path) -> None:
    distribution(tmp_path, "first", ["first.py"])
    data = index.encode(*index.survey(installation_of(tmp_path)))
    privacy = installation_of(tmp_path).privacy
    assert Index(data, privacy).stale == []
    (tmp_path / name).mkdir()
    assert Index(data, privacy).stale == [str(tmp_path)]
    (tmp_path / name).rmdir()
    (tmp_path / "first-1.0.dist-info").rename(tmp_path / "first-1.1.dist-info")
    assert Index(data, privacy).stale == [str(tmp_path)]


FINDER = "__editable___mine_finder.py"
MAPPING = "MAPPING: dict[str, str] = {'mine': '{top}/source/mine'}\n"
EGG = {"mine.egg-info/PKG-INFO": "Name: mine\n", "mine.egg-info/top_level.txt": "mine\n"}
EDITED: list[tuple[str, tuple[str, str], dict[str, str], dict[str, str]]] = [
    ("a folder", ("mine.pth", "{top}/source"), {"mine.py": ""}, {"": "mine"}),
    ("a folder with its metadata", ("mine.pth", "{top}/source"), {"mine.py": "", **EGG}, {"mine.py": "mine"}),
    ("a folder that is gone", ("mine.pth", "{top}/gone"), {}, {}),
    ("a folder of the environment", ("mine.pth", "{top}/site/mine-1.0.dist-info"), {}, {}),
    ("a person's folder", ("mine.pth", "{top}/home"), {}, {}),
    ("a package by a finder", (FINDER, MAPPING), {"mine/__init__.py": ""}, {"mine": "mine"}),
    ("a module by a finder", (FINDER, MAPPING), {"mine.py": ""}, {"mine.py": "mine"}),
    ("a module that is gone", (FINDER, MAPPING), {}, {}),
    ("a person's module", (FINDER, MAPPING.replace("source", "home")), {}, {}),
]


@pytest.mark.parametrize(("name", "leads", "sources", "owners"), EDITED, ids=[one[0] for one in EDITED])
def test_what_is_installed_for_editing_is_in_it_or_it_is_not_complete(
    name: str,
    leads: tuple[str, str],
    sources: dict[str, str],
    owners: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, (file, text) = tmp_path / "site", leads
    url = f'{{"url": "file://{tmp_path}/source", "dir_info": {{"editable": true}}}}'
    distribution(site, "mine", [file], extra={"direct_url.json": url})
    write(site, {file: text.replace("{top}", str(tmp_path))})
    write(tmp_path, {"home/mine.py": ""})
    write(tmp_path / "source", sources)
    monkeypatch.setattr(sys, "path", [])
    installation = installation_of(site)
    installation.privacy.homes = {str(tmp_path / "home")}
    sections, _, is_complete = index.survey(installation)
    del sections[str(site)]
    assert sections == ({str(tmp_path / "source"): owners} if owners else {})
    assert is_complete is index_of(installation).complete is bool(owners)


RECORDS: list[tuple[str, str]] = [
    ("all fields quoted", '"pkg/__init__.py","sha256=x","0"\n"pkg/x.py","sha256=x","0"\n'),
    ("with ./", "./pkg/__init__.py,sha256=x,0\n./pkg/x.py,sha256=x,0\n"),
    ("absolute", "{site}/pkg/__init__.py,sha256=x,0\n{site}/pkg/x.py,,\n"),
    ("Windows line endings", "pkg/__init__.py,sha256=x,0\r\npkg/x.py,,\r\n"),
    ("a quote that never ends", '"never\npkg/__init__.py,sha256=x,0\npkg/x.py,,\n'),
    ("a comma and a quote in a name", '"pkg/a,""b"".py",sha256=x,0\npkg/__init__.py,,\npkg/x.py,,\n'),
    ("no end of the last line", "pkg/x.py,,\npkg/__init__.py,,"),
]


@pytest.mark.parametrize(("name", "record"), RECORDS, ids=[name for name, _ in RECORDS])
def test_a_record_is_read_as_the_format_allows(name: str, record: str, tmp_path: Path) -> None:
    distribution(tmp_path, "brings", ["pkg/__init__.py", "pkg/x.py", 'pkg/a,"b".py'])
    (tmp_path / "brings-1.0.dist-info/RECORD").write_text(record.replace("{site}", str(tmp_path)), newline="")
    installation = installation_of(tmp_path)
    files = [str(tmp_path / path) for path in ("pkg/__init__.py", "pkg/x.py", 'pkg/a,"b".py')]
    listed = files[: 3 if "comma" in name else 2]
    assert {file: index_of(installation).owner(file, deep=True) for file in listed} == dict.fromkeys(listed, "brings")
    assert installation.owners(dict.fromkeys(files[:2], "pkg")) == dict.fromkeys(files[:2], "brings")


def test_all_that_own_a_file_are_named(outer_python: Python) -> None:
    """As two builds of OpenCV that were installed over each other; a namespace that both bring along is nobody's."""
    both = ["cv2/__init__.py", "cv2/core.py"]
    distribution(outer_python.site, "opencv-python-headless", both)
    distribution(outer_python.site, "opencv-contrib-python-headless", [*both, "cv2/extra.py"])
    distribution(outer_python.site, "space-one", ["space/__init__.py", "space/one.py"])
    distribution(outer_python.site, "space-two", ["space/__init__.py", "space/two.py"])
    builds = ["opencv-contrib-python-headless", "opencv-python-headless"]
    for _ in range(2):
        assert outer_python.report("import cv2").packages == builds
        assert outer_python.report("import cv2.core").packages == builds
        assert outer_python.report("import cv2.extra, space.one").packages == [*builds, "space-one"]
        outer_python.index()


def test_a_fresh_index_is_all_that_is_read(outer_python: Python) -> None:
    """The control of the test above: what stands in the index is what is sent."""
    distribution(outer_python.site, "first", ["first.py"])
    outer_python.index()
    metadata = outer_python.site / "first-1.0.dist-info"
    for file in metadata.iterdir():
        file.unlink()
    code = "import first, sys, atexit\natexit.register(lambda: None)"
    assert outer_python.report(code).packages == ["first"]
    ended = outer_python.run(
        code="import popularity_contest.reporter as r, first, sys\nr.current().finish()\nprint(*(n for n in sys.modules if n.startswith('popularity')))"
    )
    loaded = set(ended.output.split())
    assert loaded == {
        "popularity_contest",
        *(f"popularity_contest.{name}" for name in ("reporter", "places", "installation")),
    }


def test_one_package_serves_two_environments(tmp_path: Path, outer_python: Python) -> None:
    other = tmp_path / "other"
    shutil.copytree(outer_python.prefix, other, symlinks=True)
    shutil.rmtree(next(other.glob("lib/python*/site-packages/popularity_contest")))
    distribution(next(other.glob("lib/python*/site-packages")), "there", ["there.py"])
    distribution(outer_python.site, "here", ["here.py"])
    outer_python.index()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/popularity_contest").symlink_to(outer_python.package)
    here = outer_python.python
    outer_python.python = str(other / "bin/python")
    outer_python.run("-m", "popularity_contest", "index", PYTHONPATH=str(tmp_path / "shared"))
    assert len(list(outer_python.package.glob("*.index"))) == 2
    ended = outer_python.report("import there", PYTHONPATH=str(tmp_path / "shared"))
    assert ended.packages == ["there"]
    outer_python.python = here
    assert outer_python.report("import here").packages == ["here"]


def test_imports_nothing_that_costs(python: Python) -> None:
    """A bare interpreter has what the usual way needs, but for `_socket` and the built-in atexit."""
    distribution(python.site, "good", ["good.py"])
    for _ in range(2):
        ended = python.run(code=(
            "import sys; before = set(sys.modules)\nimport popularity_contest.reporter as r, good\nr.current().finish()\n"
            "print(sorted(n for n in set(sys.modules) - before if not n.startswith('popularity_contest')))"
        ))  # fmt: skip
        assert ended.output in ("['_socket', 'atexit', 'good']\n", "['_socket', 'good']\n")
        python.index()
