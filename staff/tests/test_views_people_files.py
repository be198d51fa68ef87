"""Sheets of people by the page: looked at first, then taken in; and what is downloaded goes in again."""

import datetime as dt
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from cstm.spreadsheets import Limits, open_table
from staff.choices import Role
from staff.models import Agent, Team
from staff.services import imports
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
URL, TAKE, EXPORT = "/staff/people/import/", "/staff/people/import/take/", "/staff/people/export/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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
