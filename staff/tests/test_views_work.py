"""Pages of desks, certificates, rates, and of what a person may be asked to work."""

import datetime as dt
import json

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staff.choices import Role
from staff.models import (
    Block,
    Certificate,
    Contract,
    Desk,
    DeskAssignment,
    Exemption,
    Grade,
    HourlyRate,
    Qualification,
    Skill,
    Store,
    StoreAssignment,
)
from staff.services import availability, desks, qualifications
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
BUDGET = 15
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def planner(client_of, supervisor):
    return client_of(supervisor)


@pytest.fixture
def overall(client_of):
    """Who plans for all teams."""
    return client_of(make_agent("overall", name="Overall", role=Role.SUPERVISOR, login=True))


def at(name, pk=None):
    return reverse(f"staff:{name}", args=[pk] if pk else [])


def text(answer):
    return answer.content.decode()


def actions():
    return {entry.additional_data["action"] for entry in LogEntry.objects.all()}


def test_a_desk_is_made_with_what_it_requires_and_people_in_reach_serve_it(
    planner, overall, agent, agent2, stranger
):
    store = Store.objects.create(name="Taobao shop")
    gate = Certificate.objects.create(code="gate", name_en="Red line", name_zh="红线")
    skill = Skill.objects.create(code="calm", name_en="Calm", name_zh="冷静")
    said = {"name": "After-sales Taobao", "line": "after_sales", "stores": [store.pk],
            "certificates": [gate.pk], "skills": [skill.pk]}  # fmt: skip
    assert planner.post(at("desk_add"), said).status_code == 302
    again = planner.post(at("desk_add"), said)
    assert (again.status_code, "There is a desk After-sales Taobao already." in text(again)) == (422, True)
    desk = Desk.objects.get()
    assert [list(each.all()) for each in (desk.stores, desk.certificates, desk.skills)] == [
        [store],
        [gate],
        [skill],
    ]
    span = {"valid_from": "2026-11-01", "valid_to": ""}
    assert planner.post(at("desk_serve", desk.pk), {"people": [stranger.pk], **span}).status_code == 422
    backwards = {"people": [agent.pk], "valid_from": "2026-11-02", "valid_to": "2026-11-01"}
    assert planner.post(at("desk_serve", desk.pk), backwards).status_code == 422
    assert not DeskAssignment.objects.exists()
    both = {"people": [agent.pk, agent2.pk], **span}
    assert planner.post(at("desk_serve", desk.pk), both).status_code == 302
    desks.assign(stranger, desk=desk, actor=None)
    page = text(planner.get(at("desk_detail", desk.pk)))
    assert str(agent) in page
    assert str(stranger) not in page
    theirs = DeskAssignment.objects.get(agent=stranger)
    assert planner.post(at("desk_leave", theirs.pk)).status_code == 404
    assert planner.post(at("desk_leave", DeskAssignment.objects.get(agent=agent).pk)).status_code == 302
    assert DeskAssignment.objects.get(agent=agent).valid_to == dt.date(2026, 11, 20)
    closed = {**said, "name": "Taobao", "active": ""}
    assert planner.get(at("desk_edit", desk.pk)).status_code == 403  # The stranger serves it too.
    assert overall.post(at("desk_edit", desk.pk), closed).status_code == 302
    assert "not in use" in text(planner.get(at("desk_list")))
    assert {"desk.add", "desk.assign", "desk.unassign", "desk.change"} <= actions()


def test_a_certificate_is_made_held_and_ended(planner, overall, agent):
    said = {"code": "gate", "name_en": "Red line", "name_zh": "红线", "grace_days": "5"}
    assert overall.post(at("certificate_add"), said).status_code == 302
    assert overall.post(at("certificate_add"), said).status_code == 422
    gate = Certificate.objects.get()
    changed = {**said, "grace_days": "10"}
    assert overall.post(at("certificate_edit", gate.pk), changed).status_code == 302
    gate.refresh_from_db()
    assert (gate.code, gate.grace_days) == ("gate", 10)
    held = {"certificate": gate.pk, "valid_from": "2026-01-01", "valid_to": "2026-11-15", "source": "quiz"}
    assert planner.post(at("agent_certificate", agent.pk), held).status_code == 302
    page = text(planner.get(at("agent_work", agent.pk)))
    assert "grace until" in page
    row = Qualification.objects.get()
    assert (row.valid_to, row.source) == (dt.date(2026, 11, 15), "quiz")
    ended = {"on": "2026-11-01", "reason": "Failed the second test"}
    assert planner.post(at("certificate_withdraw", row.pk), ended).status_code == 302
    assert Qualification.objects.get().valid_to == dt.date(2026, 10, 21), "no grace after the end"


