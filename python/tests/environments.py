"""Real environments for the tests of the inventory: made once by real installers, kept in `.cache/`, read-only.

A test whose environment cannot be made (no network, no such Python) skips and says so; under
`POPCON_REQUIRE_PEERS=1` it fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import find_python

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "environments"
HELPER = ROOT / "python" / "popularity_contest" / "inventory"


def missing(reason: str) -> None:
    """Skip the test that needs what is missing, or fail it where nothing may be missing."""
    if os.environ.get("POPCON_REQUIRE_PEERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def interpreter(version: str) -> str:
    """Return the path of a Python such as `3.8`."""
    found = find_python(version)
    if found is None:
        missing(f"there is no Python {version}")
    return str(found)


def environment(*requirements: str, base: str = "", options: tuple[str, ...] = ()) -> Path:
    """Return a venv with the requirements installed by pip."""
    base = base or sys.executable
    key = hashlib.sha256(json.dumps([base, requirements, options]).encode()).hexdigest()[:16]
    folder = CACHE / key
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([base, "-m", "venv", *options, str(folder)], check=True, capture_output=True)
        if requirements and install(folder, *requirements).returncode != 0:
            missing(f"pip cannot install {' '.join(requirements)}")
        (folder / "whole").touch()
    return folder


def install(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the environment's `pip install`."""
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def take(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the inventory of an environment, taken as `popcon inventory` takes it."""
    command = [str(folder / "bin" / "python"), "-I", "-B", str(HELPER), "--environment", "hub", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(env or {})})
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return document


def by_name(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the distributions of an inventory by name."""
    return {row["name"]: row for row in document["distributions"]}


def site_packages(folder: Path) -> Path:
    """Return where pip installs."""
    return next((folder / "lib").glob("python3*/site-packages"))
