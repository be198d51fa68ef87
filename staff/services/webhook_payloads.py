"""What each robot wants to be sent: body, signature, and how it says yes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from staff.choices import WebhookFormat

_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said."""

    kind: str
    about: str
    title: str
    body: str
    link: str
    language: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is ready to go out."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def build(*, format: str, url: str, secret: str, message: Message, seconds: int) -> Call:
    """The signed request for a robot; `seconds` is the time of the call since 1970."""
    return _BUILDERS[WebhookFormat(format)](url, secret, message, seconds)


def taken(*, format: str, status: int, body: bytes) -> bool:
    """Did the robot take it? The three robots answer 200 also when they refuse, and say so in the body."""
    if not 200 <= status < 300:
        return False
    field_name = {
        WebhookFormat.DINGTALK: "errcode",
        WebhookFormat.WECOM: "errcode",
        WebhookFormat.FEISHU: "code",
    }.get(WebhookFormat(format))
    if field_name is None:
        return True
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get(field_name) == 0


def _markdown(message: Message) -> str:
    """Title, body and link; what could be markup in a name stays plain text."""
    text = f"**{_plain(message.title)}**\n\n{_plain(message.body)}"
    return f"{text}\n\n[{message.link}]({message.link})" if message.link else text


def _plain(text: str) -> str:
    """Text in which no character starts a link, a mention or emphasis."""
    flat = " ".join(text[:_LONGEST].split())
    return "".join("\\" + sign if sign in "\\`*_[]()#<>!@|" else sign for sign in flat)


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _mac(secret: str, text: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()


def _dingtalk(url: str, secret: str, message: Message, seconds: int) -> Call:
    """Time in milliseconds and signature stand in the address."""
    if secret:
        stamp = str(seconds * 1000)
        sign = base64.b64encode(_mac(secret, f"{stamp}\n{secret}")).decode()
        parts = urlsplit(url)
        more = urlencode({"timestamp": stamp, "sign": sign})
        url = urlunsplit(parts._replace(query=f"{parts.query}&{more}" if parts.query else more))
    body = {"msgtype": "markdown", "markdown": {"title": message.title[:100], "text": _markdown(message)}}
    return Call(url, _json(body))


def _wecom(url: str, secret: str, message: Message, seconds: int) -> Call:
    """The key in the address is all that this robot asks for."""
    content = _markdown(message).encode()[:4000].decode(errors="ignore")
    return Call(url, _json({"msgtype": "markdown", "markdown": {"content": content}}))


def _feishu(url: str, secret: str, message: Message, seconds: int) -> Call:
    """Time and signature stand in the body; here the text is the key and what is signed is empty."""
    line: list[dict[str, str]] = [{"tag": "text", "text": message.body[:_LONGEST]}]
    if message.link:
        line += [{"tag": "text", "text": " "}, {"tag": "a", "text": message.link, "href": message.link}]
    language = "zh_cn" if message.language.startswith("zh") else "en_us"
    post = {language: {"title": message.title[:200], "content": [line]}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
    if secret:
        sign = base64.b64encode(_mac(f"{seconds}\n{secret}", "")).decode()
        body = {"timestamp": str(seconds), "sign": sign, **body}
    return Call(url, _json(body))


def _plain_json(url: str, secret: str, message: Message, seconds: int) -> Call:
    """Our own shape: `X-Signature` is the HMAC of time, a dot and the body."""
    body = _json(
        {
            "kind": message.kind,
            "about": message.about,
            "title": message.title,
            "text": message.body[:_LONGEST],
            "link": message.link,
            "time": seconds,
        }
    )
    headers = {"X-Timestamp": str(seconds)}
    if secret:
        digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
        headers["X-Signature"] = f"sha256={digest}"
    return Call(url, body, headers)


_BUILDERS: dict[WebhookFormat, Callable[[str, str, Message, int], Call]] = {
    WebhookFormat.DINGTALK: _dingtalk,
    WebhookFormat.WECOM: _wecom,
    WebhookFormat.FEISHU: _feishu,
    WebhookFormat.PLAIN: _plain_json,
}
