"""From the file of an imported module to the distribution that installed it, by the installed metadata."""

import os
import sys

_namespace = type(sys).__dict__["__dict__"].__get__


def distributions_of(modules: "list[tuple[str, object]]") -> "set[str]":
    """Normalised names of the distributions of the shared installation that own the files of `modules`."""
    files = {file for file in (file_of(module) for _, module in modules) if file}
    names: "set[str]" = set()
    for root in roots():
        inside = {file[len(root) + 1 :] for file in files if file.startswith(root + os.sep)}
        if inside:
            names |= owners(root, inside)
    return names


def file_of(module: object) -> "str | None":
    try:
        file = _namespace(module).get("__file__")
    except TypeError:
        return None
    return file if type(file) is str else None


def roots() -> "list[str]":
    """The directories of `sys.path` that may hold metadata of the shared installation."""
    home = os.path.realpath(os.path.expanduser("~"))
    private = [] if below(os.path.realpath(sys.prefix), home) else [home]
    user_site = getattr(sys.modules.get("site"), "USER_SITE", None)
    if user_site:
        private.append(os.path.realpath(user_site))
    shared = []
    for entry in sys.path:
        if os.path.isdir(entry) and not any(below(os.path.realpath(entry), path) for path in private):
            shared.append(entry)
    return shared


def below(path: str, parent: str) -> bool:
    return path == parent or path.startswith(parent.rstrip(os.sep) + os.sep)


def owners(root: str, files: "set[str]") -> "set[str]":
    found = set()
    for entry in os.listdir(root):
        stem, suffix = os.path.splitext(entry)
        if suffix not in (".dist-info", ".egg-info") or entry.startswith("~"):
            continue
        try:
            if owns(os.path.join(root, entry), files):
                found.add(normalised(stem.partition("-")[0]))
        except OSError:
            continue
    return found


def owns(directory: str, files: "set[str]") -> bool:
    try:
        with open(os.path.join(directory, "RECORD"), encoding="utf-8", errors="surrogateescape") as record:
            if any(line.partition(",")[0].strip('"') in files for line in record):
                return True
    except OSError:
        pass
    try:
        with open(os.path.join(directory, "top_level.txt"), encoding="utf-8", errors="replace") as names:
            tops = set(names.read().split())
    except OSError:
        return False
    if os.path.exists(os.path.join(directory, "RECORD")):
        return False
    return any(file.partition(os.sep)[0].partition(".")[0] in tops for file in files)


def normalised(name: str) -> str:
    name = name.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name
