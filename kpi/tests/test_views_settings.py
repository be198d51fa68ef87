"""Pages of what the shop decides: metrics and facts of its own, targets, order of reports, ripe days."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from kpi.models import CustomFact, CustomMetric, FactPrecedence, RipeSetting, Target
from kpi.selectors.decisions import source_names

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_samples(db):
    """The targets that come with the tables stay out of these tests."""
    Target.objects.all().delete()


def test_everybody_reads_what_metrics_mean_in_both_languages(client_of, agent):
    page = client_of(agent).get(reverse("kpi:metric_list")).content.decode()
    assert "First response time" in page
    assert "首次响应时间" in page
    assert "first response seconds ÷ first responses" in page
    assert "Define a metric" not in page


def test_a_metric_is_found_by_a_word_of_either_language(client_of, agent):
    page = client_of(agent).get(reverse("kpi:metric_list"), {"q": "答问比"}).content.decode()
    assert "qa_ratio" in page
    assert "frt_avg" not in page


def test_a_supervisor_defines_a_metric_as_fact_over_fact(client_of, supervisor):
    client = client_of(supervisor)
    form = {
        "code": "praise_per_case",
        "name_en": "Praise per case",
        "name_zh": "每单表扬",
        "numerator": "praise_n",
        "denominator": "cases",
        "unit": "ratio",
        "direction": "up",
    }
    assert client.post(reverse("kpi:metric_new"), form).status_code == 302
    assert CustomMetric.objects.get().created_by == supervisor.user
    page = client.get(reverse("kpi:metric_list"), {"q": "praise per"}).content.decode()
    assert "praise ÷ cases" in page
    assert client.post(reverse("kpi:metric_remove", args=["praise_per_case"])).status_code == 302
    assert not CustomMetric.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "frt_avg"}, "There is a metric frt_avg already."),
        ({"code": "9x"}, "begins with a letter"),
        ({"denominator": "cases", "numerator": "cases"}, "A fact over itself is always 1."),
        ({"denominator": "", "unit": "%"}, "A percentage needs a fact to divide by."),
    ],
)
def test_a_metric_that_makes_no_sense_is_refused_with_a_sentence(client_of, supervisor, changes, sentence):
    form = {
        "code": "own_one",
        "name_en": "x",
        "name_zh": "x",
        "numerator": "praise_n",
        "denominator": "cases",
        "unit": "ratio",
        "direction": "up",
        **changes,
    }
    answer = client_of(supervisor).post(reverse("kpi:metric_new"), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CustomMetric.objects.exists()


def test_a_fact_of_our_own_needs_no_migration(client_of, supervisor):
    form = {"code": "gift_cards", "name_en": "gift cards", "name_zh": "礼品卡", "kind": "count"}
    assert client_of(supervisor).post(reverse("kpi:fact_new"), form).status_code == 302
    assert CustomFact.objects.get().code == "gift_cards"
    page = client_of(supervisor).get(reverse("kpi:metric_new")).content.decode()
    assert "gift cards" in page


def test_a_percentage_target_is_typed_as_98_and_kept_as_a_fraction(client_of, supervisor, team):
    form = {"metric": "csat", "team": team.pk, "value": "98", "valid_from": "2026-11-02"}
    client = client_of(supervisor)
    assert client.post(reverse("kpi:target_new"), form).status_code == 302
    assert Target.objects.get(is_sample=False).value == Decimal("0.98")
    page = client.get(reverse("kpi:target_list")).content.decode()
    assert "98 % or more" in page


def test_a_range_needs_both_ends(client_of, supervisor, team):
    form = {"metric": "qa_ratio", "team": team.pk, "value": "1.4", "valid_from": "2026-11-02"}
    answer = client_of(supervisor).post(reverse("kpi:target_new"), form)
    assert answer.status_code == 422
    assert "give its low and its high end" in answer.content.decode()


def test_a_target_for_all_is_beyond_a_part_of_the_tree(client_of, supervisor, admin):
    form = {"metric": "csat", "team": "", "value": "98", "valid_from": "2026-11-02"}
    assert client_of(supervisor).post(reverse("kpi:target_new"), form).status_code in (403, 422)
    assert not Target.objects.filter(is_sample=False).exists()
    assert client_of(admin).post(reverse("kpi:target_new"), form).status_code == 302
    assert Target.objects.get(is_sample=False).team is None
    assert (
        client_of(supervisor)
        .post(reverse("kpi:target_remove", args=[Target.objects.get(is_sample=False).pk]))
        .status_code
        == 404
    )


def test_another_teams_target_is_not_there(client_of, supervisor, other_team):
    target = Target.objects.create(
        metric="csat", team=other_team, value=Decimal("0.9"), valid_from=dt.date(2026, 11, 2)
    )
    client = client_of(supervisor)
    assert client.post(reverse("kpi:target_remove", args=[target.pk])).status_code == 404
    assert other_team.path not in client.get(reverse("kpi:target_list")).content.decode()


def test_the_order_of_reports_is_set_and_cleared(client_of, supervisor):
    client = client_of(supervisor)
    page = client.get(reverse("kpi:fact_settings")).content.decode()
    assert "the usual order holds" in page
    codes = sorted(source_names())[:2]
    form = {"store": "", "fact": "reception_users", "source_0": codes[0], "source_1": codes[1]}
    assert client.post(reverse("kpi:precedence_set"), form).status_code == 302
    row = FactPrecedence.objects.get()
    assert row.sources == codes
    assert client.post(reverse("kpi:precedence_set"), {**form, "source_1": codes[0]}).status_code == 422
    assert client.post(reverse("kpi:precedence_clear", args=[row.pk])).status_code == 302
    assert not FactPrecedence.objects.exists()


def test_ripe_days_are_kept_per_platform(client_of, supervisor):
    client = client_of(supervisor)
    assert client.post(reverse("kpi:ripe_set"), {"platform": "taobao", "days": "15"}).status_code == 302
    assert RipeSetting.objects.get().days == 15
    assert client.post(reverse("kpi:ripe_set"), {"platform": "taobao", "days": "400"}).status_code == 422
    assert "15 days" in client.get(reverse("kpi:fact_settings")).content.decode()
