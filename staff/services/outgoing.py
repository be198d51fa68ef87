"""The one way out to other machines: resolved once, never to an inner address, short and small."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cstm.errors import DomainError

TIMEOUT_SECONDS = 5.0
MOST_BYTES = 64 * 1024
_HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "CSTM", "Connection": "close"}
_INNER = [
    ipaddress.ip_network(block)
    for block in ("100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "64:ff9b::/96", "64:ff9b:1::/48")
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: at most 64 KB of it."""

    status: int
    body: bytes


def check_address(url: str) -> SplitResult:
    """The parts of a web address that may be called at all; raises DomainError with the reason."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise DomainError(_("This is not a web address.")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DomainError(_("The address must begin with https:// or http:// and name a host."))
    if parts.username is not None or parts.password is not None:
        raise DomainError(_("The address must not hold a name and password."))
    if str(port) not in settings.WEBHOOK_PORTS:
        raise DomainError(
            _("Port %(port)s is not allowed; these are: %(ports)s.")
            % {"port": port, "ports": ", ".join(settings.WEBHOOK_PORTS)}
        )
    if any(sign in url for sign in "\r\n\t ") or not url.isascii():
        raise DomainError(_("The address holds a character that does not belong there."))
    return parts


def is_public(address: str) -> bool:
    """Is this the address of a machine outside: not private, loopback, link-local, mapped, or reserved?"""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inside is not None:
            return False
    if found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    return not any(found in block for block in _INNER if block.version == found.version)


def resolve(host: str, port: int) -> str:
    """The one address that is called; refused if any of the name's addresses lies inside."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DomainError(_("The name %s is not known.") % host) from None
    addresses = [str(row[4][0]) for row in rows]
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(is_public(address) for address in addresses):
        raise DomainError(_("%s lies inside the network, and messages go to the outside only.") % host)
    return addresses[0]


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send it and read the answer, in five seconds and 64 KB; no redirect is followed.

    Raises DomainError for an address that may not be called, OSError or HTTPException for a failed call.
    """
    parts = check_address(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    end = time.monotonic() + TIMEOUT_SECONDS
    connection = _connection(parts.scheme, host, port, resolve(host, port))
    watch = threading.Timer(TIMEOUT_SECONDS, _cut, [connection.sock])
    watch.start()  # The socket's own limit is one for each piece; a robot that drips headers would hold us.
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fixed = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "CSTM",
            "Connection": "close",
        }
        connection.request("POST", target, body=body, headers={**headers, **fixed})
        response = connection.getresponse()
        return Answer(response.status, _read(connection, response, end))
    finally:
        watch.cancel()
        connection.close()


def _cut(sock: socket.socket) -> None:
    """End a call whose time is over."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, end: float) -> bytes:
    """The answer's first 64 KB, or what came of it until the time was over."""
    pieces: list[bytes] = []
    size = 0
    while size < MOST_BYTES:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(min(8192, MOST_BYTES - size))
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    if size < MOST_BYTES and time.monotonic() >= end:
        raise TimeoutError("the answer took too long")
    return b"".join(pieces)


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """A connection to that very address which speaks, and checks the certificate, in the host's name."""
    plain = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
    connection: http.client.HTTPConnection
    try:
        if scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
            connection.sock = context.wrap_socket(plain, server_hostname=host)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
            connection.sock = plain
    except OSError:
        plain.close()
        raise
    return connection
