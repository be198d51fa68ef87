"""Group robots, against a stub that checks signatures and sizes as the real ones do."""

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import json
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from cstm.errors import DomainError
from staff.models import User, Webhook, WebhookDelivery
from staff.selectors.audit import audit_entries
from staff.services import notices, webhooks
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
SECRET = "SEC-of-the-group"
KIND = "staff.job_failed"


class Robot(http.server.BaseHTTPRequestHandler):
    """DingTalk, WeCom, Feishu and a receiver of our own shape, each with its own check."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path)
        robot = path.path.strip("/")
        self.server.seen.append((robot, body, parse_qs(path.query), dict(self.headers)))
        fine = len(body) <= 20_000 and getattr(self, f"check_{robot}")(body, parse_qs(path.query))
        self.send_response(200 if robot != "plain" or fine else 403)
        self.end_headers()
        name = "code" if robot == "feishu" else "errcode"
        self.wfile.write(json.dumps({name: 0 if fine and not self.server.refuse else 310000}).encode())

    def check_dingtalk(self, body, query):
        stamp = query["timestamp"][0]
        mac = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
        fresh = abs(int(stamp) / 1000 - time.time()) < 3600
        message = json.loads(body)
        return (
            fresh
            and query["access_token"] == ["t1"]
            and query["sign"][0] == base64.b64encode(mac).decode()
            and set(message["markdown"]) == {"title", "text"}
        )

    def check_wecom(self, body, query):
        content = json.loads(body)["markdown"]["content"]
        return query["key"] == ["k1"] and len(content.encode()) <= 4096

    def check_feishu(self, body, query):
        message = json.loads(body)
        text = f"{message['timestamp']}\n{SECRET}"
        sign = base64.b64encode(hmac.new(text.encode(), b"", hashlib.sha256).digest()).decode()
        post = message["content"]["post"]["en_us"]
        return message["sign"] == sign and message["msg_type"] == "post" and post["title"]

    def check_plain(self, body, query):
        stamp = self.headers["X-Timestamp"]
        mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return self.headers["X-Signature"] == f"sha256={mac}" and json.loads(body)["kind"] == KIND

    def log_message(self, *args):
        pass


@pytest.fixture
def robot(settings):
    server = http.server.HTTPServer(("127.0.0.1", 0), Robot)
    server.seen, server.refuse = [], False
    settings.WEBHOOK_ALLOW_PRIVATE = True
    settings.WEBHOOK_PORTS = [str(server.server_port)]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def hook(robot, format: str, query: str = "", **more) -> Webhook:
    url = f"http://127.0.0.1:{robot.server_port}/{format}{query}"
    values = {"name": format, "format": format, "secret": SECRET, "kinds": [KIND], **more}
    return Webhook.objects.create(url=url, **values)


def say(about="job:1", error="The file is broken."):
    params = {"title": "Import [week](http://evil.example) 40", "error": error}
    notices.post(agent=make_agent(), kind=KIND, about=about, params=params, url="/staff/downloads/")


@pytest.mark.parametrize(
    ("format", "query"),
    [("dingtalk", "?access_token=t1"), ("wecom", "?key=k1"), ("feishu", ""), ("plain", "")],
)
def test_each_robot_takes_its_own_shape_and_signature(robot, format, query):
    hook(robot, format, query)
    say(error="很长" * 5000)
    assert webhooks.deliver(timezone.now()) == 1
    assert webhooks.deliver(timezone.now() + dt.timedelta(days=1)) == 0
    row = WebhookDelivery.objects.get()
    assert row.sent_at and row.attempts == 1
    assert row.answer.startswith("200")
    assert len(robot.seen) == 1


def test_a_wrong_secret_is_noticed_by_the_robot_and_kept_as_the_answer(robot):
    hook(robot, "dingtalk", "?access_token=t1", secret="another")
    say()
    assert webhooks.deliver(timezone.now()) == 0
    row = WebhookDelivery.objects.get()
    assert row.sent_at is None
    assert "310000" in row.answer


def test_markup_in_a_name_makes_no_link(robot):
    hook(robot, "dingtalk", "?access_token=t1")
    say()
    webhooks.deliver(timezone.now())
    text = json.loads(robot.seen[0][1])["markdown"]["text"]
    assert "[week](http" not in text
    assert "/staff/downloads/" in text


def test_one_message_a_group_though_many_people_are_told(robot):
    hook(robot, "plain")
    for _ in range(3):
        say()
    assert WebhookDelivery.objects.count() == 1


def test_kinds_and_switched_off_addresses(robot):
    hook(robot, "plain", active=False)
    hook(robot, "wecom", "?key=k1", kinds=["staff.job_done"])
    say()
    assert WebhookDelivery.objects.count() == 0


def test_what_fails_waits_longer_each_time_and_ends_after_six_tries(robot):
    robot.refuse = True
    hook(robot, "dingtalk", "?access_token=t1")
    say()
    now = timezone.now()
    for minutes in (0, 0.5, 2, 7, 23, 90, 400, 3000):
        webhooks.deliver(now + dt.timedelta(minutes=minutes))
    assert len(robot.seen) == 6
    robot.refuse = False
    assert webhooks.deliver(now + dt.timedelta(days=9)) == 0


def test_a_dead_address_is_told_in_the_row_and_hurts_nobody(robot):
    hook(robot, "plain")
    robot.server_close()
    say()
    assert webhooks.deliver(timezone.now()) == 0
    assert "no answer" in WebhookDelivery.objects.get().answer


def test_an_inner_address_is_not_called_and_not_tried_again(robot, settings):
    hook(robot, "plain")
    settings.WEBHOOK_ALLOW_PRIVATE = False
    say()
    webhooks.deliver(timezone.now())
    row = WebhookDelivery.objects.get()
    assert row.attempts == webhooks.TRIES
    assert "inside" in row.answer
    assert robot.seen == []


def test_saving_is_audited_without_the_key_and_refuses_a_wrong_address(settings):
    actor = User.objects.create_user("root")
    made = Webhook(name="Team", format="wecom", url="https://qyapi.example.com/send?key=abc", kinds=[KIND])
    webhooks.save(made, actor=actor)
    made.url = "https://qyapi.example.com/send?key=xyz"
    webhooks.save(made, actor=actor)
    webhooks.remove(made, actor=actor)
    kept = str(list(audit_entries(action="webhook.").values_list("changes", flat=True)))
    assert "abc" not in kept and "xyz" not in kept
    assert "qyapi.example.com" in kept
    assert audit_entries(action="webhook.change").get().changes == {"secret_address": ["•••", "•••"]}
    with pytest.raises(DomainError):
        webhooks.save(
            Webhook(name="Bad", format="wecom", url="https://example.com:22/", kinds=[]), actor=actor
        )


def test_a_trial_message_goes_to_one_address_alone(robot):
    hook(robot, "wecom", "?key=k1")
    one = hook(robot, "feishu", kinds=[])
    webhooks.queue_trial(one, actor=User.objects.create_user("root"))
    assert webhooks.deliver(timezone.now()) == 1
    assert [name for name, *_rest in robot.seen] == ["feishu"]
