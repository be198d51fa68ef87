"""Honours have open criteria, are no contest, and are seen by others only if the holder wants."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.models import Award, Honour
from kpi.services import rollup
from kpi.services.praise import honours
from kpi.services.weeks import mark_dirty
from kpi.tests.factories_praise import NOW, TODAY, praised, weeks_of
from staff.models import Notice
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def badge():
    return Honour.objects.get(code="good_colleague")


@pytest.fixture
def certificate():
    return Honour.objects.get(code="beyond_duty")


def give(honour, agent, by, reason="Found a lost parcel on a Sunday."):
    return honours.award(honour, agent=agent, by=by, reason=reason, actor=by.user, now=NOW)


def test_a_counted_criterion_that_is_missed_is_named(badge, agent, lead, team):
    with pytest.raises(DomainError, match=r"praised by 5 people in 90 days \(0 now\)"):
        give(badge, agent, lead)
    for _n in range(5):
        praised(agent, make_agent(team=team))
    assert give(badge, agent, lead).shown is False


def test_everybody_who_meets_the_criteria_may_have_it(badge, agent, agent2, lead, team):
    for person in (agent, agent2):
        for _n in range(5):
            praised(person, make_agent(team=team))
        give(badge, person, lead)
    assert Award.objects.count() == 2


def test_weeks_at_target_are_counted_from_the_persons_own_weeks(agent, lead):
    last = Week.last_full(TODAY)
    weeks_of(agent, [30, 30, 60, 30], last=last)
    for back in range(4):
        mark_dirty([last.shift(-back).monday])
        rollup.roll_up(last.shift(-back))
    quick = Honour.objects.get(code="quick_hand")
    with pytest.raises(DomainError, match=r"in 4 of 4 weeks \(3 now\)"):
        give(quick, agent, lead)


def test_what_records_do_not_say_is_left_to_whoever_gives_it(agent, lead, team):
    gold = Honour.objects.get(code="gold_agent")
    agent.hired_on = TODAY - dt.timedelta(days=400)
    agent.save()
    for _n in range(3):
        praised(agent, make_agent(team=team))
    row = give(gold, agent, lead)
    with pytest.raises(DomainError, match="holds this title already"):
        give(gold, agent, lead)
    honours.end(row, reason="Moved to another post", actor=lead.user, by=lead, now=NOW)
    assert Award.objects.get().ended_on == TODAY


def test_nobody_honours_oneself_and_every_award_has_a_reason(certificate, agent, lead):
    with pytest.raises(DomainError, match="oneself"):
        give(certificate, lead, lead)
    with pytest.raises(DomainError, match="which facts"):
        give(certificate, agent, lead, reason=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(honour=certificate, agent=agent, awarded_by=agent, awarded_on=TODAY, reason="x")


def test_twice_on_a_day_is_once_and_the_person_is_told_in_private(certificate, agent, lead):
    assert give(certificate, agent, lead) == give(certificate, agent, lead)
    [told] = Notice.objects.all()
    assert (told.agent, told.kind) == (agent, "kpi.honour_awarded")


def test_others_see_it_only_if_the_holder_wants(certificate, agent, agent2, lead, client_of):
    row = give(certificate, agent, lead)
    page = reverse("kpi:honour_list")
    side = "Shown by their holders"
    assert "Agent One" not in client_of(agent2).get(page).content.decode().split(side)[1]
    client_of(agent).post(reverse("kpi:award_show", args=[row.pk]), {"shown": "1"})
    assert "Agent One" in client_of(agent2).get(page).content.decode().split(side)[1]
    client_of(agent).post(reverse("kpi:award_show", args=[row.pk]), {"shown": "0"})
    assert "Agent One" not in client_of(agent2).get(page).content.decode().split(side)[1]
    assert client_of(agent2).post(reverse("kpi:award_show", args=[row.pk])).status_code == 404


def test_the_certificate_is_a_file_for_the_holder_and_the_leader(certificate, agent, agent2, lead, client_of):
    row = give(certificate, agent, lead)
    url = reverse("kpi:award_certificate", args=[row.pk])
    answer = client_of(agent).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client_of(lead).get(url).status_code == 200
    assert client_of(agent2).get(url).status_code == 404


def test_the_leader_gives_it_on_a_page_that_shows_the_records(badge, agent, lead, client_of, stranger):
    url = reverse("kpi:award_new", args=[badge.pk])
    page = client_of(lead).get(url, {"agent": agent.pk}).content.decode()
    assert "praised by 5 people in 90 days (0 now)" in page
    assert "Stranger" not in page
    answer = client_of(lead).post(url, {"agent": agent.pk, "reason": "Kind"})
    assert answer.status_code == 422
    assert "Not met yet" in answer.content.decode()


def test_a_supervisor_edits_criteria_and_is_told_what_is_wrong(supervisor, client_of):
    values = {
        "code": "patient",
        "kind": "badge",
        "name_en": "Patient",
        "name_zh": "耐心",
        "criteria_en": "Stays calm.",
        "criteria_zh": "始终平和。",
        "praised_by": 2,
        "active": "on",
    }
    url = reverse("kpi:honour_new")
    wrong = client_of(supervisor).post(url, {**values, "metric": "csat", "weeks": 5})
    assert "Fill in metric, weeks and of how many" in wrong.content.decode()
    wrong = client_of(supervisor).post(url, {**values, "metric": "csat", "weeks": 5, "of_weeks": 4})
    assert "at most as many weeks" in wrong.content.decode()
    client_of(supervisor).post(url, {**values, "metric": "csat", "weeks": 3, "of_weeks": 4})
    row = Honour.objects.get(code="patient")
    assert row.counted == [
        {"kind": "praised_by", "least": 2},
        {"kind": "target_weeks", "metric": "csat", "least": 3, "of": 4},
    ]
    again = client_of(supervisor).get(reverse("kpi:honour_edit", args=[row.pk])).content.decode()
    assert 'value="3"' in again