def test_contract_exemption_and_blocks_are_entered_and_taken_back(planner, agent):
    hours = {"hours": "37.5", "valid_from": "2026-11-01"}
    assert planner.post(at("agent_contract", agent.pk), {**hours, "hours": "200"}).status_code == 422
    assert planner.post(at("agent_contract", agent.pk), hours).status_code == 302
    assert Contract.objects.get().weekly_minutes == 2250
    days = {"valid_from": "2026-11-20", "valid_to": "2026-12-31"}
    assert planner.post(at("agent_exempt", agent.pk), {**days, "valid_to": ""}).status_code == 422
    assert planner.post(at("agent_exempt", agent.pk), days).status_code == 302
    busy = {
        "kind": "busy",
        "start_at": "2026-11-17T14:00",
        "end_at": "2026-11-17T16:00",
        "title": "Stock talk",
    }
    assert planner.post(at("agent_block", agent.pk), busy).status_code == 302
    away = planner.post(at("agent_block", agent.pk), {**busy, "kind": "away"})
    assert (away.status_code, "An absence keeps no reason" in text(away)) == (422, True)
    late = planner.post(at("agent_block", agent.pk), {**busy, "end_at": "2026-11-17T13:00"})
    assert (late.status_code, "The end lies before the start." in text(late)) == (422, True)
    page = text(planner.get(at("agent_work", agent.pk)))
    for words in ("37.5 h a week", "Stock talk", "No nights and no overtime"):
        assert words in page
    assert planner.post(at("exemption_remove", Exemption.objects.get().pk)).status_code == 302
    assert planner.post(at("block_remove", Block.objects.get().pk)).status_code == 302
    assert not Exemption.objects.exists()
    assert not Block.objects.exists()
    assert {"contract.set", "exemption.add", "exemption.remove", "block.add", "block.remove"} <= actions()


def test_what_other_parts_blocked_is_not_taken_back_here(planner, agent):
    start = dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC)
    row = availability.block(agent.pk, "away", "leave", start, start + dt.timedelta(days=1), "leave:1")
    assert planner.post(at("block_remove", row.pk)).status_code == 404
    assert Block.objects.exists()


def test_an_exemption_has_no_reason_and_only_planners_and_oneself_see_it(
    client_of, planner, lead, agent, agent2
):
    assert {field.name for field in Exemption._meta.get_fields()} == {"id", "agent", "valid_from", "valid_to"}
    availability.exempt(agent, valid_from=MONDAY, valid_to=MONDAY, actor=None)
    url, words = at("agent_work", agent.pk), "No nights and no overtime"
    assert words in text(planner.get(url))
    assert words in text(client_of(agent).get(url))
    assert words not in text(client_of(lead).get(url))
    assert client_of(agent2).get(url).status_code == 404
    said = {key for entry in LogEntry.objects.all() for key in (entry.additional_data.get("after") or {})}
    assert said <= {"valid_from", "valid_to"}


def test_rates_are_for_those_who_may_see_pay(client_of, supervisor, db):
    boss = client_of(make_agent("boss", name="Boss", role=Role.MANAGER, login=True))
    assert client_of(supervisor).get(at("rate_list")).status_code == 403
    grade = Grade.objects.create(code="x1", name_en="Junior", name_zh="初级", step=90)
    said = {"grade": grade.pk, "amount": "31.50", "currency": "CNY", "valid_from": "2026-11-01"}
    assert boss.post(at("rate_set"), {**said, "amount": "-1"}).status_code == 422
    assert boss.post(at("rate_set"), said).status_code == 302
    assert "31.50 CNY" in text(boss.get(at("rate_list")))
    assert boss.post(at("rate_remove", HourlyRate.objects.get().pk)).status_code == 302
    assert not HourlyRate.objects.exists()


@pytest.mark.parametrize("name", ["desk_list", "desk_detail", "certificate_list", "agent_work"])
def test_pages_stay_within_their_budget(
    planner, supervisor, team, agent, name, django_assert_max_num_queries
):
    desk = Desk.objects.create(name="Many")
    for number in range(20):
        person = make_agent(f"p{number}", name=f"P{number}", team=team)
        desks.assign(person, desk=desk, actor=None)
        gate = qualifications.add_certificate(code=f"c{number}", name_en="C", name_zh="证", actor=None)
        desk.certificates.add(gate)
        qualifications.grant(agent, gate, valid_from=MONDAY, actor=None)
        Desk.objects.create(name=f"D{number}").certificates.add(gate)
    pk = {"desk_detail": desk.pk, "agent_work": agent.pk}.get(name)
    planner.get(at(name, pk))
    with django_assert_max_num_queries(BUDGET):
        assert planner.get(at(name, pk)).status_code == 200


