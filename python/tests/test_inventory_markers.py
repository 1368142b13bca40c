"""The environment that markers are evaluated for, and the answers of `packaging` that TypeScript is held against."""

from __future__ import annotations

import json

from packaging.markers import default_environment

from popularity_contest.inventory.requirements import marker_environment
from popularity_contest.metadata import normalize_name
from tests.marker_cases import ENVIRONMENTS, MARKERS, VERSIONS, compared, evaluate, names, version_rows


def test_this_environment_is_the_reference_one() -> None:
    assert marker_environment() == dict(default_environment())


def test_the_markers_for_typescript_have_the_answers_of_packaging() -> None:
    fixture = json.loads(MARKERS.read_text())
    assert fixture["environments"] == ENVIRONMENTS
    for text, index, extra, expected in fixture["cases"]:
        assert evaluate(text, ENVIRONMENTS[index], extra) is expected, text


def test_the_versions_for_typescript_have_the_answers_of_packaging() -> None:
    fixture = json.loads(VERSIONS.read_text())
    assert fixture == {"names": names(), "versions": compared(), "rows": version_rows()}


def test_a_name_is_normalised_as_packaging_does() -> None:
    assert [[name, normalize_name(name) or None] for name, _ in names()] == names()
