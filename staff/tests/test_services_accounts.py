"""Accounts: bound once, passed on with their past, made into people only when asked."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from staff import signals
from staff.choices import EVER, STILL, AccountKind, Platform
from staff.models import AccountHolding, Agent, PlatformAccount
from staff.selectors import accounts as reads
from staff.services import accounts, stores
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def heard():
    said: list[tuple] = []

    def note(sender, signal, account_id, first, last):
        said.append((account_id, first, last))

    signals.holding_changed.connect(note)
    yield said
    signals.holding_changed.disconnect(note)


def held(account) -> list[tuple]:
    rows = account.holdings.order_by("valid_from")
    return list(rows.values_list("agent__employee_no", "valid_from", "valid_to"))


def test_an_account_passes_on_and_its_past_stays(agent, agent2, heard):
    account = accounts.ensure_account(make_store(), " 小桐 ")
    assert account.name == "小桐"
    accounts.bind(account, agent=agent, actor=None)
    accounts.bind(account, agent=agent2, valid_from=D(2026, 10, 15), actor=None)
    assert held(account) == [("agent", EVER, D(2026, 10, 14)), ("agent2", D(2026, 10, 15), STILL)]
    assert heard == [(account.pk, EVER, STILL), (account.pk, D(2026, 10, 15), STILL)]
    assert reads.holder_on(account, day=D(2026, 10, 14)) == agent
    assert reads.holder_on(account, day=D(2026, 10, 15)) == agent2


def test_lent_for_some_days_and_given_back(agent, agent2, heard):
    account = make_account(make_store(), "x", agent=agent)
    accounts.bind(account, agent=agent2, valid_from=D(2026, 10, 1), valid_to=D(2026, 10, 3), actor=None)
    assert [row[0] for row in held(account)] == ["agent", "agent2", "agent"]
    accounts.bind(account, agent=agent, valid_from=D(2026, 10, 1), valid_to=D(2026, 10, 3), actor=None)
    assert held(account) == [("agent", EVER, STILL)]
    assert heard[-1] == (account.pk, D(2026, 10, 1), D(2026, 10, 3))


def test_the_same_binding_again_says_nothing(agent, heard):
    account = make_account(make_store(), "x", agent=agent)
    assert accounts.bind(account, agent=agent, valid_from=D(2026, 1, 1), actor=None) is None
    assert heard == []


def test_release(agent, heard):
    account = make_account(make_store(), "x", agent=agent)
    accounts.release(account, after=D(2026, 10, 31), actor=None)
    assert held(account) == [("agent", EVER, D(2026, 10, 31))]
    assert heard == [(account.pk, D(2026, 11, 1), STILL)]


def test_not_a_person(agent):
    account = make_account(make_store(), "总计")
    accounts.mark_not_a_person(account)
    assert PlatformAccount.objects.get().kind == AccountKind.NOT_A_PERSON
    accounts.bind(account, agent=agent, actor=None)
    assert PlatformAccount.objects.get().kind == AccountKind.PERSON
    with pytest.raises(DomainError):
        accounts.mark_not_a_person(account)


def test_the_end_before_the_start_is_refused(agent):
    account = make_account(make_store(), "x")
    with pytest.raises(DomainError):
        accounts.bind(account, agent=agent, valid_from=D(2026, 2, 1), valid_to=D(2026, 1, 1), actor=None)


def test_people_made_for_accounts(heard):
    make_agent("AUTO-7")
    store = make_store()
    first, second = make_account(store, "小桐"), make_account(store, "=阿杰")
    one, two = accounts.make_people_for([(first, "A/B"), (second, None)])
    assert (one.employee_no, one.name, two.employee_no, two.name) == ("AUTO-8", "小桐", "AUTO-9", "=阿杰")
    assert one.user is None
    row = one.memberships.get()
    assert (row.team.path, row.valid_from) == ("A/B", EVER)
    assert not two.memberships.exists()
    assert len(heard) == 2
    with pytest.raises(DomainError):
        accounts.make_person_for(first)
    assert Agent.objects.count() == 3


def test_holders_of_names(agent, agent2):
    store = make_store()
    make_account(store, "a", agent=agent)
    account = make_account(store, "b", agent=agent)
    make_account(store, "free")
    accounts.bind(account, agent=agent2, valid_from=D(2026, 5, 1), actor=None)
    found = reads.holders(store, ["a", "b", "free", "unknown"])
    assert {name: [row.agent_id for row in rows] for name, rows in found.items()} == {
        "a": [agent.pk],
        "b": [agent.pk, agent2.pk],
        "free": [],
    }
    assert set(reads.accounts_of_store(store.pk)) == {"a", "b", "free"}
    assert [row.name for row in reads.unbound_accounts(store.pk)] == ["free"]


def test_a_name_is_the_same_only_when_written_the_same(agent):
    store = make_store()
    accounts.ensure_account(store, "Ann")
    accounts.ensure_account(store, "ann")
    accounts.ensure_account(store, "Ann")
    assert PlatformAccount.objects.count() == 2


def test_stores():
    store = stores.ensure_store("云杉", platform="tmall")
    assert stores.ensure_store("云杉", platform="jd").platform == Platform.TMALL
    stores.change_store(store, business_day_start=dt.time(4), actor=None)
    assert store.business_day_start == dt.time(4)
    for wrong in ({"name": ""}, {"name": "云杉"}):
        with pytest.raises(DomainError):
            stores.add_store(actor=None, **wrong)
    with pytest.raises(DomainError):
        stores.change_store(store, actor=None, pk=7)


def test_serving_stores_from_a_date_to_a_date(agent):
    store = make_store()
    stores.assign(agent, store=store, actor=None)
    stores.unassign(agent, store=store, after=D(2026, 5, 31), actor=None)
    stores.assign(agent, store=store, valid_from=D(2026, 8, 1), actor=None)
    rows = agent.store_assignments.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(rows) == [(EVER, D(2026, 5, 31)), (D(2026, 8, 1), STILL)]
    assert AccountHolding.objects.count() == 0
