"""A case from its opening to its closing: clock, owner, checks, departments, reopening."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from kpi.choices.cases import CaseState
from kpi.models import Case, CaseCategory, WeekState
from kpi.services.cases import cases, categories, clocks, steps
from kpi.tests.factories import a_store, an_agent
from kpi.tests.factories_cases import DAY, HOUR, NOW, a_case, closed, reopened
from staff.models import Notice
from staff.services import store_hours

pytestmark = pytest.mark.django_db
NINE, SIX = dt.time(9), dt.time(18)


def office(store):
    """Open on weekdays from nine to six."""
    store_hours.set_week(store, dict.fromkeys(range(5), (NINE, SIX)), actor=None)
    return store


def test_a_case_is_due_after_open_time_of_its_store():
    # A complaint has eight hours: Monday 10:00 to 18:00.
    case = a_case(store=office(a_store()))
    assert case.due_at == NOW + 8 * HOUR
    assert case.leader_due_at == NOW + 24 * HOUR
    assert (case.day, case.state) == (dt.date(2026, 3, 2), CaseState.OPEN)


def test_hours_set_later_move_open_cases_and_leave_closed_ones():
    store, owner = a_store(), an_agent("A1")
    still, done = a_case(owner, store), a_case(owner, store, title="Another")
    closed(done, now=NOW + HOUR)
    due = Case.objects.get(pk=done.pk).due_at
    store_hours.set_week(store, dict.fromkeys(range(5), (dt.time(10), dt.time(11))), actor=None)
    still.refresh_from_db()
    done.refresh_from_db()
    # One hour a day from Monday on, over the weekend: the eighth is on Wednesday of the next week.
    assert still.due_at == NOW + 9 * DAY + HOUR
    assert done.due_at == due
    store_hours.set_day(None, dt.date(2026, 3, 3), times=None, name="Holiday", actor=None)
    still.refresh_from_db()
    assert still.due_at == NOW + 10 * DAY + HOUR


def test_a_new_priority_and_a_new_limit_give_a_new_due_time():
    case = a_case()
    changed = cases.change(case.pk, values={"priority": "urgent"}, by=None, actor=None, now=NOW + HOUR)
    assert changed.due_at == NOW + 2 * HOUR
    clocks.set_limit("complaint", "urgent", 30, actor=None)
    case.refresh_from_db()
    assert case.due_at == NOW + HOUR / 2
    clocks.set_limit("complaint", "urgent", None, actor=None)
    case.refresh_from_db()
    assert case.due_at == NOW + 2 * HOUR
    with pytest.raises(DomainError):
        clocks.set_limit("complaint", "urgent", 1, actor=None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"title": "   "}, "no_title"),
        ({"priority": "soon"}, "priority"),
        ({"source": "dream"}, "source"),
        ({"text": "x" * 4001}, "field_text"),
        ({"refund_amount": -1}, "field_refund_amount"),
        ({"fields": {"courier": "x"}}, "field_courier"),
    ],
)
def test_what_makes_no_case_is_refused_and_nothing_is_written(changes, code):
    with pytest.raises(DomainError) as refused:
        a_case(**changes)
    assert refused.value.code == code
    assert not Case.objects.exists()
    assert not WeekState.objects.exists()


def test_fields_of_the_kind_are_kept_clean():
    case = a_case(kind="courier", fields={"claimed": "25.5", "claim": "waiting", "courier": " SF  Express "})
    assert case.fields == {"claimed": "25.50", "claim": "waiting", "courier": "SF Express"}
    changed = cases.change(case.pk, values={"fields": {"claim": "paid", "paid": 25}}, by=None, actor=None)
    assert changed.fields["claim"] == "paid"
    assert changed.fields["paid"] == "25.00"
    with pytest.raises(DomainError, match=r"25\.00"):
        cases.change(case.pk, values={"fields": {"paid": "much"}}, by=None, actor=None)
    other = cases.change(case.pk, values={"kind": "damaged"}, by=None, actor=None)
    assert other.fields == {"courier": "SF Express"}


def test_the_usual_facts_stand_on_a_new_case_and_are_checked():
    case = a_case()
    first, second = case.checks.all()
    steps.set_check(case.pk, first.pk, result="true", found="Read", by=case.owner, actor=None, now=NOW)
    first.refresh_from_db()
    assert (first.result, first.by, first.at) == ("true", case.owner, NOW)
    with pytest.raises(DomainError):
        steps.set_check(case.pk, first.pk, result="perhaps", by=None, actor=None)
    with pytest.raises(DomainError):
        steps.set_check(a_case(an_agent("A2")).pk, second.pk, result="true", by=None, actor=None)
    assert steps.add_check(case.pk, what="Photos", by=None, actor=None).case == case


def test_a_fault_goes_to_the_merchant_and_comes_back():
    case = a_case(kind="fault", product="Lamp", product_no="L-1", fields={"fault": "listing"})
    one = steps.ask(case.pk, department="merchant", what="Set the price right", by=None, actor=None, now=NOW)
    two = steps.ask(case.pk, department="product", what="New picture", by=None, actor=None, now=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.WAITING
    with pytest.raises(DomainError) as refused:
        closed(case, now=NOW + HOUR)
    assert refused.value.code == "waiting"
    steps.answer(case.pk, one.pk, text="Done", by=None, actor=None)
    case.refresh_from_db()
    assert case.state == CaseState.WAITING
    steps.answer(case.pk, two.pk, text="Done too", by=None, actor=None)
    again = steps.answer(case.pk, two.pk, text="Pressed twice", by=None, actor=None)
    case.refresh_from_db()
    assert (case.state, again.answer) == (CaseState.OPEN, "Done too")
    closed(case, now=NOW + HOUR)


def test_closing_and_reopening_keep_what_the_first_closing_decided():
    case = closed(a_case(), now=NOW + HOUR, first_contact=True)
    assert (case.state, case.in_time, case.open_secs) == (CaseState.CLOSED, True, 3600)
    assert closed(case, now=NOW + 9 * HOUR).closed_at == NOW + HOUR
    again = reopened(case, now=NOW + DAY)
    assert (again.reopened, again.closed_at) == (1, None)
    assert again.due_at == NOW + DAY + 8 * HOUR
    late = closed(again, now=NOW + 3 * DAY)
    assert (late.in_time, late.first_closed_at) == (True, NOW + HOUR)
    assert late.open_secs == 3600 + 2 * 24 * 3600
    with pytest.raises(DomainError) as refused:
        reopened(late, now=NOW + 200 * DAY)
    assert refused.value.code == "too_late"


def test_a_case_without_words_or_result_does_not_close():
    case = a_case(kind="review")
    with pytest.raises(DomainError) as refused:
        closed(case, now=NOW)
    assert refused.value.code == "review_changed"
    with pytest.raises(DomainError):
        closed(case, now=NOW, outcome=" ")
    cases.change(case.pk, values={"fields": {"review_changed": "yes"}}, by=None, actor=None)
    assert closed(case, now=NOW).state == CaseState.CLOSED
    with pytest.raises(DomainError):
        cases.change(case.pk, values={"title": "New"}, by=None, actor=None)
    with pytest.raises(DomainError):
        cases.reopen(case.pk, reason="", by=None, actor=None, now=NOW)


def test_whoever_is_given_a_case_is_told_and_makers_are_not():
    maker, other = an_agent("A1"), an_agent("A2")
    case = a_case(maker)
    assert not Notice.objects.exists()
    cases.give(case.pk, owner=other, by=maker, actor=None)
    assert Notice.objects.get().agent == other
    cases.give(case.pk, owner=other, by=maker, actor=None)
    assert Notice.objects.count() == 1


def test_the_trail_tells_each_step():
    case = a_case()
    cases.add_word(case.pk, text="Called", by=case.owner, actor=None, now=NOW + HOUR)
    closed(case, now=NOW + 2 * HOUR)
    assert list(case.notes.values_list("step", flat=True)) == ["opened", "word", "closed"]
    case.refresh_from_db()
    assert case.answered_at == NOW + HOUR
    with pytest.raises(DomainError):
        cases.add_word(case.pk, text="", by=None, actor=None)


def test_the_tree_of_categories_stays_a_tree():
    def save(row, parent, **more):
        names = {"name_en": "A", "name_zh": "甲", **more}
        return categories.save_category(row, parent=parent, actor=None, **names)

    top = save(None, None)
    middle = save(None, top)
    bottom = save(None, middle)
    with pytest.raises(DomainError) as refused:
        save(None, bottom)
    assert refused.value.code == "deep"
    with pytest.raises(DomainError) as refused:
        save(top, bottom)
    assert refused.value.code == "circle"
    with pytest.raises(DomainError) as refused:
        save(None, top, name_zh="乙")
    assert refused.value.code == "taken"
    with pytest.raises(DomainError):
        save(None, top, name_en="")
    save(middle, top, active=False)
    with pytest.raises(DomainError) as refused:
        a_case(category=middle)
    assert refused.value.code == "category"
    case = a_case(category=bottom)
    assert case.category == bottom


def test_ready_made_categories_stand_in_both_languages():
    rows = CaseCategory.objects.all()
    assert rows.filter(parent=None).count() == 7
    assert all(row.name_en.isascii() and not row.name_zh.isascii() for row in rows)
