"""Prints the inventory as one line of JSON, or pushes it to a collector. Exit codes: 0 fine, 2 a failure."""

import importlib.util
import os
import sys


def load_package() -> str:
    """Return the name under which this folder is imported.

    Run by its path, it takes a name of its own: the target may have loaded another version already.
    """
    if __package__:
        return __package__
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.remove(sys.path[0])
    spec = importlib.util.spec_from_file_location("_popcon_inventory", os.path.join(here, "__init__.py"))
    if spec is None or spec.loader is None:
        raise ImportError(here)
    package = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return spec.name


def finish(code: int) -> None:
    """End without what runs at exit: where the reporter is on, this process shall not be counted."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    # This file alone is read by an older Python too.
    if sys.version_info < (3, 8):
        sys.exit("Python %d.%d is too old" % sys.version_info[:2])
    package = load_package()
    command = importlib.import_module(package + ".command")
    finish(command.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
