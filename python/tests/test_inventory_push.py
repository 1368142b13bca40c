"""`--push`: what the collector gets, and that a password is for the header alone."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import List, Tuple

import pytest

from popularity_contest.inventory import command


@pytest.fixture
def collector():
    seen: List[Tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers.get("Authorization", "")))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_user_and_password_in_the_address_become_a_header(collector, monkeypatch):
    port, seen = collector
    monkeypatch.setattr(command, "take_inventory", lambda name, day: {"environment": name})
    assert command.run(["--environment", "hub", "--push", f"http://me:h%40sh@127.0.0.1:{port}/sub"]) == 0
    [(path, header)] = seen
    assert path == "/sub/api/v1/environments/hub"
    assert base64.b64decode(header.split()[1]) == b"me:h@sh"


def test_the_token_wins(collector, monkeypatch, tmp_path):
    port, seen = collector
    monkeypatch.setattr(command, "take_inventory", lambda name, day: {"environment": name})
    token = tmp_path / "token"
    token.write_text("s3cret-word\n")
    to = ["--push", f"http://me:hush@127.0.0.1:{port}", "--from-token-file", str(token)]
    assert command.run(to) == 0
    assert seen[0][1] == "Bearer s3cret-word"


def test_a_password_is_in_no_message(monkeypatch, capsys):
    monkeypatch.setattr(command, "take_inventory", lambda name, day: {})
    assert command.run(["--push", "http://me:hush@127.0.0.1:9"]) == 2
    assert "hush" not in capsys.readouterr().err
