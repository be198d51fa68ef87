"""The own desk: who sees what, what a download says of itself, notices, the own account, trail and robots."""

import io

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from staff.models import Job, Notice, User, Webhook, WebhookDelivery
from staff.selectors.audit import audit_entries
from staff.services import audit, job_signs, jobs, notices
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
WORD = "a long pass phrase"
AJAX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def me(client):
    person = make_agent("E1", name="Mei", login=True)
    client.force_login(person.user)
    return person


@pytest.fixture
def boss():
    person = make_agent("E9", name="Root", role="admin", login=True)
    found = Client()
    found.force_login(person.user)
    found.user = person.user
    return found


def finished(owner: User, name: str = "周报 “a”.csv", body: bytes = b"<script>alert(1)</script>") -> Job:
    jobs.register("test.file", lambda handle: handle.attach(io.BytesIO(body), name))
    job = jobs.enqueue("test.file", owner=owner, title="Report of week 40", params={})
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_file_comes_as_an_attachment_to_its_owner_alone(client, me, boss):
    job = finished(me.user)
    answer = client.get(f"/staff/downloads/{job.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%91%A8")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert boss.get(f"/staff/downloads/{job.pk}/").status_code == 404
    other = Client()
    other.force_login(make_agent(login=True).user)
    assert other.get(f"/staff/downloads/{job.pk}/").status_code == 404
    assert other.get(f"/staff/jobs/{job.pk}/").status_code == 404
    assert boss.get(f"/staff/jobs/{job.pk}/").status_code == 200


def test_the_download_list_shows_own_work_only_within_its_budget(client, me, django_assert_max_num_queries):
    finished(make_agent(login=True).user, name="secret.csv")
    finished(me.user)
    for n in range(30):
        jobs.enqueue("test.file", owner=me.user, title=f"Waiting {n}", params={})
    client.get("/staff/downloads/")
    with django_assert_max_num_queries(15):
        page = client.get("/staff/downloads/")
    assert "secret.csv" not in page.content.decode()
    assert "Waiting 29" in page.content.decode()
    assert "周报" in client.get("/staff/downloads/?page=2").content.decode()


def test_progress_polls_itself_until_it_ends_and_is_called_off(client, me):
    job = jobs.enqueue("test.file", owner=me.user, title="Import", params={})
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    job_signs.put_progress(job.pk, {"attempt": 1, "done": 40, "total": 100, "note": "rows"})
    fragment = client.get(f"/staff/jobs/{job.pk}/", **AJAX).content.decode()
    assert "<html" not in fragment
    assert 'value="40"' in fragment and 'max="100"' in fragment
    assert "every 2s" in fragment and f"/staff/jobs/{job.pk}/cancel/" in fragment
    answer = client.post(f"/staff/jobs/{job.pk}/cancel/")
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.cancel_asked
    fragment = client.get(f"/staff/jobs/{job.pk}/", **AJAX).content.decode()
    assert "stopping" in fragment and "/cancel/" not in fragment
    Job.objects.filter(pk=job.pk).update(state="cancelled")
    assert "every 2s" not in client.get(f"/staff/jobs/{job.pk}/", **AJAX).content.decode()


def test_a_cancel_goes_back_to_where_it_came_from_and_nowhere_else(client, me):
    for back, where in (
        ("/staff/downloads/", "/staff/downloads/"),
        ("https://evil.example/", "/staff/jobs/"),
    ):
        job = jobs.enqueue("test.file", owner=me.user, title="Import", params={})
        answer = client.post(f"/staff/jobs/{job.pk}/cancel/", {"next": back})
        assert answer["Location"].startswith(where)


