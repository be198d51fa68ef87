"""Pages and API of attendance, overtime, handover, dispatch and care: for whom, and in how many queries."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shifts.models import AttendanceDay, DispatchMove, HandoverItem, OvertimeEntry, Punch, PunchSheet
from shifts.services import handover, punches
from shifts.tests.factories import assign, make_desk, make_roster, moment
from staff.models import Block
from staff.tests.factories import make_agent, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MONDAY = dt.date(2026, 11, 16)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
BUDGET = 20


@pytest.fixture
def roster(team):
    return make_roster(team, state="published")


@pytest.fixture
def late(agent, roster):
    assign(roster, agent, MONDAY, "D")
    punches.take([(agent.pk, moment(MONDAY, 540), "in"), (agent.pk, moment(MONDAY, 1110), "out")], source="f")
    return AttendanceDay.objects.get(agent=agent)


def press(client, name, pk=None, **said):
    return client.post(reverse(f"shifts:{name}", args=[pk] if pk else []), said)


def test_one_button_comes_and_goes(agent, client_of, settings):
    client = client_of(agent)
    assert "Clock in" in client.get("/shifts/clock/").content.decode()
    for kind in ("in", "in", "out"):
        assert press(client, "clock", kind=kind).status_code == 302
    assert sorted(Punch.objects.values_list("kind", "address")) == [("in", "127.0.0.1"), ("out", "127.0.0.1")]
    assert (
        press(client, "clock", kind="in").status_code == 302
    )  # In, out and in within a second: the same in.
    assert Punch.objects.count() == 2
    Punch.objects.all().delete()
    assert press(client, "clock", kind="sideways").status_code == 422
    settings.CLOCK_ADDRESSES = [__import__("ipaddress").ip_network("10.0.0.0/8")]
    assert press(client, "clock", kind="in").status_code == 422
    assert b'name="kind"' not in client.get("/shifts/clock/").content
    # Behind one own proxy its word counts, and nothing that the caller wrote before it.
    settings.TRUSTED_PROXIES = 1
    for seen, status in (
        ("203.0.113.9", 422),
        ("10.0.0.1, 203.0.113.9", 422),
        ("203.0.113.9, 10.1.2.3", 302),
    ):
        assert client.post("/shifts/clock/", {"kind": "in"}, HTTP_X_FORWARDED_FOR=seen).status_code == status
    assert Punch.objects.latest("pk").address == "10.1.2.3"


def test_a_date_is_explained_and_answered(agent, agent2, lead, stranger, late, client_of):
    mine, boss = client_of(agent), client_of(lead)
    url = reverse("shifts:attendance_day", args=[late.pk])
    paper = SimpleUploadedFile("x.png", PNG)
    assert press(mine, "attendance_explain", late.pk, reason="").status_code == 422
    assert press(mine, "attendance_explain", late.pk, reason="Train", paper=paper).status_code == 302
    assert "Train" in boss.get(url).content.decode()
    assert press(boss, "attendance_answer", late.pk, excused="no", words="").status_code == 422
    assert press(boss, "attendance_answer", late.pk, excused="yes", words="Fine").status_code == 302
    assert "Fine" in mine.get(url).content.decode()
    got = mine.get(reverse("shifts:attendance_paper", args=[late.pk]))
    assert "attachment" in got["Content-Disposition"]
    assert b"".join(got.streaming_content) == PNG
    for close in got._resource_closers:  # close() itself would end the test's own connection too.
        close()
    for other in (agent2, stranger):
        assert client_of(other).get(url).status_code == 404
        assert client_of(other).get(reverse("shifts:attendance_paper", args=[late.pk])).status_code == 404


def test_the_week_shows_people_by_name_within_its_budget(
    agent, lead, roster, late, team, client_of, django_assert_max_num_queries
):
    for n in range(30):
        person = make_agent(f"P{n:02d}", team=team)
        assign(roster, person, MONDAY, "D")
        punches.take([(person.pk, moment(MONDAY, 505), "in")], source="f")
    client = client_of(lead)
    client.get("/shifts/attendance/")
    with django_assert_max_num_queries(BUDGET):
        text = client.get("/shifts/attendance/", {"week": "2026-11-16"}).content.decode()
    assert text.index("Agent One") < text.index("P00") < text.index("P29")
    with django_assert_max_num_queries(BUDGET):
        text = client.get("/shifts/attendance/", {"week": "2026-11-16", "state": "fault"}).content.decode()
    assert "Agent One" in text
    assert "P00" not in text
    assert (
        client.get("/shifts/attendance/", {"week": "nonsense", "team": "x", "page": "z"}).status_code == 200
    )
    assert client_of(agent).get("/shifts/attendance/").status_code == 403


def test_own_attendance_within_its_budget(agent, late, client_of, django_assert_max_num_queries):
    client = client_of(agent)
    client.get("/shifts/attendance/mine/")
    with django_assert_max_num_queries(BUDGET):
        text = client.get("/shifts/attendance/mine/").content.decode()
    assert "30 min late" in text
    assert "60 min" in text


def test_overtime_is_decided_on_its_page(agent, supervisor, late, client_of, django_assert_max_num_queries):
    entry = OvertimeEntry.objects.get()
    client = client_of(supervisor)
    client.get("/shifts/overtime/")
    with django_assert_max_num_queries(BUDGET):
        page = client.get("/shifts/overtime/", {"month": "2026-11"}).content.decode()
    assert "Agent One" in page
    assert "× 1.5" in page
    assert press(client, "overtime_decide", entry.pk, state="refused").status_code == 422
    assert press(client, "overtime_decide", entry.pk, state="paid").status_code == 302
    assert press(client, "overtime_correct", entry.pk, minutes="x", reason="y").status_code == 422
    assert press(client, "overtime_correct", entry.pk, minutes="50", reason="break").status_code == 302
    assert sorted(OvertimeEntry.objects.values_list("minutes", "state")) == [(-10, "open"), (60, "paid")]
    for kind in ("csv", "xlsx"):
        got = client.get("/shifts/overtime/export/", {"month": "2026-11", "format": kind})
        assert (got.status_code, got["Content-Disposition"]) == (
            200, f'attachment; filename="overtime-2026-11.{kind}"',
        )  # fmt: skip
    said = {"agent": agent.pk, "day": "2026-11-17", "minutes": 30, "day_kind": "workday", "reason": "x"}
    assert press(client, "overtime_new", **said).status_code == 302
    assert press(client, "overtime_new", **{**said, "reason": ""}).status_code == 422
    assert client_of(agent).get("/shifts/overtime/").status_code == 403


def test_times_by_hand_and_from_a_sheet(agent, lead, stranger, roster, client_of):
    client = client_of(lead)
    assert client.get("/shifts/times/new/").status_code == 200
    said = {"agent": agent.pk, "at": "2026-11-16T08:30", "kind": "in", "reason": "forgot"}
    assert press(client, "punch_add", **said).status_code == 302
    assert press(client, "punch_add", **{**said, "agent": stranger.pk}).status_code == 422
    row = Punch.objects.get()
    assert press(client, "punch_remove", row.pk, reason="").status_code == 422
    assert press(client, "punch_remove", row.pk, reason="wrong").status_code == 302
    text = "工号,日期,上班,下班\nagent,2026-11-16,08:30,17:30\nstranger,2026-11-16,08:30,17:30\n"
    sheet = SimpleUploadedFile("times.csv", text.encode())
    page = client.post("/shifts/times/import/", {"file": sheet}).content.decode()
    assert "outside your part" in page
    assert Punch.objects.count() == 2
    bad = SimpleUploadedFile("times.csv", b"a,b\n1,2\n")
    assert client.post("/shifts/times/import/", {"file": bad}).status_code == 422


def test_the_book_is_handed_on(
    agent, agent2, lead, stranger, roster, client_of, django_assert_max_num_queries
):
    store = make_store("Lotus")
    desk = make_desk("Lotus desk", agent, agent2)
    desk.stores.add(store)
    assign(roster, agent2, dt.date(2026, 11, 21), "D", desk)
    mine, next_one = client_of(agent), client_of(agent2)
    said = {"store": store.pk, "kind": "promise", "title": "Refund until noon"}
    assert press(mine, "handover_new", **{**said, "title": ""}).status_code == 422
    assert press(mine, "handover_new", **said).status_code == 302
    item = HandoverItem.objects.get()
    for n in range(25):
        handover.write(store, by=agent, values={"kind": "note", "title": f"n{n}"}, actor=None)
    next_one.get("/shifts/handover/")
    with django_assert_max_num_queries(BUDGET):
        assert "Refund until noon" in next_one.get("/shifts/handover/", {"q": "refund"}).content.decode()
    assert "Refund until noon" not in next_one.get("/shifts/handover/", {"kind": "buyer"}).content.decode()
    assert "Handed over to you" in next_one.get("/").content.decode()
    assert press(mine, "handover_accept", item.pk).status_code == 422
    assert press(next_one, "handover_accept", item.pk).status_code == 302
    assert press(next_one, "handover_note", item.pk, text="called").status_code == 302
    assert press(next_one, "handover_close", item.pk, text="").status_code == 422
    assert press(next_one, "handover_close", item.pk, text="paid").status_code == 302
    assert "closed it" in mine.get(reverse("shifts:handover_detail", args=[item.pk])).content.decode()
    assert client_of(stranger).get(reverse("shifts:handover_detail", args=[item.pk])).status_code == 404


def test_a_day_is_split(agent, agent2, supervisor, roster, client_of, django_assert_max_num_queries):
    own, other = make_desk("Lotus desk", agent, agent2), make_desk("Peony desk", agent)
    for person in (agent, agent2):
        assign(roster, person, MONDAY, "D", own)
    client = client_of(supervisor)
    said = {"agent": agent.pk, "day": "2026-11-16", "desk": other.pk}
    said |= {"start_at": "2026-11-16T10:00", "end_at": "2026-11-16T12:00"}
    assert press(client, "dispatch_move", **{**said, "end_at": "2026-11-16T20:00"}).status_code == 422
    assert press(client, "dispatch_move", **said).status_code == 302
    meet = {"agents": [agent.pk, agent2.pk], "kind": "meeting", "title": "Morning"}
    meet |= {"start_at": "2026-11-16T09:00", "end_at": "2026-11-16T09:30"}
    assert press(client, "dispatch_meet", **meet).status_code == 302
    client.get("/shifts/dispatch/")
    with django_assert_max_num_queries(BUDGET):
        text = client.get("/shifts/dispatch/", {"day": "2026-11-16"}).content.decode()
    assert "Peony desk" in text
    assert "Morning" in text
    assert press(client, "dispatch_remove", DispatchMove.objects.get().pk).status_code == 302
    assert press(client, "dispatch_unmeet", Block.objects.first().pk).status_code == 302
    assert (DispatchMove.objects.count(), Block.objects.count()) == (0, 1)


def test_care_is_for_leaders_and_by_name(
    agent, agent2, lead, roster, client_of, django_assert_max_num_queries
):
    for n in range(7):
        assign(roster, agent, dt.date(2026, 11, 9) + dt.timedelta(days=n), "D")
    client = client_of(lead)
    client.get("/shifts/wellbeing/")
    with django_assert_max_num_queries(BUDGET):
        text = client.get("/shifts/wellbeing/").content.decode()
    assert "Agent One" in text
    assert "Agent Two" not in text
    assert client_of(agent).get("/shifts/wellbeing/").status_code == 403


def test_the_same_by_api(agent, agent2, lead, late, client_of):
    mine, boss = client_of(agent), client_of(lead)
    assert mine.get(reverse("shifts-api:clock")).json() == {"last": None, "next": "in"}
    assert mine.post(reverse("shifts-api:clock"), {"kind": "in"}).json()["kind"] == "in"
    assert mine.post(reverse("shifts-api:clock"), {"kind": "up"}).status_code == 400
    span = {"first": "2026-11-16", "last": "2026-11-16"}
    for client in (mine, boss):
        (row,) = client.get(reverse("shifts-api:attendance"), span).json()["results"]
        assert (row["name"], row["late_minutes"]) == ("Agent One", 30)
    assert client_of(agent2).get(reverse("shifts-api:attendance"), span).json()["results"] == []
    store = make_store("Lotus")
    make_desk("Lotus desk", agent, agent2).stores.add(store)
    said = {"store": store.pk, "kind": "note", "title": "Look at it"}
    made = mine.post(reverse("shifts-api:handover"), said)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert mine.post(reverse("shifts-api:handover_accept", args=[pk])).status_code == 400
    taken = client_of(agent2).post(reverse("shifts-api:handover_accept", args=[pk]))
    assert (taken.json()["state"], taken.json()["late"]) == ("accepted", False)
    assert (
        mine.post(reverse("shifts-api:handover_close", args=[pk]), {"text": "done"}).json()["state"]
        == "closed"
    )
    (listed,) = boss.get(reverse("shifts-api:handover"), {"q": "look"}).json()["results"]
    assert listed["accepted_by"] == "Agent Two"


def test_a_sheet_of_times_is_taken_back_as_a_whole(agent, stranger, supervisor, lead, client_of):
    client, page = client_of(supervisor), reverse("shifts:punch_import")

    def send(text):
        return client.post(page, {"file": SimpleUploadedFile("times.csv", text.encode(), "text/csv")})

    yesterday = timezone.localdate() - dt.timedelta(days=1)
    head = f"employee_no,date,in,out\nagent,{yesterday},08:30,17:30\n"
    assert send(head).status_code == 200
    punches.take([(agent.pk, timezone.now() - dt.timedelta(days=3), "in")], source="file")
    send(head)  # The same sheet again brings nothing.
    first, second = PunchSheet.objects.order_by("pk")
    assert (first.new, second.new, first.made_by) == (2, 0, supervisor)
    body = client.get(page).content.decode()
    undo = reverse("shifts:punch_undo", args=[first.pk])
    assert undo in body
    assert reverse("shifts:punch_undo", args=[second.pk]) not in body
    assert client_of(agent).post(undo).status_code == 403
    theirs = PunchSheet.objects.create(name="theirs.csv", new=1)
    Punch.objects.create(agent=stranger, at=timezone.now(), kind="in", source="file", sheet=theirs)
    assert "theirs.csv" not in client.get(page).content.decode()
    assert client.post(reverse("shifts:punch_undo", args=[theirs.pk])).status_code == 404
    assert client.post(undo).status_code == 302
    assert Punch.objects.filter(agent=agent).count() == 1
    assert "taken back" in client.get(page).content.decode()
    assert "already" in client.post(undo, follow=True).content.decode()
    send(head)
    assert Punch.objects.filter(agent=agent).count() == 3
