"""Prints the inventory as one line of JSON, or pushes it to a collector. Exit codes: 0 fine, 2 a failure."""

import importlib
import os
import sys


def load_package() -> None:
    """Run by the path of this folder, import the package that it is in, whatever else has been loaded by its name."""
    if __package__:
        return
    import importlib.util

    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    del sys.path[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == "popularity_contest"]:
        del sys.modules[name]  # another version, switched on in this environment: it goes on without its name
    spec = importlib.util.spec_from_file_location("popularity_contest", os.path.join(folder, "__init__.py"))
    if spec is None or spec.loader is None:
        raise ImportError(folder)
    package = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def finish(code: int) -> None:
    """End without what runs at exit: where the reporter is on, this process shall not be counted."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    # This file alone is read by an older Python too.
    if sys.version_info < (3, 8):
        sys.exit("Python %d.%d is too old" % sys.version_info[:2])
    load_package()
    finish(importlib.import_module("popularity_contest.inventory.command").run(sys.argv[1:]))


if __name__ == "__main__":
    main()
