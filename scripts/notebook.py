"""What a person at a notebook sees of removals: one that is run in a real kernel, as a page in each theme.

In: a folder. Out: `notice-light.html` and `notice-dark.html` in it, as JupyterLab looks, by nbconvert.
"""

import datetime
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

from tests.processes import Python, Statsd, distribution, write

COMMON = {"since": "2026-01-15", "ask": "help@hub.example.edu"}
REMOVALS = [
    {
        "package": "mpld3",
        "on": str(datetime.date.today() + datetime.timedelta(weeks=7)),
        "because": "nobody imported it in 14 months, and plotly does the same",
        "instead": "plotly",
        **COMMON,
    },
    {
        "package": "tensorflow",
        "on": "2026-06-01",
        "because": "2 GB of the image, imported by 3 of 41,233 processes",
        "instead": "the image ML, at log-in",
        **COMMON,
    },
]
CELLS = ["import mpld3", "import tensorflow as tf"]


def main(folder: Path) -> None:
    statsd = Statsd()
    python = Python(sys.executable, folder / "hub", statsd)
    peers = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    write(python.site, {"peers.pth": f"{peers}\n"})
    distribution(python.site, "mpld3", ["mpld3.py"])
    cells = [
        {"cell_type": "code", "id": f"cell-{n}", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for n, text in enumerate(CELLS)
    ]
    files = {
        "removals.json": {"format": "popcon-removals/1", "removals": REMOVALS},
        "notice.ipynb": {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
    }
    write(folder, {name: json.dumps(content) for name, content in files.items()})
    activated = python.cli("activate", "--removals", str(folder / "removals.json"))
    assert activated.exit_code == 0, activated.errors
    for theme in ("light", "dark"):
        options = ["--to", "html", "--execute", "--allow-errors", "--theme", theme, "--log-level", "ERROR"]
        command = [python.python, "-m", "nbconvert", *options, "--output", f"notice-{theme}.html"]
        environ = python.environ(JUPYTER_PATH=str(Path(sys.prefix, "share/jupyter")))
        subprocess.run([*command, str(folder / "notice.ipynb")], env=environ, check=True)
    statsd.close()


main(Path(sys.argv[1]))
