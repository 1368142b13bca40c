"""Tells commands that are Python programs, and so can report, from others."""

from __future__ import annotations


def is_native(path: str) -> bool:
    """Tell whether a file is no script for a Python; one that cannot be read is not known to be any."""
    try:
        with open(path, "rb") as file:
            begins = file.read(512)
    except OSError:
        return False
    # Where the path of a Python is long, pip has a shell start it: `#!/bin/sh`, then `'''exec' /…/python`.
    return not ((begins.startswith(b"#!") and b"python" in begins) or begins.startswith(b"PK"))
