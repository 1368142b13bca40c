"""Says whether this environment reports, and if it does not, why.

In: the environment it runs in. Out: checks, each with what it found and what to do.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Iterator, Mapping, NamedTuple

import popularity_contest as root
from popularity_contest import activation, installation, resolver

REFUSAL_AFTER_S = 0.2
"""How long to wait for the word of a host that nothing listens there."""


class Check(NamedTuple):
    """One thing looked at. `state` is ok, warning or fault."""

    check: str
    state: str
    found: str
    advice: str = ""


def examine() -> list[Check]:
    """All checks, in the order in which a report depends on them."""
    defaults = root.read_defaults()
    checks = [
        Check("reporter", "ok", f"popularity_contest in {root.FOLDER}, for Python {sys.version.split()[0]}"),
        activated(),
        switched_on(defaults),
        indexed(),
    ]
    try:
        settings = root.Settings(os.environ, defaults)
        address = root.literal_address(settings.host, settings.port)
    except (root.InvalidSettings, OSError) as invalid:
        return [*checks, Check("settings", "fault", str(invalid), "correct it: until then nothing is sent")]
    target = settings.host if settings.host.startswith("unixgram:") else f"{settings.host} port {settings.port}"
    checks.append(Check("settings", "ok", f"to {target} as {settings.prefix}.NAME"))
    if address is None:
        started = time.monotonic()
        address = resolver.resolve(settings.host, settings.port, started + settings.budget_s)
        checks.append(resolved(settings.host, address, time.monotonic() - started))
    if address is not None:
        checks.append(test_packet(address))
    return checks


def activated() -> Check:
    """How the reporter comes to be imported."""
    scripts = [script for directory in startup_directories() for script in mentions(directory, "*.py")]
    pths = [pth for directory in map(Path, sys.path) for pth in mentions(directory, "*.pth")]
    ways = [f"in IPython by {script}" for script in scripts] + [f"in all processes by {pth}" for pth in pths]
    if ways:
        return Check("activation", "ok", "; ".join(ways))
    advice = "python -m popularity_contest activate --ipython, or --all-processes"
    return Check("activation", "fault", "nothing in this environment imports popularity_contest.reporter", advice)


def mentions(directory: Path, pattern: str) -> Iterator[Path]:
    """The files of a directory that name the reporter."""
    for path in sorted(directory.glob(pattern)) if directory.is_dir() else []:
        if "popularity_contest" in path.read_text(encoding="utf-8", errors="replace"):
            yield path


def startup_directories() -> Iterator[Path]:
    """Where IPython looks for start-up files, but for the user's own."""
    yield activation.startup_script().parent
    for system in ("/usr/local/etc", "/etc"):
        yield Path(system, "ipython", "startup")


def switched_on(defaults: Mapping[str, str]) -> Check:
    variable = root.switched_off(os.environ, defaults)
    if variable:
        return Check("switch", "warning", f"{variable}={os.environ[variable]} keeps this process from reporting")
    return Check("switch", "ok", "nothing keeps this process from reporting")


def indexed() -> Check:
    advice = "python -m popularity_contest index"
    path = Path(root.FOLDER, installation.index_name(sys.prefix))
    if not path.exists():
        return Check("index", "warning", "there is none: each process reads the metadata anew", advice)
    try:
        index = installation.Index(path.read_bytes(), installation.Privacy(os.path.expanduser("~"), None))
    except (OSError, ValueError):
        return Check("index", "warning", f"{path} cannot be read", advice)
    if index.stale:
        return Check("index", "warning", f"changed since it was made: {', '.join(index.stale)}", advice)
    return Check("index", "ok", f"{path} is fresh")


def resolved(host: str, address: root.Address | None, took_s: float) -> Check:
    if address is not None:
        return Check("host", "ok", f"{host} is {address[1][0]}, found in {took_s * 1000:.0f} ms")
    try:
        known = socket.getaddrinfo(host, None)[0][4][0]
    except (OSError, UnicodeError):
        return Check("host", "fault", f"{host} has no address", "correct the name, or give an address")
    advice = f"set {root.VARIABLE}STATSD_HOST={known}"
    return Check(
        "host", "fault", f"{host} was found neither in /etc/hosts nor by DNS in {took_s * 1000:.0f} ms", advice
    )


def test_packet(address: root.Address) -> Check:
    """An empty line, which no statsd server counts: UDP says at most that nobody listens."""
    family, target = address
    where = target if isinstance(target, str) else "%s port %d" % target[:2]
    advice = "start the collector, or correct host and port"
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as endpoint:
            endpoint.settimeout(REFUSAL_AFTER_S)
            endpoint.connect(target)
            endpoint.send(b"\n")
            if family == getattr(socket, "AF_UNIX", None):
                return Check("packet", "ok", f"{where} took it")
            endpoint.recv(1)
    except socket.timeout:
        pass
    except OSError as fault:
        if isinstance(target, str) and isinstance(fault, PermissionError):
            advice = "let everybody send to it: popcon serve --statsd.unixsocket-mode=666"
        return Check("packet", "fault", f"{where}: {fault.strerror}", advice)
    return Check("packet", "ok", f"sent to {where}, and not refused; UDP can say no more")