def test_who_plans_for_a_part_leaves_alone_what_other_parts_use(planner, overall, agent, stranger):
    gate = Certificate.objects.create(code="gate", name_en="Gate", name_zh="门")
    own, shared = Store.objects.create(name="Own shop"), Store.objects.create(name="Shared shop")
    StoreAssignment.objects.create(agent=agent, store=own)
    StoreAssignment.objects.create(agent=agent, store=shared)
    StoreAssignment.objects.create(agent=stranger, store=shared)
    mine, ours = Desk.objects.create(name="Mine"), Desk.objects.create(name="Ours")
    mine.stores.add(own)
    DeskAssignment.objects.create(agent=agent, desk=mine)
    DeskAssignment.objects.create(agent=stranger, desk=ours)
    said = {"name": "New", "line": "both", "stores": [own.pk]}
    words = {"name_en": "Gate", "name_zh": "门", "grace_days": "3"}
    api = reverse("staff-api:desk-detail", args=[ours.pk])

    def patch(client, **values):
        return client.patch(api, json.dumps(values), content_type="application/json").status_code

    assert planner.post(at("desk_edit", mine.pk), {**said, "active": "on"}).status_code == 302
    refused = planner.post(at("desk_edit", mine.pk), {**said, "stores": [shared.pk], "active": "on"})
    assert (refused.status_code, "Shared shop" in text(refused)) == (422, True)
    assert planner.post(at("desk_add"), {**said, "name": "X", "stores": [shared.pk]}).status_code == 422
    assert planner.get(at("desk_edit", ours.pk)).status_code == 403
    page = text(planner.get(at("desk_detail", ours.pk)))
    assert at("desk_edit", ours.pk) not in page
    assert "People of another part serve this desk" in page
    assert patch(planner, active=False) == 403
    assert planner.post(at("certificate_edit", gate.pk), words).status_code == 403
    assert planner.post(at("certificate_add"), {**words, "code": "more"}).status_code == 403
    assert at("certificate_add") not in text(planner.get(at("certificate_list")))
    send = {"data": json.dumps({**words, "code": "x"}), "content_type": "application/json"}
    assert planner.post(reverse("staff-api:certificate-list"), **send).status_code == 403
    # Whoever plans for all teams does all of it.
    both = {**said, "stores": [own.pk, shared.pk], "active": "on"}
    assert overall.post(at("desk_edit", mine.pk), both).status_code == 302
    assert patch(overall, active=False) == 200
    assert overall.post(at("certificate_edit", gate.pk), words).status_code == 302
    assert at("certificate_add") in text(overall.get(at("certificate_list")))


def test_the_api_does_the_same(planner, overall, client_of, lead, agent):
    def send(name, said, pk=None):
        url = reverse(f"staff-api:{name}", args=[pk] if pk else [])
        who = overall if name == "certificate-list" else planner
        return who.post(url, json.dumps(said), content_type="application/json")

    gate = send("certificate-list", {"code": "gate", "name_en": "Gate", "name_zh": "门"}).json()
    made = send("desk-list", {"name": "Phones", "line": "both", "certificates": [gate["id"]]})
    assert (made.status_code, made.json()["certificates"]) == (201, [gate["id"]])
    url = reverse("staff-api:desk-detail", args=[made.json()["id"]])
    assert planner.patch(url, {"active": False}, content_type="application/json").json()["active"] is False
    days = {"valid_from": "2026-11-01", "valid_to": "2026-11-30"}
    for name, said, status in (
        ("agent-desk", {"desk": made.json()["id"]}, 204),
        ("agent-certificate", {"certificate": gate["id"], **days}, 204),
        ("agent-contract", {"weekly_minutes": 1800}, 204),
        ("agent-exemption", days, 204),
        ("agent-exemption", {**days, "valid_to": "2026-10-01"}, 400),
        ("agent-exemption", {**days, "reason": "x"}, 204),
        (
            "agent-block",
            {"kind": "away", "start_at": "2026-11-20T01:00Z", "end_at": "2026-11-20T02:00Z"},
            201,
        ),
    ):
        assert send(name, said, agent.pk).status_code == status, name
    url = reverse("staff-api:agent-work", args=[agent.pk])
    found = planner.get(url).json()
    assert found["desks"] == [{"desk": made.json()["id"], "valid_from": None, "valid_to": None}]
    assert found["exemptions"] == [days]
    assert [each["kind"] for each in found["blocks"]] == ["away"]
    seen = client_of(lead).get(url).json()
    assert [seen[name] for name in ("contracts", "exemptions", "blocks")] == [None, None, None]


def test_pages_take_the_same_queries_for_20_and_200(planner, supervisor, team, agent):
    desk = Desk.objects.create(name="Line")
    pages = [at(name) for name in ("desk_list", "certificate_list")]
    pages += [at("desk_detail", desk.pk), at("desk_serve", desk.pk), at("agent_work", agent.pk)]

    def grow(number):
        for place in range(number):
            one = make_agent(team=team)
            name = f"{number}-{place}"
            gate = Certificate.objects.create(code=f"c{name}", name_en="C", name_zh="证")
            Desk.objects.create(name=f"D{name}").certificates.add(gate)
            DeskAssignment.objects.create(agent=one, desk=desk)
            row = Desk.objects.get(name=f"D{name}")
            DeskAssignment.objects.create(agent=agent, desk=row)
            Qualification.objects.create(agent=agent, certificate=gate, valid_from=MONDAY)

    def counts():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert planner.get(page).status_code == 200, page
            found.append(len(seen))
        return found

    grow(20)
    counts()  # The first look keeps what every page asks.
    few = counts()
    grow(180)
    assert counts() == few
    assert max(few) <= BUDGET
