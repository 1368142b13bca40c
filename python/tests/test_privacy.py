"""What never leaves the process: the user's own, local modules, anything that is not an installed distribution's name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable

import pytest

from tests.processes import PREFIX, PROCESS, Python, distribution, write

Arrange = Callable[[Python], "dict[str, str]"]


def user_site(python: Python) -> Path:
    return python.home / ".local/lib" / python.site.parent.name / "site-packages"


def in_the_user_site(python: Python) -> dict[str, str]:
    distribution(user_site(python), "mine", ["mine.py"])
    return {"PYTHONPATH": str(user_site(python))}


def in_a_user_site_elsewhere(python: Python) -> dict[str, str]:
    base = python.folder / "userbase"
    distribution(base / "lib" / python.site.parent.name / "site-packages", "mine", ["mine.py"])
    config = python.prefix / "pyvenv.cfg"
    config.write_text(
        config.read_text().replace("include-system-site-packages = false", "include-system-site-packages = true")
    )
    return {"PYTHONUSERBASE": str(base)}


def below_home(python: Python) -> dict[str, str]:
    distribution(python.home / "packages", "mine", ["mine.py"])
    return {"PYTHONPATH": str(python.home / "packages")}


def below_home_by_another_path(python: Python) -> dict[str, str]:
    (python.folder / "link").symlink_to(python.home)
    distribution(python.home / "packages", "mine", ["mine.py"])
    return {"PYTHONPATH": str(python.folder / "link/packages")}


def below_a_home_that_is_a_link(python: Python) -> dict[str, str]:
    (python.folder / "link").symlink_to(python.home)
    distribution(python.home / "packages", "mine", ["mine.py"])
    return {"PYTHONPATH": str(python.home / "packages"), "HOME": str(python.folder / "link")}


def edited_below_home(python: Python) -> dict[str, str]:
    write(python.home, {"project/mine.py": ""})
    url = f'{{"url": "file://{python.home}/project", "dir_info": {{"editable": true}}}}'
    distribution(python.site, "mine", ["mine.pth"], extra={"direct_url.json": url})
    write(python.site, {"mine.pth": f"{python.home}/project\n"})
    return {}


def beside_the_script(python: Python) -> dict[str, str]:
    distribution(python.folder, "mine", ["mine.py"])
    return {}


def put_on_the_path_by_the_program(python: Python) -> dict[str, str]:
    distribution(python.folder / "added", "mine", ["mine.py"])
    write(python.folder, {"sitecustomize.py": ""})
    return {}


def stray_in_site_packages(python: Python) -> dict[str, str]:
    write(python.site, {"mine.py": ""})
    return {}


def half_uninstalled(python: Python) -> dict[str, str]:
    distribution(python.site, "mine", ["mine.py"])
    (python.site / "mine-1.0.dist-info").rename(python.site / "~ine-1.0.dist-info")
    return {}


def name_that_is_none(python: Python) -> dict[str, str]:
    distribution(python.site, "mine", ["mine.py"])
    metadata = python.site / "mine-1.0.dist-info"
    (metadata / "METADATA").write_text("Name: mine:1|c\\nevil\n")
    metadata.rename(python.site / "mi ne!-1.0.dist-info")
    return {}


PRIVATE: list[Arrange] = [
    in_the_user_site,
    in_a_user_site_elsewhere,
    below_home,
    below_home_by_another_path,
    below_a_home_that_is_a_link,
    edited_below_home,
    beside_the_script,
    put_on_the_path_by_the_program,
    stray_in_site_packages,
    half_uninstalled,
    name_that_is_none,
]


@pytest.mark.parametrize("indexed", [False, True], ids=["metadata", "index"])
@pytest.mark.parametrize("arrange", PRIVATE, ids=lambda arrange: arrange.__name__)
def test_is_never_named(outer_python: Python, arrange: Arrange, indexed: bool) -> None:
    variables = arrange(outer_python)
    distribution(outer_python.site, "shared", ["shared.py"])
    if indexed:
        outer_python.index()
    code = "import sys\nsys.path.append('added')\nimport mine, shared\nassert mine.__file__"
    assert outer_python.report(code, **variables).packages == ["shared"]


def test_the_same_is_named_where_the_environment_is_the_users_own(outer_python: Python) -> None:
    """The control of `below_home`: it is the home directory that makes the difference."""
    distribution(outer_python.home / "packages", "mine", ["mine.py"])
    ended = outer_python.report(
        "import mine", PYTHONPATH=str(outer_python.home / "packages"), HOME=str(outer_python.folder)
    )
    assert ended.packages == ["mine"]


def test_a_module_tree_on_the_path_is_shared(outer_python: Python) -> None:
    """The control of `beside_the_script`: as module systems do it, by PYTHONPATH before the process starts."""
    distribution(outer_python.folder / "tree", "moduled", ["moduled.py"])
    ended = outer_python.report("import moduled", PYTHONPATH=str(outer_python.folder / "tree"))
    assert ended.packages == ["moduled"]


def test_local_modules_and_the_standard_library_are_not_counted(python: Python) -> None:
    write(
        python.folder,
        {"work/script.py": "import popularity_contest.reporter\nimport local, json, sqlite3, email.mime.text"},
    )
    write(
        python.folder,
        {
            "work/local.py": "",
            "work/local.egg-info/PKG-INFO": "Name: local\n",
            "work/local.egg-info/top_level.txt": "local\n",
        },
    )
    ended = python.run("script.py", cwd=python.folder / "work")
    assert (ended.exit_code, ended.errors, ended.lines) == (0, "", [PROCESS])


def test_nothing_that_is_imported_before_is_counted(python: Python) -> None:
    distribution(python.site, "early", ["early/__init__.py", "early/later.py"])
    distribution(python.site, "late", ["late.py"])
    ended = python.run(code="import early, popularity_contest.reporter\nimport early.later, late")
    assert ended.packages == ["late"]


def test_of_a_namespace_that_was_there_before_the_new_half_is_counted(python: Python) -> None:
    distribution(python.site, "space-one", ["space/one/__init__.py", "space/one/more.py"])
    distribution(python.site, "space-two", ["space/two/__init__.py"])
    for _ in range(2):
        ended = python.run(code="import space.one, popularity_contest.reporter\nimport space.one.more, space.two")
        assert ended.packages == ["space-two"]
        python.index()


def test_datagrams_hold_names_and_nothing_else(python: Python) -> None:
    for number in range(300):
        distribution(python.site, f"package-with-a-long-name-{number:03}", [f"many_{number:03}.py"])
    process = "import popularity_contest.reporter\n" + "\n".join(f"import many_{number:03}" for number in range(300))
    python.run(code=process)  # compiles them
    python.statsd.datagrams()
    python.index()
    environ = python.environ(USER="nobody-in-particular")
    import subprocess

    subprocess.run([python.python, "-c", process], env=environ, check=True, cwd=python.folder)
    datagrams = python.statsd.datagrams()
    lines = b"\n".join(datagrams).decode().split("\n")
    assert max(map(len, datagrams)) <= 1432
    assert len(datagrams) < 16
    expected = [f"{PREFIX}package-with-a-long-name-{number:03}:1|c" for number in range(300)]
    assert lines == [PROCESS, *expected]
    assert not any(os.fsencode(secret) in b"".join(datagrams) for secret in (str(python.home), "nobody-in-particular"))
