"""Tags and filters of pages: icons, cards, counts, pictures, numbers, dates; see `docs/ui.md`."""

import logging
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cstm import charts, demo, formats, shell
from cstm.portal import Panel

log = logging.getLogger(__name__)
register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("percent_of_100", formats.percent_of_100)
register.filter("metric_value", formats.metric_value)
register.filter("isoweek", formats.iso_week)
register.filter("day", formats.day)
register.filter("month", formats.month)
register.filter("weekday", formats.weekday)
register.filter("longday", formats.long_day)
register.filter("moment", formats.moment)
register.filter("shortmoment", formats.short_moment)
register.filter("daterange", formats.date_range)
register.filter("duration", formats.duration)
register.filter("until", formats.clock_until)
register.filter("clocks", formats.clock_span)
register.filter("halves", formats.halves)
register.filter("browser", shell.browser_words)


# --- the frame ---------------------------------------------------------------------------------
@register.simple_tag
def page_lang() -> str:
    """The language for `<html lang>`: `en`, `zh-Hans`."""
    return "zh-Hans" if formats.is_chinese() else (get_language() or "en")


@register.simple_tag(takes_context=True)
def shell_nav(context: Context) -> shell.Nav:
    """The navigation as this person sees it on this page."""
    request = context.get("request")
    return shell.navigation(
        items=context.get("nav_items") or [],
        here=context.get("nav_here") or "",
        code=context.get("nav_code") or "",
        user=getattr(request, "user", None),
    )


@register.simple_tag(takes_context=True)
def open_url(context: Context, name: str) -> str:
    """The address of a page without arguments, or "" where there is none or it is closed to this person."""
    return shell.open_url(name, getattr(context.get("request"), "user", None))


@register.simple_tag
def demo_team() -> dict[str, Any]:
    """The log-ins of the demo team and their password; empty outside demo mode."""
    return {"names": demo.ACCOUNTS, "password": demo.PASSWORD} if settings.DEMO else {}


@register.filter
def undo_url(message: Any) -> str:
    """The address that undoes what a message tells of, or ""."""
    tags = str(getattr(message, "extra_tags", "") or "")
    return tags.removeprefix("undo:") if tags.startswith("undo:/") else ""


@register.simple_tag(takes_context=True)
def draw_panel(context: Context, panel: Panel, data: dict[str, Any]) -> SafeString:
    """A panel's own partial with its values; a sentence in its place where it cannot be drawn."""
    request = context.get("request")
    if not data.get("failed"):
        values = {"panel": panel, "data": data, **data}
        try:
            return render_to_string(panel.template, values, request=request)
        except AssertionError:
            raise  # A test has found a value that the panel's function did not give.
        except Exception:
            log.exception("panel %s could not be drawn", panel.code)
    return render_to_string("cstm/_panel_failed.html")


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query string with some values changed; None drops one."""
    return shell.query(context.get("request"), changes)


# --- small parts -------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; with a label it is an image with that name, else decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="ico{}" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        spoken,
        static("vendor/tabler-icons/sprite.svg"),
        name,
    )


@register.simple_tag
def n(count: Any, word: str = "") -> SafeString:
    """The count beside a number: `n 412`, `n 612 ratings`; nothing for None."""
    text = formats.number(count)
    if not text:
        return SafeString("")
    return format_html('<span class="cs-n">n {}{}</span>', text, f" {word}" if word else "")


@register.simple_tag
def face(name: Any, css: str = "") -> SafeString:
    """Two letters of a name in a round; the name itself stands beside it."""
    return format_html(
        '<span class="cs-face {}" aria-hidden="true">{}</span>', css, shell.initials(str(name))
    )


@register.simple_tag
def gap(words: str, met: bool = False) -> SafeString:
    """The gap to a target in words, with a check when met and an arrow when not."""
    if not words:
        return SafeString("")
    drawn = icon("circle-check" if met else "arrow-right")
    return format_html('<span class="cs-gapw{}">{}{}</span>', " met" if met else "", drawn, words)


# --- parts with content ------------------------------------------------------------------------
@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    count: Any = None,
    link: str = "",
    link_text: str = "",
    note: str = "",
    flush: bool = False,
) -> SafeString:
    """A card with a head; `flush` lets lists and tables run edge to edge."""
    values = {
        "content": content,
        "title": title,
        "count": count,
        "link": link,
        "link_text": link_text,
        "note": note,
        "flush": flush,
    }
    return render_to_string("components/_card.html", values)


@register.simple_block_tag
def why(content: str, id: str, title: str = "") -> SafeString:
    """A popover with the reasons of something; a button with `popovertarget="id"` opens it."""
    return render_to_string("components/_why.html", {"content": content, "id": id, "title": title})


@register.inclusion_tag("components/_empty.html")
def empty_state(
    title: str,
    text: str,
    action_url: str = "",
    action: str = "",
    step1: str = "",
    step2: str = "",
    step3: str = "",
    sample_url: str = "",
    sample: str = "",
    icon: str = "inbox",
) -> dict[str, Any]:
    """An empty state: what will be here, the one action, what comes next, a sample to try."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action": action,
        "steps": [step for step in (step1, step2, step3) if step],
        "sample_url": sample_url,
        "sample": sample,
        "icon_name": icon,
    }


