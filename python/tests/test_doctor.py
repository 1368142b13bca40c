"""What the doctor says of folders, removals, hosts and a socket, each check by itself."""

from __future__ import annotations

import os
import site
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import popularity_contest as root
from popularity_contest import doctor, places, removals
from tests.processes import distribution

NAMED: list[tuple[list[str], str, str]] = [
    (["shared"], "ok", "every folder of sys.path"),
    (["shared", "home/own"], "ok", "{top}/home/own"),
    (["home/own"], "warning", "{top}/home/own"),
]


@pytest.mark.parametrize(("folders", "state", "found"), NAMED, ids=[" ".join(one[0]) for one in NAMED])
def test_whose_folders_are_named(
    folders: list[str], state: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in folders:
        distribution(tmp_path / folder, "some", ["some.py"])
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(site, "USER_SITE", None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "path", ["", *(str(tmp_path / folder) for folder in (*folders, "empty"))])
    check = doctor.named()
    assert check.state == state
    assert check.found.endswith(found.replace("{top}", str(tmp_path)))


def test_a_removal_is_gone_on_its_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root, "REMOVALS", str(tmp_path))
    monkeypatch.setattr(time, "strftime", lambda _: "2026-05-02")
    days = ("2026-05-01", "2026-05-02", "2026-05-03")
    monkeypatch.setattr(removals, "load", lambda: {on: SimpleNamespace(on=on) for on in days})
    (check,) = doctor.announced()
    assert check.found.startswith("1 announced, 2 gone,")


def test_an_index_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root, "FOLDER", str(tmp_path))
    assert doctor.indexed().found.startswith("there is none")
    (tmp_path / places.file_of(sys.prefix, places.INDEX_SUFFIX)).mkdir()
    assert doctor.indexed()[1:3] == (
        "warning",
        f"{tmp_path / places.file_of(sys.prefix, places.INDEX_SUFFIX)} cannot be read",
    )


def test_a_host() -> None:
    found = doctor.resolved("stats", (socket.AF_INET, ("192.0.2.1", 9125)), 0.0124)
    assert found == ("host", "ok", "stats is 192.0.2.1, found in 12 ms", "")
    known = doctor.resolved("127.0.0.1", None, 0.0124)
    assert known.state == "fault"
    assert known.found.endswith("by DNS in 12 ms")
    assert known.advice == "set PYTHON_POPCONTEST_STATSD_HOST=127.0.0.1"
    assert doctor.resolved("a" * 400, None, 0).found.endswith(" has no address")


def test_a_socket_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "statsd")
    monkeypatch.setenv("PYTHON_POPCONTEST_STATSD_HOST", f"unixgram://{path}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        checks = {check.check: check for check in doctor.examine()}
    assert checks["settings"].found.startswith(f"to unixgram://{path} as ")
    assert checks["packet"][1:3] == ("ok", f"{path} took it")
    assert {check.check: check for check in doctor.examine()}["packet"].state == "fault"
