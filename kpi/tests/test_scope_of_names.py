"""Names of reports and parts of the tree: nobody takes an account or fills a team beyond the own part."""

import datetime as dt

import pytest
from django.urls import reverse

from kpi.choices import BatchState, RowState
from kpi.models import ImportBatch, ImportRow
from staff.models import Agent, Team
from staff.tests.factories import make_account, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(agent, stranger):
    """A store that people of both parts serve; the other part's person holds the strong name."""
    store = make_store("Shared", platform="taobao")
    make_account(store, "ann", agent=agent)
    return make_account(store, "strong", agent=stranger)


def holders(account) -> list[Agent]:
    return [row.agent for row in account.holdings.all()]


def test_a_name_of_another_part_is_not_taken_over_in_the_list_of_names(
    client_of, supervisor, agent, stranger, shared
):
    said = {"store": shared.store_id, "name": "strong", "who": str(agent.pk)}
    answer = client_of(supervisor).post(reverse("kpi:binding_bind"), said)
    assert (answer.status_code, holders(shared)) == (403, [stranger])


def test_nor_on_the_page_of_the_account(client_of, supervisor, agent, stranger, shared, today):
    said = {"agent": agent.pk, "valid_from": "2026-01-01"}
    answer = client_of(supervisor).post(reverse("staff:account_bind", args=[shared.pk]), said)
    assert (answer.status_code, holders(shared)) == (403, [stranger])


@pytest.mark.parametrize("door", ["staff-api:account-bind", "kpi-api:names"])
def test_nor_by_the_api(door, client_of, supervisor, agent, stranger, shared, today):
    url = reverse(door, args=[shared.pk] if "bind" in door else [])
    said = {"agent": agent.pk, "store": shared.store_id, "name": "strong", "valid_from": "2026-01-01"}
    answer = client_of(supervisor).post(url, said, content_type="application/json")
    assert (answer.status_code, holders(shared)) == (403, [stranger])


def test_days_that_the_other_part_does_not_hold_are_free(
    client_of, supervisor, agent, stranger, shared, today
):
    shared.holdings.update(valid_to=dt.date(2026, 6, 30))
    said = {"store": shared.store_id, "name": "strong", "who": str(agent.pk), "valid_from": "2026-07-01"}
    assert client_of(supervisor).post(reverse("kpi:binding_bind"), said).status_code == 302
    assert set(holders(shared)) == {agent, stranger}


def test_who_reaches_all_may_hand_it_over(client_of, admin, agent, shared, today):
    said = {"store": shared.store_id, "name": "strong", "who": str(agent.pk)}
    assert client_of(admin).post(reverse("kpi:binding_bind"), said).status_code == 302
    assert holders(shared) == [agent]


def waiting(store, team: str) -> None:
    batch = ImportBatch.objects.create(
        store=store, state=BatchState.STAGED, file_name="f", sha256="x", size=1
    )
    ImportRow.objects.create(
        batch=batch, state=RowState.WAITING, row=2, account="new", code="unknown", params={"team": team}
    )
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.COMMITTED)


@pytest.mark.parametrize("place", ["Care", "Made up/New"])
def test_nobody_is_made_in_a_team_beyond_the_own_part(place, client_of, supervisor, shared, other_team):
    waiting(shared.store, place)
    said = {"store": shared.store_id, "name": "new"}
    answer = client_of(supervisor).post(reverse("kpi:binding_make"), said)
    assert answer.status_code == 422
    assert "outside your part of the tree" in answer.content.decode()
    assert not Agent.objects.filter(employee_no__startswith="AUTO").exists()
    assert not Team.objects.filter(path="Made up/New").exists()
