"""The API of own shifts, leave, swaps and what waits: the same services, the same refusals, once by key."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shifts.models import Claim, DayWish, LeaveRequest, LeaveType, OpenShift, ShiftChange, SwapRequest
from shifts.services import leave, swaps
from shifts.tests.factories import assign, make_desk, make_roster, template

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MONTH = dt.date(2026, 12, 1)
DAY = MONTH.replace(day=9)


@pytest.fixture
def published(team, agent, agent2, lead):
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, MONTH, state="published")
    assign(roster, agent, DAY, "D", desk)
    assign(roster, agent2, DAY + dt.timedelta(days=2), "D", desk)
    return roster


def url(name: str, *args: object) -> str:
    return reverse(f"shifts-api:{name}", args=args)


def test_partners_are_named_asked_once_by_key_and_the_swap_is_done(
    client_of, agent, agent2, lead, stranger, published, today
):
    mine = client_of(agent)
    found = mine.get(url("exchanges"), {"day": DAY.isoformat()}).json()
    assert agent2.employee_no in {each["agent"] for each in found["takers"]}
    assert mine.get(url("exchanges"), {"day": MONTH.isoformat()}).status_code == 404
    assert mine.get(url("exchanges"), {"day": "soon"}).status_code == 400
    said = {"day": DAY.isoformat(), "partner": agent2.employee_no}
    answers = [mine.post(url("swaps"), said, headers={"Idempotency-Key": "k1"}) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    pk = SwapRequest.objects.get().pk
    assert mine.post(url("swaps"), said).status_code == 400
    assert mine.post(url("swap_one", pk), {"do": "accept"}).status_code == 400
    assert client_of(stranger).get(url("swap_one", pk)).status_code == 404
    assert client_of(agent2).post(url("swap_one", pk), {"do": "accept"}).json()["state"] == "accepted"
    waiting = client_of(lead).get(url("requests")).json()
    assert [each["id"] for each in waiting["swaps"]] == [pk]
    assert client_of(lead).post(url("swap_one", pk), {"do": "approve"}).json()["state"] == "approved"
    day = client_of(agent2).get(url("team_day"), {"day": DAY.isoformat()}).json()
    assert [(each["agent"], each["shift"]) for each in day] == [(agent2.employee_no, "D")]
    assert len(mine.get(url("changes")).json()) == 1
    assert mine.post(url("changes")).json() == {"acknowledged": 1}
    assert not ShiftChange.objects.filter(agent=agent, seen_at=None).exists()


def test_a_leader_asks_for_who_is_absent_and_nobody_else_may(client_of, agent, agent2, lead, published):
    said = {"day": DAY.isoformat(), "partner": agent2.employee_no, "asker": agent.employee_no}
    assert client_of(agent2).post(url("swaps"), said).status_code == 404
    assert client_of(lead).post(url("swaps"), said).status_code == 201
    assert SwapRequest.objects.get().on_behalf_by == lead


def test_leave_by_key_with_a_paper_and_its_impact(client_of, agent, lead, stranger, published):
    mine = client_of(agent)
    said = {"type": "sick", "first": DAY.isoformat(), "last": DAY.isoformat()}
    for _twice in range(2):
        assert mine.post(url("leave"), said, headers={"Idempotency-Key": "k2"}).status_code == 201
    row = LeaveRequest.objects.get()
    paper = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note")
    assert client_of(stranger).post(url("leave_paper", row.pk), {"paper": paper}).status_code == 404
    paper.seek(0)
    assert mine.post(url("leave_paper", row.pk), {"paper": paper}).status_code == 204
    bad = mine.post(url("leave_paper", row.pk), {"paper": SimpleUploadedFile("note.pdf", b"<html>")})
    assert bad.status_code == 400
    (waiting,) = client_of(lead).get(url("requests")).json()["leaves"]
    assert [each["day"] for each in waiting["impact"]] == [DAY.isoformat()]
    leave.set_right(
        agent, LeaveType.objects.get(code="annual"), half_days=7, day=DAY, reason="carried", actor=lead.user
    )
    balances = {each["type"]: each["half_days"] for each in mine.get(url("leave_balances")).json()}
    assert balances["annual"] == 7


def test_wishes_and_claims_are_taken_back(client_of, agent, agent2, team, lead, published):
    mine = client_of(agent)
    later = "2027-01-05"
    assert mine.post(url("wishes"), {"day": later, "kind": "off"}).status_code == 201
    assert mine.delete(url("wish", later)).status_code == 204
    assert mine.delete(url("wish", "2027-13-05")).status_code == 400
    assert not DayWish.objects.exists()
    shift = OpenShift.objects.create(roster=published, day=DAY, template=template("E"), mode="first")
    claim = Claim.objects.create(shift=shift, agent=agent)
    assert client_of(agent2).post(url("claim_withdraw", claim.pk)).status_code == 404
    assert mine.post(url("claim_withdraw", claim.pk)).status_code == 204
    assert mine.post(url("claim_withdraw", claim.pk)).status_code == 400


def test_the_list_of_what_waits_is_bounded(client_of, agent, agent2, lead, published, today):
    client = client_of(lead)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url("requests")).status_code == 200
        return len(seen)

    leave.ask(agent, LeaveType.objects.get(code="personal"), first=DAY, last=DAY, actor=agent.user)
    few = count()
    for number in range(5, 9):  # Monday to Thursday.
        when = DAY + dt.timedelta(days=number)
        leave.ask(agent2, LeaveType.objects.get(code="personal"), first=when, last=when, actor=agent2.user)
    swap = swaps.offer(agent, DAY, agent2, partner_day=None, actor=agent.user, today=today)
    swaps.accept(swap, actor=agent2.user, today=today)
    assert count() <= few <= 15
