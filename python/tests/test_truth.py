"""What is named is what was imported, with a fresh index, a stale one and none: by an independent truth."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environments import missing, site_packages
from tests.processes import PEERS, Python, Statsd, distribution

ORIGINAL = PEERS / "original"
PROGRAM = Path(__file__).with_name("truth.py")
STATES = ("none", "stale", "fresh")
ENOUGH = 150


@pytest.fixture
def furnished(tmp_path: Path, statsd: Statsd) -> Python:
    """An environment with the packages of the peers, each a link, so that its metadata are its own to change."""
    if not ORIGINAL.exists() or not (PEERS / "venv").exists():
        missing("the original or the peers' venv is missing: npm run peers")
    python = Python(sys.executable, tmp_path, statsd)
    for entry in site_packages(PEERS / "venv").iterdir():
        link = python.site / entry.name
        if not link.exists() and entry.suffix != ".pth":
            link.symlink_to(entry)
    return python


def indexed(python: Python, folder: Path) -> dict[str, str]:
    """State of the index → a folder with the reporter's package and such an index in it."""
    folders = {state: folder / state for state in STATES}
    shutil.copytree(python.package, folders["none"])
    distribution(python.site, "older", ["older.py"])
    python.index()
    shutil.rmtree(python.site / "older-1.0.dist-info")
    shutil.copytree(python.package, folders["stale"])
    assert python.cli("index").exit_code == 0
    shutil.copytree(python.package, folders["fresh"])
    return {state: str(path) for state, path in folders.items()}


def test_import_sets(furnished: Python, tmp_path: Path) -> None:
    """Ours names the truth, all of it and nothing else. The original, which knows no single files, part of it."""
    command = [furnished.python, str(PROGRAM), str(site_packages(ORIGINAL)), json.dumps(indexed(furnished, tmp_path))]
    environ = furnished.environ(BUDGET_MS="60000")
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, list[str]]] = [answer for answer in json.loads(done.stdout) if "truth" in answer]
    assert sum(1 for answer in answers if answer["truth"]) >= ENOUGH
    wrong = {
        (answer["imports"][0], state): sorted(set(answer[state]) ^ set(answer["truth"]))
        for answer in answers
        for state in STATES
        if answer[state] != answer["truth"]
    }
    assert wrong == {}
    agreed = [answer for answer in answers if answer["original"] == answer["truth"]]
    assert len(agreed) > len(answers) * 3 // 4
    assert all(set(answer["original"]) <= set(answer["truth"]) for answer in answers)
