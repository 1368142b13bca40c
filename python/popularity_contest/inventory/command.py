"""`python -m popularity_contest.inventory`: options in, the document on standard output or at a collector."""

from __future__ import annotations

import argparse
import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

from .document import take_inventory

_TIMEOUT_SECONDS = 30


def run(arguments: list[str]) -> int:
    """Run the command; every failure is one line on standard error and 2."""
    parser = argparse.ArgumentParser(
        prog="python -m popularity_contest.inventory",
        description="What this Python has installed, as JSON: no paths, no users, no hosts.",
    )
    parser.add_argument("--environment", default="default", help="its name (default: %(default)s)")
    parser.add_argument("--day", help="UTC day, YYYY-MM-DD (default: today)")
    parser.add_argument("--push", metavar="URL", help="send it to the collector at URL instead of printing it")
    parser.add_argument("--from-token-file", metavar="FILE", help="file with the collector's push token")
    options = parser.parse_args(arguments)
    try:
        document = json.dumps(take_inventory(options.environment, options.day), separators=(",", ":"))
        if options.push:
            _push(options.push, options.environment, options.from_token_file, document.encode())
        else:
            # On a line of its own, whatever a start-up file printed before.
            print(document)
    except (OSError, ValueError) as error:
        print(f"popularity_contest.inventory: {_reason(error)}", file=sys.stderr)
        return 2
    return 0


def _push(url: str, name: str, token_file: str | None, body: bytes) -> None:
    url, headers = _credentials(url)
    headers["Content-Type"] = "application/json"
    if token_file:
        with open(token_file, encoding="utf-8") as file:
            headers["Authorization"] = f"Bearer {file.read().strip()}"
    target = f"{url.rstrip('/')}/api/v1/environments/{name}"
    request = urllib.request.Request(target, data=body, headers=headers, method="PUT")
    with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):
        pass


def _credentials(url: str) -> tuple[str, dict[str, str]]:
    """Return the address without `user:password@`, which urllib takes for part of the host, and the header it makes."""
    parts = urllib.parse.urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, {}
    pair = base64.b64encode(urllib.parse.unquote_to_bytes(user)).decode("ascii")
    return parts._replace(netloc=host).geturl(), {"Authorization": f"Basic {pair}"}


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}: {error.read(500).decode('utf-8', 'replace').strip()}"
    if isinstance(error, urllib.error.URLError):
        return f"the collector cannot be reached: {error.reason}"
    return str(error)
