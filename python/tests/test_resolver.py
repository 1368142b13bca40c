"""Names to addresses: a real name server on the loopback, `/etc/hosts`, and a deadline that holds."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from popularity_contest import resolver

PORT = 9125
Answer = Callable[[bytes, str, int], "bytes | None"]


def reply(query: bytes, *records: bytes, code: int = 0) -> bytes:
    return (
        query[:2]
        + bytes([0x81, 0x80 | code])
        + query[4:6]
        + bytes([0, len(records), 0, 0, 0, 0])
        + query[12:]
        + b"".join(records)
    )


def record(kind: int, data: bytes, name: bytes = b"\xc0\x0c") -> bytes:
    return name + bytes([0, kind, 0, 1, 0, 0, 0, 60]) + len(data).to_bytes(2, "big") + data


class NameServer:
    """Answers as it is told, and keeps what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.endpoint.bind(("127.0.0.1", 0))
        self.asked: list[tuple[str, int]] = []
        self.answer = answer
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        while True:
            query, peer = self.endpoint.recvfrom(4096)
            if not query:
                return
            labels, position = [], 12
            while query[position]:
                labels.append(query[position + 1 : position + 1 + query[position]].decode())
                position += 1 + query[position]
            name, kind = ".".join(labels), query[position + 2]
            self.asked.append((name, kind))
            answer = self.answer(query, name, kind)
            if answer is not None:
                self.endpoint.sendto(answer, peer)

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.endpoint.getsockname())
        self.thread.join()
        self.endpoint.close()


Serve = Callable[..., NameServer]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    started: list[NameServer] = []

    def start(answer: Answer, options: str = "", hosts: str = "") -> NameServer:
        server = NameServer(answer)
        started.append(server)
        (tmp_path / "hosts").write_text(hosts)
        (tmp_path / "resolv.conf").write_text(f"# comment\nnameserver 127.0.0.1\n{options}\n")
        monkeypatch.setattr(resolver, "HOSTS", str(tmp_path / "hosts"))
        monkeypatch.setattr(resolver, "RESOLV_CONF", str(tmp_path / "resolv.conf"))
        monkeypatch.setattr(resolver, "DNS_PORT", server.endpoint.getsockname()[1])
        return server

    yield start
    for server in started:
        server.close()


def resolve(host: str, budget_s: float = 2.0) -> object:
    return resolver.resolve(host, PORT, time.monotonic() + budget_s)


def zone(**addresses: bytes) -> Answer:
    """A name server that knows these names, with _ for each dot."""

    def answer(query: bytes, name: str, kind: int) -> bytes | None:
        data = addresses.get(name.replace(".", "_"))
        if data is None:
            return reply(query, code=3)
        right = (kind == resolver.A) == (len(data) == 4)
        return reply(query, record(kind, data)) if right else reply(query)

    return answer


def test_an_ipv4_address(serve: Serve) -> None:
    serve(zone(statsd_example=bytes([10, 1, 2, 3])))
    assert resolve("statsd.example") == (socket.AF_INET, ("10.1.2.3", PORT))
    assert resolve("STATSD.example.") == (socket.AF_INET, ("10.1.2.3", PORT))


def test_an_ipv6_address_where_there_is_no_other(serve: Serve) -> None:
    serve(zone(statsd_example=bytes(15) + b"\1"))
    assert resolve("statsd.example") == (socket.AF_INET6, ("::1", PORT, 0, 0))


def test_search_domains_as_kubernetes_has_them(serve: Serve) -> None:
    server = serve(
        zone(statsd_hub_svc_cluster_local=bytes([10, 0, 0, 9])),
        "search ns.svc.cluster.local svc.cluster.local\noptions ndots:5",
    )
    assert resolve("statsd.hub") == (socket.AF_INET, ("10.0.0.9", PORT))
    assert server.asked[0][0] == "statsd.hub.ns.svc.cluster.local"
    assert resolve("statsd.hub.") is None


def test_a_name_with_a_dot_is_asked_for_as_it_stands_first(serve: Serve) -> None:
    server = serve(zone(statsd_example=bytes([10, 1, 2, 3])), "search lab.example")
    assert resolve("statsd.example") == (socket.AF_INET, ("10.1.2.3", PORT))
    assert [name for name, _ in server.asked] == ["statsd.example"]


