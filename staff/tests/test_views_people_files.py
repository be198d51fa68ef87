"""Sheets of people by the page: looked at first, then taken in; and what is downloaded goes in again."""

import datetime as dt
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from cstm.spreadsheets import Limits, open_table
from staff.choices import Role
from staff.models import AccountHolding, Agent, Job, PlatformAccount, Team
from staff.services import import_sheet_jobs, imports, jobs
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db
URL, TAKE, EXPORT = "/staff/people/import/", "/staff/people/import/take/", "/staff/people/export/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def worker_at_once(monkeypatch):
    """A worker that takes a job the moment it is written; the test's transaction never commits."""
    monkeypatch.setattr(import_sheet_jobs.jobs, "wake", lambda _job: None)
    enqueue = jobs.enqueue

    def at_once(*args, **more):
        job = enqueue(*args, **more)
        jobs.run(job.pk)
        return job

    monkeypatch.setattr(import_sheet_jobs.jobs, "enqueue", at_once)


def upload(client, text: str, name: str = "people.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, text.encode())})


def kept(settings) -> list[Path]:
    return list(Path(settings.MEDIA_ROOT).glob("people_sheets/*"))


def test_a_sheet_is_looked_at_before_it_is_taken_in(client_of, hr, settings):
    client = client_of(hr)
    answer = upload(client, "employee_no,name,team\nN1,New One,A/B\nN2,,A\n")
    summary = answer.context["summary"]
    assert (answer.status_code, summary.created, summary.refused_rows) == (200, 1, 1)
    assert "New One" not in Agent.objects.values_list("name", flat=True)
    assert not Team.objects.filter(path="A/B").exists()
    assert len(kept(settings)) == 1
    answer = client.post(TAKE)
    assert Agent.objects.get(employee_no="N1").name == "New One"
    assert answer.context["summary"].refused_rows == 1
    assert kept(settings) == []
    assert client.post(TAKE).status_code == 422


def test_all_taken_goes_back_to_the_people(client_of, hr):
    client = client_of(hr)
    upload(client, "employee_no,name\nN1,New One\n")
    answer = client.post(TAKE, follow=True)
    assert answer.redirect_chain[-1][0] == "/staff/people/"
    assert "1 new" in answer.content.decode()


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "PK\x03\x04broken"])
def test_a_file_that_is_no_sheet_is_refused_at_its_field(client_of, hr, settings, text):
    answer = upload(client_of(hr), text)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert kept(settings) == []


def test_a_supervisor_stays_within_the_own_part_and_rank(client_of, supervisor, agent, stranger, team):
    client = client_of(supervisor)
    answer = upload(
        client,
        "employee_no,name,team,roles\n"
        "N1,In,Care/Pre-sales/New,\n"
        "N2,Outside,Care/After-sales,\n"
        "N3,Nowhere,,\n"
        "N4,Boss,Care/Pre-sales,admin\n"
        "stranger,Renamed,Care/Pre-sales,\n"
        "agent,Agent One,Care/After-sales,\n"
        "supervisor,Myself,Care/Pre-sales,\n",
    )
    summary = answer.context["summary"]
    found = {fault.row: fault.why for fault in summary.faults}
    assert found == {3: "outside", 4: "outside", 5: "rank", 6: "outside", 7: "outside", 8: "self"}
    assert summary.created == 1


def test_an_agent_has_no_such_page(client_of, agent):
    client = client_of(agent)
    assert client.get(URL).status_code == 403
    assert client.post(TAKE).status_code == 403
    assert client.get(EXPORT).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_goes_in_again_and_changes_nothing(
    client_of, hr, admin, team, tmp_path, kind, today
):
    make_agent("N1", name="=1+1", team=team, phone="13800000001", email="n1@example.test")
    make_agent("N2", name="Two", team=team, role=Role.LEADER, granted_for=team, hired_on=dt.date(2024, 3, 1))
    answer = client_of(hr).get(f"{EXPORT}?format={kind}")
    assert answer["Content-Disposition"].endswith(f'people-2026-11-21.{kind}"')
    path = tmp_path / f"out.{kind}"
    path.write_bytes(answer.content)
    with open_table(path, limits=Limits()) as book:
        rows = [row.cells for row in book.rows()]
    assert rows[1][1] == "=1+1"
    summary = imports.import_people(path)
    assert (summary.unchanged, summary.faults) == (4, [])
    assert LogEntry.objects.filter(additional_data__action="people.export", actor=hr.user).exists()


