"""Switching on and off: idempotent, byte for byte, refused in one line, and harmless when broken."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import PREFIX, PROCESS, Python, distribution, write

MODES = ["--ipython", "--all-processes"]


def snapshot(folder: Path) -> dict[str, str]:
    """Every file and directory below a folder, with its content and mode."""
    found = {}
    for path in sorted(folder.rglob("*")):
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        digest = hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
        found[str(path.relative_to(folder))] = f"{path.lstat().st_mode:o} {digest}"
    return found


@pytest.mark.parametrize("mode", MODES)
def test_deactivate_leaves_all_as_it_was(python: Python, mode: str) -> None:
    before = snapshot(python.prefix)
    first = python.cli("activate", mode, "--host", "collector", "--port", "9999", "--prefix", "a.b", "--rank", "first")
    assert first.exit_code == 0, first.errors
    activated = snapshot(python.prefix)
    told = {line.partition("wrote ")[2] for line in first.output.splitlines()}
    files = {python.prefix / path for path in activated if path not in before}
    assert told == {str(path) for path in files if path.is_file()}
    second = python.cli("activate", mode, "--host", "collector", "--port", "9999", "--prefix", "a.b", "--rank", "first")
    assert second.exit_code == 0
    assert snapshot(python.prefix) == activated
    assert python.cli("deactivate").exit_code == 0
    assert snapshot(python.prefix) == before
    again = python.cli("deactivate")
    assert (again.exit_code, again.output) == (0, "there was nothing to do\n")


def test_deactivate_finds_what_a_package_that_is_gone_has_written(outer_python: Python) -> None:
    before = snapshot(outer_python.prefix)
    assert outer_python.cli("activate", "--all-processes").exit_code == 0
    next(outer_python.package.glob("*.activation.json")).unlink()
    assert outer_python.cli("deactivate").exit_code == 0
    left = [outer_python.prefix / path for path in snapshot(outer_python.prefix).keys() - before.keys()]
    assert not [path for path in left if not path.is_dir()]


def test_an_empty_directory_that_was_there_stays(outer_python: Python) -> None:
    (outer_python.prefix / "etc/ipython").mkdir(parents=True)
    before = snapshot(outer_python.prefix)
    outer_python.cli("activate")
    outer_python.cli("deactivate")
    assert snapshot(outer_python.prefix) == before


def test_from_all_processes_back_to_ipython(outer_python: Python) -> None:
    outer_python.cli("activate", "--ipython")
    before = snapshot(outer_python.prefix)
    outer_python.cli("activate", "--all-processes")
    outer_python.cli("activate", "--ipython")
    after = snapshot(outer_python.prefix)
    assert {path for path in before if not path.endswith(("json", "index"))} <= set(after)
    assert not [path for path in after if path.endswith(".pth")]


def test_all_processes_report(python: Python) -> None:
    distribution(python.site, "good", ["good.py"])
    write(python.site, {"aaa.pth": "import sys\n"})
    assert python.cli("activate", "--all-processes").exit_code == 0
    for arguments in (["-c", "import good"], ["-I", "-c", "import good"]):
        ended = python.run(*arguments)
        assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")
    assert python.run("-c", "import good").lines == [PROCESS, f"{PREFIX}good:1|c"]
    assert python.run("-S", "-c", "").lines == []
    assert python.cli("doctor").lines == []


def test_what_start_up_hooks_import_is_nobodys_choice(python: Python) -> None:
    for name in ("chosen", "hooked", "customized"):
        distribution(python.site, name, [f"{name}.py"])
    write(python.site, {"zzzz-later.pth": "import hooked\n", "sitecustomize.py": "import customized\n"})
    assert python.cli("activate", "--all-processes").exit_code == 0
    assert python.run("-c", "import hooked, customized, chosen").packages == ["chosen"]


@pytest.mark.parametrize("mode", MODES)
def test_a_package_of_that_name_in_the_working_directory_is_never_run(python: Python, mode: str) -> None:
    write(python.folder, {"popularity_contest/__init__.py": "print('run')\n"})
    before = (python.folder / "popularity_contest").rename(python.folder / "aside")
    assert python.cli("activate", mode).exit_code == 0
    before.rename(python.folder / "popularity_contest")
    script = python.prefix / "etc/ipython/startup/zzz-popularity-contest.py"
    as_ipython_does = f"import sys; sys.path.insert(0, ''); exec(open({str(script)!r}).read(), {{}})"
    ended = python.run("-c", as_ipython_does)
    assert (ended.exit_code, ended.output, ended.errors, ended.lines) == (0, "", "", [PROCESS])


def test_a_named_environment_with_an_early_report(outer_python: Python) -> None:
    assert outer_python.cli("activate", "--all-processes", "--environment", "course", "--early", "7").exit_code == 0
    assert outer_python.run("-c", "").lines == [PROCESS, "python_popcon.environment_processes.course:1|c"]
    defaults = (outer_python.package / "defaults.conf").read_text()
    assert "PYTHON_POPCONTEST_EARLY_S=7\n" in defaults


ACTIVATE_FOR_3_15 = """
import sys, types
from popularity_contest import activation, reporter
reporter.stop()
activation.sys = types.SimpleNamespace(version_info=(3, 15), prefix=sys.prefix)
activation.activate(True, {})
"""
AS_SITE_DOES = """
import importlib, pathlib, sys
for file in pathlib.Path(sys.argv[1]).glob("*.start"):
    for line in file.read_text().splitlines():
        module, _, function = line.partition(":")
        getattr(importlib.import_module(module), function)()
