"""What servers load is told from what kernels import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from popularity_contest.inventory.jupyter import jupyter_parts, registered_kernels

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


KERNELS = {
    "by a module, of whatever Python Jupyter runs with": (["python", "-m", "bash_kernel", "-f", "{f}"], "bash_kernel"),
    "by a module of a package": (["{bin}/python3", "-m", "metakernel.magic", "-f", "{f}"], "metakernel"),
    "by a command": (["{bin}/xcpp", "-f", "{f}"], "xcpp"),
    "of another environment": (["/elsewhere/bin/python", "-m", "bash_kernel"], None),
    "of nothing": ([], None),
}


@pytest.mark.parametrize(("argv", "started"), KERNELS.values(), ids=KERNELS)
def test_a_registered_kernel_is_known_by_what_starts_it(tmp_path: Path, argv: list[str], started: str | None) -> None:
    scripts = tmp_path / "bin"
    folder = tmp_path / "share/jupyter/kernels/mine"
    folder.mkdir(parents=True)
    spec = {"argv": [part.replace("{bin}", str(scripts)) for part in argv], "display_name": "Mine"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    kernels = [kernel for kernel in registered_kernels([str(tmp_path)], [str(scripts)]) if kernel.name == "mine"]
    assert [kernel.module or kernel.command for kernel in kernels] == ([] if started is None else [started])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"argv": 1}', '{"argv": [1]}', "[" * 60_000])
def test_a_specification_that_is_none_is_passed_over(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "share/jupyter/kernels/odd"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(text)
    assert not [kernel for kernel in registered_kernels([str(tmp_path)], []) if kernel.name == "odd"]
