"""Says whether this environment reports, and if it does not, why.

In: the environment it runs in. Out: checks, each with what it found and what to do.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Mapping, NamedTuple

import popularity_contest as root
from popularity_contest import installation, places, removals, resolver, switches

REFUSAL_AFTER_S = 0.2
"""A host says within this time that nothing listens on a port."""


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
        named(),
        switched_on(defaults),
        indexed(),
        *announced(),
    ]
    try:
        settings = root.Settings(os.environ, defaults)
        address = root.literal_address(settings.host, settings.port)
    except (ValueError, OSError) as invalid:
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
    """The files that import the reporter, and for whom."""
    ways = [
        f"in {'IPython' if switch.scope == 'ipython' else 'all processes'} by {switch.file}"
        + (", for this user alone" if switch.is_personal else "")
        for switch in switches.find()
    ]
    if ways:
        return Check("activation", "ok", "; ".join(ways))
    advice = "python -m popularity_contest activate --ipython, or --all-processes"
    return Check("activation", "fault", "nothing in this environment imports popularity_contest.reporter", advice)


def named() -> Check:
    """The folders of which nothing is named, as a person has installed them for themselves."""
    privacy = places.Privacy(os.path.expanduser("~"), getattr(sys.modules.get("site"), "USER_SITE", None))
    folders = [folder for folder in places.search_path() if places.holds_metadata(folder)]
    own = [folder for folder in folders if privacy.covers(folder)]
    if not own:
        return Check("named", "ok", "what is installed in every folder of sys.path")
    found = f"nothing of what this user has for themselves: {', '.join(own)}"
    if len(own) < len(folders):
        return Check("named", "ok", found)
    return Check("named", "warning", found, "if it is for others, too: python -m popularity_contest index")


def switched_on(defaults: Mapping[str, str]) -> Check:
    variable = root.switched_off(os.environ, defaults)
    if variable:
        return Check("switch", "warning", f"{variable}={os.environ[variable]} keeps this process from reporting")
    return Check("switch", "ok", "nothing keeps this process from reporting")


def indexed() -> Check:
    advice = "python -m popularity_contest index"
    path = Path(root.FOLDER, places.file_of(sys.prefix, places.INDEX_SUFFIX))
    if not path.exists():
        return Check("index", "warning", "there is none: each process reads the metadata anew", advice)
    try:
        index = installation.Index(path.read_bytes(), places.Privacy(os.path.expanduser("~"), None))
    except (OSError, ValueError):
        return Check("index", "warning", f"{path} cannot be read", advice)
    if index.stale:
        return Check("index", "warning", f"changed since it was made: {', '.join(index.stale)}", advice)
    return Check("index", "ok", f"{path} is fresh")


def announced() -> list[Check]:
    """The removals that notebooks tell of; no check where there is no list."""
    if not os.path.exists(root.REMOVALS):
        return []
    try:
        found = removals.load()
    except removals.InvalidRemovals as invalid:
        advice = "python -m popularity_contest activate --removals FILE.json"
        return [Check("removals", "warning", f"{root.REMOVALS}: {invalid}; nobody is told of any", advice)]
    today = time.strftime("%Y-%m-%d")
    gone = sum(removal.on <= today for removal in found.values())
    return [Check("removals", "ok", f"{len(found) - gone} announced, {gone} gone, by {root.REMOVALS}")]


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
