"""The value of a JSON file that anybody may have written: a path in, a value out, whose shape nothing is known of."""

from __future__ import annotations

import json

import popularity_contest as root
from popularity_contest.places import read


def read_json(path: str, max_bytes: int = root.MAX_FILE_BYTES) -> object:
    """Return the value; None for a file that cannot be read, is too long or no JSON, or is nested too deeply."""
    try:
        return json.loads((read(path, max_bytes) or b"").decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
