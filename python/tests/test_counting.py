"""What is counted: installed distributions by where a module's file lies, whatever the layout, with and without index."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from tests.processes import PROCESS, Python, distribution, write


def regular(site: Path) -> None:
    distribution(site, "plain", ["plain/__init__.py", "plain/part/__init__.py"])


def odd_name(site: Path) -> None:
    distribution(site, "Odd.Name__of_It", ["odd_import/__init__.py"])


def single_file(site: Path) -> None:
    distribution(site, "single-file", ["single.py"])


def halves_of_a_namespace(site: Path) -> None:
    distribution(site, "space-one", ["space/one/__init__.py"])
    distribution(site, "space-two", ["space/two/__init__.py"])


def deep_namespace(site: Path) -> None:
    distribution(site, "space-cloud-store", ["space/cloud/store/__init__.py", "space/cloud/store/blob.py"])
    distribution(site, "space-cloud-queue", ["space/cloud/queue/__init__.py"])


def guest_in_a_package(site: Path) -> None:
    distribution(site, "host", ["host/__init__.py", "host/core.py"])
    distribution(site, "guest", ["host/guest.py"])


def pkgutil_namespace(site: Path) -> None:
    for name in ("old-one", "old-two"):
        distribution(site, name, ["old/__init__.py", f"old/{name[4:]}/__init__.py"])
    (site / "old/__init__.py").write_text("__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n")


def file_beside_package(site: Path) -> None:
    distribution(site, "with-package", ["alike/__init__.py"])
    distribution(site, "with-file", ["alike_too.py"])


def quoted_in_record(site: Path) -> None:
    distribution(site, "quoted", ["plain_top.py"])
    write(site, {"odd,folder/__init__.py": "", 'odd"folder/__init__.py': ""})
    with (site / "quoted-1.0.dist-info/RECORD").open("a") as record:
        record.write('"odd,folder/__init__.py",sha256=x,0\n"odd""folder/__init__.py",sha256=x,0\n')


def written_otherwise(site: Path) -> None:
    """As the format of a RECORD allows, too: lines of a path alone, other line ends, ways out and back."""
    for name, record in {
        "bare": b"bare.py\nbare_too.py,sha256=x\n",
        "returns": b"returns.py,,\rreturns_too.py,,\r",
        "and-back": b"../site-packages/and_back.py,,\n",
    }.items():
        distribution(site, name, extra={"RECORD": record.decode()}, record=False)
        write(site, {path.decode(): "" for path in re.findall(rb"\w+\.py", record)})
    egg = "Dotted-1.0.egg-info"
    write(
        site, {"dotted.py": "", f"{egg}/PKG-INFO": "Name: Dotted\n", f"{egg}/installed-files.txt": ".././dotted.py\n"}
    )


def egg_info_with_files(site: Path) -> None:
    write(
        site,
        {
            "egged/__init__.py": "",
            "Egged-2.0-py3.9.egg-info/PKG-INFO": "Name: Egged\nVersion: 2.0\n",
            "Egged-2.0-py3.9.egg-info/installed-files.txt": "../egged/__init__.py\nPKG-INFO\n",
        },
    )


def egg_info_with_top_level(site: Path) -> None:
    write(
        site,
        {
            "topped/__init__.py": "",
            "_topped_speed.py": "",
            "Topped_Off-2.0.egg-info/PKG-INFO": "Name: Topped-Off\nVersion: 2.0\n",
            "Topped_Off-2.0.egg-info/top_level.txt": "topped\n_topped_speed\n",
        },
    )


def egg_info_of_one_file(site: Path) -> None:
    write(site, {"filed.py": "", "filed-1.0.egg-info": "Metadata-Version: 1.1\nName: filed\nVersion: 1.0\n"})


def named_in_its_metadata_alone(site: Path) -> None:
    egg = "build.egg-info"
    write(
        site,
        {"called.py": "", f"{egg}/PKG-INFO": "\ufeffName: Other\n", f"{egg}/installed-files.txt": "../called.py\n"},
    )


def named_by_its_folder_alone(site: Path) -> None:
    write(site, {"bones/__init__.py": "", "Bare_Bones-1.0.dist-info/RECORD": "bones/__init__.py,,\n"})


def byte_code_alone(site: Path) -> None:
    halves_of_a_namespace(site)
    subprocess.run([site.parents[2] / "bin/python", "-m", "compileall", "-b", "-q", str(site / "space")], check=True)
    for source in (site / "space").rglob("*.py"):
        source.unlink()


def debian_namespace(site: Path) -> None:
    for name in ("uri", "client"):
        metadata = f"lay.{name}-1.0.egg-info"
        write(
            site,
            {
                f"lay/{name}/__init__.py": "",
                f"{metadata}/PKG-INFO": f"Name: lay.{name}\nVersion: 1.0\n",
                f"{metadata}/top_level.txt": "lay\n",
                f"{metadata}/namespace_packages.txt": "lay\n",
            },
        )


def declared_import_name(site: Path) -> None:
    write(
        site,
        {
            "pep794/__init__.py": "",
            "declares-1.0.dist-info/METADATA": "Metadata-Version: 2.5\nName: declares\nImport-Name: pep794\n\nText",
        },
    )


def declared_namespace(site: Path) -> None:
    for name in ("left", "right"):
        write(
            site,
            {
                f"both/{name}/__init__.py": "",
                f"both_{name}x-1.0.dist-info/METADATA": f"Name: both-{name}x\nImport-Namespace: both\n"
                f"Import-Name: both.{name}; private\n",
            },
        )


def no_list_at_all(site: Path) -> None:
    distribution(site, "python-listless", ["listless/__init__.py"], record=False)


def egg_directory(site: Path) -> None:
    write(
        site,
        {
            "nested-1.0-py3.egg/nested_egg/__init__.py": "",
            "nested-1.0-py3.egg/EGG-INFO/PKG-INFO": "Name: nested\n",
            "easy-install.pth": "./nested-1.0-py3.egg\n",
        },
    )


def folder_on_the_path(site: Path) -> None:
    distribution(site, "winlike", ["winlike/lib/win_thing.py"])
    write(site, {"winlike.pth": "winlike/lib\n"})


def two_versions(site: Path) -> None:
    distribution(site, "twice", ["twice.py"])
    shutil.copytree(site / "twice-1.0.dist-info", site / "twice-0.9.dist-info")


def vendored(site: Path) -> None:
    distribution(site, "vendor", ["vendor/__init__.py", "vendor/_vendor/six/__init__.py"])
    distribution(site, "six", ["six.py"])
    vendored_metadata = "vendor/_vendor/six-1.0.dist-info"
    write(site, {f"{vendored_metadata}/METADATA": "Name: six\n", f"{vendored_metadata}/RECORD": "six/__init__.py,,\n"})


def newline_endings(site: Path) -> None:
    distribution(site, "windows-made", ["windows_made/__init__.py"])
    record = site / "windows_made-1.0.dist-info/RECORD"
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))
    metadata = site / "windows_made-1.0.dist-info/METADATA"
    metadata.write_bytes(metadata.read_bytes().replace(b"\n", b"\r\n") + b"\r\nText\r\n")


Case = Callable[[Path], None]
COUNTED: list[tuple[Case, str, list[str]]] = [
    (regular, "import plain.part", ["plain"]),
    (odd_name, "import odd_import", ["odd-name-of-it"]),
    (single_file, "import single", ["single-file"]),
    (halves_of_a_namespace, "import space.one", ["space-one"]),
    (halves_of_a_namespace, "import space", []),
    (halves_of_a_namespace, "import space.one, space.two", ["space-one", "space-two"]),
    (deep_namespace, "import space.cloud.store.blob", ["space-cloud-store"]),
    (guest_in_a_package, "import host.core", ["host"]),
    (guest_in_a_package, "import host.guest", ["guest", "host"]),
    (pkgutil_namespace, "import old.one", ["old-one"]),
    (pkgutil_namespace, "import old.two", ["old-two"]),
    (file_beside_package, "import alike", ["with-package"]),
    (quoted_in_record, "import importlib; importlib.import_module('odd,folder')", ["quoted"]),
    (quoted_in_record, "import importlib; importlib.import_module('odd\"folder')", ["quoted"]),
    (written_otherwise, "import bare", ["bare"]),
    (written_otherwise, "import bare_too", ["bare"]),
    (written_otherwise, "import returns_too", ["returns"]),
    (written_otherwise, "import and_back", ["and-back"]),
    (written_otherwise, "import dotted", ["dotted"]),
    (egg_info_with_files, "import egged", ["egged"]),
    (egg_info_with_top_level, "import topped", ["topped-off"]),
    (egg_info_with_top_level, "import _topped_speed", ["topped-off"]),
    (egg_info_of_one_file, "import filed", ["filed"]),
    (named_in_its_metadata_alone, "import called", ["other"]),
    (named_by_its_folder_alone, "import bones", ["bare-bones"]),
    (byte_code_alone, "import space.one, space.two", ["space-one", "space-two"]),
    (debian_namespace, "import lay.uri", ["lay-uri"]),
    (declared_import_name, "import pep794", ["declares"]),
    (declared_namespace, "import both.left", ["both-leftx"]),
    (no_list_at_all, "import listless", ["python-listless"]),
    (egg_directory, "import nested_egg", ["nested"]),
    (folder_on_the_path, "import win_thing", ["winlike"]),
    (two_versions, "import twice", ["twice"]),
    (vendored, "import vendor._vendor.six", ["vendor"]),
    (vendored, "import vendor, sys; sys.path.append(vendor.__path__[0] + '/_vendor'); import six", ["six", "vendor"]),
    (newline_endings, "import windows_made", ["windows-made"]),
]


@pytest.mark.parametrize("indexed", [False, True], ids=["metadata", "index"])
@pytest.mark.parametrize(
    ("case", "code", "expected"), COUNTED, ids=[f"{case.__name__}: {code}" for case, code, _ in COUNTED]
)
def test_counts(outer_python: Python, case: Case, code: str, expected: list[str], indexed: bool) -> None:
    case(outer_python.site)
    if indexed:
        outer_python.index()
    ended = outer_python.report(code)
    assert ended.packages == expected
    assert ended.lines[0] == PROCESS
