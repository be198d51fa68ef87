"""A store's week: sums with what belongs to the store alone, health, given values, products."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from cstm.weeks import Week
from kpi.choices import Scope
from kpi.models import ImportBatch, ProductRecord, StoreValue
from kpi.tests.factories import a_record, a_store, an_account
from staff.tests.factories import make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")


def test_the_store_counts_what_belongs_to_nobody(client_of, supervisor, agent):
    store = a_store()
    a_record(store, an_account(store, agent), WEEK.monday, consult_users=50, reception_users=50)
    a_record(store, None, WEEK.monday, scope=Scope.REST, consult_users=7, reception_users=7)
    page = client_of(supervisor).get(reverse("kpi:store_week"), {"store": store.pk}).content.decode()
    assert "57" in page
    assert "Tmall" in page


def test_the_page_opens_on_a_store_with_figures_of_the_week(client_of, supervisor, agent):
    make_store("Alder")  # First by name, and without a record.
    store = a_store()
    a_record(store, an_account(store, agent), WEEK.sunday, consult_users=5)
    page = client_of(supervisor).get(reverse("kpi:store_week"))
    assert page.context["store"] == store
    assert client_of(supervisor).get(reverse("kpi:store_week"), {"store": "x"}).status_code == 404


def test_health_says_what_is_not_given(client_of, supervisor, agent):
    store = a_store()
    a_record(store, an_account(store, agent), WEEK.monday, shop_orders=500, disputes=4)
    page = client_of(supervisor).get(reverse("kpi:store_week"), {"store": store.pk}).content.decode()
    assert "0.8 %" in page
    assert "n 500" in page
    assert "not given yet" in page


def test_a_given_value_is_typed_in_with_date_and_source(client_of, supervisor):
    store = a_store()
    client = client_of(supervisor)
    form = {
        "store": store.pk,
        "code": "dsr_service",
        "date": "2026-11-14",
        "value": "4.87",
        "source": "shop page",
    }
    assert client.post(reverse("kpi:store_value_new"), form).status_code == 302
    row = StoreValue.objects.get()
    assert (row.value, row.entered_by) == (Decimal("4.87"), supervisor.user)
    page = client.get(reverse("kpi:store_week"), {"store": store.pk}).content.decode()
    assert "4.87" in page
    assert "shop page, 14 November 2026" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"value": "6"}, "between 0 and 5"), ({"date": "2027-01-01"}, "a day to come"), ({"value": "-1"}, "")],
)
def test_a_value_out_of_range_is_refused(client_of, supervisor, changes, sentence):
    form = {"code": "dsr_desc", "date": "2026-11-14", "value": "4.8", "source": "page", **changes}
    answer = client_of(supervisor).post(reverse("kpi:store_value_new"), {"store": a_store().pk, **form})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not StoreValue.objects.exists()


def test_sales_by_product_are_summed_over_the_days(client_of, supervisor):
    store = a_store()
    batch = ImportBatch.objects.create(store=store, file_name="p.csv", file="p.csv", sha256="0" * 64)
    for back, amount in ((0, "100.50"), (1, "50.25")):
        day = WEEK.sunday - dt.timedelta(days=back)
        ProductRecord.objects.create(
            store=store,
            date=day,
            last_date=day,
            product_no="P1",
            name="Jasmine tea",
            source="p",
            values={"sales_amt": amount},
            batch=batch,
        )
    page = client_of(supervisor).get(reverse("kpi:store_week"), {"store": store.pk}).content.decode()
    assert "Jasmine tea" in page
    assert "150.75" in page


def test_a_store_that_others_serve_is_not_there(client_of, supervisor, lead, stranger):
    store = a_store("Foreign")
    an_account(store, stranger)
    client = client_of(supervisor)
    assert client.get(reverse("kpi:store_week"), {"store": store.pk}).status_code == 404
    assert client_of(lead).get(reverse("kpi:store_week")).status_code == 403


def test_without_a_store_the_page_says_what_to_do(client_of, supervisor):
    assert "No store yet" in client_of(supervisor).get(reverse("kpi:store_week")).content.decode()
