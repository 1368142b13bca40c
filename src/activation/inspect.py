"""Prints as JSON what activation must know of the Python that runs this. Changes nothing."""

import importlib.util
import json
import os
import sys
import sysconfig

try:
    from importlib.metadata import PackageNotFoundError, distribution
except ImportError:  # Python before 3.8, which is told so by the version below
    PackageNotFoundError, distribution = Exception, None


def managed():
    """The PEP 668 marker that forbids other installers here; a virtual environment has none."""
    if sys.prefix != sys.base_prefix:
        return None
    path = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    return path if os.path.exists(path) else None


def installed():
    """The reporter as this environment has it; one that it sees through another is that one's."""
    if distribution is None:
        return None
    try:
        found = distribution("popularity-contest")
    except PackageNotFoundError:
        return None
    folder = os.path.realpath(found.locate_file(""))
    if folder not in {os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")}:
        return None
    return {
        "version": found.version,
        "folder": folder,
        "installer": (found.read_text("INSTALLER") or "").strip(),
    }


def writable(path):
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return os.access(path, os.W_OK)


purelib = sysconfig.get_path("purelib")
json.dump(
    {
        "version": list(sys.version_info[:3]),
        "prefix": sys.prefix,
        "purelib": purelib,
        "managed": managed(),
        "writable": writable(purelib),
        "pip": importlib.util.find_spec("pip") is not None,
        "installed": installed(),
    },
    sys.stdout,
)
