"""Settings, names and datagrams, by tables."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

import popularity_contest as root
from popularity_contest.metadata import normalize_name

P = root.VARIABLE


@pytest.mark.parametrize(
    ("environ", "defaults", "expected"),
    [
        ({}, {}, ("localhost", 9125, "python_popcon.imported_package")),
        (
            {P + "STATSD_HOST": "", P + "STATSD_PORT": "", P + "STATSD_PREFIX": ""},
            {},
            ("localhost", 9125, "python_popcon.imported_package"),
        ),
        (
            {P + "STATSD_HOST": "h"},
            {P + "STATSD_HOST": "d", P + "STATSD_PORT": "7"},
            ("h", 7, "python_popcon.imported_package"),
        ),
        (
            {P + "STATSD_PREFIX": "python_popcon.hub.ns-1.imported_package"},
            {},
            ("localhost", 9125, "python_popcon.hub.ns-1.imported_package"),
        ),
        ({P + "STATSD_PREFIX": "trailing.dot."}, {}, ("localhost", 9125, "trailing.dot")),
    ],
)
def test_settings(environ: dict[str, str], defaults: dict[str, str], expected: tuple[str, int, str]) -> None:
    settings = root.Settings(environ, defaults)
    assert (settings.host, settings.port, settings.prefix) == expected


@pytest.mark.parametrize(
    ("prefix", "process", "direct"),
    [
        ("python_popcon.imported_package", "python_popcon.processes", "python_popcon.directly_imported_package.x"),
        ("a.hub.n.imported_package", "a.hub.n.processes", "a.hub.n.directly_imported_package.x"),
        ("single", "processes", "directly_imported_package.x"),
    ],
)
def test_lines(prefix: str, process: str, direct: str) -> None:
    settings = root.Settings({P + "STATSD_PREFIX": prefix}, {})
    assert settings.process_lines() == [f"{process}:1|c"]
    assert settings.import_line("x") == f"{prefix}.x:1|c"
    assert settings.line_of("directly_imported_package", "x") == f"{direct}:1|c"


RANKS = [
    ({}, ""),
    ({"SLURM_PROCID": "0"}, ""),
    ({"SLURM_PROCID": "1"}, "SLURM_PROCID"),
    ({"PMIX_RANK": "12", "SLURM_PROCID": "0"}, "PMIX_RANK"),
    ({"OMPI_COMM_WORLD_RANK": "0", "SLURM_PROCID": "5"}, ""),
    ({"PMI_RANK": "2"}, "PMI_RANK"),
]


@pytest.mark.parametrize(("ranks", "expected"), RANKS)
def test_rank(ranks: dict[str, str], expected: str) -> None:
    assert root.switched_off({P + "RANK": "first", **ranks}, {}) == expected
    assert root.switched_off(ranks, {P + "RANK": "first"}) == expected
    assert root.switched_off(ranks, {}) == ""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", (socket.AF_INET, ("127.0.0.1", 1))),
        ("10.0.0.1", (socket.AF_INET, ("10.0.0.1", 1))),
        ("::1", (socket.AF_INET6, ("::1", 1, 0, 0))),
        ("[fd00::1]", (socket.AF_INET6, ("fd00::1", 1, 0, 0))),
        ("unixgram:///run/statsd", (socket.AF_UNIX, "/run/statsd")),
        ("statsd.example", None),
    ],
)
def test_literal_addresses(host: str, expected: object) -> None:
    assert root.literal_address(host, 1) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("NumPy", "numpy"), ("zope.interface", "zope-interface"), ("a__b..c--d", "a-b-c-d"), (" spaced ", "spaced"),
     ("", ""), ("-x", ""), ("x-", ""), ("x y", ""), ("x:1|c", ""), ("x\ny", ""), ("é", ""), ("x" * 214, "x" * 214), ("x" * 215, "")],
)  # fmt: skip
def test_normalize_name(name: str, expected: str) -> None:
    assert normalize_name(name) == expected


@given(st.text())
def test_a_component_is_one_statsd_component_or_nothing(name: str) -> None:
    found = normalize_name(name)
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert normalize_name(found) == found


@given(st.lists(st.text("abc.", min_size=1, max_size=700), max_size=60))
def test_datagrams_keep_the_lines_and_the_limit(lines: list[str]) -> None:
    packed = root.datagrams(lines)
    assert b"\n".join(packed).decode() == "\n".join(lines)
    assert all(len(datagram) <= root.MAX_DATAGRAM_BYTES for datagram in packed)
    for one, other in zip(packed, packed[1:]):  # as few as can be
        assert len(one) + 1 + len(other.partition(b"\n")[0]) > root.MAX_DATAGRAM_BYTES
