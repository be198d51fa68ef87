"""The page of weeks: state, rows and the button that computes them again."""

import pytest
from django.urls import reverse

from cstm.weeks import Week
from kpi.models import WeekState
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_record, a_store, an_account
from staff.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")


@pytest.fixture
def changed(agent):
    store = a_store()
    a_record(store, an_account(store, agent), WEEK.monday, reception_users=5)
    mark_dirty([WEEK.monday])


def test_no_week_says_when_one_will_be_here(client_of, supervisor):
    page = client_of(supervisor).get(reverse("kpi:rollup_status")).content.decode()
    assert "No week has figures yet" in page


def test_a_changed_week_is_named_and_computed_by_the_button(
    client_of, supervisor, changed, django_capture_on_commit_callbacks
):
    client = client_of(supervisor)
    page = client.get(reverse("kpi:rollup_status")).content.decode()
    assert "not yet computed" in page
    assert "Compute changed weeks" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("kpi:rollup_run")).status_code == 302
    state = WeekState.objects.get()
    assert (state.computed, state.rows) == (state.changed, 1)
    assert Job.objects.get().state == "done"
    assert "up to date" in client.get(reverse("kpi:rollup_status")).content.decode()


def test_one_week_may_be_computed_again(client_of, supervisor, changed, django_capture_on_commit_callbacks):
    rollup.roll_up(WEEK)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(supervisor).post(reverse("kpi:rollup_run"), {"week": "2026-W46"})
    assert Job.objects.get().result == {"rows": 1}


def test_nothing_to_do_is_said_and_starts_nothing(client_of, supervisor):
    client = client_of(supervisor)
    page = client.post(reverse("kpi:rollup_run"), follow=True).content.decode()
    assert "Every week is up to date." in page
    assert not Job.objects.exists()


def test_two_presses_are_one_job(client_of, supervisor, changed):
    client = client_of(supervisor)
    client.post(reverse("kpi:rollup_run"))
    client.post(reverse("kpi:rollup_run"))
    assert Job.objects.count() == 1
    page = client.get(reverse("kpi:rollup_status"), headers={"HX-Request": "true"}).content.decode()
    assert "being computed" in page
    assert "<html" not in page


def test_a_leader_may_not(client_of, lead):
    assert client_of(lead).get(reverse("kpi:rollup_status")).status_code == 403
    assert client_of(lead).post(reverse("kpi:rollup_run")).status_code == 403
