"""Pages of rosters: the grid within its budget, edits from keyboard and plain forms, publishing, sheets."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from shifts.choices import RosterState
from shifts.models import Assignment, Need, NeedPattern, PromotionEvent, Roster, RosterVersion, ShiftChange
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, template
from staff.models import Agent, Block, DeskAssignment, Membership, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(team) -> Roster:
    return make_roster(team)


def url(name: str, roster: Roster) -> str:
    return reverse(f"shifts:{name}", args=[roster.pk])


def send(client, name: str, roster: Roster, **said):
    return client.post(url(name, roster), json.dumps(said), content_type="application/json")


def test_two_hundred_people_by_31_days_in_15_queries_and_under_a_megabyte(
    client_of, team, supervisor, django_assert_max_num_queries
):
    people = Agent.objects.bulk_create(
        [Agent(employee_no=f"P{n:03d}", name=f"Person {n:03d}") for n in range(200)]
    )
    Membership.objects.bulk_create([Membership(agent=each, team=team) for each in people])
    desk = make_desk("Line")
    DeskAssignment.objects.bulk_create([DeskAssignment(agent=each, desk=desk) for each in people])
    month = dt.date(2026, 12, 1)
    roster = make_roster(team, month)
    day = template("D")
    Assignment.objects.bulk_create(
        [
            Assignment(
                roster=roster, agent=each, day=month.replace(day=n), template=day, desk=desk,
                start_at=moment(month.replace(day=n), 510), end_at=moment(month.replace(day=n), 1050),
                paid_minutes=480,
            )
            for each in people
            for n in range(1, 32)
        ]
    )  # fmt: skip
    for weekday in range(7):
        NeedPattern.objects.create(desk=desk, template=day, weekday=weekday, heads=201)
    client = client_of(supervisor)
    client.get(reverse("shifts:roster_list"))
    with django_assert_max_num_queries(15):
        answer = client.get(url("roster_detail", roster))
    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000
    text = answer.content.decode()
    assert text.count('<td class="d"><span>D</span></td>') == 200 * 31
    assert text.count("−1</td>") == 31


def test_the_grid_shows_leave_events_pins_and_cover(client_of, roster, agent, supervisor):
    desk = make_desk("Line", agent)
    assign(roster, agent, MONTH, "D", desk, pinned=True)
    PromotionEvent.objects.create(
        name="Double 11", kind="double11", first=dt.date(2026, 11, 11), last=dt.date(2026, 11, 11)
    )
    Block.objects.create(
        agent=agent, kind="away", source="leave", key="leave:1",
        start_at=moment(dt.date(2026, 11, 5), 0), end_at=moment(dt.date(2026, 11, 6), 0),
    )  # fmt: skip
    NeedPattern.objects.create(desk=desk, template=template("D"), weekday=6, heads=3)
    text = client_of(supervisor).get(url("roster_detail", roster), {"day": "2026-11-01"}).content.decode()
    assert '<td class="d p"><span>D</span></td>' in text
    assert '<td class="l"><span>L</span></td>' in text
    assert "Double 11" in text
    assert "−2" in text
    assert "08:00–18:00: 3 needed, 1 planned." in text
    assert 'role="grid"' in text


def test_keys_edit_many_cells_and_are_told_what_changed_meanwhile(
    client_of, roster, agent, agent2, supervisor, manager
):
    client, other = client_of(supervisor), client_of(manager)
    night = template("N").pk
    said = send(
        client,
        "roster_edit",
        roster,
        revision=0,
        cells=[[agent.pk, "2026-11-01", night], [agent.pk, "2026-11-02", night]],
    ).json()
    assert (said["revision"], said["cells"][0], said["says"]) == (
        1,
        [agent.pk, "2026-11-01", "n", "N"],
        "2 cells changed",
    )
    assert said["sums"][str(agent.pk)] == [0, 2, 0, 16]
    answer = send(other, "roster_edit", roster, revision=0, cells=[[agent.pk, "2026-11-01", None]])
    told = answer.json()
    assert (answer.status_code, told["refused"][0]["name"], told["revision"]) == (409, "Agent One", 1)
    assert told["message"] == (
        "1 cell changed while you looked: Agent One, Sunday 1 November: now On-duty, by Supervisor."
        " Nothing was stored; look again and repeat it."
    )
    assert [agent.pk, "2026-11-02", "n", "N"] in told["cells"]
    pinned = send(
        client, "roster_pin", roster, revision=1, pinned=True, cells=[[agent.pk, "2026-11-01"]]
    ).json()
    assert pinned["cells"] == [[agent.pk, "2026-11-01", "n p", "N"]]
    assert send(client, "roster_undo", roster, revision=2).json()["cells"][0][2] == "n"
    assert send(client, "roster_edit", roster, revision=9, cells="x").status_code == 400
    assert Assignment.objects.count() == 2


def test_an_edit_brings_what_others_changed_so_that_nothing_unseen_is_overwritten(
    client_of, roster, agent, agent2, supervisor, manager
):
    client, other = client_of(supervisor), client_of(manager)
    day, night = template("D").pk, template("N").pk
    send(other, "roster_edit", roster, revision=0, cells=[[agent2.pk, "2026-11-09", night]])
    said = send(client, "roster_edit", roster, revision=0, cells=[[agent.pk, "2026-11-01", day]]).json()
    # With the new revision come the cells that make it up.
    assert said["revision"] == 2
    assert [agent2.pk, "2026-11-09", "n", "N"] in said["cells"]
    assert said["says"] == "Agent One, Sunday 1 November: Day"
    assert said["meanwhile"] == (
        "1 cell was changed by others meanwhile: Agent Two, Monday 9 November: now On-duty, by Manager."
    )
    again = send(client, "roster_edit", roster, revision=2, cells=[[agent2.pk, "2026-11-09", day]]).json()
    assert (again["revision"], again["meanwhile"]) == (3, "")
    body = {"revision": 0, "cells": [{"agent": agent.pk, "day": "2026-11-20", "template": "E"}]}
    address = reverse("shifts-api:roster_cells", args=[roster.pk])
    told = client.patch(address, json.dumps(body), content_type="application/json").json()
    assert [(each["name"], each["now"], each["by"]) for each in told["meanwhile"]] == [
        ("Agent One", "D", "Supervisor"),
        ("Agent Two", "D", "Supervisor"),
    ]


def test_a_day_shows_meals_and_the_arrows_lead_to_the_months_beside(
    client_of, roster, agent, team, supervisor
):
    client = client_of(supervisor)
    desk = make_desk("Line", agent)
    send(
        client, "roster_edit", roster, revision=0, cells=[[agent.pk, "2026-11-03", template("E").pk, desk.pk]]
    )
    row = Assignment.objects.get()
    page = client.get(url("roster_detail", roster), {"day": "2026-11-03"}).content.decode()
    assert f"meal {timezone.localtime(row.meal_at):%H:%M}" in page
    assert "17:00–24:00" in page
    assert "meal" not in client.get(url("roster_detail", roster), {"day": "2026-11-04"}).content.decode()
    october = make_roster(team, dt.date(2026, 10, 1))
    found = client.get(url("roster_detail", roster), {"month": "2026-10"})
    assert found.headers["Location"] == url("roster_detail", october)
    form = client.get(url("roster_detail", roster), {"month": "2026-12"}, follow=True)
    assert form.context["form"].initial["source"] == str(roster.pk)
    made = {"team": team.pk, "month": "2026-12", "filled": "copy", "source": roster.pk}
    assert client.post(reverse("shifts:roster_new"), made).status_code == 302
    # The first Tuesday of November is copied to the first of December.
    assert Assignment.objects.get(roster__month=dt.date(2026, 12, 1)).day == dt.date(2026, 12, 1)


def test_a_cell_says_why_with_the_six_headings(client_of, roster, agent, agent2, supervisor):
    desk = make_desk("Line", agent, agent2)
    NeedPattern.objects.create(desk=desk, template=template("D"), weekday=1, heads=1)
    assign(roster, agent, dt.date(2026, 11, 3), "D", desk)
    page = client_of(supervisor).get(url("roster_cell", roster), {"agent": agent.pk, "day": "2026-11-03"})
    titles = [line.title for line in page.context["cell"].lines]
    assert titles == ["Cover", "Rest", "Fairness", "Wishes", "Who else", "Swaps"]
    assert "Without this shift 1 head would be missing." in page.content.decode()
    assert "Could have worked it too: Agent Two." in page.content.decode()


def test_one_cell_without_script(client_of, roster, agent, supervisor):
    client = client_of(supervisor)
    page = client.get(url("roster_cell", roster), {"agent": agent.pk, "day": "2026-11-03"}).content.decode()
    assert "<form" in page
    assert "<html" in page
    fragment = client.get(
        url("roster_cell", roster),
        {"agent": agent.pk, "day": "2026-11-03"},
        headers={"X-Requested-With": "fetch"},
    )
    assert "<html" not in fragment.content.decode()
    form = {"agent": agent.pk, "day": "2026-11-03", "template": template("E").pk, "revision": 0}
    assert client.post(url("roster_edit", roster), form).status_code == 302
    assert Assignment.objects.get().template == template("E")


def broken(roster: Roster, agent: Agent) -> None:
    """A month whose rules can be checked, with a rest of six and a half hours."""
    desk = make_desk("Line", agent)
    NeedPattern.objects.create(desk=desk, template=template("D"), weekday=0, heads=1)
    assign(roster, agent, MONTH, "N", desk)
    assign(roster, agent, MONTH + dt.timedelta(days=1), "D", desk)


def test_publishing_names_broken_rules_and_wants_a_reason(client_of, roster, agent, supervisor):
    broken(roster, agent)
    client = client_of(supervisor)
    text = client.get(url("roster_conflicts", roster), headers={"HX-Request": "true"}).content.decode()
    assert f'data-a="{agent.pk}" data-d="2026-11-02"' in text
    assert "6.5 h of rest" in text
    assert "6.5 h of rest" in client.get(url("roster_publish", roster)).content.decode()
    assert client.post(url("roster_publish", roster), {"revision": 0}).status_code == 422
    assert client.post(url("roster_publish", roster), {"revision": 0, "anyway": "on"}).status_code == 422
    assert Roster.objects.get().state == RosterState.DRAFT
    done = {"revision": 0, "anyway": "on", "reason": "Nobody else is there"}
    assert client.post(url("roster_publish", roster), {**done, "revision": 7}).status_code == 422
    assert client.post(url("roster_publish", roster), done).status_code == 302
    assert Roster.objects.get().state == RosterState.PUBLISHED
    assert RosterVersion.objects.get().kind == "published"
    assert ShiftChange.objects.get().agent == agent
    assert Notice.objects.get().kind == "shifts.published"


def test_undo_is_offered_while_there_is_something_and_is_no_fault_after(client_of, roster, agent, supervisor):
    client = client_of(supervisor)
    page = url("roster_detail", roster)
    assert "changed nothing here" in client.get(page).content.decode()
    done = send(client, "roster_edit", roster, revision=0, cells=[[agent.pk, "2026-11-01", template("N").pk]])
    assert done.json()["undo"] is True
    assert "changed nothing here" not in client.get(page).content.decode()
    assert send(client, "roster_undo", roster, revision=1).json()["undo"] is False
    again = send(client, "roster_undo", roster, revision=2)
    assert (again.status_code, again.json()["message"]) == (200, "There is nothing of yours to undo.")


def test_versions_are_kept_compared_and_gone_back_to_by_the_page(client_of, roster, agent, supervisor):
    client = client_of(supervisor)
    assign(roster, agent, MONTH, "D")
    client.post(url("roster_versions", roster), {"label": "first"})
    send(client, "roster_edit", roster, revision=0, cells=[[agent.pk, "2026-11-01", template("N").pk]])
    text = client.get(url("roster_versions", roster), {"old": "1"}).content.decode()
    assert '<span class="chip d">D</span>' in text
    assert '<span class="chip n">N</span>' in text
    client.post(url("roster_revert", roster), {"version": "1"})
    assert Assignment.objects.get().template == template("D")


def test_publishing_shows_the_gaps_beside_the_broken_rules(client_of, roster, agent, supervisor):
    desk = make_desk("Line", agent)
    text = client_of(supervisor).get(url("roster_publish", roster)).content.decode()
    assert "No head is missing" in text
    Need.objects.create(desk=desk, day=MONTH, template=template("D"), heads=2)
    text = client_of(supervisor).get(url("roster_publish", roster)).content.decode()
    assert "1 November 2026, Day, Line: 2 needed, 1 may work. 0 planned." in text


def test_the_list_and_a_new_month(client_of, team, supervisor, django_assert_max_num_queries):
    client = client_of(supervisor)
    assert "No roster yet" in client.get(reverse("shifts:roster_list")).content.decode()
    form = {"team": team.pk, "month": "2026-13", "filled": "empty"}
    assert client.post(reverse("shifts:roster_new"), form).status_code == 422
    assert client.post(reverse("shifts:roster_new"), {**form, "month": "2026-12"}).status_code == 302
    with django_assert_max_num_queries(12):
        assert "December 2026" in client.get(reverse("shifts:roster_list")).content.decode()
    assert client.get(url("roster_print", Roster.objects.get())).status_code == 200


def test_the_api_reads_changes_and_publishes(client_of, roster, agent, supervisor, stranger):
    broken(roster, agent)
    client = client_of(supervisor)
    cells = reverse("shifts-api:roster_cells", args=[roster.pk])
    body = {"revision": 0, "cells": [{"agent": agent.pk, "day": "2026-11-01", "template": "E"}]}
    for desk in (999_999,):
        wrong = {"revision": 0, "cells": [{**body["cells"][0], "desk": desk}]}
        refused = client.patch(cells, json.dumps(wrong), content_type="application/json")
        assert refused.status_code == 400
        assert "Agent One, 1 November 2026: this desk" in refused.content.decode()
    assert (
        client.patch(cells, json.dumps(body), content_type="application/json").json()["roster"]["revision"]
        == 1
    )
    body["cells"][0]["template"] = "N"
    answer = client.patch(cells, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["cells"][0]["now"]) == (409, "E")
    assert client.get(cells).json()["cells"][0]["template"] == "E"
    assert client.get(reverse("shifts-api:rosters")).json()["count"] == 1
    out = client.post(reverse("shifts-api:roster_publish", args=[roster.pk]), {"revision": 1})
    assert (out.status_code, out.json()["error"]["code"]) == (409, "rules_broken")
    assert client_of(stranger).get(cells).status_code == 403