@register.inclusion_tag("components/_progress.html")
def job_progress(
    id: Any,
    what: str,
    url: str,
    done: int = 0,
    total: int | None = 0,
    unit: str = "",
    state: str = "",
    cancel_url: str = "",
    finished: bool = False,
    error: str = "",
    result_url: str = "",
    result: str = "",
) -> dict[str, Any]:
    """Where a long job stands; until it is finished the page asks `url` every 2 s for this same markup."""
    return {
        "id": id,
        "what": what,
        "url": url,
        "done": done,
        "total": total or 0,
        "unit": unit or _("rows"),
        "state": state,
        "cancel_url": cancel_url,
        "finished": finished or bool(error),
        "error": error,
        "result_url": result_url,
        "result": result or _("Open"),
    }


@register.inclusion_tag("components/_pager.html", takes_context=True)
def pager(context: Context, page_obj: Page[Any], target: str = "") -> dict[str, Any]:
    """Previous, next and which rows of how many; the page number travels as `page`."""
    request = context.get("request")
    before, after = page_obj.has_previous(), page_obj.has_next()
    return {
        "page_obj": page_obj,
        "target": target,
        "before": shell.query(request, {"page": page_obj.previous_page_number()}) if before else "",
        "after": shell.query(request, {"page": page_obj.next_page_number()}) if after else "",
    }


# --- pictures ----------------------------------------------------------------------------------
@register.inclusion_tag("components/_metric_card.html")
def metric_card(card: charts.MetricCard) -> dict[str, Any]:
    """A metric with count, target, gap in words and its line of weeks."""
    return {"card": card}


@register.inclusion_tag("components/_sparkline.html")
def sparkline(
    values: Sequence[Any], target: Any = None, width: int = 110, height: int = 36, label: str = ""
) -> dict[str, Any]:
    """A line of weeks as inline SVG; with a label it is read aloud, else it is decoration."""
    return {"spark": charts.sparkline(values or (), target, width, height), "label": label}


@register.inclusion_tag("components/_position_strip.html")
def position_strip(
    own: Any,
    low: Any,
    high: Any,
    label: str,
    target: Any = None,
    floor: Any = None,
    ceiling: Any = None,
) -> dict[str, Any]:
    """The middle half of an unnamed group, the target and this person's value."""
    return {"strip": charts.position_strip(own, low, high, target, floor, ceiling), "label": label}


@register.inclusion_tag("components/_trend_chart.html")
def trend_chart(chart: charts.TrendChart) -> dict[str, Any]:
    """A line over periods with its table behind it."""
    return {"chart": chart, "data_id": f"chart-data-{chart.code}"}


@register.inclusion_tag("components/_chart_scripts.html")
def chart_scripts() -> dict[str, Any]:
    """The scripts of pages with trend charts."""
    return {}
