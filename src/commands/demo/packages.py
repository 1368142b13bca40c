"""Prints, as a JSON list, top-level modules of installed distributions that can be found here, best known first."""

import importlib.metadata
import importlib.util
import json

WELL_KNOWN = (
    "numpy pandas scipy matplotlib requests yaml attr jinja2 click packaging six idna certifi urllib3 dateutil "
    "pytz tqdm rich pygments markupsafe jsonschema tornado zmq traitlets lxml bs4 pip"
).split()


def modules_of(distribution):
    """Import names, from top_level.txt or else from the files."""
    listed = (distribution.read_text("top_level.txt") or "").split()
    files = distribution.files or []
    return listed or {file.parts[0] for file in files if file.name == "__init__.py" and len(file.parts) == 2}


installed = set()
for distribution in importlib.metadata.distributions():
    try:
        installed.update(modules_of(distribution))
    except Exception:  # one odd distribution is no reason to show nothing
        continue
print(json.dumps([name for name in WELL_KNOWN if name in installed and importlib.util.find_spec(name)]))
