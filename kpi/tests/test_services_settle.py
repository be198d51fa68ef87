"""Which figure counts: precedence, shop totals, and both taken back when the reason goes away."""

from decimal import Decimal

import pytest

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.models import FactPrecedence, Record
from kpi.services import precedence, settle, weeks
from kpi.tests.factories import MONDAY, a_record, a_store, a_team, an_account, an_agent
from staff.models import Store

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)


@pytest.fixture
def account():
    return an_account(a_store(), an_agent("A1", team=a_team("Care")))


def settled(store: Store, *days) -> int:
    return settle.settle([store.pk], min(days or [MONDAY]), max(days or [WEEK.sunday]))


def columns(record: Record, *codes: str) -> tuple:
    record.refresh_from_db()
    return tuple(getattr(record, code) for code in codes)


def test_reports_that_do_not_overlap_are_left_alone(account):
    a_record(account.store, account, MONDAY, consult_users=10)
    a_record(account.store, account, MONDAY, source="qianniu_ratings", rate_recv=4)
    assert settled(account.store) == 0


def test_two_reports_of_a_fact_are_never_added(account):
    first = a_record(account.store, account, MONDAY, source="aa", consult_users=10, buyer_msgs=3)
    second = a_record(account.store, account, MONDAY, source="bb", consult_users=12, agent_msgs=4)
    assert settled(account.store) == 1
    assert columns(first, "consult_users", "buyer_msgs") == (Decimal(10), Decimal(3))
    assert columns(second, "consult_users", "agent_msgs") == (None, Decimal(4))
    assert second.given == {"consult_users": "12.000000"}
    assert settled(account.store) == 0


def test_the_list_of_a_store_decides(account):
    first = a_record(account.store, account, MONDAY, source="aa", consult_users=10, buyer_msgs=3)
    second = a_record(account.store, account, MONDAY, source="bb", consult_users=12, buyer_msgs=5)
    FactPrecedence.objects.create(store=None, fact="", sources=["bb", "aa"])
    FactPrecedence.objects.create(store=account.store, fact="buyer_msgs", sources=["aa", "bb"])
    settled(account.store)
    assert columns(first, "consult_users", "buyer_msgs") == (None, Decimal(3))
    assert columns(second, "consult_users", "buyer_msgs") == (Decimal(12), None)


def test_changing_the_list_settles_again_and_marks_the_weeks(account):
    first = a_record(account.store, account, MONDAY, source="aa", consult_users=10)
    second = a_record(account.store, account, MONDAY, source="bb", consult_users=12)
    settled(account.store)
    precedence.set_order(account.store, fact="", sources=["bb", "aa"], actor=None)
    assert columns(first, "consult_users") == (None,)
    assert columns(second, "consult_users") == (Decimal(12),)
    assert WEEK in weeks.dirty_weeks()
    with pytest.raises(DomainError):
        precedence.set_order(account.store, fact="", sources=["bb", "bb"], actor=None)


def test_a_figure_comes_back_when_its_rival_goes(account):
    first = a_record(account.store, account, MONDAY, source="aa", consult_users=10)
    second = a_record(account.store, account, MONDAY, source="bb", consult_users=12)
    settled(account.store)
    first.delete()
    settled(account.store)
    assert columns(second, "consult_users", "given") == (Decimal(12), None)


def test_rules_and_people_are_told_apart(account):
    other = an_account(account.store, an_agent("A2", team=a_team("Care")))
    for rule in ("付款判定", "下单判定"):
        a_record(account.store, account, MONDAY, attribution=rule, sales_amt=10)
    a_record(account.store, other, MONDAY, attribution="付款判定", source="bb", sales_amt=10)
    assert settled(account.store) == 0


class TestShopTotals:
    """A shop's own figure counts as what it is over its agents' and nobody's rows."""

    def test_reduced_and_kept_as_given(self, account):
        a_record(account.store, account, MONDAY, consult_users=60)
        a_record(account.store, None, MONDAY, consult_users=5)
        shop = a_record(
            account.store, None, MONDAY, scope="shop", source="shop", consult_users=100, reviews=7
        )
        settled(account.store)
        assert columns(shop, "consult_users", "reviews") == (Decimal(35), Decimal(7))
        assert shop.given == {"consult_users": "100.000000"}
        settled(account.store)
        assert columns(shop, "consult_users", "given") == (Decimal(35), {"consult_users": "100.000000"})

    def test_follows_a_late_row(self, account):
        shop = a_record(account.store, None, MONDAY, scope="shop", source="shop", consult_users=100)
        settled(account.store)
        assert columns(shop, "consult_users", "given") == (Decimal(100), None)
        record = a_record(account.store, account, MONDAY, consult_users=101)
        settled(account.store)
        assert columns(shop, "consult_users") == (Decimal(-1),)
        record.delete()
        settled(account.store)
        assert columns(shop, "consult_users", "given") == (Decimal(100), None)

    def test_two_shop_reports_are_not_added_either(self, account):
        a_record(account.store, account, MONDAY, consult_users=60)
        first = a_record(account.store, None, MONDAY, scope="shop", source="aa", consult_users=100)
        second = a_record(account.store, None, MONDAY, scope="shop", source="bb", consult_users=110)
        settled(account.store)
        assert columns(first, "consult_users") == (Decimal(40),)
        assert columns(second, "consult_users") == (None,)
        assert second.given == {"consult_users": "110.000000"}

    def test_a_shops_week_is_reduced_by_its_agents_days(self, account):
        for day in WEEK.days[:2]:
            a_record(account.store, account, day, consult_users=10)
        shop = a_record(
            account.store, None, MONDAY, until=WEEK.sunday, scope="shop", source="aa", consult_users=100
        )
        settled(account.store, WEEK.days[1])
        assert columns(shop, "consult_users") == (Decimal(80),)

    def test_the_loser_among_rows_below_does_not_count(self, account):
        a_record(account.store, account, MONDAY, source="aa", consult_users=60)
        a_record(account.store, account, MONDAY, source="bb", consult_users=61)
        shop = a_record(account.store, None, MONDAY, scope="shop", source="shop", consult_users=100)
        settled(account.store)
        assert columns(shop, "consult_users") == (Decimal(40),)


class TestPeriods:
    """A record over several days gives way to daily ones, fact by fact."""

    def test_covered_by_a_day_and_back(self, account):
        period = a_record(account.store, account, MONDAY, until=WEEK.sunday, consult_users=70, buyer_msgs=9)
        day = a_record(account.store, account, WEEK.days[2], source="bb", consult_users=10)
        settled(account.store, WEEK.days[2])
        assert columns(period, "consult_users", "buyer_msgs") == (None, Decimal(9))
        day.delete()
        settled(account.store, WEEK.days[2])
        assert columns(period, "consult_users", "given") == (Decimal(70), None)

    def test_of_two_reports_over_the_same_days_one_counts(self, account):
        first = a_record(account.store, account, MONDAY, until=WEEK.sunday, source="aa", consult_users=70)
        second = a_record(account.store, account, MONDAY, until=WEEK.sunday, source="bb", consult_users=71)
        settled(account.store, WEEK.days[4])
        assert columns(first, "consult_users") == (Decimal(70),)
        assert columns(second, "consult_users") == (None,)

    def test_another_persons_days_do_not_cover_it(self, account):
        other = an_account(account.store, an_agent("A2", team=a_team("Care")))
        period = a_record(account.store, account, MONDAY, until=WEEK.sunday, consult_users=70)
        a_record(account.store, other, MONDAY, consult_users=1)
        settled(account.store)
        assert columns(period, "consult_users") == (Decimal(70),)
