"""A conda channel on the disk and an environment from it, made by rattler: the installer behind pixi."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import tarfile
from pathlib import Path

SITE = "lib/python3.11/site-packages"


def dist_files(name: str, version: str, module: str, requires: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the files of a distribution as conda-build packs it: with a RECORD, without REQUESTED."""
    metadata = "".join(
        f"{key}: {value}\n"
        for key, value in (
            ("Metadata-Version", "2.1"),
            ("Name", name),
            ("Version", version),
            *(("Requires-Dist", one) for one in requires),
        )
    )
    info = f"{name}-{version}.dist-info"
    files = {
        f"{module}/__init__.py": "x = 1\n",
        f"{info}/METADATA": metadata,
        f"{info}/INSTALLER": "conda\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    return {f"{SITE}/{path}": text for path, text in {**files, f"{info}/RECORD": record}.items()}


def write_package(channel: Path, name: str, version: str, files: dict[str, str], depends: tuple[str, ...] = ()) -> None:
    """Write a package of the old format into the channel."""
    build = "py311_0" if any(path.startswith(SITE) for path in files) else "0"
    index = {
        "name": name,
        "version": version,
        "build": build,
        "build_number": 0,
        "depends": list(depends),
        "subdir": "linux-64",
        "arch": "x86_64",
        "platform": "linux",
    }
    paths = [
        {
            "_path": path,
            "path_type": "hardlink",
            "size_in_bytes": len(text),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for path, text in files.items()
    ]
    members = {
        **files,
        "info/index.json": json.dumps(index),
        "info/paths.json": json.dumps({"paths": paths, "paths_version": 1}),
        "info/files": "\n".join(files) + "\n",
    }
    folder = channel / "linux-64"
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"{name}-{version}-{build}.tar.bz2", "w:bz2") as archive:
        for path, text in members.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))


def install(channel: Path, prefix: Path, *specs: str) -> None:
    """Solve and install, as `conda install` would."""
    import rattler
    from rattler.index import index_fs

    async def run() -> None:
        (channel / "noarch").mkdir(exist_ok=True)
        await index_fs(channel)
        records = await rattler.solve(
            [channel.as_uri()], list(specs), platforms=["linux-64", "noarch"], virtual_packages=[]
        )
        # The binding takes its inner type here.
        wanted = [rattler.MatchSpec(spec)._match_spec for spec in specs]
        cache = channel.parent / "cache"
        await rattler.install(records, prefix, cache_dir=cache, requested_specs=wanted, show_progress=False)

    asyncio.run(run())
