"""The inventory of real environments, held against what pip, Python and the disk say of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.environments import HELPER, by_name, environment, install, interpreter, site_packages, take
from tests.processes import distribution, write

# Namespaces, extras, markers, stubs, a plugin, commands, C extensions, a metapackage.
REQUIREMENTS = (
    "ipykernel==6.29.5",
    "requests[socks]==2.32.3",
    "types-requests==2.32.0.20241016",
    "zope.interface==7.1.1",
    "zope.event==5.0",
    "googleapis-common-protos==1.66.0",
    "pytest-cov==6.0.0",
    "jupyter-server-proxy==4.4.0",
)

IN_PIP = """
import json
from pip._internal.metadata import get_default_environment
from pip._vendor.packaging.utils import canonicalize_name
rows = {}
for one in get_default_environment().iter_installed_distributions(local_only=True, skip=()):
    rows[canonicalize_name(one.raw_name)] = {"version": str(one.version), "requested": one.requested}
print(json.dumps(rows))
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    return environment(*REQUIREMENTS)


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    return take(folder)


def python(folder: Path, code: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    command = [str(folder / "bin" / "python"), "-B", "-c", code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **(env or {})}).stdout


def test_agrees_with_pip(folder: Path, document: dict[str, Any]) -> None:
    rows = by_name(document)
    expected = json.loads(python(folder, IN_PIP))
    assert set(rows) == set(expected)
    for name, pip in expected.items():
        row = rows[name]
        assert (row["version"], row["requested"], row["installer"]) == (pip["version"], pip["requested"], "pip")


def test_every_file_on_the_disk_counts_once(folder: Path, document: dict[str, Any]) -> None:
    everything = [path for path in site_packages(folder).rglob("*") if path.is_file()]
    everything += [path for top in ("bin", "share", "etc") for path in (folder / top).rglob("*")]
    made_by_venv = {"python", "python3", "pyvenv.cfg", "Activate.ps1"}
    total = sum(
        path.lstat().st_size
        for path in everything
        if path.is_file()
        and not (path.parent.name == "bin" and (path.name in made_by_venv or path.name.startswith("activate")))
        and not (path.parent.name == "bin" and path.is_symlink())
    )
    assert sum(row["bytes"] for row in document["distributions"]) == total


def test_every_import_name_is_found_and_none_is_left_out(folder: Path, document: dict[str, Any]) -> None:
    names = [name for row in document["distributions"] for name in row["importNames"]]
    code = "import importlib.util,json,sys; print(json.dumps([n for n in sys.argv[1:] if not spec(n)]))"
    finder = "def spec(n):\n return importlib.util.find_spec(n)\n"
    assert json.loads(python(folder, f"import importlib.util\n{finder}{code}", *names)) == []
    # What can be imported: Debian's setuptools declares a module that it does not bring.
    owned = "import importlib.metadata as m,importlib.util,json\n"
    owned += "print(json.dumps([n for n in m.packages_distributions() if importlib.util.find_spec(n)]))"
    owners = json.loads(python(folder, owned))
    tops = {name.partition(".")[0] for name in names}
    assert {name for name in owners if name.isidentifier() and not name.startswith("__")} - tops == set()


def test_odd_kinds(document: dict[str, Any]) -> None:
    rows = by_name(document)
    assert rows["types-requests"]["importNames"] == []
    assert rows["zope-interface"]["importNames"] == ["zope.interface"]
    assert rows["zope-event"]["importNames"] == ["zope.event"]
    assert "google.rpc" in {name.rpartition(".")[0] for name in rows["googleapis-common-protos"]["importNames"]}
    assert rows["pytest-cov"]["entryPoints"]["pytest11"] == ["pytest_cov"]
    assert "PySocks!=1.5.7,>=1.5.6 ; extra == 'socks'" in rows["requests"]["requiresDist"]
    assert "socks" in rows["requests"]["providesExtra"]
    assert {"ipython", "ipython3"} <= set(rows["ipython"]["commands"])
    assert rows["pip"]["commands"][:2] == ["pip", "pip3"]


