"""Requirements of installed metadata, as they stand there: `Requires-Dist` and `requires.txt` in, lines out.

Whoever reads the inventory evaluates them. A URL is left out, as it may name a host or a person's folder; so is a
requirement that no PEP 508 reader would take (a path, a broken name).
"""

from __future__ import annotations

import os
import platform
import re
import sys
from typing import Iterable

_MAX_LINE = 8_192
"""UTF-16 units, as its reader counts. Of a longer one the end is cut off: a marker that is not understood holds."""
_REQUIREMENT = re.compile(
    r"\s*(?P<asked>[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\])?)\s*(?:@\s*\S+\s*(?=;|$))?(?P<rest>(?:[(<>=!~;].*)?)",
    re.DOTALL,
)


def requirement_lines(lines: Iterable[str]) -> list[str]:
    """Return the requirements, each without its URL."""
    matches = filter(None, map(_REQUIREMENT.fullmatch, lines))
    return [_cut(match["asked"].strip() + match["rest"]) for match in matches]


def _cut(line: str) -> str:
    return line.encode("utf-16-le", "surrogatepass")[: 2 * _MAX_LINE].decode("utf-16-le", "ignore")


def requires_txt_lines(text: str) -> list[str]:
    """Turn setuptools' `requires.txt` (sections `[extra:marker]`) into lines as of `Requires-Dist`."""
    lines: list[str] = []
    marker = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            extra, _, condition = line[1:-1].partition(":")
            parts = [f"({condition})"] if condition else []
            parts += [f'extra == "{extra}"'] if extra else []
            marker = " and ".join(parts)
        elif line and not line.startswith("#"):
            lines.append(f"{line} ; {marker}" if marker else line)
    return lines


def marker_environment() -> dict[str, str]:
    """The variables that markers ask for, of this Python, as the specification defines them (PEP 508)."""
    implementation = sys.implementation.version
    level = implementation.releaselevel
    return {
        "implementation_name": sys.implementation.name,
        "implementation_version": "%d.%d.%d" % implementation[:3]
        + ("" if level == "final" else f"{level[0]}{implementation.serial}"),
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
