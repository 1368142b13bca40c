"""The syntax of environment markers (PEP 508): text in, a tree of comparisons out, or MarkerError."""

from __future__ import annotations

import re
from typing import List, NamedTuple, Tuple, Union

_ALIASES = {
    "os.name": "os_name",
    "sys.platform": "sys_platform",
    "platform.version": "platform_version",
    "platform.machine": "platform_machine",
    "platform.python_implementation": "platform_python_implementation",
    "python_implementation": "platform_python_implementation",
}
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<paren>[()])
    | (?P<string>'[^']*'|"[^"]*")
    | (?P<operator>===|[=~!<>]=|[<>]|not\s+in\b|in\b)
    | (?P<boolean>and\b|or\b)
    | (?P<variable>[a-z_][a-z_.]*)
    )""",
    re.VERBOSE,
)


class MarkerError(ValueError):
    """The text is no marker, or compares what cannot be compared."""


class Operand(NamedTuple):
    """One side of a comparison: the name of a variable, or a literal."""

    text: str
    is_variable: bool


class Comparison(NamedTuple):
    left: Operand
    operator: str
    right: Operand


class Either(NamedTuple):
    """True where all parts of one of `alternatives` are."""

    alternatives: List[List[Union["Either", Comparison]]]


def parse_marker(text: str) -> Either:
    """Return the marker's tree; raises MarkerError."""
    return _Parser(text).parse()


class _Parser:
    """Recursive descent over `or`, `and`, parentheses and comparisons."""

    _MAX_DEPTH = 50

    def __init__(self, text: str) -> None:
        self._tokens = _tokenize(text)
        self._at = 0

    def parse(self) -> Either:
        root = self._either(0)
        if self._at < len(self._tokens):
            raise MarkerError("goes on behind its end")
        return root

    def _either(self, depth: int) -> Either:
        if depth > self._MAX_DEPTH:
            raise MarkerError("is nested too deeply")
        alternatives: List[List[Either | Comparison]] = [[self._part(depth)]]
        while True:
            if self._take("boolean", "and"):
                alternatives[-1].append(self._part(depth))
            elif self._take("boolean", "or"):
                alternatives.append([self._part(depth)])
            else:
                return Either(alternatives)

    def _part(self, depth: int) -> Either | Comparison:
        if self._take("paren", "("):
            inner = self._either(depth + 1)
            if not self._take("paren", ")"):
                raise MarkerError("has an open parenthesis")
            return inner
        left = self._operand()
        operator = self._take("operator")
        if operator is None:
            raise MarkerError("lacks an operator")
        return Comparison(left, " ".join(operator.split()), self._operand())

    def _operand(self) -> Operand:
        string = self._take("string")
        if string is not None:
            return Operand(string[1:-1], is_variable=False)
        variable = self._take("variable")
        if variable is None:
            raise MarkerError("lacks an operand")
        return Operand(_ALIASES.get(variable, variable), is_variable=True)

    def _take(self, kind: str, text: str | None = None) -> str | None:
        if self._at < len(self._tokens):
            found_kind, found = self._tokens[self._at]
            if found_kind == kind and text in (None, found):
                self._at += 1
                return found
        return None


def _tokenize(text: str) -> List[Tuple[str, str]]:
    tokens = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise MarkerError(f"not understood from character {at + 1}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens
