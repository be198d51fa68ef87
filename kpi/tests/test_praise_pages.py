"""Pages and API of praise: two taps, the feed, the queue for leaders alone, and bounded questions."""

import json
import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cstm.weeks import Week
from kpi.metrics import METRICS
from kpi.models import Praise, PraiseValue, ReadyPraise
from kpi.services import own_facts
from kpi.services.praise import reminders
from kpi.tests.factories_praise import NOW, TODAY, attended, praised
from shifts.models import AttendanceDay
from staff.models import Agent, Membership

pytestmark = pytest.mark.usefixtures("today")


def api(person):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person.user)[0].key}")
    return client


def test_two_taps_praise_anyone_even_of_another_team(client_of, agent, stranger, agent2):
    browser = client_of(agent)
    page = browser.get(reverse("kpi:praise_give")).content.decode()
    assert f"?to={agent2.pk}" in page
    found = browser.get(reverse("kpi:praise_give"), {"q": "strang"}).content.decode()
    assert f"?to={stranger.pk}" in found
    page = browser.get(reverse("kpi:praise_give"), {"to": stranger.pk}).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    ready = ReadyPraise.objects.first()
    press = {"to": stranger.pk, "ready": ready.pk, "key": key, "in_feed": "1"}
    answer = browser.post(reverse("kpi:praise_give"), press, follow=True)
    assert "Praise sent to Stranger." in answer.content.decode()
    browser.post(reverse("kpi:praise_give"), press)
    [row] = Praise.objects.all()
    assert (row.giver, row.receiver, row.value, row.in_feed) == (agent, stranger, ready.value, True)


def test_what_is_missing_is_said_and_nothing_is_lost(client_of, agent, agent2):
    answer = client_of(agent).post(reverse("kpi:praise_give"), {"to": agent2.pk, "text": "Well done"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose which value it shows." in page
    assert "Well done</textarea>" in page


def test_oneself_is_nobody_to_choose(client_of, agent):
    assert client_of(agent).get(reverse("kpi:praise_give"), {"to": agent.pk}).status_code == 404


def test_the_feed_shows_what_both_let_be_seen(client_of, agent, agent2, stranger):
    praised(agent, agent2, text="for all")
    praised(agent, agent2, text="for one", in_feed=False)
    hidden = praised(agent, agent2, text="taken out")
    gone = praised(agent, agent2, text="taken back")
    client_of(agent).post(reverse("kpi:praise_hide", args=[hidden.pk]), {"hidden": "1"})
    client_of(agent2).post(reverse("kpi:praise_take_back", args=[gone.pk]))
    feed = client_of(stranger).get(reverse("kpi:praise")).content.decode()
    assert "for all" in feed
    assert not [text for text in ("for one", "taken out", "taken back") if text in feed]
    mine = client_of(agent).get(reverse("kpi:praise_mine")).content.decode()
    assert all(text in mine for text in ("for all", "for one", "taken out"))
    rows = api(stranger).get("/api/v1/kpi/praise/").json()["results"]
    assert [row["text"] for row in rows] == ["for all"]


def test_the_queue_names_who_waits_and_is_cleared_one_by_one(client_of, lead, agent, agent2, stranger):
    attended(agent, TODAY)
    attended(agent2, TODAY, state="late")
    attended(stranger, TODAY)
    browser = client_of(lead)
    page = browser.get(reverse("kpi:praise_queue")).content.decode()
    assert page.index("Agent One") < page.index("Agent Two")
    assert "Stranger" not in page
    assert "of 2 who worked" in page
    press = {"to": agent2.pk, "text": "You helped me on Monday.", "in_feed": "1"}
    press["value"] = PraiseValue.objects.get(code="helping").pk
    answer = browser.post(reverse("kpi:praise_queue_send"), press, headers={"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger"])["cs:toast"]["text"] == "Praise sent to Agent Two."
    assert 'id="praise-count" hx-swap-oob="true">1<' in answer.content.decode()
    assert "Agent Two" not in browser.get(reverse("kpi:praise_queue")).content.decode().split("<aside")[0]


def test_a_press_without_words_shows_the_item_again(client_of, lead, agent):
    attended(agent, TODAY)
    url = reverse("kpi:praise_queue_send")
    answer = client_of(lead).post(url, {"to": agent.pk}, headers={"HX-Request": "true"})
    assert "Choose a reason, or say in your own words what for." in answer.content.decode()
    assert client_of(lead).post(url, {"to": agent.pk}).status_code == 422
    assert not Praise.objects.exists()


def test_a_leader_reaches_the_own_people_alone_by_the_queue(client_of, lead, stranger):
    attended(stranger, TODAY)
    url = reverse("kpi:praise_queue_send")
    answer = client_of(lead).post(url, {"to": stranger.pk, "text": "Hello", "value": 1})
    assert answer.status_code == 422
    assert "not of your group" in answer.content.decode()
    assert not Praise.objects.exists()


# Everything that others than leaders and those above may open: none of it says who went without.
OTHERS = ("agent", "agent2", "qa", "trainer", "training_supervisor", "hr")
LEADERS = ("lead", "supervisor", "manager", "admin")
DOORS = ("kpi:praise_queue", "kpi-api:praise_queue", "kpi-api:praise_cover")


@pytest.mark.parametrize("door", DOORS)
def test_queue_and_gap_open_to_leaders_and_those_above_alone(door, request, client_of, lead):
    for name in OTHERS:
        assert client_of(request.getfixturevalue(name)).get(reverse(door)).status_code == 403, name
    for name in LEADERS:
        assert client_of(request.getfixturevalue(name)).get(reverse(door)).status_code == 200, name


@pytest.mark.parametrize(
    "name", ["home", "kpi:praise", "kpi:praise_mine", "kpi:honour_list", "kpi:my_week", "staff:notice_list"]
)
def test_no_page_of_others_says_that_somebody_waits(name, request, client_of, lead, agent, agent2):
    attended(agent2, TODAY)
    reminders.compute(NOW)
    for who in OTHERS:
        page = client_of(request.getfixturevalue(who)).get(reverse(name)).content.decode()
        body = page[page.index('id="main"') :]
        assert "no praise" not in page, who
        assert "To be praised" not in page, who
        if who != "agent2":
            assert "Agent Two" not in body or name == "home", who


def test_no_report_gives_praise_by_person(hr):
    """Figures of praise by person would show by their holes who went without; the registry has none."""
    assert not [metric.code for metric in METRICS.values() if "praise_n" in metric.facts]
    asked = {"first": "2026-W46", "last": "2026-W47", "metrics": "praise_cover"}
    answer = api(hr).get("/api/v1/kpi/report/", asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_by_agent")


def test_praise_is_no_fact_of_a_person(agent, agent2):
    praised(agent, agent2)
    days = own_facts.gather(Week.of(TODAY))
    assert not [facts for facts in days.values() if "praise_n" in facts]


def test_the_api_gives_the_queue_and_the_cover(lead, agent, agent2, team):
    attended(agent, TODAY)
    attended(agent2, TODAY)
    praised(agent, lead)
    rows = api(lead).get("/api/v1/kpi/praise/queue/").json()["results"]
    assert [row["name"] for row in rows] == ["Agent Two"]
    cover = api(lead).get("/api/v1/kpi/praise/cover/", {"team": team.pk}).json()
    assert (cover["worked"], cover["praised"], cover["cover"], cover["own_cover"]) == (2, 1, 0.5, 0.5)
    assert api(lead).get("/api/v1/kpi/praise/cover/", {"week": "never"}).status_code == 400
    empty = api(lead).get("/api/v1/kpi/praise/cover/", {"week": "2026-W30"}).json()
    assert (empty["worked"], empty["cover"]) == (0, None)


def test_the_api_praises_with_the_same_service(agent, agent2):
    body = {"to": agent2.pk, "text": "Thanks", "value": "helping", "key": "k"}
    first = api(agent).post("/api/v1/kpi/praise/", body)
    again = api(agent).post("/api/v1/kpi/praise/", body)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    wrong = api(agent).post("/api/v1/kpi/praise/", {**body, "to": agent.pk, "key": ""})
    assert wrong.json()["error"]["code"] == "oneself"


def test_the_leaders_card_is_for_the_leader_and_those_above(client_of, lead, supervisor, agent, hr, team):
    attended(agent, TODAY)
    praised(agent, lead)
    for who in (supervisor, lead):
        page = client_of(who).get(reverse("staff:agent_detail", args=[lead.pk])).content.decode()
        assert "Praise in the group" in page
        assert "1 of 1; 1 in person" in page
    assert "1 of 1; 1 in person" in client_of(lead).get(reverse("kpi:my_scorecard")).content.decode()
    assert (
        "Praise in the group"
        not in client_of(hr).get(reverse("staff:agent_detail", args=[lead.pk])).content.decode()
    )


def test_the_command_says_the_gap_for_machines(team, agent, agent2, lead):
    attended(agent, TODAY)
    out = StringIO()
    call_command("praise_gap", "--json", "--team", "Care/Pre-sales", "--remind", stdout=out)
    said = json.loads(out.getvalue())
    assert [row["name"] for row in said["due"]] == ["Agent One"]
    assert said["due"][0]["worked"] == {"2026-11-21": "attendance"}
    assert said["week"] == {"worked": 1, "praised": 0, "cover": 0.0}
    assert said["notices"] == 1
    out = StringIO()
    call_command("praise_gap", stdout=out)
    assert "1 wait; this week 0 of 1 were praised." in out.getvalue()
    with pytest.raises(CommandError, match="no team"):
        call_command("praise_gap", "--team", "Nowhere")


PAGES = {
    "kpi:praise": ("agent", 12),
    "kpi:praise_give": ("agent", 12),
    "kpi:praise_mine": ("agent", 12),
    "kpi:praise_queue": ("lead", 26),
    "kpi:honour_list": ("agent", 15),
    "kpi-api:praise": ("agent", 10),
    "kpi-api:praise_queue": ("lead", 26),
    "kpi-api:praise_cover": ("lead", 14),
}


@pytest.mark.parametrize("name", PAGES)
def test_questions_do_not_grow_with_the_people(name, request, client_of, team, lead, agent):
    who, most = PAGES[name]
    client = client_of(request.getfixturevalue(who))

    value = PraiseValue.objects.get(code="helping")

    def cost(n):
        start = Agent.objects.count()
        people = Agent.objects.bulk_create(
            Agent(employee_no=f"B{start + one:03d}", name=f"Person {start + one:03d}") for one in range(n)
        )
        Membership.objects.bulk_create(Membership(agent=one, team=team) for one in people)
        AttendanceDay.objects.bulk_create(
            AttendanceDay(agent=one, day=TODAY, state="on_time") for one in people
        )
        Praise.objects.bulk_create(
            Praise(giver=one, receiver=agent, value=value, text="Thanks", day=TODAY) for one in people
        )
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return [q["sql"] for q in asked.captured_queries]

    cost(20)
    few, many = cost(0), cost(180)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= most, "\n".join(many)