def test_notices_are_shown_opened_and_counted(client, me, django_assert_max_num_queries):
    for n in range(40):
        values = {"title": f"<b>R{n}", "file": "a"}
        notices.post(agent=me, kind="staff.job_done", about=f"j{n}", params=values, url="/staff/downloads/")
    with django_assert_max_num_queries(15):
        page = client.get("/staff/notices/").content.decode()
    assert "&lt;b&gt;R39 is ready" in page
    assert "40 new notices" in page
    first = Notice.objects.get(about="j39")
    assert client.post(f"/staff/notices/{first.pk}/open/")["Location"] == "/staff/downloads/"
    assert Notice.objects.filter(read_at=None).count() == 39
    other = Client()
    other.force_login(make_agent(login=True).user)
    assert other.post(f"/staff/notices/{first.pk}/open/").status_code == 404
    client.post("/staff/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_notice_never_leads_outside(client, me):
    notices.post(agent=me, kind="staff.job_done", about="x", url="https://evil.example/")
    notice = Notice.objects.get()
    assert client.post(f"/staff/notices/{notice.pk}/open/")["Location"] == "/staff/notices/"


def test_language_and_look_are_kept(client, me, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert client.get("/staff/account/").status_code == 200
    client.post("/staff/account/", {"language": "zh-hans", "theme": "dark"})
    me.user.refresh_from_db()
    assert (me.user.language, me.user.theme) == ("zh-hans", "dark")
    assert client.post("/staff/account/", {"language": "xx", "theme": "pink"}).status_code == 200
    me.user.refresh_from_db()
    assert me.user.theme == "dark"


def test_the_mail_address_needs_the_password_and_is_nobody_elses(client, me):
    me.user.set_password(WORD)
    me.user.save()
    client.force_login(me.user)
    make_agent("E2", login=True)
    for email, password in (("new@example.test", "wrong"), ("e2@example.test", WORD), ("no mail", WORD)):
        client.post("/staff/account/mail/", {"email": email, "password": password})
        me.user.refresh_from_db()
        assert me.user.email == "e1@example.test"
    client.post("/staff/account/mail/", {"email": "New@Example.test", "password": WORD})
    me.user.refresh_from_db()
    me.refresh_from_db()
    assert me.user.email == "new@example.test"
    assert audit_entries(action="account.mail").exists()


def test_a_token_is_shown_once_works_and_ends(client, me):
    page = client.post("/staff/account/token/").content.decode()
    key = Token.objects.get(user=me.user).key
    assert key in page
    assert key not in client.get("/staff/account/").content.decode()
    machine = Client(headers={"authorization": f"Token {key}"})
    assert machine.get("/api/v1/staff/me/").json()["employee_no"] == "E1"
    client.post("/staff/account/token/")
    assert machine.get("/api/v1/staff/me/").status_code == 401
    client.post("/staff/account/token/remove/")
    assert not Token.objects.exists()
    kept = list(audit_entries(action="account.").values_list("additional_data__action", flat=True))
    assert kept.count("account.make_token") == 2 and kept.count("account.remove_token") == 1


def test_the_trail_is_searched_and_within_its_budget(boss, django_assert_max_num_queries):
    for n in range(120):
        audit.record(
            actor=boss.user,
            action="team.rename",
            about=f"team {n}",
            before={"name": None},
            after={"name": "<i>"},
        )
    with django_assert_max_num_queries(15):
        page = boss.get("/staff/audit/").content.decode()
    assert "team 119" in page and "team 60" not in page
    assert "&lt;i&gt;" in page
    assert "team 60" in boss.get("/staff/audit/?about=team+60&action=team.").content.decode()
    assert "No entries" in boss.get("/staff/audit/?who=nobody").content.decode()
    assert boss.get("/staff/audit/?first=2026-13-45&page=999").status_code == 200


def test_a_robot_is_added_changed_tried_and_removed(boss):
    values = {"name": "Team", "format": "wecom", "url": "https://qyapi.example.com/send?key=abc"}
    values |= {"secret": "s1", "kinds": ["staff.job_failed"], "active": "on"}
    assert boss.post("/staff/webhooks/new/", values)["Location"] == "/staff/webhooks/"
    hook = Webhook.objects.get()
    assert "s1" not in boss.get(f"/staff/webhooks/{hook.pk}/").content.decode()
    boss.post(f"/staff/webhooks/{hook.pk}/", values | {"secret": "", "name": "Team two"})
    hook.refresh_from_db()
    assert (hook.name, hook.secret) == ("Team two", "s1")
    refused = boss.post(f"/staff/webhooks/{hook.pk}/", values | {"url": "https://example.com:22/"})
    assert "Port 22" in refused.content.decode()
    boss.post(f"/staff/webhooks/{hook.pk}/trial/")
    assert WebhookDelivery.objects.get().kind == "staff.webhook_test"
    assert boss.get(f"/staff/webhooks/{hook.pk}/").status_code == 200
    assert boss.get("/staff/webhooks/").status_code == 200
    boss.post(f"/staff/webhooks/{hook.pk}/remove/")
    assert not Webhook.objects.exists()


def test_the_api_gives_own_jobs_and_notices_and_the_trail_to_who_may(client, me, boss):
    job = finished(me.user)
    other = finished(boss.user)
    assert [row["id"] for row in client.get("/api/v1/staff/jobs/").json()["results"]] == [job.pk]
    assert client.get(f"/api/v1/staff/jobs/{other.pk}/").status_code == 404
    assert client.get(f"/api/v1/staff/jobs/{job.pk}/").json()["state"] == "done"
    answer = client.get(f"/api/v1/staff/jobs/{job.pk}/file/")
    assert b"".join(answer.streaming_content)
    assert boss.get(f"/api/v1/staff/jobs/{job.pk}/file/").status_code == 404
    told = client.get("/api/v1/staff/notices/").json()["results"]
    assert told[0]["title"] == "Report of week 40 is ready"
    assert client.post(f"/api/v1/staff/notices/{told[0]['id']}/read/").json()["read_at"]
    waiting = jobs.enqueue("test.file", owner=me.user, title="Import", params={})
    assert client.post(f"/api/v1/staff/jobs/{waiting.pk}/cancel/").json()["state"] == "cancelled"
    assert client.get("/api/v1/staff/audit/").status_code == 403
    audit.record(actor=boss.user, action="team.rename", about="team A")
    found = boss.get("/api/v1/staff/audit/?action=team.").json()["results"]
    assert (found[0]["action"], found[0]["about"]) == ("team.rename", "team A")
    assert boss.get("/api/v1/staff/audit/?first=never").status_code == 400
    assert Client().get("/api/v1/staff/me/").status_code == 401
