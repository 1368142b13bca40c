"""Counts in every Python that has this folder on PYTHONPATH, which holds the reporter, `popularity_contest/`, too.

Python runs the first `sitecustomize` of `sys.path`. Ours loads the reporter from this folder and no other, and then
runs the next `sitecustomize` behind it, such as EasyBuild's, as if it were the first.
"""

import sys

import _frozen_importlib
import _frozen_importlib_external


def count(folder):
    """Load the reporter; silent where it is broken or gone."""
    try:
        spec = _frozen_importlib_external.spec_from_file_location(
            "popularity_contest", folder + "/popularity_contest/__init__.py"
        )
        (sys.modules.get("popularity_contest") or _frozen_importlib._load(spec)).load("reporter")
    except Exception:
        pass


def run_next(folder):
    """Run the next `sitecustomize`; what it raises is for `site`, which tells of it as it would without ours."""
    behind = sys.path[sys.path.index(folder) + 1 :] if folder in sys.path else []
    spec = _frozen_importlib_external.PathFinder.find_spec(__name__, behind)
    if spec is not None and spec.loader is not None:
        module = sys.modules[__name__] = _frozen_importlib.module_from_spec(spec)
        spec.loader.exec_module(module)


folder = __file__.rpartition("/")[0]
count(folder)
run_next(folder)
