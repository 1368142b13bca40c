"""Version comparison as the version specifiers specification has it (PEP 440), for markers."""

from __future__ import annotations

import re
from typing import Callable, Dict, NamedTuple, Tuple

_VERSION = re.compile(
    r"""v?
    (?:(?P<epoch>[0-9]+)!)?
    (?P<release>[0-9]+(?:\.[0-9]+)*)
    (?:[-_.]?(?P<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?P<pre_n>[0-9]*))?
    (?P<post>-(?P<post_n1>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post_n2>[0-9]*))?
    (?P<dev>[-_.]?dev[-_.]?(?P<dev_n>[0-9]*))?
    (?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PRE_RANKS = {"a": 1, "alpha": 1, "b": 2, "beta": 2, "c": 3, "rc": 3, "pre": 3, "preview": 3}
_DEV_ALONE_RANK, _NO_PRE_RANK = 0, 4
_NO_POST = -1
_NO_DEV = float("inf")


class VersionError(ValueError):
    """Not a version in the sense of PEP 440."""


class Version(NamedTuple):
    """The parts of a version, each comparing as the specification orders them."""

    epoch: int
    release: Tuple[int, ...]
    pre: Tuple[int, int]
    post: int
    dev: float
    local: Tuple[Tuple[int, str], ...]

    def base(self) -> tuple[int, tuple[int, ...]]:
        release = self.release
        while release[-1:] == (0,):
            release = release[:-1]
        return (self.epoch, release)

    def final(self) -> tuple[object, ...]:
        return (*self.base(), self.pre, self.post)

    def public(self) -> tuple[object, ...]:
        return (*self.base(), self.pre, self.post, self.dev)

    def has_prefix(self, prefix: Version, length: int) -> bool:
        padded = self.release + (0,) * length
        return self.epoch == prefix.epoch and padded[:length] == prefix.release[:length]

    @property
    def is_prerelease(self) -> bool:
        return self.pre[0] != _NO_PRE_RANK or self.dev != _NO_DEV

    @property
    def is_postrelease(self) -> bool:
        return self.post != _NO_POST


def parse_version(text: str) -> Version:
    """Return the version written as `text`; raises VersionError."""
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise VersionError(text)
    pre = (_NO_PRE_RANK, 0)
    if match["pre"] is not None:
        pre = (_PRE_RANKS[match["pre"].lower()], int(match["pre_n"] or 0))
    elif match["dev"] is not None and match["post"] is None:
        pre = (_DEV_ALONE_RANK, 0)
    return Version(
        epoch=int(match["epoch"] or 0),
        release=tuple(map(int, match["release"].split("."))),
        pre=pre,
        post=int(match["post_n1"] or match["post_n2"] or 0) if match["post"] is not None else _NO_POST,
        dev=int(match["dev_n"] or 0) if match["dev"] is not None else _NO_DEV,
        local=tuple(map(_local_part, re.split(r"[-_.]", match["local"].lower()))) if match["local"] else (),
    )


def _local_part(part: str) -> tuple[int, str]:
    """Numbers sort above words, and as numbers."""
    return (int(part), "") if part.isdigit() else (-1, part)


def satisfies(candidate: str, operator: str, wanted: str) -> bool | None:
    """Return whether `candidate` is `operator` `wanted`, prereleases allowed.

    None where operator and `wanted` make no version specifier, so that the two compare as strings; False
    where `candidate` is no version.
    """
    if operator == "===":
        if re.search(r"[\s;)]", wanted.strip()):
            return None
        return candidate.strip().lower() == wanted.strip().lower()
    try:
        matches = _specifier(operator, wanted.strip())
    except VersionError:
        return None
    try:
        return matches(parse_version(candidate))
    except VersionError:
        return False


def _specifier(operator: str, wanted: str) -> Callable[[Version], bool]:
    if operator in ("==", "!="):
        same = _same_prefix(wanted[:-2]) if wanted.endswith(".*") else _same(wanted)
        return same if operator == "==" else lambda version: not same(version)
    spec = parse_version(wanted)
    if operator not in _ORDERINGS or spec.local or (operator == "~=" and len(spec.release) < 2):
        raise VersionError(wanted)
    ordering = _ORDERINGS[operator]
    return lambda version: ordering(version, spec)


def _same(wanted: str) -> Callable[[Version], bool]:
    """A local part of the candidate counts only where one is asked for."""
    spec = parse_version(wanted)
    return lambda version: version.public() == spec.public() and (not spec.local or version.local == spec.local)


def _same_prefix(wanted: str) -> Callable[[Version], bool]:
    spec = parse_version(wanted)
    if spec.is_prerelease or spec.is_postrelease or spec.local:
        raise VersionError(wanted)
    return lambda version: version.has_prefix(spec, len(spec.release))


def _below(version: Version, spec: Version) -> bool:
    """A prerelease of the wanted version itself is not below it: 3.0a1 is not < 3.0."""
    if version.is_prerelease and not spec.is_prerelease and version.base() == spec.base():
        return spec.is_postrelease and version.final() < spec.final()
    return version.public() < spec.public()


def _above(version: Version, spec: Version) -> bool:
    """A postrelease of the wanted version itself is not above it: 3.0.post1 is not > 3.0."""
    if version.is_postrelease and version._replace(post=_NO_POST, dev=_NO_DEV).public() == spec.public():
        return False
    return version.public() > spec.public()


_ORDERINGS: Dict[str, Callable[[Version, Version], bool]] = {
    "<=": lambda version, spec: version.public() <= spec.public(),
    ">=": lambda version, spec: version.public() >= spec.public(),
    "~=": lambda version, spec: version.public() >= spec.public() and version.has_prefix(spec, len(spec.release) - 1),
    "<": _below,
    ">": _above,
}
