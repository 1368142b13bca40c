"""What servers load is told from what kernels import."""

from __future__ import annotations

import pytest

from popularity_contest.inventory.jupyter import jupyter_parts

CASES = {
    "a labextension": (
        ["/opt/share/jupyter/labextensions/jupyterlab_pygments/install.json"],
        {"jupyter labextension": ["jupyterlab_pygments"]},
    ),
    "one of a scope": (
        ["/opt/share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/static/a.js"],
        {"jupyter labextension": ["@jupyter-widgets/jupyterlab-manager"]},
    ),
    "a server extension and a kernel": (
        [
            "/opt/etc/jupyter/jupyter_server_config.d/jupyter_server_terminals.json",
            "/opt/share/jupyter/kernels/python3/kernel.json",
            "/opt/share/jupyter/kernels/python3/logo.png",
        ],
        {"jupyter kernel": ["python3"], "jupyter server extension": ["jupyter_server_terminals"]},
    ),
    "a file that lies elsewhere": (["/opt/lib/python3.11/site-packages/jupyter/labextensions.py"], {}),
    "no files": ([], {}),
}


@pytest.mark.parametrize(("files", "parts"), CASES.values(), ids=CASES)
def test_jupyter_parts(files: list[str], parts: dict[str, list[str]]) -> None:
    assert jupyter_parts(files) == parts
