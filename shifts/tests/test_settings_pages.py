"""Settings of rosters in the browser: shifts, rotations, rules, pairs, calendar; whose, how many queries."""

import datetime as dt
import json

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from shifts.models import CalendarDay, PairRule, Rotation, RotationMember, ShiftTemplate, TeamRule
from shifts.selectors import settings as reads
from shifts.services import rotations, rule_book
from shifts.tests.factories import assign, make_roster, template
from staff.choices import Role
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
BUDGET = 15
LISTS = ("settings", "rotation_list", "rule_list", "pair_list", "calendar_month")
LATE = {
    "name_en": "Late", "name_zh": "深夜", "code_en": "X", "code_zh": "深", "kind": "on_duty", "look": "n",
    "start": "18:00", "end": "03:00", "meal_start": "00:30", "meal_end": "02:00", "meal_minutes": "45",
    "curfew": "04:00",
}  # fmt: skip


@pytest.fixture
def planner(client_of, supervisor):
    return client_of(supervisor)


@pytest.fixture
def boss(db):
    return make_agent("boss", name="Boss", role=Role.MANAGER, login=True)


def at(name, pk=None):
    return reverse(f"shifts:{name}", args=[pk] if pk else [])


def actions():
    return {entry.additional_data["action"] for entry in LogEntry.objects.all()}


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_planners_only_and_stay_within_their_budget(
    client_of, supervisor, lead, agent, name, django_assert_max_num_queries
):
    client = client_of(supervisor)
    client.get(at(name))
    for number in range(5):
        person = make_agent(f"p{number}", name=f"P{number}", team=lead.memberships.get().team)
        turns = Rotation.objects.create(name=f"R{number}", cycle=["D"], anchor=dt.date(2026, 11, 1))
        RotationMember.objects.create(rotation=turns, agent=person)
        PairRule.objects.create(first=agent, second=person)
    with django_assert_max_num_queries(BUDGET):
        assert client.get(at(name)).status_code == 200
    for other in (lead, agent):
        assert client_of(other).get(at(name)).status_code == 403