def test_a_name_like_a_formula_is_marked_in_the_file(client_of, hr):
    make_agent("N1", name="=cmd()")
    answer = client_of(hr).get(f"{EXPORT}?format=csv")
    assert "'=cmd()" in answer.content.decode()


ACCOUNTS, ACCOUNTS_TAKE = "/staff/accounts/import/", "/staff/accounts/import/take/"
ACCOUNT_HEAD = "employee_no,store,account,valid_from\n"


def test_a_sheet_of_accounts_is_looked_at_and_taken_in(client_of, admin, agent):
    client = client_of(admin)
    sheet = SimpleUploadedFile("a.csv", f"{ACCOUNT_HEAD}agent,Lotus,ann,\nnobody,Lotus,x,\n".encode())
    summary = client.post(ACCOUNTS, {"file": sheet}).context["summary"]
    assert (summary.created, summary.refused_rows, summary.made) == (1, 1, ["Lotus"])
    assert not PlatformAccount.objects.exists()
    assert client.post(ACCOUNTS_TAKE).status_code == 200
    assert AccountHolding.objects.get().agent == agent


def test_a_supervisor_binds_only_within_the_own_part(client_of, supervisor, agent, stranger):
    own, far = make_store("Own"), make_store("Far")
    make_account(own, "ann", agent=agent)
    make_account(far, "far", agent=stranger)
    make_account(own, "shared", agent=stranger)
    rows = "agent,Own,new,\nstranger,Own,new2,\nagent,Far,far2,\nagent,New store,n,\n"
    rows += "agent,Own,shared,2026-11-01\n"
    sheet = SimpleUploadedFile("a.csv", (ACCOUNT_HEAD + rows).encode())
    summary = client_of(supervisor).post(ACCOUNTS, {"file": sheet}).context["summary"]
    found = {fault.row: fault.why for fault in summary.faults}
    assert found == {3: "unknown_person", 4: "outside", 5: "outside", 6: "held"}
    assert summary.created == 1


@pytest.mark.usefixtures("worker_at_once")
def test_a_large_sheet_goes_through_a_job(client_of, hr, settings, monkeypatch):
    monkeypatch.setattr(import_sheet_jobs, "ROWS_AT_ONCE", 2)
    client = client_of(hr)
    rows = "".join(f"N{n},Person {n}\n" for n in range(5))
    sheet = SimpleUploadedFile("people.csv", f"employee_no,name\n{rows},Nameless\n".encode())
    page = client.post(URL, {"file": sheet}, follow=True)
    assert page.redirect_chain == [(URL, 302)]
    assert (page.context["summary"].created, page.context["summary"].refused_rows) == (5, 1)
    assert not Agent.objects.filter(employee_no="N1").exists()
    page = client.post(TAKE, follow=True)
    assert page.context["summary"].dry_run is False
    assert Agent.objects.filter(employee_no__startswith="N").count() == 5
    assert kept(settings) == []
    job = Job.objects.latest("pk")
    assert (job.state, job.owner, job.heading) == ("done", hr.user, "Take in people.csv")
    assert client.get(URL).context["summary"] is None


def test_a_job_that_has_not_run_shows_its_progress(client_of, hr, monkeypatch):
    monkeypatch.setattr(import_sheet_jobs, "ROWS_AT_ONCE", 0)
    client = client_of(hr)
    upload(client, "employee_no,name\nN1,New One\n")
    job = Job.objects.get()
    page = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert f'id="job-{job.pk}"' in page and "<html" not in page
    jobs.cancel(job)
    assert "cancelled" in client.get(URL).content.decode()
