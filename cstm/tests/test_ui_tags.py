"""Tags of pages: what they draw, and what they keep away."""

from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from cstm.charts import MetricCard, TrendChart
from cstm.portal import Panel


def draw(source: str, path: str = "/", **values: Any) -> str:
    template = engines["django"].from_string("{% load i18n cstm_ui %}" + source)
    return template.render(values, RequestFactory().get(path))


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')
    labelled = draw('{% icon "bell" label=name %}', name='"><script>')
    assert 'role="img"' in labelled and "<script>" not in labelled


def test_a_count_is_written_beside_its_number_and_missing_is_not_zero() -> None:
    assert ">n 1,204 ratings<" in draw('{% n 1204 "ratings" %}')
    assert ">n 0<" in draw("{% n 0 %}")
    assert draw("{% n nothing %}", nothing=None) == ""


def test_a_card_draws_its_head_and_content() -> None:
    html = draw(
        '{% card title=word count=3 link="/x/" link_text="All" %}<p>{{ word }}</p>{% endcard %}',
        word="<b>",
    )
    assert "<h2>&lt;b&gt;" in html and ">3<" in html and 'href="/x/"' in html
    assert '<div class="cs-card-b"><p>&lt;b&gt;</p></div>' in html
    assert "cs-card-b" not in draw("{% card flush=True %}x{% endcard %}")


def test_an_empty_state_says_what_comes_next() -> None:
    html = draw(
        '{% empty_state title="No files" text="They stand here." action_url="/a/" action="Go" step1="Drop" %}'
    )
    assert 'href="/a/"' in html and "<ol" in html and html.count("<li>") == 1
    assert "<ol" not in draw('{% empty_state title="No files" text="They stand here." %}')


@pytest.mark.parametrize(("number", "links"), [(1, ["?q=a&amp;page=2"]), (16, ["?q=a&amp;page=15"])])
def test_a_pager_keeps_the_question(number: int, links: list[str]) -> None:
    html = draw("{% pager page %}", "/?q=a&page=9", page=Paginator(range(312), 20).page(number))
    assert [link for link in links if f'href="{link}"' in html] == links
    assert "of 312" in html


def test_a_pager_of_one_page_says_how_many_and_offers_no_page() -> None:
    html = draw("{% pager page %}", page=Paginator(range(3), 20).page(1))
    assert "3 in all" in html and "<a" not in html


def test_a_pager_of_nothing_is_nothing() -> None:
    assert "<nav" not in draw("{% pager page %}", page=Paginator([], 20).page(1))


def test_a_running_job_is_asked_again_and_can_be_cancelled() -> None:
    html = draw('{% job_progress id=5 what="a.xlsx" url="/j/" done=41200 total=100000 cancel_url="/c/" %}')
    assert 'hx-get="/j/"' in html and 'hx-trigger="every 2s"' in html
    assert "41,200 of 100,000 rows" in html and 'action="/c/"' in html


def test_a_finished_or_failed_job_is_not_asked_again() -> None:
    done = draw('{% job_progress id=5 what="a" url="/j/" finished=True result_url="/d/" %}')
    assert "hx-get" not in done and 'href="/d/"' in done
    failed = draw('{% job_progress id=5 what="a" url="/j/" error="The file ends in row 3." %}')
    assert "hx-get" not in failed and "The file ends in row 3." in failed


def test_a_metric_card_without_a_value_says_why() -> None:
    html = draw(
        "{% metric_card card %}", card=MetricCard("conv", "Conversion", state="pending", note="ripens soon")
    )
    assert '<div class="cs-value wait">pending</div>' in html and "ripens soon" in html
    assert '<svg class="spark"' not in html


def test_a_metric_card_shows_value_count_target_and_gap() -> None:
    card = MetricCard(
        "frt_avg",
        "First response",
        value="31",
        unit="s",
        n="412",
        target="35 s or less",
        gap="4 s quicker than target",
        met=True,
        values=[30, 31],
        target_value=35,
        meaning="Seconds to the first answer.",
    )
    html = draw("{% metric_card card %}", card=card)
    assert "31<small>s</small>" in html and "n 412" in html and "cs-gapw met" in html
    assert 'popovertarget="metric-frt_avg"' in html and 'id="metric-frt_avg"' in html
    assert 'class="tgt"' in html


def test_pictures_write_their_coordinates_with_points_in_every_language() -> None:
    from django.utils import translation

    with translation.override("zh-hans"):
        html = draw('{% position_strip own=29.5 low=31 high=35 target=34 label="客服07: 29.5" %}')
    assert 'aria-label="客服07: 29.5"' in html and "," not in html.split("aria-label")[1].split(">", 1)[1]


def test_a_trend_chart_has_a_sentence_data_and_a_table() -> None:
    chart = TrendChart("frt", "It fell from 35 to 31 s.", ["W1", "W2"], [35, None], "you </script>", unit="s")
    html = draw("{% trend_chart chart %}", chart=chart)
    assert 'aria-label="It fell from 35 to 31 s."' in html
    assert 'id="chart-data-frt"' in html and "you </script>" not in html
    assert "no value" in html


def test_only_an_own_address_undoes() -> None:
    class Message:
        extra_tags = "undo:/kpi/imports/3/undo/"

    assert draw("{{ m|undo_url }}", m=Message()) == "/kpi/imports/3/undo/"
    Message.extra_tags = "undo:https://example.com/"
    assert draw("{{ m|undo_url }}", m=Message()) == ""


def test_the_language_of_the_page() -> None:
    from django.utils import translation

    with translation.override("zh-hans"):
        assert draw("{% page_lang %}") == "zh-Hans"
    assert draw("{% page_lang %}") == "en"


def test_demo_logins_are_shown_in_demo_mode_only(settings: Any) -> None:
    assert draw("{% demo_team as team %}{{ team|length }}") == "0"
    settings.DEMO = True
    assert "training_supervisor" in draw("{% demo_team as team %}{{ team.names|join:' ' }}")


def test_a_panel_that_cannot_be_drawn_says_so_and_the_page_stands(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "good.html").write_text("<p>{{ word }}</p>")
    (tmp_path / "broken.html").write_text("{% no_such_tag %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def panel(template: str) -> Panel:
        return Panel("test", "home", template, lambda request: {})

    source = "{% draw_panel panel data %}|the rest"
    assert "<p>hello</p>|the rest" in draw(source, panel=panel("good.html"), data={"word": "hello"})
    assert "not available" in draw(source, panel=panel("broken.html"), data={"word": "hello"})
    assert "not available" in draw(source, panel=panel("good.html"), data={"failed": True})
