"""Names as the whole product writes them."""

from __future__ import annotations

import re

_VALID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,212}[a-z0-9])?")


def normalized(name: str) -> str | None:
    """Return the PEP 503 normalised name; None where it cannot be a distribution's or extra's."""
    name = re.sub(r"[-_.]+", "-", name.strip()).lower()
    return name if _VALID.fullmatch(name) else None
