"""Conda environments: made by a real installer from a channel on the disk, and the odd things histories hold."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from popularity_contest.inventory.conda import read_packages
from tests.conda_channel import SITE, dist_files, install, write_package
from tests.environments import by_name, interpreter, missing, site_packages, take

PACKAGES: list[tuple[str, str, dict[str, str], tuple[str, ...]]] = [
    ("python", "3.11.7", {"bin/conda-python": "", f"{SITE}/README.txt": "x"}, ("pip",)),
    ("pip", "24.0", dist_files("pip", "24.0", "pip"), ()),
    ("libblas", "3.9", {"lib/libblas.so": "x" * 1000}, ()),
    ("numpy", "1.26.4", {**dist_files("numpy", "1.26.4", "numpy"), "bin/f2py": "#!", "share/doc/n": "y" * 500},
     ("python", "libblas >=3")),
    # One package of two distributions, called otherwise than either.
    ("pytorch", "2.2", {**dist_files("torch", "2.2", "torch", ("numpy",)),
                        **dist_files("functorch", "2.2", "functorch")}, ("python", "numpy")),
    # A distribution that lies in another package than the one of its name.
    ("matplotlib-base", "3.8", dist_files("matplotlib", "3.8", "matplotlib", ("numpy",)), ("python", "numpy")),
    ("matplotlib", "3.8", {"lib/matplotlib.txt": ""}, ("matplotlib-base", "pyside6", "python")),
    ("pyside6", "6.6", dist_files("PySide6", "6.6", "PySide6"), ("python",)),
    # A metapackage on a metapackage.
    ("_plots", "1", {"lib/plots.txt": ""}, ("matplotlib",)),
    ("course", "2026", {"bin/course": "#!/bin/sh"}, ("_plots", "pytorch 2.*", "libblas")),
]  # fmt: skip


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        import rattler  # noqa: F401
    except ImportError:
        missing("rattler is missing: npm run peers")
    folder = tmp_path_factory.mktemp("conda")
    for name, version, files, depends in PACKAGES:
        write_package(folder / "channel", name, version, files, depends)
    prefix = folder / "env"
    # What conda's own python would be: one whose prefix this is.
    subprocess.run([interpreter("3.11"), "-m", "venv", "--without-pip", str(prefix)], check=True)
    install(folder / "channel", prefix, "course", "numpy")
    return prefix


@pytest.fixture(scope="module")
def rows(prefix: Path) -> dict[str, dict[str, Any]]:
    return by_name(take(prefix))


def required(row: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys((*row["requiresDist"], *row.get("condaRequires", ()))))


def test_lists_distributions_and_the_metapackages_that_require_some(rows: dict[str, dict[str, Any]]) -> None:
    names = {"pip", "numpy", "torch", "functorch", "matplotlib", "pyside6", "plots", "course"}
    assert set(rows) == names
    assert {row["installer"] for row in rows.values()} == {"conda"}


def test_knows_what_conda_calls_them(rows: dict[str, dict[str, Any]]) -> None:
    assert {name: row["installedAs"] for name, row in rows.items() if "installedAs" in row} == {
        "torch": "pytorch",
        "functorch": "pytorch",
        "matplotlib": "matplotlib-base",
        "plots": "_plots",
    }


def test_knows_what_was_asked_for(rows: dict[str, dict[str, Any]]) -> None:
    assert {name for name, row in rows.items() if row["requested"]} == {"course", "numpy"}


def test_what_conda_removes_together_requires_each_other(rows: dict[str, dict[str, Any]]) -> None:
    assert required(rows["torch"]) == ["numpy", "functorch"]
    assert required(rows["functorch"]) == ["torch", "numpy"]
    assert required(rows["matplotlib"]) == ["numpy", "pyside6"]
    assert required(rows["plots"]) == ["matplotlib"]
    assert required(rows["course"]) == ["plots", "functorch", "torch"]


def test_the_whole_package_counts(rows: dict[str, dict[str, Any]]) -> None:
    files = {name: sum(len(text.encode()) for text in files.values()) for name, _, files, _ in PACKAGES}
    assert rows["numpy"]["bytes"] == files["numpy"]
    assert rows["torch"]["bytes"] + rows["functorch"]["bytes"] == files["pytorch"]
    assert rows["numpy"]["commands"] == ["f2py"]
    assert rows["course"]["commands"] == ["course"]
    assert rows["course"]["importNames"] == []


def test_what_pip_installed_over_it_is_pips(prefix: Path, tmp_path: Path) -> None:
    copy = tmp_path / "env"
    subprocess.run(["cp", "-a", str(prefix), str(copy)], check=True)
    site = site_packages(copy)
    for path in site.glob("numpy-1.26.4.dist-info/*"):
        path.unlink()
    (site / "numpy-1.26.4.dist-info").rmdir()
    newer = site / "numpy-2.0.dist-info"
    newer.mkdir()
    newer.joinpath("METADATA").write_text("Name: numpy\nVersion: 2.0\n")
    newer.joinpath("INSTALLER").write_text("pip\n")
    newer.joinpath("REQUESTED").touch()
    newer.joinpath("RECORD").write_text("numpy/__init__.py,,\nnumpy-2.0.dist-info/METADATA,,\n")
    rows = by_name(take(copy))
    assert (rows["numpy"]["installer"], rows["numpy"]["version"]) == ("pip", "2.0")
    assert rows["numpy"]["requested"] is True
    assert required(rows["torch"]) == ["numpy", "functorch"]


HISTORIES: list[tuple[str, str, set[str]]] = [
    ("conda", "# update specs: ['a', \"conda-forge::b[version='>=1']\"]", {"a", "b"}),
    ("micromamba", '# update specs: ["a", "b=1.2=h_0"]', {"a", "b"}),
    ("old conda", "# install specs: a >=1.2,b", {"a", "b"}),
    ("removed again", "# update specs: ['a', 'b']\n# remove specs: ['b']", {"a"}),
    ("neutered", "# update specs: ['a']\n# neutered specs: ['b']", {"a"}),
    ("explicit", "# update specs: ['https://c.org/linux-64/b-1.2-py_0.conda', 'c/linux-64::a==1']", {"a", "b"}),
    ("with all that is in between", "==> 2026-01-01 <==\n# cmd: conda install a b\n+x::b-1-0\n", set()),
    ("all of them", "# update specs: ['a', 'b', 'c']", set()),
]


@pytest.mark.parametrize(("name", "history", "expected"), HISTORIES, ids=[name for name, _, _ in HISTORIES])
def test_history(name: str, history: str, expected: set[str], tmp_path: Path) -> None:
    folder = tmp_path / "conda-meta"
    folder.mkdir()
    for package in ("a", "b", "c"):
        folder.joinpath(f"{package}-1-0.json").write_text(json.dumps({"name": package, "version": "1"}))
    folder.joinpath("history").write_text(history)
    assert {one.name for one in read_packages(str(tmp_path)) if one.requested} == expected


@given(st.dictionaries(st.text("ab/.-", max_size=4), st.none() | st.integers() | st.text() | st.lists(st.none())))
def test_odd_records_are_borne(tmp_path_factory: pytest.TempPathFactory, odd: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("odd") / "conda-meta"
    folder.mkdir()
    names = ("name", "files", "depends", "requested_spec", "requested_specs", "version")
    folder.joinpath("a.json").write_text(json.dumps({"name": "a", **dict(zip(names[1:], odd.values()))}))
    folder.joinpath("b.json").write_text(json.dumps(odd))
    folder.joinpath("c.json").write_bytes(b'\xff{"name":')
    assert [one.name for one in read_packages(str(folder.parent))] == ["a"]
