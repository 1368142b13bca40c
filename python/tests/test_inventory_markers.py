"""The marker evaluator, held against `packaging`, the reference."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import default_environment
from packaging.specifiers import InvalidSpecifier, Specifier

from popularity_contest.inventory.markers import Marker, this_environment
from popularity_contest.inventory.versions import satisfies
from tests.marker_cases import ENVIRONMENTS, FIXTURE, LINUX, evaluate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("python_version >= '3.8'", True),
        ("python_version < '3.9'", False),  # as versions, not as strings
        ("python_version == '3.*'", True),
        ("python_version ~= '3.10'", True),
        ("python_version in '2.7 3.11'", True),
        ("'3.12' > python_version", True),
        ("python_full_version < '3.11.7rc1'", False),
        ("os_name == 'nt' or sys_platform == 'linux'", True),
        ("os_name == 'posix' and (sys_platform == 'win32' or platform_machine == 'x86_64')", True),
        ("os.name == 'posix' and python_implementation == 'CPython'", True),
        ("'linux' in sys_platform", True),
        ("sys_platform not in 'win32 darwin'", True),
        ("extra == 'Dev_Tools'", True),
        ("extra == 'docs'", False),
        # What cannot be evaluated holds.
        ("", True),
        ("no_such_variable == '1'", True),
        ("python_version >=", True),
        ("python_version ~= 'x'", True),
        ("(" * 1000 + "os_name == 'nt'" + ")" * 1000, True),
    ],
)
def test_holds(text: str, expected: bool) -> None:
    assert Marker(text).holds(LINUX, extra="dev-tools") is expected


def test_extras_are_those_it_names() -> None:
    assert Marker("extra == 'A_b' or ('c' == extra and os_name != 'extra')").extras() == {"a-b", "c"}


def test_this_environment_is_the_reference_one() -> None:
    assert this_environment() == dict(default_environment())


numbers = st.sampled_from(["0", "1", "2", "3", "7", "8", "9", "10", "11", "13", "20"])
releases = st.lists(numbers, min_size=1, max_size=4).map(".".join)
suffixes = st.sampled_from(
    ["", "", "", "a1", "b", ".rc2", "-pre3", ".post1", "-1", ".dev0", "rc1.dev2", "+local", ".*", "+l.1", "x"]
)
near = st.sampled_from(["3.11", "3.11.7", "3.8", "3.13.0", "3.13.0a2", "3.12.0", "3.12", "20.6"])
versions = st.builds("{}{}{}".format, st.sampled_from(["", "", "v", "1!"]), near | releases, suffixes)
operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in"])
variables = st.sampled_from([*LINUX, "os.name", "python_implementation", "extra"])
values = st.sampled_from([*LINUX.values(), "win32", "Dev_Tools", "dev-tools", "docs", "", "2.7 3.11"]) | versions


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    variable, operator, value = draw(variables), draw(operators), draw(values)
    if draw(st.booleans()):
        version = "python_version", "python_full_version", "implementation_version", "platform_release"
        variable, value = draw(st.sampled_from(version)), draw(versions)
    sides = [variable, f'"{value}"' if draw(st.booleans()) else f"'{value}'"]
    if draw(st.integers(0, 3)) == 0:
        sides.reverse()
    return f"{sides[0]} {operator} {sides[1]}"


markers = st.recursive(
    comparisons(),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner)
    ),
    max_leaves=5,
)


@settings(max_examples=3000, deadline=None)
@given(markers, st.sampled_from(ENVIRONMENTS), st.sampled_from(["", "dev-tools", "docs"]))
def test_agrees_with_packaging(text: str, environment: dict[str, str], extra: str) -> None:
    expected = evaluate(text, environment, extra)
    assert Marker(text).holds(environment, extra) is expected


def test_the_cases_for_typescript_are_the_answers_of_packaging() -> None:
    fixture = json.loads(FIXTURE.read_text())
    assert fixture["environments"] == ENVIRONMENTS
    for text, index, extra, expected in fixture["cases"]:
        assert evaluate(text, ENVIRONMENTS[index], extra) is expected, text


def test_every_pair_of_versions_agrees_with_packaging() -> None:
    suffixes = ["", "a1", "a1.post1", "a1.dev2", "rc2", "b0.post1.dev1", ".post1", ".post2", ".post1.dev3"]
    suffixes += [".dev0", "+l", "+l.1", ".post1+l", "a1+2", ".*", "x", " y"]
    versions = [r + suffix for r in ("3", "3.0", "3.11", "3.11.0", "3.11.7", "1!3") for suffix in suffixes]
    for operator in ("==", "!=", "<", "<=", ">", ">=", "~=", "==="):
        for wanted in versions:
            try:
                reference = Specifier(operator + wanted)
            except InvalidSpecifier:
                assert satisfies("3.11", operator, wanted) is None, (operator, wanted)
                continue
            for candidate in versions:
                expected = reference.contains(candidate, prereleases=True)
                assert satisfies(candidate, operator, wanted) is expected, (candidate, operator, wanted)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.text("()'\"andor <>=!~.extrapython_version ", max_size=80))
def test_any_text_is_borne(text: str) -> None:
    assert Marker(text).holds(LINUX) in (True, False)
