"""Packages as real installers leave them: pip, setuptools, hatchling, Debian, conda; and real ways to start Python."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.environments import missing
from tests.processes import PREFIX, PROCESS, Python, Statsd, distribution, write

SETUPTOOLS = "setuptools.build_meta"
HATCHLING = "hatchling.build"
HATCH = '[tool.hatch.build.targets.wheel]\npackages = ["{}"]\n'
FOUND = '[tool.setuptools]\npackages = ["made"]\npy-modules = ["made_alone"]\n'
PEERS = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def own_python(tmp_path: Path, statsd: Statsd) -> Python:
    """An environment of the version that has the peers, so that their build backends run in it."""
    for backend in ("setuptools", "hatchling", "editables", "pip"):
        if importlib.util.find_spec(backend) is None:
            missing(f"{backend} is missing: npm run peers")
    return Python(sys.executable, tmp_path, statsd)


def project(folder: Path, name: str, modules: list[str], backend: str = SETUPTOOLS, more: str = "") -> Path:
    """The source of a package, by default with its modules where setuptools finds them by itself."""
    write(folder / name, dict.fromkeys(modules, ""))
    write(
        folder / name,
        {
            "pyproject.toml": f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n'
            f'[project]\nname = "{name}"\nversion = "1.0"\n{more}'
        },
    )
    return folder / name


def pip_install(python: Python, *arguments: str | Path) -> None:
    """Install by pip without a network, with the build backends of the peers."""
    pip = [sys.executable, "-m", "pip", "--python", python.python, "install", "-q", "--no-index", "--no-deps"]
    done = subprocess.run(
        [*pip, "--no-build-isolation", "--disable-pip-version-check", *map(str, arguments)],
        env={**python.environ(), "PYTHONPATH": str(PEERS), "PIP_ROOT_USER_ACTION": "ignore"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def counted(python: Python, code: str) -> list[str]:
    """What is counted, which must be the same without an index and with one."""
    without = python.report(code).packages
    python.index()
    assert python.report(code).packages == without
    return without


def test_a_wheel(python: Python) -> None:
    """Built once by setuptools, installed by pip into every version."""
    if importlib.util.find_spec("setuptools") is None:
        missing("setuptools is missing: npm run peers")
    source = project(python.folder, "Wheel.Made", ["made/__init__.py", "made/part.py", "made_alone.py"], more=FOUND)
    pip_install(python, source) if python.site.parent.name == PEERS.parent.name else install_wheel(python, source)
    assert counted(python, "import made.part") == ["wheel-made"]
    assert counted(python, "import made_alone") == ["wheel-made"]


def install_wheel(python: Python, source: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(python.folder / "wheels"), str(source)], check=True, capture_output=True)
    pip_install(python, next((python.folder / "wheels").glob("*.whl")))


EDITABLE: dict[str, tuple[str, list[str], str, list[str]]] = {
    "setuptools, flat": (SETUPTOOLS, ["edited/__init__.py", "edited/part.py"], "", []),
    "setuptools, src": (SETUPTOOLS, ["src/edited/__init__.py", "src/edited/part.py"], "", []),
    "setuptools, strict": (SETUPTOOLS, ["edited/__init__.py", "edited/part.py"], "", ["editable_mode=strict"]),
    "setuptools, src, strict": (
        SETUPTOOLS,
        ["src/edited/__init__.py", "src/edited/part.py"],
        "",
        ["editable_mode=strict"],
    ),
    "setuptools, compat": (SETUPTOOLS, ["edited/__init__.py", "edited/part.py"], "", ["editable_mode=compat"]),
    "setuptools, another folder": (
        SETUPTOOLS,
        ["lib/code/__init__.py", "lib/code/part.py"],
        '[tool.setuptools]\npackages = ["edited"]\npackage-dir = {edited = "lib/code"}\n',
        [],
    ),
    "hatchling, flat": (HATCHLING, ["edited/__init__.py", "edited/part.py"], HATCH.format("edited"), []),
    "hatchling, src": (HATCHLING, ["src/edited/__init__.py", "src/edited/part.py"], HATCH.format("src/edited"), []),
}


@pytest.mark.parametrize("way", EDITABLE)
def test_an_editable_installation(own_python: Python, way: str) -> None:
    backend, modules, more, settings = EDITABLE[way]
    source = project(own_python.folder / "sources", "edited-dist", modules, backend, more)
    pip_install(own_python, "-e", source, *(f"--config-settings={setting}" for setting in settings))
    write(own_python.folder / "sources", {"beside.py": ""})
    assert counted(own_python, "import edited.part") == ["edited-dist"]
    assert counted(own_python, f"import sys; sys.path.append({str(source.parent)!r}); import beside") == []


def test_editable_halves_of_a_namespace(own_python: Python) -> None:
    for half in ("one", "two"):
        more = f'[tool.setuptools]\npackages = ["space.{half}"]\n'
        source = project(own_python.folder / "sources", f"space-{half}", [f"space/{half}/__init__.py"], more=more)
        pip_install(own_python, "-e", source)
    assert counted(own_python, "import space.one") == ["space-one"]
    assert counted(own_python, "import space.one, space.two") == ["space-one", "space-two"]


def test_halves_of_a_namespace(own_python: Python) -> None:
    for half in ("one", "two"):
        more = f'[tool.setuptools]\npackages = ["space.{half}"]\n'
        pip_install(own_python, project(own_python.folder, f"space-{half}", [f"space/{half}/__init__.py"], more=more))
    assert counted(own_python, "import space.two") == ["space-two"]


def test_an_egg_info_of_setup_py_install(own_python: Python) -> None:
    """As distribution packagers run it, with a list of files that is not beside the metadata."""
    source = own_python.folder / "egged"
    write(
        source, {"setup.py": 'from setuptools import setup\nsetup(name="Egg.ged", version="1", packages=["egged"])\n'}
    )
    write(source, {"egged/__init__.py": ""})
    done = subprocess.run(
        [own_python.python, "setup.py", "-q", "install", "--single-version-externally-managed", "--record=files"],
        env={**own_python.environ(), "PYTHONPATH": str(PEERS), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        cwd=source,
    )
    assert done.returncode == 0, done.stderr
    assert list(own_python.site.glob("*.egg-info"))
    assert counted(own_python, "import egged") == ["egg-ged"]


def test_debian(tmp_path: Path, statsd: Statsd) -> None:
    """The system's Python, which has no index, with a package that dpkg has installed."""
    debian = Path("/usr/lib/python3/dist-packages")
    wanted = {"yaml": "pyyaml", "six": "six", "apt": "python-apt", "pkg_resources": "setuptools"}
    there = {top: name for top, name in wanted.items() if list(debian.glob(f"{top}/__init__.py"))}
    if not there or subprocess.run(["/usr/bin/python3", "-c", ""], check=False).returncode:
        pytest.skip("there is no Debian with a Python package here")
    package = tmp_path / "tree"
    package.mkdir()
    (package / "popularity_contest").symlink_to(Path(__file__).parents[1] / "popularity_contest")
    for top, name in there.items():
        done = subprocess.run(
            ["/usr/bin/python3", "-B", "-c", f"import popularity_contest.reporter, {top}"],
            env={
                "PYTHONPATH": str(package),
                "HOME": str(tmp_path),
                "PYTHON_POPCONTEST_STATSD_HOST": "127.0.0.1",
                "PYTHON_POPCONTEST_STATSD_PORT": str(statsd.port),
            },
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        lines = statsd.lines()
        assert f"{PREFIX}{name}:1|c" in lines, top


def test_conda_without_metadata_of_python(outer_python: Python) -> None:
    site = outer_python.site.relative_to(outer_python.prefix).as_posix()
    distribution(outer_python.site, "with-metadata", ["with_metadata.py"])
    write(outer_python.site, {"bare/__init__.py": "", "bare_two.py": ""})
    for name, files in {
        "Bare_Package-1.0-py3_0": [f"{site}/bare/__init__.py", f"{site}/bare_two.py", "lib/libbare.so"],
        "python-3.13.0-0": [f"{site}/README.txt"],
        "broken-1.0-0": None,
    }.items():
        record = json.dumps({"name": name.rsplit("-", 2)[0].lower(), "files": files}) if files else "{"
        write(outer_python.prefix, {f"conda-meta/{name}.json": record})
    assert counted(outer_python, "import bare") == ["bare-package"]
    assert counted(outer_python, "import bare_two, json") == ["bare-package"]


def test_an_application_in_a_zip_file(python: Python) -> None:
    distribution(python.site, "good", ["good.py"])
    write(python.folder, {"application/__main__.py": "import popularity_contest.reporter, good, inside"})
    write(python.folder, {"application/inside.py": ""})
    assert python.run("-m", "zipapp", "application").exit_code == 0
    for flags in ([], ["-W", "error", "-X", "dev"]):
        ended = python.run(*flags, "application.pyz")
        assert (ended.exit_code, ended.errors, ended.lines) == (0, "", [PROCESS, f"{PREFIX}good:1|c"])


@pytest.mark.parametrize("frozen", ["on", "off"])
def test_frozen_modules(python: Python, frozen: str) -> None:
    """From Python 3.11 the standard library's `os` and its like have no file of their own; older ones know no flag."""
    distribution(python.site, "good", ["good.py"])
    for code in ("import good, os, json, abc", "import good\nimport zipimport, runpy, this\n"):
        ended = python.run("-X", f"frozen_modules={frozen}", code=f"import popularity_contest.reporter\n{code}")
        assert (ended.exit_code, ended.errors, ended.packages) == (0, "", ["good"])
