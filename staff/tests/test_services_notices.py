"""Notices: said once, in the reader's own language, by mail with patience."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from cstm import formats
from staff.models import Notice
from staff.selectors.notices import kind_choices, notices_of, unread_count, with_words
from staff.services import notices
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
KIND = "staff.job_done"


def say(*agents, about="job:1", **more):
    values = {"title": "Report", "file": "a.xlsx"}
    return notices.post_many(agents=agents, kind=KIND, about=about, params=values, **more)


def test_the_same_kind_about_the_same_subject_is_said_once():
    agent, other = make_agent(login=True), make_agent(login=True)
    assert say(agent) == 1
    assert say(agent, other) == 1
    assert say(agent, about="job:2") == 1
    assert notices_of(agent).count() == 2
    assert unread_count(agent.user) == 2
    assert notices_of(None).count() == 0


def test_words_come_in_the_readers_language_and_survive_missing_values():
    agent = make_agent()
    say(agent)
    notices.post(agent=agent, kind=KIND, about="x")
    notices.post(agent=agent, kind="nobody.knows", about="y")
    with translation.override("en"):
        told = {item.notice.about: (item.title, item.body) for item in with_words(notices_of(agent))}
    assert told["job:1"] == ("Report is ready", "The file a.xlsx waits in your downloads.")
    assert told["x"][0] == "… is ready"
    assert told["y"] == ("nobody.knows", "")


def test_dates_and_words_of_both_languages_are_told_as_the_reader_writes_them():
    agent = make_agent()
    with translation.override("zh-hans"):
        values = {"title": formats.both(gettext_lazy("approved")), "file": ["2026-11-05", "2026-13", "…"]}
        notices.post(agent=agent, kind=KIND, about="x", params=values)

    def told(language):
        with translation.override(language):
            (item,) = with_words(notices_of(agent))
            return item.title, item.body

    assert told("en") == (
        "approved is ready",
        "The file 5 November 2026, 2026-13, … waits in your downloads.",
    )
    assert told("zh-hans")[0].startswith("已批准")
    assert "2026年11月5日、2026-13、…" in told("zh-hans")[1]


def test_reading_one_and_reading_all():
    agent = make_agent(login=True)
    say(agent), say(agent, about="job:2"), say(agent, about="job:3")
    notices.mark_read(notices_of(agent)[0])
    assert unread_count(agent.user) == 2
    assert notices.mark_all_read(agent) == 2
    assert unread_count(agent.user) == 0


def test_one_who_left_is_told_nothing():
    gone = make_agent(left_on=dt.date(2026, 1, 31))
    assert say(gone) == 0


def test_mail_goes_out_once_with_both_parts_and_a_link(settings):
    settings.SITE_URL = "https://cstm.example.com"
    agent = make_agent("A7", name="Ann", login=True)
    say(agent, by_mail=True, url="/staff/downloads/")
    say(make_agent(), by_mail=True, about="job:nobody reads mail there")
    now = timezone.now()
    assert notices.deliver_mail(now) == 1
    assert notices.deliver_mail(now) == 0
    letter = mail.outbox[0]
    assert letter.to == ["a7@example.test"]
    assert letter.subject == "Report is ready"
    assert "https://cstm.example.com/staff/downloads/" in letter.body
    assert "Hello Ann" in letter.body
    assert 'href="https://cstm.example.com/staff/downloads/"' in letter.alternatives[0].content


def test_a_name_with_markup_stays_text_in_the_mail():
    agent = make_agent("A8", name="<b>&", login=True)
    say(agent, by_mail=True)
    notices.deliver_mail(timezone.now())
    assert "Hello <b>&," in mail.outbox[0].body
    assert "&lt;b&gt;&amp;" in mail.outbox[0].alternatives[0].content


class Refusing:
    """A mail server that is down."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("down")


def test_a_dead_mail_server_is_tried_again_later_and_given_up_in_the_end(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    agent = make_agent(login=True)
    say(agent, by_mail=True)
    now = timezone.now()
    assert notices.deliver_mail(now) == 0
    tries = [Notice.objects.get().mail_attempts]
    for minutes in (1, 3, 9, 33, 130, 600):
        notices.deliver_mail(now + dt.timedelta(minutes=minutes))
        tries.append(Notice.objects.get().mail_attempts)
    assert tries == [1, 1, 2, 3, 4, 5, 5]
    assert Notice.objects.get().mailed_at is None


def test_a_kind_is_chosen_by_its_name_not_by_a_title_with_gaps():
    found = dict(kind_choices())
    assert found["staff.job_done"] == "Work that is done"
    assert "staff.invitation" not in found
