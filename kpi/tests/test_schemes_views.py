"""Pages of schemes and scorecards."""

import datetime as dt

import pytest
from django.urls import reverse

from kpi.models import Scheme, SchemeVersion
from kpi.services.schemes import versions
from kpi.tests.factories import a_record, a_store, an_account
from kpi.tests.factories_pay import a_plan
from kpi.tests.factories_schemes import CSAT, FIRST, RED, a_draft, a_line, a_published
from staff.choices import Role
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.date(2026, 11, 10)


def page(person, client_of, name, *args, **params):
    answer = client_of(person).get(reverse(name, args=args), params)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def figures(person, day=DAY, **more):
    facts = {"first_resp_secs": 900, "first_resp_n": 30, "rate_good": 18, "rate_recv": 20, **more}
    return a_record(a_store(), an_account(a_store(), person), day, **facts)


def test_the_own_card_shows_its_working(agent, client_of):
    figures(agent)
    a_published(FIRST, CSAT, RED)
    text = page(agent, client_of, "kpi:my_scorecard", period="2026-11")
    assert "(75 × 60 + 50 × 40) ÷ 100 = 65" in text
    assert "(30 − 60) ÷ (20 − 60) × 100 = 75" in text
    assert "30 s = 900 (first response seconds) ÷ 30 (first responses)" in text
    assert "10.0 points to target" in text
    assert "no figures of this period; the gate holds" in text
    assert "one more point there adds 0.4 to the score" in text


def test_missing_data_is_said_with_the_weight_it_had(agent, client_of):
    figures(agent, rate_recv=9, rate_good=9)
    a_published(FIRST, CSAT)
    text = page(agent, client_of, "kpi:my_scorecard")
    assert "few data: at least 10 needed; the weight of 40 is spread over the others" in text
    assert "was 60" in text


def test_all_missing_is_not_enough(agent, client_of):
    a_published(FIRST, CSAT)
    text = page(agent, client_of, "kpi:my_scorecard")
    assert "not enough" in text
    assert "there is no total" in text


def test_own_past_and_own_best_stand_beside(agent, client_of):
    record = figures(agent)
    a_record(a_store(), record.account, dt.date(2026, 10, 10), first_resp_secs=750, first_resp_n=30)
    a_published({**FIRST, "weight": 100})
    text = page(agent, client_of, "kpi:my_scorecard", period="2026-11")
    assert "October 2026: 25 s" in text
    assert "own best 25 s, October 2026" in text
    assert "Own best: 87.5, October 2026." in text


def test_the_band_needs_five_in_the_same_store(agent, team, client_of):
    figures(agent, reception_users=30)
    a_published({**FIRST, "weight": 100})
    for number in range(3):
        figures(make_agent(f"p{number}", name=f"Peer {number}", team=team))
    other = make_agent("other", name="Elsewhere", team=team)
    store = a_store("Another", "jd")
    a_record(store, an_account(store, other), DAY, first_resp_secs=30, first_resp_n=30)
    assert "middle half 30" not in page(agent, client_of, "kpi:my_scorecard")
    figures(make_agent("p9", name="Peer 9", team=team))
    text = page(agent, client_of, "kpi:my_scorecard")
    assert "middle half 30 s to 30 s" in text
    assert "Lotus flagship" in text
    assert "Peer" not in text


def test_a_card_without_a_scheme_says_so(agent, client_of):
    assert "No scheme holds here" in page(agent, client_of, "kpi:my_scorecard")


@pytest.mark.parametrize("period", ["2026-13", "2027-01", "x"])
def test_no_period_is_not_found(period, agent, client_of):
    assert client_of(agent).get(reverse("kpi:my_scorecard"), {"period": period}).status_code == 404


def test_a_leader_opens_the_team_and_nobody_elses(agent, lead, stranger, client_of):
    figures(agent)
    figures(stranger)
    a_published(FIRST, CSAT)
    text = page(lead, client_of, "kpi:scorecards", period="2026-11")
    assert "Agent One" in text
    assert "Stranger" not in text
    assert "65" in text
    assert "Agent One" in page(lead, client_of, "kpi:agent_scorecard", agent.pk)
    assert client_of(lead).get(reverse("kpi:agent_scorecard", args=[stranger.pk])).status_code == 404
    assert client_of(agent).get(reverse("kpi:agent_scorecard", args=[lead.pk])).status_code == 404


def test_a_leaders_own_card_is_of_the_team(agent, lead, client_of):
    figures(agent)
    a_published({**FIRST, "weight": 100}, role=Role.LEADER)
    text = page(lead, client_of, "kpi:my_scorecard")
    assert "From the sums of the people in the teams led" in text
    assert "(75 × 100) ÷ 100 = 75" in text


def test_a_scheme_is_begun_from_a_ready_made_one_and_published(supervisor, agent, client_of):
    client = client_of(supervisor)
    text = page(supervisor, client_of, "kpi:scheme_list")
    assert "samples" in text
    form = {"name_en": "Pre", "name_zh": "售前", "role": "agent", "line": "pre_sales", "sample": "pre_sales"}
    answer = client.post(reverse("kpi:scheme_new"), form)
    version = SchemeVersion.objects.get()
    assert answer.url == reverse("kpi:scheme_version", args=[version.pk])
    text = page(supervisor, client_of, "kpi:scheme_version", version.pk)
    assert "sample targets, not a standard" in text
    assert "weights 100 of 100" in text
    assert "Straight line: 40 s gives 0 points, 8 s gives 100, nothing beyond." in text
    assert client_of(agent).get(reverse("kpi:scheme_version", args=[version.pk])).status_code == 404
    client.post(reverse("kpi:scheme_publish", args=[version.pk]), {"valid_from": "2026-11-01"})
    version.refresh_from_db()
    assert version.is_published
    assert "in force since 1 November 2026" in page(agent, client_of, "kpi:scheme_version", version.pk)
    assert client.post(reverse("kpi:scheme_remove", args=[version.pk])).status_code == 404