"""


def test_the_start_file_of_python_3_15(outer_python: Python) -> None:
    """PEP 829: lines of `module:callable`, each resolved and called; the `.pth` file of the same name is then not run."""
    before = snapshot(outer_python.prefix)
    assert outer_python.run("-B", code=ACTIVATE_FOR_3_15).errors == ""
    start, pth = (outer_python.site / f"zzz-popularity-contest{suffix}" for suffix in (".start", ".pth"))
    assert start.exists()
    write(outer_python.folder, {"as_site_does.py": AS_SITE_DOES})
    pth.rename(outer_python.folder / pth.name)
    site = str(outer_python.site)
    ended = outer_python.run("-B", "as_site_does.py", site)
    assert (ended.exit_code, ended.output, ended.errors, ended.lines) == (0, "", "", [PROCESS])
    outer_python.package.rename(outer_python.folder / "gone")
    ended = outer_python.run("-B", "as_site_does.py", site)
    assert (ended.exit_code, ended.output, ended.errors, ended.lines) == (0, "", "", [])
    (outer_python.folder / "gone").rename(outer_python.package)
    (outer_python.folder / pth.name).rename(pth)
    assert outer_python.cli("deactivate").exit_code == 0
    assert snapshot(outer_python.prefix) == before


def test_defaults_are_for_what_is_not_set(outer_python: Python) -> None:
    port = str(outer_python.statsd.port)
    outer_python.cli("activate", "--host", "127.0.0.1", "--port", port, "--prefix", "x.y")
    environ = {k: v for k, v in outer_python.environ().items() if not k.startswith("PYTHON_POPCONTEST")}
    command = [outer_python.python, "-c", "import popularity_contest.reporter"]
    subprocess.run(command, env=environ, check=True, cwd=outer_python.folder)
    assert outer_python.statsd.lines() == ["x.processes:1|c"]
    environ["PYTHON_POPCONTEST_STATSD_PREFIX"] = "z.i"
    subprocess.run(command, env=environ, check=True, cwd=outer_python.folder)
    assert outer_python.statsd.lines() == ["z.processes:1|c"]


def test_two_environments_share_one_package(tmp_path: Path, outer_python: Python) -> None:
    """As in a module tree. What is switched off in one stays on in the other, with what both were told."""
    other = copy_without_reporter(outer_python, tmp_path / "other")
    shared = {"PYTHONPATH": str(share_package(outer_python, tmp_path / "shared"))}
    before = {folder: snapshot(folder) for folder in (outer_python.prefix, other)}
    pythons = {prefix: str(prefix / "bin/python") for prefix in before}
    for prefix, path in pythons.items():
        outer_python.python = path
        assert outer_python.cli("activate", "--all-processes", "--host", "127.0.0.1", **shared).exit_code == 0
        assert snapshot(prefix) != before[prefix]
    activated = snapshot(other)
    outer_python.python = pythons[outer_python.prefix]
    assert outer_python.cli("deactivate", **shared).exit_code == 0
    assert snapshot(other) == activated
    assert (outer_python.package / "defaults.conf").exists()
    assert [path.name.endswith("other.index") for path in outer_python.package.glob("*.index")] == [True]
    assert outer_python.run("-c", "", **shared).lines == []
    outer_python.python = pythons[other]
    assert outer_python.run("-c", "", **shared).lines == [PROCESS]
    assert outer_python.cli("deactivate", **shared).exit_code == 0
    assert {folder: snapshot(folder) for folder in before} == before


def copy_without_reporter(python: Python, prefix: Path) -> Path:
    shutil.copytree(python.prefix, prefix, symlinks=True)
    shutil.rmtree(next(prefix.glob("lib/python*/site-packages/popularity_contest")))
    return prefix


def share_package(python: Python, folder: Path) -> Path:
    folder.mkdir()
    (folder / "popularity_contest").symlink_to(python.package)
    return folder


BROKEN = {
    "the package is gone": lambda python: shutil.rmtree(python.package),
    "a module is gone": lambda python: (python.package / "reporter.py").unlink(),
    "a module is empty": lambda python: (python.package / "reporter.py").write_text(""),
    "a module does not compile": lambda python: (python.package / "reporter.py").write_text("def ("),
    "a module raises": lambda python: (python.package / "__init__.py").write_text("raise RuntimeError"),
    "the index is garbage": lambda python: [
        path.write_bytes(os.urandom(999)) for path in python.package.glob("*.index")
    ],
    "the index is half": lambda python: [
        path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2]) for path in python.package.glob("*.index")
    ],
    "the index is a directory": lambda python: [(p.unlink(), p.mkdir()) for p in python.package.glob("*.index")],
    "the defaults are garbage": lambda python: (python.package / "defaults.conf").write_bytes(b"\xff\xfe=\0\n"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_installation_stops_nobody(outer_python: Python, broken: str) -> None:
    distribution(outer_python.site, "good", ["good.py"])
    outer_python.cli("activate", "--all-processes")
    BROKEN[broken](outer_python)
    script = outer_python.prefix / "etc/ipython/startup/zzz-popularity-contest.py"
    for arguments in (["-c", "import good"], ["-W", "error", "-X", "dev", "-c", "import good"], [str(script)]):
        ended = outer_python.run(*arguments)
        assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")
        assert set(ended.packages) <= {"good"}


def test_a_file_of_anothers_is_not_overwritten(outer_python: Python) -> None:
    script = outer_python.prefix / "etc/ipython/startup/zzz-popularity-contest.py"
    write(script.parent, {script.name: "print('mine')\n"})
    refused = outer_python.cli("activate")
    assert refused.exit_code == 2
    assert refused.errors.count("\n") == 1
    assert script.read_text() == "print('mine')\n"
    script.write_text("import popularity_contest.reporter\n")
    assert outer_python.cli("activate").exit_code == 0
    outer_python.cli("deactivate")
    assert script.read_text() == "import popularity_contest.reporter\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="another user is needed to be refused")
def test_refused_where_it_may_not_write(outer_python: Python) -> None:
    before = snapshot(outer_python.prefix)
    for folder in [outer_python.prefix, *outer_python.prefix.parents]:
        if folder != Path("/tmp") and folder != Path("/"):
            folder.chmod(0o755)
    base = Path(outer_python.python).resolve()
    if not all(parent.stat().st_mode & 0o001 for parent in base.parents):
        pytest.skip(f"{base} is not for every user")
    command = [outer_python.python, "-m", "popularity_contest"]
    for action in ("activate", "index"):
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--clear-groups", *command, action],
            env=outer_python.environ(), capture_output=True, text=True, cwd="/",
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "written" in done.stderr or "denied" in done.stderr
    assert {path: text for path, text in snapshot(outer_python.prefix).items() if path != "."} == before


@pytest.mark.parametrize(
    "arguments", [["--port", "x"], ["--prefix", "a:b"], ["--host", "a/b"], ["--environment", "a.b"], ["--early", "x"]]
)
def test_settings_that_cannot_be_used_are_refused(outer_python: Python, arguments: list[str]) -> None:
    before = snapshot(outer_python.prefix)
    refused = outer_python.cli("activate", *arguments)
    assert (refused.exit_code, refused.errors.count("\n")) == (2, 1)
    assert snapshot(outer_python.prefix) == before


def test_doctor(outer_python: Python) -> None:
    checks = {check["check"]: check for check in json.loads(outer_python.cli("doctor", "--json").output)["checks"]}
    assert checks["activation"]["state"] == "fault"
    assert checks["index"]["state"] == "warning"
    distribution(outer_python.site, "old", ["old.py"])
    outer_python.cli("activate", "--all-processes")
    answer = json.loads(outer_python.cli("doctor", "--json").output)
    assert answer["ok"] is True
    assert {check["check"]: check["state"] for check in answer["checks"]} == dict.fromkeys(checks, "ok")
    distribution(outer_python.site, "new", ["new.py"])
    os.utime(outer_python.site, (1_600_000_000, 1_600_000_000))
    checks = {check["check"]: check for check in json.loads(outer_python.cli("doctor", "--json").output)["checks"]}
    assert "changed since" in checks["index"]["found"]
    assert "DO_NOT_TRACK" in outer_python.cli("doctor", DO_NOT_TRACK="1").output
    refused = outer_python.cli("doctor", STATSD_PORT="1")
    assert refused.exit_code == 1
    assert "refused" in refused.output


def test_show_sends_nothing_and_shows_all(outer_python: Python) -> None:
    distribution(outer_python.site, "good", ["good.py"])
    expected = [PROCESS, f"{PREFIX}good:1|c"]
    shown = outer_python.cli("show", "--code", "import good")
    assert (shown.exit_code, shown.output.split(), shown.lines) == (0, expected, [])
    write(
        outer_python.folder,
        {
            "work/script.py": "import beside, good, sys\nassert sys.argv[1:] == ['--flag', 'x'] and __name__ == '__main__'"
        },
    )
    write(outer_python.folder, {"work/beside.py": ""})
    shown = outer_python.cli("show", "--json", "--", "work/script.py", "--flag", "x")
    assert json.loads(shown.output) == {"lines": expected, "exit_code": 0, "switched_off_by": None}
    assert outer_python.cli("show").exit_code == 2
    missing = outer_python.cli("show", "--", "no-such.py")
    assert (missing.exit_code, missing.errors.count("\n")) == (2, 1)
    assert outer_python.cli("show", "--code", "raise SystemExit(3)").exit_code == 2
    assert "DO_NOT_TRACK" in outer_python.cli("show", "--code", "pass", DO_NOT_TRACK="1").output