def test_a_name_server_that_cannot_be_reached_costs_nothing(serve: Serve) -> None:
    serve(zone(statsd_example=bytes([10, 1, 2, 3])), "nameserver 255.255.255.255")
    assert resolve("statsd.example") == (socket.AF_INET, ("10.1.2.3", PORT))


def test_a_query_is_as_rfc_1035_has_it() -> None:
    header, question = b"\1\2" + b"\1\0" + b"\0\1" + bytes(6), b"\1a\2bc\0"
    assert resolver.encode_query(b"\1\2", "a.bc", resolver.AAAA) == header + question + b"\0\x1c" + b"\0\1"


def test_an_alias_before_the_address(serve: Serve) -> None:
    serve(lambda query, name, kind: reply(query, record(5, b"\4real\0"), record(1, bytes([1, 2, 3, 4]), b"\4real\0")))
    assert resolve("statsd.example") == (socket.AF_INET, ("1.2.3.4", PORT))


def test_the_first_of_several_addresses(serve: Serve) -> None:
    serve(lambda query, name, kind: reply(query, record(1, bytes([1, 2, 3, 4])), record(1, bytes([5, 6, 7, 8]))))
    assert resolve("statsd.example") == (socket.AF_INET, ("1.2.3.4", PORT))


def test_a_long_record_before_the_address(serve: Serve) -> None:
    serve(lambda query, name, kind: reply(query, record(16, bytes(300)), record(1, bytes([1, 2, 3, 4]))))
    assert resolve("statsd.example") == (socket.AF_INET, ("1.2.3.4", PORT))


def test_hosts_come_first(serve: Serve) -> None:
    server = serve(zone(), hosts="::2 both\n10.9.9.9 Both other # both\n::7 six\n")
    assert resolve("both") == (socket.AF_INET, ("10.9.9.9", PORT))
    assert resolve("OTHER") == (socket.AF_INET, ("10.9.9.9", PORT))
    assert resolve("six") == (socket.AF_INET6, ("::7", PORT, 0, 0))
    assert server.asked == []


def test_a_lost_datagram_is_asked_for_again(serve: Serve) -> None:
    server = serve(
        lambda query, name, kind: reply(query, record(1, bytes([1, 2, 3, 4]))) if len(server.asked) > 1 else None
    )
    assert resolve("statsd.example", 0.5) == (socket.AF_INET, ("1.2.3.4", PORT))


USELESS: dict[str, Answer] = {
    "no answer": lambda query, name, kind: None,
    "no such name": lambda query, name, kind: reply(query, code=3),
    "a failure": lambda query, name, kind: reply(query, code=2),
    "a failure that has an address": lambda query, name, kind: reply(query, record(1, bytes(4)), code=2),
    "a question that has an address": lambda query, name, kind: (
        query[:2] + b"\1\0" + reply(query, record(1, bytes(4)))[4:]
    ),
    "another's answer": lambda query, name, kind: b"\0\0" + reply(query, record(1, bytes(4)))[2:],
    "a question": lambda query, name, kind: query,
    "half an answer": lambda query, name, kind: reply(query, record(1, bytes(4)))[:-7],
    "a short answer": lambda query, name, kind: query[:3],
    "an endless name": lambda query, name, kind: reply(query, b"\x3f" * 40),
    "another kind of record": lambda query, name, kind: reply(query, record(16, b"text")),
    "an address too long": lambda query, name, kind: reply(query, record(1, bytes(5))),
}


@pytest.mark.parametrize("useless", USELESS)
def test_no_address_in_time(serve: Serve, useless: str) -> None:
    serve(USELESS[useless])
    started = time.monotonic()
    assert resolve("statsd.example", 0.2) is None
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".y", "é.example", "a" * 300, ".", ""])
def test_what_cannot_be_a_name_is_not_asked_for(serve: Serve, host: str) -> None:
    server = serve(zone())
    assert resolve(host, 0.3) is None
    assert server.asked == []


@given(st.binary(max_size=120), st.sampled_from([resolver.A, resolver.AAAA]))
def test_no_answer_breaks_it(noise: bytes, kind: int) -> None:
    query = resolver.encode_query(b"\1\2", "statsd.example", kind)
    assert query
    for answer in (
        noise,
        query[:2] + noise,
        query[:2] + b"\x81\x80" + query[4:6] + b"\0\3\0\0\0\0" + query[12:] + noise,
    ):
        found = resolver.decode_answer(answer, query, kind)
        assert found is None or all(len(data) in (4, 16) for data in found)
