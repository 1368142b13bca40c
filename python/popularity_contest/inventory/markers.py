"""Environment markers (PEP 508): does a requirement hold in this environment?

What cannot be evaluated holds: a package that something may need must never look unneeded.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from typing import Callable, Dict, Mapping, Set

from .marker_syntax import Comparison, Either, MarkerError, parse_marker
from .names import normalized
from .versions import satisfies

Environment = Mapping[str, str]

_COMPARED_AS_VERSIONS = {
    "implementation_version",
    "platform_release",
    "python_full_version",
    "python_version",
}
_STRING_OPERATORS: Dict[str, Callable[[str, str], bool]] = {
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<=": lambda left, right: left == right,
    ">=": lambda left, right: left == right,
    "<": lambda left, right: False,
    ">": lambda left, right: False,
}


def this_environment() -> dict[str, str]:
    """The variables of this Python, as the specification defines them."""
    return {
        "implementation_name": sys.implementation.name,
        "implementation_version": _full_version(sys.implementation.version),
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        # Debian and others build between two releases, and write 3.12.3+
        "python_full_version": re.sub(r"\+$", "+local", platform.python_version()),
        "platform_python_implementation": platform.python_implementation(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
    }


def _full_version(info: object) -> str:
    major, minor, micro, level, serial = (
        getattr(info, part) for part in ("major", "minor", "micro", "releaselevel", "serial")
    )
    return f"{major}.{minor}.{micro}" + ("" if level == "final" else f"{level[0]}{serial}")


class Marker:
    """A parsed marker; one that is not understood holds everywhere."""

    def __init__(self, text: str) -> None:
        try:
            self._root: Either | None = parse_marker(text)
        except MarkerError:
            self._root = None

    def holds(self, environment: Environment, extra: str = "") -> bool:
        """Evaluate with `extra`, normalised, as the one extra that is asked for."""
        try:
            return self._root is None or _evaluate(self._root, {**environment, "extra": extra})
        except MarkerError:
            return True

    def extras(self) -> set[str]:
        """The extras that the marker names, normalised."""
        return set() if self._root is None else set(_extras(self._root))


def _evaluate(node: Either | Comparison, environment: Environment) -> bool:
    if isinstance(node, Comparison):
        return _compare(node, environment)
    # Each part is evaluated, also where the answer is known: what is wrong with one must not depend on order.
    return any([all([_evaluate(part, environment) for part in parts]) for parts in node.alternatives])  # noqa: C419


def _compare(comparison: Comparison, environment: Environment) -> bool:
    left, operator, right = comparison
    if left.is_variable == right.is_variable:
        raise MarkerError("compares two variables or two strings")
    variable = left.text if left.is_variable else right.text
    if variable not in environment:
        raise MarkerError(f"no variable {variable}")
    value = environment[variable]
    left_text, right_text = (value, right.text) if left.is_variable else (left.text, value)
    if variable == "extra":
        left_text, right_text = (normalized(text) or text for text in (left_text, right_text))
    if variable in _COMPARED_AS_VERSIONS:
        answer = satisfies(left_text, operator, right_text)
        if answer is not None:
            return answer
    if operator not in _STRING_OPERATORS:
        raise MarkerError(f"strings do not compare by {operator}")
    return _STRING_OPERATORS[operator](left_text, right_text)


def _extras(node: Either | Comparison) -> Set[str]:
    if isinstance(node, Comparison):
        left, _, right = node
        for variable, literal in ((left, right), (right, left)):
            if variable.is_variable and variable.text == "extra" and not literal.is_variable:
                name = normalized(literal.text)
                return {name} if name else set()
        return set()
    return {extra for parts in node.alternatives for part in parts for extra in _extras(part)}
