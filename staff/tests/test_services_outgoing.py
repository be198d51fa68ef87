"""The way out: no inner address, one look-up, no redirect, little time, little memory."""

import http.client
import socket
import threading
import time

import pytest

from cstm.errors import DomainError
from staff.services import outgoing

INNER = [
    "http://127.0.0.1/", "http://127.1/", "http://localhost/", "http://0.0.0.0/", "http://10.0.0.8/",
    "http://172.16.3.4/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.1.1/", "http://192.0.0.8/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://240.0.0.1/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/",
    "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://2130706433/", "http://0x7f.1/",
]  # fmt: skip
REFUSED = [
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "https://example.com:22/",
    "https://example.com:6379/", "https://name:word@example.com/", "https:///robot", "https://example.com:99999/",
    "https://example.com/a b", "https://example.com/\r\nX: y", "https://exämple.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", INNER)
def test_an_inner_address_is_refused_before_any_connection(url, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(DomainError):
        outgoing.post(url, b"{}", {})


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_of_another_shape_is_refused(url):
    with pytest.raises(DomainError):
        outgoing.check_address(url)


def test_public_addresses_pass():
    assert outgoing.is_public("93.184.216.34")
    assert outgoing.is_public("2606:2800:220:1:248:1893:25c8:1946")


def names(monkeypatch, answers):
    """Stand in for the machine's name service; each look-up takes the next answer."""
    asked = []

    def look_up(host, port, **kwargs):
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_with_one_inner_address_among_others_is_refused(monkeypatch):
    names(monkeypatch, [["93.184.216.34", "127.0.0.1"]])
    with pytest.raises(DomainError):
        outgoing.resolve("robot.example", 443)


def test_the_name_is_looked_up_once_and_that_address_is_called(monkeypatch):
    asked = names(monkeypatch, [["93.184.216.34"], ["127.0.0.1"]])
    called = []

    def connect(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        outgoing.post("http://robot.example/", b"{}", {})
    assert asked == ["robot.example"]
    assert called == [("93.184.216.34", 80)]


@pytest.fixture
def stub(settings):
    """A raw server on this machine that says what it is told to say."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings.WEBHOOK_ALLOW_PRIVATE = True
    settings.WEBHOOK_PORTS = [str(port)]
    threads = []

    def serve(talk):
        def run():
            peer, _from = listener.accept()
            with peer:
                peer.recv(65536)
                try:
                    talk(peer)
                except OSError:
                    return

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{port}/robot?key=1"

    yield serve
    listener.close()
    for thread in threads:
        thread.join(10)


def test_an_answer_is_read(stub):
    url = stub(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    assert outgoing.post(url, b"{}", {}) == outgoing.Answer(200, b"ok")


def test_a_redirect_is_an_answer_and_nothing_more(stub):
    url = stub(
        lambda peer: peer.sendall(
            b"HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
        )
    )
    assert outgoing.post(url, b"{}", {}).status == 301


def test_an_endless_answer_is_cut_at_64_kb(stub):
    def flood(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        for _ in range(200):
            peer.sendall(b"x" * 65536)

    assert len(outgoing.post(stub(flood), b"{}", {}).body) == 64 * 1024


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b""]
)
def test_a_slow_answer_is_left_when_the_time_is_over(stub, monkeypatch, first):
    monkeypatch.setattr(outgoing, "TIMEOUT_SECONDS", 0.6)
    stop = threading.Event()

    def drip(peer):
        peer.sendall(first)
        while not stop.wait(0.1):
            peer.sendall(b"x" if first else b"")

    url = stub(drip)
    start = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)):
        outgoing.post(url, b"{}", {})
    stop.set()
    assert time.monotonic() - start < 2


def test_a_broken_answer_is_an_error_and_no_crash(stub):
    with pytest.raises((http.client.HTTPException, OSError)):
        outgoing.post(stub(lambda peer: peer.sendall(b"no http at all\r\n\r\n")), b"{}", {})
