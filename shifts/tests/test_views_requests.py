"""Pages of one's own shifts and of what waits for a decision: who sees what, and what a press does."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from shifts.choices import RequestState, RosterState
from shifts.models import (
    Assignment,
    Claim,
    LeaveRequest,
    LeaveType,
    NeedPattern,
    OpenShift,
    ShiftChange,
    SwapRequest,
)
from shifts.services import calendar_links, cells, leave, swaps
from shifts.services.cells import Change
from shifts.tests.factories import assign, make_desk, make_roster, moment, template
from staff.models import Notice, User
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(today):
    """The first of the next month."""
    return (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def published(team, agent, agent2, lead, first):
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, first, state=RosterState.PUBLISHED)
    assign(roster, agent, first.replace(day=9), "D", desk)
    assign(roster, agent2, first.replace(day=11), "D", desk)
    return roster


PAGES = ("mine", "my_team", "wishes", "my_leave", "my_swaps", "open_shifts")


@pytest.mark.parametrize("name", PAGES)
def test_everybody_has_own_pages(client_of, agent, published, name):
    assert client_of(agent).get(reverse(f"shifts:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["request_list", "leave_calendar"])
def test_who_decides_has_the_desk(client_of, agent, lead, published, name):
    assert client_of(lead).get(reverse(f"shifts:{name}")).status_code == 200
    assert client_of(agent).get(reverse(f"shifts:{name}")).status_code == 403


def test_after_the_closing_date_a_sentence_stands_for_the_form(client_of, agent, team, first, today):
    roster = make_roster(team, first)
    roster.requests_until = today
    roster.save()
    page = reverse("shifts:wishes") + f"?month={first.isoformat()}"
    assert 'name="weight"' in client_of(agent).get(page).content.decode()
    roster.requests_until = today - dt.timedelta(days=1)
    roster.save()
    body = client_of(agent).get(page).content.decode()
    assert "Wishes for this month were taken until" in body
    assert 'name="weight"' not in body


def test_a_draft_is_not_seen(client_of, agent, team, first):
    assign(make_roster(team, first), agent, first.replace(day=9), "N")
    body = (
        client_of(agent)
        .get(reverse("shifts:my_day", args=[first.replace(day=9).isoformat()]))
        .content.decode()
    )
    assert "Nothing is published" in body


def test_a_swap_goes_its_whole_way(client_of, agent, agent2, lead, published, first):
    day = first.replace(day=9)
    address = reverse("shifts:my_day", args=[day.isoformat()])
    page = client_of(agent).get(address).content.decode()
    assert f'hx-get="{address}"' in page  # What asks the rules comes once the page stands, or by the link.
    part = client_of(agent).get(address, headers={"HX-Request": "true"}).content.decode()
    assert str(agent2) in part
    assert "<html" not in part
    assert str(agent2) in client_of(agent).get(f"{address}?more=1").content.decode()
    client_of(agent).post(reverse("shifts:swap_offer"), {"day": day.isoformat(), "partner": agent2.pk})
    swap = SwapRequest.objects.get()
    client_of(agent2).post(reverse("shifts:swap_answer", args=[swap.pk]), {"accept": "1"})
    assert client_of(lead).get(reverse("shifts:request_list")).content.decode().count(str(agent2)) >= 1
    client_of(lead).post(reverse("shifts:swap_decide", args=[swap.pk]), {"approve": "1"})
    assert Assignment.objects.filter(agent=agent2, day=day).exists()
    assert not Assignment.objects.filter(agent=agent, day=day, template=template("D")).exists()


def test_the_asker_cannot_accept_the_own_offer(client_of, agent, agent2, published, first):
    day = first.replace(day=9)
    client_of(agent).post(reverse("shifts:swap_offer"), {"day": day.isoformat(), "partner": agent2.pk})
    swap = SwapRequest.objects.get()
    client_of(agent).post(reverse("shifts:swap_answer", args=[swap.pk]), {"accept": "1"})
    swap.refresh_from_db()
    assert swap.state == RequestState.OFFERED


def test_an_offer_to_nobody_known_is_refused_with_a_sentence(client_of, agent, published, first):
    for said in ({"partner": ""}, {"partner": "999999"}):
        said |= {"day": first.replace(day=9).isoformat()}
        answer = client_of(agent).post(reverse("shifts:swap_offer"), said, follow=True)
        assert "Choose a day and a colleague first." in answer.content.decode()
    assert not SwapRequest.objects.exists()


def test_a_log_in_that_decides_but_is_nobody_is_answered(client, agent, agent2, published, first):
    day = first.replace(day=9)
    client.force_login(
        User.objects.create_superuser("root", password=None), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )
    kind = LeaveType.objects.get(code="personal")
    asked = leave.ask(agent, kind, first=day, last=day, actor=agent.user)
    swap = swaps.offer(
        agent, day, agent2, partner_day=None, actor=agent.user, today=first - dt.timedelta(days=1)
    )
    api = reverse("shifts-api:swap_one", args=[swap.pk])
    assert client.get(api).status_code == 200
    for name, row in (("leave_attach", asked), ("leave_withdraw", asked), ("swap_answer", swap)):
        answer = client.post(reverse(f"shifts:{name}", args=[row.pk]), {"withdraw": "1"})
        assert answer.url == reverse("shifts:request_list")
    assert {asked.__class__.objects.get().state, SwapRequest.objects.get().state} == {RequestState.WITHDRAWN}


def test_leave_is_asked_and_decided_in_the_browser(client_of, agent, lead, stranger, published, first):
    kind = LeaveType.objects.get(code="personal")
    day = first.replace(day=9).isoformat()
    answer = client_of(agent).post(reverse("shifts:my_leave"), {"type": kind.pk, "first": day, "last": day})
    assert answer.status_code == 302
    row = LeaveRequest.objects.get()
    assert client_of(stranger).post(reverse("shifts:leave_withdraw", args=[row.pk])).status_code == 404
    assert (
        client_of(agent).post(reverse("shifts:leave_decide", args=[row.pk]), {"approve": 1}).status_code
        == 403
    )
    client_of(lead).post(reverse("shifts:leave_decide", args=[row.pk]), {"approve": "1"})
    row.refresh_from_db()
    assert row.state == RequestState.APPROVED


def test_wrong_leave_says_what_is_wrong(client_of, agent, published, first):
    kind = LeaveType.objects.get(code="annual")
    day = first.replace(day=9).isoformat()
    answer = client_of(agent).post(reverse("shifts:my_leave"), {"type": kind.pk, "first": day, "last": day})
    assert answer.status_code == 422
    assert "Left: " in answer.content.decode()


def test_the_feed_opens_by_its_secret_alone(client, agent, published, first):
    token = calendar_links.make(agent, actor=agent.user)
    answer = client.get(reverse("shifts:calendar_feed", args=[token]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    newer = calendar_links.make(agent, actor=agent.user)
    assert client.get(reverse("shifts:calendar_feed", args=[token])).status_code == 404
    calendar_links.revoke(agent, actor=agent.user)
    assert client.get(reverse("shifts:calendar_feed", args=[newer])).status_code == 404


def test_calendar_programs_read_the_feed(client, agent, lead, published, first):
    """Moments in UTC, a night over midnight in one piece, names that stay, and a change that counts up."""
    night = first.replace(day=20)
    assign(published, agent, night, "N", make_desk("Taobao"))
    token = calendar_links.make(agent, actor=agent.user)

    def events() -> dict[str, Any]:
        body = client.get(reverse("shifts:calendar_feed", args=[token])).content
        return {str(each["uid"]): each for each in Calendar.from_ical(body).walk("VEVENT")}

    before = events()
    shift = before[f"shift-{agent.pk}-{night.isoformat()}@cstm"]
    assert (shift["dtstart"].dt, shift["dtend"].dt) == (moment(night, 17 * 60), moment(night, 26 * 60))
    assert shift["dtstart"].dt.utcoffset() == dt.timedelta(0)
    cells.edit(
        published.pk,
        [Change(agent.pk, night, template("E").pk)],
        revision=published.revision,
        actor=lead.user,
    )
    after = events()
    assert set(after) == set(before)
    changed = after[str(shift["uid"])]
    assert (changed["dtend"].dt, changed["sequence"]) == (moment(night, 24 * 60), shift["sequence"] + 1)


def test_nobody_sees_why_a_colleague_is_away(client_of, agent, agent2, lead, published, first):
    sick = LeaveType.objects.get(code="personal")
    day = first.replace(day=11)
    leave.approve(leave.ask(agent2, sick, first=day, last=day, actor=agent2.user), actor=lead.user)
    body = client_of(agent).get(reverse("shifts:my_team") + f"?day={day.isoformat()}").content.decode()
    assert str(sick) not in body
    assert str(agent2) not in body


def test_the_home_page_shows_it_all_in_few_queries(client_of, agent, lead, team, today):
    """Everything at once: a shift, a gap, leave that waits, a notice, a change to see."""
    desk = make_desk("Taobao", agent, lead)
    roster = make_roster(team, today.replace(day=1), state=RosterState.PUBLISHED)
    now = timezone.now()
    for person in (agent, lead):
        row = assign(roster, person, today, "D", desk)
        Assignment.objects.filter(pk=row.pk).update(
            start_at=now - dt.timedelta(hours=1), end_at=now + dt.timedelta(hours=1)
        )
        ShiftChange.objects.create(roster=roster, agent=person, revision=1, cells=[])
    NeedPattern.objects.create(desk=desk, weekday=today.weekday(), template=template("D"), heads=3)
    kind = LeaveType.objects.get(code="personal")
    soon = today + dt.timedelta(days=3)
    leave.ask(agent, kind, first=soon, last=soon + dt.timedelta(days=6), actor=agent.user)
    client = client_of(lead)
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        body = client.get("/").content.decode()
    assert "1 change to see" in body
    assert "1 request for leave waits" in body
    assert "asks for leave" in body
    assert "−" in body.partition("Cover today")[2]
    assert len(seen) <= 25, "\n".join(each["sql"] for each in seen)


OWN = ("mine", "my_day", "my_team", "wishes", "my_leave", "my_swaps", "open_shifts")
DESK = ("request_list", "leave_calendar", "swap_for", "leave_balance")


@pytest.mark.parametrize("name", [*OWN, *DESK])
def test_queries_do_not_grow_with_the_team(
    client_of, agent, agent2, lead, supervisor, team, published, first, name
):
    kind = LeaveType.objects.get(code="personal")
    person = agent if name in OWN else supervisor
    day = first.replace(day=9)
    about = {"my_day": [day.isoformat()], "swap_for": [agent.pk], "leave_balance": [agent.pk]}

    def grow(count: int) -> None:
        for _n in range(count):
            one = make_agent(team=team)
            desk = make_desk(f"Desk {count % 3}", one)
            LeaveRequest.objects.create(agent=one, type=kind, first=first, last=day, half_days=2)
            assign(published, one, day, "D", desk)
            SwapRequest.objects.create(
                kind="cover", asker=one, partner=agent2, day=day, state="accepted", mine=[], yours=[]
            )
            shift = OpenShift.objects.create(
                roster=published, day=day, template=template("E"), desk=desk, mode="first"
            )
            Claim.objects.create(shift=shift, agent=one)

    def count() -> int:
        client = client_of(person)
        with CaptureQueriesContext(connection) as seen:
            address = reverse(f"shifts:{name}", args=about.get(name))
            answer = client.get(address, {"month": first.isoformat(), "day": day.isoformat()})
            assert answer.status_code == 200
        return len(seen)

    grow(20)
    few = count()
    grow(180)
    assert count() <= few <= 15


def test_what_changed_is_named_and_the_leader_sees_who_saw_it(
    client_of, agent, agent2, lead, published, first
):
    day = first.replace(day=9)
    roster = cells.edit(
        published.pk, [Change(agent.pk, day, template("E").pk)], revision=published.revision, actor=lead.user
    )
    ShiftChange.objects.create(roster=published, agent=agent2, revision=99, cells=[])
    body = client_of(agent).get(reverse("shifts:mine")).content.decode()
    assert "Day → Evening" in body
    page = reverse("shifts:roster_seen", args=[published.pk])
    assert client_of(agent).get(page).status_code == 403
    client_of(agent).post(reverse("shifts:changes_seen"))
    body = client_of(lead).get(page).content.decode()
    waiting, _sep, seen = body.partition("<h2>Seen")
    assert agent2.name in waiting
    assert agent.name not in waiting
    assert agent.name in seen
    for _twice in range(2):
        client_of(lead).post(page)
    assert list(Notice.objects.filter(kind="shifts.seen_reminder").values_list("agent", flat=True)) == [
        agent2.pk
    ]
    assert roster is not None


def test_who_decides_can_attach_the_paper_that_approval_asks_for(client_of, agent, lead, published, first):
    row = LeaveRequest.objects.create(
        agent=agent, type=LeaveType.objects.get(code="sick"), first=first, last=first, half_days=2
    )
    client, attach = client_of(lead), reverse("shifts:leave_attach", args=[row.pk])
    assert attach in client.get(reverse("shifts:request_list")).content.decode()
    paper = SimpleUploadedFile("note.pdf", b"%PDF-1.4", "application/pdf")
    client.post(attach, {"paper": paper})
    assert attach not in client.get(reverse("shifts:request_list")).content.decode()
    client.post(reverse("shifts:leave_decide", args=[row.pk]), {"approve": "1"})
    row.refresh_from_db()
    assert row.state == RequestState.APPROVED