def test_a_shift_past_midnight_is_added_counted_and_shown(planner):
    assert planner.post(at("template_new"), LATE).status_code == 302
    row = ShiftTemplate.objects.get(code_en="X")
    assert (row.start, row.end, row.meal_start, row.meal_end, row.curfew) == (1080, 1620, 1470, 1560, 1680)
    assert row.paid_minutes == 540 - 45
    assert "18:00-03:00 next day" in planner.get(at("settings")).content.decode()
    split = {**LATE, "name_en": "Split", "code_en": "S", "code_zh": "分", "start": "08:00", "end": "20:00",
             "break_start": "12:00", "break_end": "16:00", "meal_start": "", "meal_end": "", "curfew": "",
             "meal_minutes": "0", "kind": "day"}  # fmt: skip
    assert planner.post(at("template_new"), split).status_code == 302
    assert ShiftTemplate.objects.get(code_en="S").paid_minutes == 8 * 60
    assert "template.add" in actions()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code_en": "D"}, "The letter D belongs to"),
        ({"code_zh": "白"}, "The letter 白 belongs to"),
        ({"code_en": "休"}, "The letter 休 belongs to"),
        ({"code_en": "A,"}, "may hold no space, comma"),
        (
            {
                "start": "08:00",
                "end": "20:00",
                "break_start": "12:00",
                "break_end": "16:00",
                "meal_start": "15:00",
                "meal_end": "17:00",
                "curfew": "21:00",
            },
            "The meals and the break overlap",
        ),
        ({"start": ""}, "A shift needs a start and an end."),
        ({"meal_end": ""}, "The meal window needs a beginning and an end."),
        ({"meal_end": "05:00"}, "The meal window must lie inside the shift."),
        ({"meal_minutes": "120"}, "The meal is longer than its window."),
        ({"paid_minutes": "600"}, "600 paid minutes do not fit"),
        ({"curfew": "02:00"}, "The curfew cannot come before the end of the shift."),
        ({"break_start": "17:00", "break_end": "19:00"}, "The break must lie inside the shift."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(planner, change, says):
    got = planner.post(at("template_new"), {**LATE, **change})
    assert got.status_code == 422
    assert says in got.content.decode()
    assert not ShiftTemplate.objects.filter(name_en="Late").exists()


def sent(row, **changes):
    facts = {name: "" if value is None else value for name, value in reads.template_facts(row).items()}
    return {**facts, "skills": [], "certificates": [], **changes}


def test_times_stay_once_a_roster_holds_the_shift(planner, team, agent):
    day = template("D")
    Rotation.objects.create(name="R", cycle=["D", "-"], anchor=dt.date(2026, 11, 1))
    assert planner.post(at("template_edit", day.pk), sent(day, end="18:00:00")).status_code == 302
    day.refresh_from_db()
    assert day.end == 1080
    assign(make_roster(team, state="published"), agent, dt.date(2026, 11, 16), "D")
    got = planner.post(at("template_edit", day.pk), sent(day, end="19:00:00"))
    assert got.status_code == 422
    assert "its times stay as they are" in got.content.decode()
    assert planner.post(at("template_edit", day.pk), sent(day, code_en="A")).status_code == 302
    assert Rotation.objects.get().cycle == ["A", "-"]


def test_a_shift_is_retired_unless_a_rotation_or_rest_needs_it(planner):
    Rotation.objects.create(name="Turns", cycle=["D", "-"], anchor=dt.date(2026, 11, 1))
    for letter, says in (("D", "The rotation Turns still uses D"), ("-", "The rotation Turns still uses")):
        got = planner.post(at("template_retire", template(letter).pk))
        assert (got.status_code, says in got.content.decode()) == (422, True)
    Rotation.objects.all().delete()
    assert "this is the last" in planner.post(at("template_retire", template("-").pk)).content.decode()
    for active in (False, True):
        assert planner.post(at("template_retire", template("D").pk)).status_code == 302
        assert template("D").active is active


def test_a_rotation_is_made_followed_previewed_and_left(planner, agent, agent2, stranger):
    said = {"name": "Turns", "cycle": "D, 白 晚 -", "anchor": "2026-11-16"}
    assert planner.post(at("rotation_new"), {**said, "cycle": "D Q"}).status_code == 422
    assert planner.post(at("rotation_new"), said).status_code == 302
    row = Rotation.objects.get()
    assert row.cycle == ["D", "D", "E", "-"]
    for offset, status in (("4", 422), ("2", 302)):
        got = planner.post(at("rotation_follow", row.pk), {"agent": agent.pk, "offset": offset})
        assert got.status_code == status
    assert planner.post(at("rotation_follow", row.pk), {"agent": stranger.pk, "offset": 0}).status_code == 422
    rotations.follow(stranger, row, actor=None)
    page = planner.get(at("rotation_detail", row.pk)).content.decode()
    assert str(agent) in page
    assert str(stranger) not in page
    assert planner.post(at("rotation_remove", row.pk)).status_code == 422
    theirs = RotationMember.objects.get(agent=stranger)
    assert planner.post(at("rotation_unfollow", theirs.pk)).status_code == 404
    assert (
        planner.post(at("rotation_unfollow", RotationMember.objects.get(agent=agent).pk)).status_code == 302
    )
    assert {"rotation.add", "rotation.assign", "rotation.unassign"} <= actions()


def test_following_another_rotation_leaves_the_days_around(agent):
    one, two = (
        Rotation.objects.create(name=name, cycle=["D", "-"], anchor=dt.date(2026, 11, 1)) for name in "ab"
    )
    rotations.follow(agent, one, actor=None)
    span = (dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    rotations.follow(agent, two, actor=None, valid_from=span[0], valid_to=span[1])
    rows = RotationMember.objects.order_by("valid_from").values_list(
        "rotation__name", "valid_from", "valid_to"
    )
    assert [row[0] for row in rows] == ["a", "b", "a"]
    assert (rows[0][2], rows[2][1]) == (dt.date(2026, 11, 30), dt.date(2027, 1, 1))


def test_the_nearest_teams_rule_speaks_and_says_from_where(client_of, supervisor, boss, team, other_team):
    planner, url = client_of(supervisor), at("rule_new")
    page = planner.get(f"{at('rule_list')}?team={team.pk}").content.decode()
    assert "11 h of rest between two shifts, at least." in page
    query = f"?kind=rest_between&team={team.pk}"
    assert planner.post(url + query, {"minutes": "12.5", "hard": "on"}).status_code == 302
    row = TeamRule.objects.get(team=team)
    assert (row.params, row.hard) == ({"minutes": 750}, True)
    page = planner.get(f"{at('rule_list')}?team={team.pk}").content.decode()
    assert "12.5 h of rest between two shifts, at least." in page
    assert planner.post(url + query, {"minutes": "13", "hard": "on"}).status_code == 422
    assert planner.post(at("rule_edit", row.pk), {"minutes": "10", "weight": "30"}).status_code == 302
    row.refresh_from_db()
    assert (row.params, row.hard, row.weight) == ({"minutes": 600}, False, 30)
    everybody = TeamRule.objects.get(team=None, kind="rest_between")
    assert planner.get(at("rule_edit", everybody.pk)).status_code == 404
    assert client_of(boss).get(at("rule_edit", everybody.pk)).status_code == 200
    assert planner.get(f"{url}?kind=weekends&team={other_team.pk}").status_code == 404
    assert planner.post(at("rule_remove", row.pk)).status_code == 302
    assert not TeamRule.objects.filter(team=team).exists()
    assert {"rule.add", "rule.change", "rule.remove"} <= actions()


@pytest.mark.parametrize(
    ("kind", "said", "says"),
    [
        ("rest_between", {}, "“Hours of rest” is missing."),
        ("rest_between", {"minutes": "90"}, "must be 1 to 48, not 90"),
        ("consecutive_days", {"most": "3", "least": "5"}, "The least is more than the most"),
        ("weekly_minutes", {}, "Give a least, a most, or both."),
        ("succession", {}, "Name at least one succession"),
        ("weekends", {"most": "2", "soft": "1"}, "needs a weight of 1 to 100,000"),
        ("weekends", {"most": "2", "valid_from": "2026-12-01", "valid_to": "2026-11-01"}, "before the start"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_with_its_reason(planner, team, kind, said, says):
    hard = {} if said.pop("soft", None) else {"hard": "on"}
    got = planner.post(f"{at('rule_new')}?kind={kind}&team={team.pk}", {**hard, **said})
    assert got.status_code == 422
    assert says in got.content.decode()
    assert not TeamRule.objects.filter(team=team).exists()


def test_every_kind_of_rule_opens_with_its_form_and_has_a_sentence(planner, team):
    lines = reads.rule_lines(team, dt.date(2026, 11, 16))
    assert all(line.words for line in lines)
    for line in lines:
        assert planner.get(f"{at('rule_new')}?kind={line.kind}&team={team.pk}").status_code == 200
    assert planner.get(f"{at('rule_new')}?kind=together").status_code == 404


def test_forbidden_successions_off_and_swaps_speak(planner, team):
    night, day = template("N"), template("D")
    for kind, said in (
        ("succession", {"hard": "on", "pairs": [f"{night.pk}>{day.pk}"]}),
        ("weekends", {"off": "on", "hard": "on"}),
        ("swaps", {"auto": "on"}),
        ("requests", {"weight": "15", "weight1": "1", "weight2": "2", "weight3": "3"}),
    ):
        assert planner.post(f"{at('rule_new')}?kind={kind}&team={team.pk}", said).status_code == 302
    words = {line.kind: line.words for line in reads.rule_lines(team, dt.date(2026, 11, 16))}
    assert words["succession"] == "no Day after On-duty"
    assert words["weekends"] == "Does not hold here."
    assert words["swaps"] == "A swap that keeps all rules is approved at once."
    assert words["requests"] == "A wish that is not met costs 1, 2 or 3."


def test_pairs_are_made_and_removed_within_reach(planner, agent, agent2, stranger):
    said = {"one": agent2.pk, "other": agent.pk, "together": "no", "weight": "20"}
    assert planner.post(at("pair_new"), {**said, "other": agent2.pk}).status_code == 422
    assert planner.post(at("pair_new"), said).status_code == 302
    assert planner.post(at("pair_new"), said).status_code == 422
    row = PairRule.objects.get()
    assert (row.first, row.second, row.together) == (*sorted((agent, agent2), key=lambda one: one.pk), False)
    theirs = rule_book.add_pair(agent, stranger, together=True, actor=None)
    assert str(stranger) not in planner.get(at("pair_list")).content.decode()
    assert planner.post(at("pair_remove", theirs.pk)).status_code == 404
    assert planner.post(at("pair_remove", row.pk)).status_code == 302
    assert {"pair.add", "pair.remove"} <= actions()


def test_the_calendar_shows_holidays_edits_and_years_not_published(planner):
    page = planner.get(at("calendar_month") + "?month=2026-10").content.decode()
    assert "holiday" in page
    assert "make-up workday" in page
    assert "ot yet published" in planner.get(at("calendar_month") + "?month=2031-10").content.decode()
    said = {"day": "2026-11-21", "kind": "workday", "name": "Stocktaking"}
    assert planner.post(at("calendar_day"), said).status_code == 302
    assert CalendarDay.objects.get().name == "Stocktaking"
    assert "edited" in planner.get(at("calendar_month") + "?month=2026-11").content.decode()
    assert planner.post(at("calendar_day"), {"day": "2026-11-21"}).status_code == 302
    assert not CalendarDay.objects.exists()
    assert {"calendar.set", "calendar.remove"} <= actions()
    assert planner.get(at("calendar_month") + "?month=nonsense").status_code == 200


def test_the_api_does_the_same(planner, boss, client_of, team, agent, agent2):
    def send(client, method, name, said=None, pk=None):
        url = reverse(f"shifts-api:{name}", args=[pk] if pk else [])
        return getattr(client, method)(url, json.dumps(said or {}), content_type="application/json")

    new = {"name_en": "Mid", "name_zh": "中班", "code_en": "M", "code_zh": "中", "kind": "day", "look": "d",
           "start": 600, "end": 1140, "meal_minutes": 60}  # fmt: skip
    got = send(planner, "post", "templates", new)
    assert (got.status_code, got.json()["paid_minutes"]) == (201, 480)
    assert send(planner, "post", "templates", new).status_code == 400
    assert send(planner, "patch", "template", {"end": 1200}, got.json()["id"]).json()["end"] == 1200
    turns = {"name": "R", "cycle": ["D", "M"], "anchor": "2026-11-01"}
    assert send(planner, "post", "rotations", turns).status_code == 201
    rule = {"team": team.pk, "kind": "weekends", "numbers": {"most": 2}}
    made = send(planner, "post", "rules", rule)
    assert made.status_code == 201
    assert send(planner, "post", "rules", {**rule, "team": None}).status_code == 404
    later = {**rule, "team": None, "valid_from": "2027-01-01"}
    assert send(client_of(boss), "post", "rules", later).status_code == 201
    rows = planner.get(reverse("shifts-api:rules"), {"team": team.pk}).json()
    assert made.json()["id"] in {row["id"] for row in rows}
    assert send(planner, "delete", "rule", pk=made.json()["id"]).status_code == 204
    pair = {"first": agent.pk, "second": agent2.pk, "together": True, "hard": True}
    assert send(planner, "post", "pairs", pair).status_code == 201
    assert len(planner.get(reverse("shifts-api:pairs")).json()) == 1
    day = send(planner, "put", "calendar", {"day": "2026-11-17", "kind": "statutory", "name": "Feast"})
    assert (day.json()["kind"], day.json()["edited"]) == ("statutory", True)
    span = {"first": "2026-11-01", "last": "2026-11-30"}
    assert len(planner.get(reverse("shifts-api:calendar"), span).json()) == 30
    assert client_of(agent).get(reverse("shifts-api:templates")).status_code == 403


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"most": 2.5}, "must be a whole number, not 2.5"),
        ({"most": 2, "mosst": 3}, "has no number “mosst”"),
        ({"most": "nan"}, "A valid number is required."),
        ({"most": -1}, "must be 0 to 6, not"),
    ],
)
def test_the_api_refuses_numbers_that_a_rule_cannot_have(planner, team, numbers, says):
    said = {"team": team.pk, "kind": "weekends", "numbers": numbers}
    got = planner.post(reverse("shifts-api:rules"), json.dumps(said), content_type="application/json")
    assert got.status_code == 400
    assert says in got.content.decode()
    assert not TeamRule.objects.filter(team=team).exists()


def test_the_api_sets_forbidden_successions_by_letter_or_sort(planner, team):
    said = {"team": team.pk, "kind": "succession", "pairs": [["N", "D"], ["evening", "day"]]}
    url = reverse("shifts-api:rules")
    assert planner.post(url, json.dumps(said), content_type="application/json").status_code == 201
    assert TeamRule.objects.get(team=team).params == {
        "pairs": [[template("N").pk, template("D").pk], ["evening", "day"]]
    }
    wrong = {**said, "pairs": [["N", "Q"]], "valid_from": "2026-12-01"}
    got = planner.post(url, json.dumps(wrong), content_type="application/json")
    assert got.status_code == 400
    assert "“Q” is not a sort of shift." in got.content.decode()
