"""What never leaves the process: the user's own, local modules, anything that is not an installed distribution's name."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
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


def venv_of(python: Python, place: str, *options: str) -> Path:
    """A venv with a distribution `mine` in it; returns its interpreter."""
    venv = python.folder / place
    subprocess.run([python.python, "-m", "venv", "--without-pip", *options, str(venv)], check=True)
    distribution(venv / python.site.relative_to(python.prefix), "mine", ["mine.py"])
    return venv / "bin/python"


def sent(python: Python, *command: str, **variables: str) -> list[str]:
    """What a program sends that is not the reporter's own Python; it must end well and say nothing."""
    environ = python.environ(**variables)
    done = subprocess.run(command, env=environ, cwd=python.folder, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    return [line[len(PREFIX) :].partition(":")[0] for line in python.statsd.lines() if line.startswith(PREFIX)]


def as_another(python: Python, *owned: Path) -> list[str]:
    """The beginning of a command that runs as another user, to whom these folders are given."""
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if os.geteuid() != 0 or not shutil.which(command[0]):
        pytest.skip("only root can run a program as another user")
    made = [folder for folder in python.folder.parents if folder.name.startswith("pytest-")]
    for folder in (python.prefix, python.folder, *made):
        folder.chmod(0o755)
    if subprocess.run([*command, python.python, "-c", ""], capture_output=True).returncode != 0:
        pytest.skip(f"{python.python} is closed to other users")
    subprocess.run(["chown", "-R", "65534", *map(str, owned)], check=True)
    return command


def module_tree(python: Python) -> Path:
    """The reporter and a distribution in a folder for PYTHONPATH, as module systems have it."""
    tree = python.folder / "apps"
    shutil.copytree(python.package, tree / "popularity_contest")
    distribution(tree, "moduled", ["moduled.py"])
    return tree


@pytest.mark.parametrize("place", ["home/env", "scratch/env"])
def test_a_users_venv_with_a_module_trees_reporter(outer_python: Python, place: str) -> None:
    """By PYTHONPATH, which every venv inherits; in scratch it is the owner that tells whose it is."""
    tree = module_tree(outer_python)
    python = venv_of(outer_python, place)
    by = as_another(outer_python, python.parents[1]) if place.startswith("scratch") else []
    code = "import popularity_contest.reporter, mine, moduled"
    assert sent(outer_python, *by, str(python), "-c", code, PYTHONPATH=str(tree)) == ["moduled"]


@pytest.mark.parametrize("place", ["home/env", "scratch/env"])
def test_a_users_venv_over_an_activated_python(place: str, outer_python: Python) -> None:
    """With `--system-site-packages`: the installation beneath is shared, the venv is the person's own."""
    base = Path(outer_python.run(code="import sys; print(sys.base_prefix)").output.strip())
    shared = outer_python.folder / "shared"
    subprocess.run(["cp", "-a", str(base), str(shared)], check=True)
    site = shared / outer_python.site.relative_to(outer_python.prefix)
    shutil.copytree(outer_python.package, site / "popularity_contest")
    distribution(site, "shared", ["shared.py"])
    outer_python.python = str(shared / "bin" / Path(os.path.realpath(outer_python.python)).name)
    assert outer_python.cli("activate", "--all-processes").exit_code == 0
    python = venv_of(outer_python, place, "--system-site-packages")
    by = as_another(outer_python, python.parents[1]) if place.startswith("scratch") else []
    assert sent(outer_python, *by, str(python), "-c", "import mine, shared") == ["shared"]


def test_a_users_target_folder(outer_python: Python) -> None:
    """`pip install --target`, somewhere on a shared disk."""
    distribution(outer_python.site, "shared", ["shared.py"])
    distribution(outer_python.folder / "scratch", "mine", ["mine.py"])
    by = as_another(outer_python, outer_python.folder / "scratch")
    command = [*by, outer_python.python, "-c", "import popularity_contest.reporter, mine, shared"]
    assert sent(outer_python, *command, PYTHONPATH=str(outer_python.folder / "scratch")) == ["shared"]


def test_what_a_user_edits(outer_python: Python) -> None:
    """Installed for editing into the shared installation; the code is theirs."""
    distribution(outer_python.site, "shared", ["shared.py"])
    distribution(outer_python.site, "mine", ["mine.pth"])
    write(outer_python.site, {"mine.pth": f"{outer_python.folder}/scratch\n"})
    write(outer_python.folder, {"scratch/mine.py": ""})
    by = as_another(outer_python, outer_python.folder / "scratch")
    command = [*by, outer_python.python, "-c", "import popularity_contest.reporter, mine, shared"]
    assert sent(outer_python, *command) == ["shared"]
    outer_python.index()
    assert sent(outer_python, *command) == ["shared"]


def test_an_installation_in_a_home_is_shared_once_it_is_indexed(outer_python: Python) -> None:
    """Whoever indexes or activates their own Python for a reporter elsewhere wants it to be counted."""
    tree = module_tree(outer_python)
    python = venv_of(outer_python, "home/env")
    run = [str(python), "-c", "import popularity_contest.reporter, mine"]
    assert sent(outer_python, *run, PYTHONPATH=str(tree)) == []
    index = subprocess.run(
        [str(python), "-m", "popularity_contest", "index"],
        env=outer_python.environ(PYTHONPATH=str(tree)), cwd=outer_python.folder, check=True, capture_output=True,
    )  # fmt: skip
    assert b"distributions" in index.stdout
    assert sent(outer_python, *run, PYTHONPATH=str(tree)) == ["mine"]


def test_root_has_a_home_whatever_the_variable_says(outer_python: Python) -> None:
    if os.geteuid() != 0:
        pytest.skip("this user is not root")
    with tempfile.TemporaryDirectory(dir=pwd.getpwuid(0).pw_dir) as folder:
        distribution(Path(folder), "mine", ["mine.py"])
        assert outer_python.report("import mine", PYTHONPATH=folder).packages == []


def test_a_module_tree_on_the_path_is_shared(outer_python: Python) -> None:
    """The control of `beside_the_script` and of all that is a user's own: by PYTHONPATH, and another's."""
    distribution(outer_python.folder / "tree", "moduled", ["moduled.py"])
    by = [] if os.geteuid() == 0 else as_another(outer_python)
    command = [*by, outer_python.python, "-c", "import popularity_contest.reporter, moduled"]
    assert sent(outer_python, *command, PYTHONPATH=str(outer_python.folder / "tree")) == ["moduled"]


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
    subprocess.run([python.python, "-c", process], env=environ, check=True, cwd=python.folder)
    datagrams = python.statsd.datagrams()
    lines = b"\n".join(datagrams).decode().split("\n")
    assert max(map(len, datagrams)) <= 1432
    assert len(datagrams) < 16
    expected = [f"{PREFIX}package-with-a-long-name-{number:03}:1|c" for number in range(300)]
    assert lines == [PROCESS, *expected]
    assert not any(os.fsencode(secret) in b"".join(datagrams) for secret in (str(python.home), "nobody-in-particular"))