def test_baseline_is_what_a_kernel_has_loaded_when_start_up_files_run(
    folder: Path, document: dict[str, Any], tmp_path: Path
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    answer = tmp_path / "modules"
    startup.joinpath("0.py").write_text(
        f"import os, sys\nopen({str(answer)!r}, 'w').write('\\n'.join(sys.modules))\nos._exit(0)\n"
    )
    env = {"HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")}
    command = [str(folder / "bin" / "python"), "-m", "ipykernel_launcher", "-f", str(tmp_path / "k.json")]
    subprocess.run(command, env={**os.environ, **env}, timeout=60, capture_output=True)
    loaded = set(answer.read_text().split())
    expected = {row["name"] for row in document["distributions"] if not loaded.isdisjoint(row["importNames"])}
    assert set(document["baseline"]) == expected
    assert {"ipykernel", "ipython", "traitlets"} <= expected
    assert "requests" not in expected


@pytest.mark.parametrize("loads_reporter", [True, False])
def test_what_start_up_files_load_before_the_reporter_is_baseline(
    folder: Path, tmp_path: Path, loads_reporter: bool
) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (site_packages(venv) / "kernel.pth").write_text(f"{site_packages(folder)}\n")
    lines = {
        "00-first.py": "import first",
        "zzz-reporter.py": "import popularity_contest.reporter",
        "zzzz.py": "import last",
    }
    for name in ("first", "last", "never"):
        distribution(site_packages(venv), name, [f"{name}.py"])
    write(venv / "etc" / "ipython" / "startup", lines if loads_reporter else {**lines, "zzz-reporter.py": ""})
    before = {"ipykernel", "first"} if loads_reporter else {"ipykernel", "first", "last"}
    assert before == {"ipykernel", "first", "last", "never"}.intersection(take(venv)["baseline"])