def test_lines_are_added_changed_and_removed(supervisor, client_of):
    version = a_draft(FIRST)
    client = client_of(supervisor)
    new = reverse("kpi:scheme_line_new", args=[version.pk])
    form = {"metric": "csat", "weight": "40", "steps": "98: 100\n94：80\n", "least": "10"}
    assert client.post(f"{new}?shape=steps", form).status_code == 302
    line = version.lines.get(metric="csat")
    assert line.steps == [["0.98", "100"], ["0.94", "80"]]
    assert (line.position, line.least) == (1, 10)
    edit = reverse("kpi:scheme_line_edit", args=[version.pk, 1])
    assert "98: 100" in client.get(edit).content.decode()
    wrong = client.post(edit, {**form, "steps": "98: 80\n94: 100"})
    assert wrong.status_code == 422
    assert "A better value must not give fewer points." in wrong.content.decode()
    unread = client.post(edit, {**form, "steps": "98 100"})
    assert "Line 1, “98 100”" in unread.content.decode()
    gate = {"metric": "redline_n", "target": "0", "cap": "60"}
    assert client.post(f"{new}?shape=gate", gate).status_code == 302
    client.post(reverse("kpi:scheme_line_remove", args=[version.pk, 0]))
    assert list(version.lines.values_list("metric", "position")) == [("csat", 0), ("redline_n", 1)]
    text = page(supervisor, client_of, "kpi:scheme_version", version.pk)
    assert "The weights add up to 40; they must add up to 100." in text
    refused = client.post(reverse("kpi:scheme_publish", args=[version.pk]), {"valid_from": "2026-11-01"})
    assert refused.status_code == 422


@pytest.mark.parametrize("shape", ["steps", "linear", "band", "gate"])
def test_every_shape_has_its_form(shape, supervisor, client_of):
    version = a_draft(FIRST)
    page(supervisor, client_of, "kpi:scheme_line_new", version.pk, shape=shape)


def test_two_versions_stand_side_by_side(supervisor, client_of):
    a = a_draft(FIRST, CSAT)
    b = versions.begin_draft(a.scheme, source=a, actor=None)
    versions.write_lines(b, [{**FIRST, "weight": 50}, a_line("art", 50, worst=60, best=30)], actor=None)
    text = page(supervisor, client_of, "kpi:scheme_compare", a=a.pk, b=b.pk)
    assert "weight 60" in text and "weight 50" in text
    assert text.count("not scored") == 2
    page(supervisor, client_of, "kpi:scheme_compare")


def test_a_draft_is_tried_with_names_of_the_own_part_alone(agent, supervisor, other_team, manager, client_of):
    day = dt.date(2026, 10, 10)
    figures(agent, day)
    for number in range(5):
        figures(make_agent(f"s{number}", name=f"Hidden {number}", team=other_team), day)
    a_published({**FIRST, "weight": 100})
    draft = versions.begin_draft(Scheme.objects.get(), source=SchemeVersion.objects.get(), actor=None)
    versions.write_lines(draft, [{**FIRST, "weight": 100, "worst": 40}], actor=None)
    text = page(supervisor, client_of, "kpi:scheme_try", draft.pk, months=1)
    assert "Agent One" in text
    assert "25 less" in text
    assert "Hidden" not in text
    assert "5 people without names" in text
    assert "<dd>6</dd>" in text
    assert "Hidden 3" in page(manager, client_of, "kpi:scheme_try", draft.pk, months=1)


def test_under_five_out_of_sight_are_not_told_by_subtraction(agent, stranger, supervisor, client_of):
    day = dt.date(2026, 10, 10)
    figures(agent, day)
    figures(stranger, day)
    a_published({**FIRST, "weight": 100})
    text = page(supervisor, client_of, "kpi:scheme_try", SchemeVersion.objects.get().pk, months=1)
    assert "Fewer than five people" in text
    assert "<dd>2</dd>" not in text


def test_a_trial_says_what_the_month_would_cost_but_never_of_a_few(agent, supervisor, team, client_of):
    day = dt.date(2026, 10, 10)
    a_plan()
    figures(agent, day)
    a_published({**FIRST, "weight": 100})
    draft = versions.begin_draft(Scheme.objects.get(), source=SchemeVersion.objects.get(), actor=None)
    versions.write_lines(draft, [{**FIRST, "weight": 100, "worst": 40}], actor=None)
    assert "Pay of the month" not in page(supervisor, client_of, "kpi:scheme_try", draft.pk, months=1)
    for number in range(5):
        figures(make_agent(f"m{number}", name=f"Mate {number}", team=team), day)
    # 75 points give 0.8 of 2,000 each, 50 points 0.5: six people lose 600.
    text = page(supervisor, client_of, "kpi:scheme_try", draft.pk, months=1)
    assert "Pay of the month: 3,600.00 less." in text
