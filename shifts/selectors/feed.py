"""A person's published shifts as a calendar that phones subscribe to."""

import datetime as dt

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, CalendarLink
from staff.models import Agent

BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=120)


def link_of(agent_id: int) -> CalendarLink | None:
    """The person's link, if there is one."""
    return CalendarLink.objects.filter(agent_id=agent_id).first()


def feed(agent: Agent, today: dt.date, *, language: str) -> bytes:
    """The shifts of the last 60 and the next 120 days, in the person's language."""
    rows = Assignment.objects.filter(
        agent=agent, day__gte=today - BACK, day__lte=today + AHEAD,
        roster__state__in=[RosterState.PUBLISHED, RosterState.LOCKED],
    )  # fmt: skip
    rows = rows.exclude(template__kind=ShiftKind.REST).select_related("template", "desk", "roster")
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//CSTM//shifts//")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("My shifts"))
        # How often programs should look again: the property of RFC 7986, and what others read.
        calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for row in rows.order_by("day"):
            calendar.add_component(_event(row))
        body: bytes = calendar.to_ical()
    return body


def _event(row: Assignment) -> Event:
    event = Event()
    event.add("uid", f"shift-{row.agent_id}-{row.day.isoformat()}@cstm")
    event.add("summary", str(row.template))
    event.add("dtstart", row.start_at.astimezone(dt.UTC) if row.start_at else row.day)
    event.add("dtend", row.end_at.astimezone(dt.UTC) if row.end_at else row.day + dt.timedelta(days=1))
    event.add("dtstamp", row.roster.updated_at.astimezone(dt.UTC))
    event.add("last-modified", row.roster.updated_at.astimezone(dt.UTC))
    # A changed month counts up, so that programs take the newer event of the same name.
    event.add("sequence", row.roster.revision)
    if row.meal_at:
        meal = timezone.localtime(row.meal_at)
        event.add("description", _("Meal from %(time)s") % {"time": f"{meal:%H:%M}"})
    if row.desk:
        event.add("location", str(row.desk))
    return event