def test_a_kernel_that_does_not_start_leaves_the_baseline_unknown(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    shutil.copytree(environment(), venv, symlinks=True)
    broken = site_packages(venv) / "ipykernel"
    broken.mkdir()
    broken.joinpath("__init__.py").touch()
    broken.joinpath("kernelapp.py").write_text("raise RuntimeError")
    assert take(venv)["unknown"] == ["baseline"]


def test_nothing_of_the_machine_is_in_it(folder: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for secret in (str(folder), str(Path.home()), folder.name, os.uname().nodename, "/"):
        strings = [value for value in _strings(json.loads(text)) if secret in value]
        assert [value for value in strings if secret != "/" or value.startswith("/")] == []


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in [key, *_strings(inner)]]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
def test_every_python(version: str) -> None:
    document = take(environment("attrs==23.2.0", "importlib-resources==6.4.0", base=interpreter(version)))
    rows = by_name(document)
    assert document["python"]["version"].startswith(version + ".")
    assert {"attrs", "importlib-resources", "pip"} <= set(rows)
    assert rows["attrs"]["importNames"] == ["attr", "attrs"]
    needs_zipp = version in ("3.8", "3.9")
    assert ("zipp" in rows) is needs_zipp
    assert document["markerEnvironment"]["python_version"] == version
    assert document["unknown"] == []


def test_a_venv_over_another_lists_both(tmp_path: Path) -> None:
    below = environment("attrs==23.2.0", "idna==3.10")
    above = tmp_path / "venv"
    subprocess.run([str(below / "bin" / "python"), "-m", "venv", str(above)], check=True)
    # What `--system-site-packages` does for a base that is a venv itself.
    (site_packages(above) / "below.pth").write_text(f"{site_packages(below)}\n")
    shutil.copytree(site_packages(below) / "idna", site_packages(above) / "idna")
    metadata = site_packages(above) / "idna-9.9.dist-info"
    shutil.copytree(next(site_packages(below).glob("idna-*.dist-info")), metadata)
    metadata.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: idna\nVersion: 9.9\n")
    rows = by_name(take(above, env={"HOME": str(tmp_path / "home")}))
    assert rows["attrs"]["version"] == "23.2.0"
    assert rows["idna"]["version"] == "9.9"


def test_a_persons_own_packages_are_not_listed(folder: Path, tmp_path: Path) -> None:
    """Neither below the home nor where their code is installed for editing; of the venv that is asked, all else."""
    venv = tmp_path / "home" / "env"
    shutil.copytree(folder, venv, symlinks=True)
    (venv / "pyvenv.cfg").write_text((folder / "pyvenv.cfg").read_text())
    distribution(tmp_path / "home" / "own", "mine", ["mine.py"])
    (site_packages(venv) / "own.pth").write_text(f"{tmp_path}/home/own\n")
    url = f'{{"url": "file://{tmp_path}/home/project", "dir_info": {{"editable": true}}}}'
    distribution(site_packages(venv), "edited", extra={"direct_url.json": url})
    distribution(tmp_path / "tree", "moduled", ["moduled.py"])
    (site_packages(venv) / "tree.pth").write_text(f"{tmp_path}/tree\n")
    listed = set(by_name(take(venv, env={"HOME": str(tmp_path / "home")})))
    everybodys = {"moduled"} if os.geteuid() == 0 else set()  # what a user owns outside is theirs, too
    assert listed == set(by_name(take(folder))) | everybodys


def test_the_folder_that_it_is_run_in_is_not_installed(folder: Path, tmp_path: Path) -> None:
    distribution(tmp_path, "mine", ["mine.py"])
    env = {**os.environ, "PYTHONPATH": str(HELPER.parents[1])}
    command = [str(folder / "bin" / "python"), "-m", "popularity_contest.inventory"]
    run = subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
    assert "mine" not in by_name(json.loads(run.stdout))


EDITABLE = {
    "hatchling": '[build-system]\nrequires = ["hatchling==1.26.3"]\nbuild-backend = "hatchling.build"\n',
    "setuptools": '[build-system]\nrequires = ["setuptools==75.3.0"]\nbuild-backend = "setuptools.build_meta"\n',
    "flit": '[build-system]\nrequires = ["flit_core==3.10.1"]\nbuild-backend = "flit_core.buildapi"\n',
}


@pytest.mark.parametrize("backend", sorted(EDITABLE))
@pytest.mark.parametrize("layout", ["", "src"])
def test_editable_installs(backend: str, layout: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    package = project / layout / "my_tool"
    package.mkdir(parents=True)
    package.joinpath("__init__.py").write_text('"""A tool."""\n__version__ = "1.0"\n')
    package.joinpath("large.py").write_text("x = 1\n" * 100_000)
    project.joinpath("pyproject.toml").write_text(
        EDITABLE[backend] + '[project]\nname = "My.Tool"\nversion = "1.0"\ndescription = "x"\n'
        '[project.scripts]\nmy-tool = "my_tool:main"\n'
        + ('[tool.flit.module]\nname = "my_tool"\n' if backend == "flit" else "")
        + (
            '[tool.hatch.build.targets.wheel]\npackages = ["%s"]\n' % f"{layout}/my_tool".lstrip("/")
            if backend == "hatchling"
            else ""
        )
    )
    venv = tmp_path / "venv"
    shutil.copytree(environment(), venv, symlinks=True)
    done = install(venv, "-e", str(project))
    if done.returncode != 0:
        from tests.environments import missing

        missing(f"pip cannot install in editable mode: {done.stderr[-300:]}")
    row = by_name(take(venv, env={"HOME": str(tmp_path / "home")}))["my-tool"]
    assert row["editable"] is True
    assert row["requested"] is True
    assert row["importNames"] == ["my_tool"]
    assert row["commands"] == ["my-tool"]
    assert row["bytes"] < 50_000


def test_debian(tmp_path: Path) -> None:
    """The system's Python, where dpkg has one."""
    if not Path("/usr/bin/python3").exists() or shutil.which("dpkg-query") is None:
        pytest.skip("no Debian")
    command = ["/usr/bin/python3", "-I", "-B", str(Path(__file__).parents[1] / "popularity_contest" / "inventory")]
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    rows = {row["name"]: row for row in document["distributions"] if row.get("installer") == "debian"}
    if not rows:
        pytest.skip("no distribution by Debian")
    manual = set(subprocess.run(["apt-mark", "showmanual"], capture_output=True, text=True).stdout.split())
    for row in rows.values():
        package = row.get("installedAs", row["name"])
        listed = subprocess.run(["dpkg-query", "-L", package], check=True, capture_output=True, text=True).stdout
        assert "-packages/" in listed
        assert row.get("requested") in (package in manual, None)
        assert row["bytes"] > 0
