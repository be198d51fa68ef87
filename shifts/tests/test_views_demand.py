"""Pages of demand: needs by weekday, date and interval, volumes, the forecast and needs from it."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shifts.importers.demand_sheet import Sheet
from shifts.models import Need, NeedPattern, PromotionEvent, ShiftTemplate, Volume
from shifts.selectors.cover import cover
from shifts.selectors.desk_forecast import NEEDS_KIND, latest
from shifts.selectors.rosters import templates
from shifts.selectors.staffing_plan import Assumptions
from shifts.services import demand_files, forecasts, needs
from shifts.tests.demand_world import FIRST, LAST, forecast, make_world
from shifts.tests.factories import make_desk, template
from staff.models import Agent, DeskAssignment, Job, Membership, StoreAssignment
from staff.services import jobs

pytestmark = pytest.mark.django_db
BUDGET = 15
PLAN = {"chats": "2", "level": "80", "within": "20", "shrinkage": "30", "share": "100"}
PLAN |= {"begin": "09:00", "end": "23:00"}


@pytest.fixture
def world(team, agent, agent2, today):
    return make_world(team, agent, agent2)


def page(name: str, world, **query) -> str:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"{reverse(f'shifts:{name}')}?desk={world.desk.pk}{more}"


def on_day(name: str, world, day: dt.date = FIRST) -> str:
    return f"{reverse(f'shifts:{name}', args=[day])}?desk={world.desk.pk}"


def said(answer) -> str:
    return answer.content.decode()


def sheet(*rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return SimpleUploadedFile("needs.xlsx", target.getvalue())


@pytest.mark.parametrize("many", [20, 200])
@pytest.mark.parametrize(
    "name", ["demand", "demand_forecast", "demand_whatif", "demand_calculator", "event_list", "scenario_list"]
)
def test_pages_keep_their_budget_of_queries(
    client_of, supervisor, team, world, many, name, django_assert_max_num_queries
):
    people = Agent.objects.bulk_create([Agent(employee_no=f"P{n:03d}", name="P") for n in range(many)])
    Membership.objects.bulk_create([Membership(agent=each, team=team) for each in people])
    DeskAssignment.objects.bulk_create([DeskAssignment(agent=each, desk=world.desk) for each in people])
    for number in range(many // 10):
        day = FIRST + dt.timedelta(days=number)
        PromotionEvent.objects.create(name="Sale", kind="sale", first=day, last=day).stores.add(world.store)
    Need.objects.bulk_create(
        Need(desk=world.desk, day=FIRST, start=number * 30, minutes=30, heads=3) for number in range(40)
    )
    forecast(world.desk)
    client = client_of(supervisor)
    client.get(reverse("shifts:roster_list"))
    with django_assert_max_num_queries(BUDGET):
        assert client.get(page(name, world, month="2026-12")).status_code == 200


def test_weekdays_are_typed_and_a_refused_figure_stores_nothing(client_of, supervisor, lead, world):
    day, evening = template("D"), template("E")
    client = client_of(supervisor)
    values = {f"t{day.pk}_0": "4", f"t{evening.pk}_6": "2", "desk": world.desk.pk}
    client.post(reverse("shifts:demand_pattern"), values)
    rows = NeedPattern.objects.values_list("template_id", "weekday", "heads")
    assert sorted(rows) == sorted([(day.pk, 0, 4), (evening.pk, 6, 2)])
    answer = client.post(
        reverse("shifts:demand_pattern"), values | {f"t{day.pk}_0": "5", f"t{day.pk}_1": "many"}, follow=True
    )
    assert "nothing is stored" in said(answer)
    assert NeedPattern.objects.get(template=day).heads == 4
    assert client_of(lead).post(reverse("shifts:demand_pattern"), values).status_code == 403
    shown = said(client_of(lead).get(page("demand", world)))
    assert "Save weekdays" not in shown
    assert "Copy a week" not in shown


def test_a_date_takes_figures_by_shift_and_by_stretch(client_of, supervisor, world):
    client = client_of(supervisor)
    spread = {"start": "22:00", "end": "26:00", "minutes": "60", "heads": "2", "desk": world.desk.pk}
    client.post(on_day("demand_spread", world), spread)
    assert list(Need.objects.values_list("start", "heads")) == [(1320, 2), (1380, 2), (1440, 2), (1500, 2)]
    shown = said(client.get(on_day("demand_day", world)))
    assert "25:00–26:00" in shown
    typed = {f"t{template('D').pk}": "6", "i1320": "3", "i1380": "", "i1440": "2", "i1500": "2"}
    client.post(on_day("demand_day", world), typed | {"desk": world.desk.pk})
    assert Need.objects.get(template=template("D")).heads == 6
    assert list(Need.objects.filter(template=None).values_list("start", "heads")) == [
        (1320, 3), (1440, 2), (1500, 2),
    ]  # fmt: skip
    answer = client.post(on_day("demand_spread", world), spread | {"start": "25:70"}, follow=True)
    assert "is not a time" in said(answer)


def test_another_parts_desk_is_not_there(client_of, supervisor, stranger, world):
    hidden = make_desk("Elsewhere", stranger)
    client = client_of(supervisor)
    assert client.get(f"{reverse('shifts:demand')}?desk={hidden.pk}").status_code == 404
    values = {"desk": hidden.pk, "first": "2026-12-01", "last": "2026-12-02"}
    assert client.post(reverse("shifts:demand_forecast_start"), values).status_code == 404
    assert client.get(f"{reverse('shifts:demand')}?desk=odd").status_code == 404
    assert not Job.objects.exists()


def test_a_week_is_copied_into_a_month(client_of, supervisor, world):
    Need.objects.create(desk=world.desk, day=dt.date(2026, 11, 30), template=template("D"), heads=5)
    values = {"desk": world.desk.pk, "week": "2026-12-02", "month": "2026-12"}
    client_of(supervisor).post(reverse("shifts:demand_copy"), values)
    days = [row.day.day for row in Need.objects.filter(day__month=12)]
    assert days == [7, 14, 21, 28]


def test_a_sheet_is_taken_whole_or_refused_with_each_place(client_of, supervisor, world):
    client = client_of(supervisor)
    where = page("demand_import", world)
    wrong = client.post(where, {"file": sheet(["日期", "白班", "晚班"], ["2026-12-01", 3, "many"])})
    assert wrong.status_code == 422
    assert "C2" in said(wrong) or "2" in said(wrong)
    assert not Need.objects.exists()
    client.post(where, {"file": sheet(["日期", "白班", "晚班"], ["2026-12-01", 3, 2])})
    assert sorted(Need.objects.values_list("template__code_en", "heads")) == [("D", 3), ("E", 2)]


def test_a_sheet_of_weekdays_is_taken_after_a_shift_was_retired(world):
    early, late = template("D"), template("E")
    needs.set_pattern(world.desk, {(late.pk, 0): 3}, actor=None)
    ShiftTemplate.objects.filter(pk=late.pk).update(active=False)
    taken = Sheet(by_weekday={(early.pk, 0): 4})
    assert demand_files.take_needs(world.desk, taken, actor=None) == 1
    assert dict(NeedPattern.objects.values_list("template__code_en", "heads")) == {"D": 4, "E": 3}


def test_volumes_are_typed_by_hour_and_a_day_to_come_goes_before_its_forecast(
    client_of, supervisor, agent, world
):
    StoreAssignment.objects.create(agent=agent, store=world.store)
    client = client_of(supervisor)
    values = {"store": world.store.pk, "day": "2026-12-02", "h10": "500", "h11": "0"}
    client.post(reverse("shifts:demand_volumes"), values)
    assert Volume.objects.filter(source="typed").count() == 2
    found = forecast(world.desk)
    slots = {slot.minute: slot.value for slot in found.days[1].slots}
    assert (slots[600], slots[660], slots.get(720)) == (500, 0, None)
    page_of = said(client.get(page("demand_forecast", world)))
    assert "Typed in." in page_of
    refused = client.post(reverse("shifts:demand_volumes"), values | {"h10": "-1"})
    assert refused.status_code == 422


def test_the_forecast_runs_as_a_job_and_says_what_it_rests_on(
    client_of, supervisor, world, django_capture_on_commit_callbacks
):
    PromotionEvent.objects.create(name="Big sale", kind="sale", first=LAST, last=LAST, lifts=[1.5])
    client = client_of(supervisor)
    values = {"desk": world.desk.pk, "first": "2026-12-01", "last": "2026-12-07"}
    client.post(reverse("shifts:demand_forecast_start"), values)
    waiting = said(client.get(page("demand_forecast", world)))
    assert "waiting to start" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert jobs.run(Job.objects.get().pk) == "done"
    fragment = client.get(page("demand_forecast_job", world), headers={"HX-Request": "true"})
    assert "The forecast is ready." in said(fragment)
    shown = said(client.get(page("demand_forecast", world)))
    assert "From 5 weeks with 5 such weekdays. Lift as typed in. ×1.50 of a plain day." in shown
    assert '<span class="cs-tag o">Big sale</span>' in shown
    assert "off by 0.0 %" in shown or "off by 0.1 %" in shown
    found = latest(world.desk)
    assert found.days[0].total == pytest.approx(14 * 60, rel=0.02)
    assert found.days[6].total == pytest.approx(14 * 90, rel=0.02)


def test_a_desk_without_volumes_says_so_and_a_forecast_is_called_off(client_of, supervisor, world, agent):
    bare = make_desk("Bare", agent)
    client = client_of(supervisor)
    values = {"desk": bare.pk, "first": "2026-12-01", "last": "2026-12-07"}
    client.post(reverse("shifts:demand_forecast_start"), values)
    assert jobs.run(Job.objects.get().pk) == "failed"
    assert "The desk has no store." in said(client.get(f"{reverse('shifts:demand_forecast')}?desk={bare.pk}"))
    client.post(reverse("shifts:demand_forecast_start"), values | {"desk": world.desk.pk})
    client.post(reverse("shifts:demand_forecast_cancel"), {"desk": world.desk.pk})
    assert Job.objects.order_by("pk").last().state == "cancelled"
    backwards = client.post(
        reverse("shifts:demand_forecast_start"), values | {"last": "2026-11-30"}, follow=True
    )
    assert "ends before it begins" in said(backwards)


def test_needs_are_computed_by_a_job_and_drive_the_cover(client_of, supervisor, world):
    found = forecast(world.desk)
    client = client_of(supervisor)
    values = PLAN | {"desk": world.desk.pk, "first": "2026-12-01", "last": "2026-12-02"}
    client.post(page("demand_compute", world), values)
    assert "waiting to start" in said(client.get(page("demand", world, month="2026-12")))
    job = Job.objects.get(kind=NEEDS_KIND)
    assert jobs.run(job.pk) == "done"
    job.refresh_from_db()
    assert (job.result["written"], job.result["kept"], job.total) == (28, 0, 2)
    row = Need.objects.get(day=FIRST, start=600)
    asked = round(found.days[0].slots[10].value, 2)
    assert row.basis["volume"] == pytest.approx(asked)
    assert (row.basis["factor"], row.basis["agents"], row.heads) == (1.7, 4, 6)  # 4 / 0.7 = 5.7
    shown = said(client.get(on_day("demand_day", world)))
    assert "AHT 180 s at 1.7 → 4 agents, 80 % in 20 s" in shown
    strip = cover([FIRST], [world.desk.pk], templates(), seen=True)[FIRST]
    ten = next(slot for slot in strip.slots if slot.hour == 10)
    assert (ten.need, ten.present, ten.missing) == (6, 1, 5)


def test_typed_intervals_stay_unless_said_and_the_job_runs_twice_with_one_result(world):
    found = forecast(world.desk)
    Need.objects.create(desk=world.desk, day=FIRST, start=600, minutes=60, heads=99, basis={"from": "typed"})
    plan = Assumptions(begin=540, end=1380)
    span = {"first": FIRST, "last": FIRST, "actor": None}
    for _twice in range(2):
        done = forecasts.compute(world.desk, found, plan, replace_typed=False, **span)
        assert (done.written, done.kept) == (13, 1)
    assert Need.objects.get(start=600).heads == 99
    forecasts.compute(world.desk, found, plan, replace_typed=True, **span)
    assert Need.objects.count() == 14
    assert Need.objects.get(start=600).heads < 99


def test_the_calculator_answers_as_the_command_does(client_of, lead):
    client = client_of(lead)
    ask = "?volume=100&interval=30&aht=180&chats=1&level=80&within=20&shrinkage=30"
    shown = said(client.get(reverse("shifts:demand_calculator") + ask))
    assert "<dd><b>14</b></dd>" in shown
    assert "<dd><b>20</b></dd>" in shown
    assert "88.8 %" in shown
    for factor in ("1.0", "1.7", "2.5", "2.9", "3.5"):
        assert f">{factor}</td>" in shown
    over = said(client.get(reverse("shifts:demand_calculator") + ask + "&agents=10"))
    assert "grows without end" in over
    wait = said(client.get(reverse("shifts:demand_calculator") + ask.replace("level=80", "wait=20")))
    assert "<dd><b>13</b></dd>" in wait
    busy = said(client.get(reverse("shifts:demand_calculator") + ask + "&occupancy=50"))
    assert "<dd><b>20</b></dd>" in busy
    refused = client.get(reverse("shifts:demand_calculator") + ask + "&wait=20")
    assert refused.status_code == 422
    assert "not both" in said(refused)


def test_dates_of_forms_are_the_browsers_own_in_both_languages(client_of, supervisor, world):
    forecast(world.desk)
    client = client_of(supervisor)
    for language, sign in (("en", 'lang="en"'), ("zh-hans", 'lang="zh')):
        supervisor.user.language = language
        supervisor.user.save()
        for name in ("demand_forecast", "demand_compute", "demand_whatif"):
            shown = said(client.get(page(name, world)))
            assert sign in shown
            assert 'type="date" name="first" value="2026-' in shown


def test_promotions_are_kept_and_double_11_is_ready_made(client_of, supervisor, hr, agent, world):
    StoreAssignment.objects.create(agent=agent, store=world.store)
    client = client_of(supervisor)
    ready = said(client.get(reverse("shifts:event_new") + "?ready=double_11"))
    assert 'value="Double 11"' in ready
    assert "2027-11-11" in ready
    values = {"name": "Sale", "kind": "sale", "first": "2026-12-05", "last": "2026-12-06", "lifts": "1.5\n2"}
    whole = client.post(reverse("shifts:event_new"), values)
    assert whole.status_code == 422  # all stores are not a part's to say
    values["stores"] = [world.store.pk]
    odd = client.post(reverse("shifts:event_new"), values | {"lifts": "1.5\nmuch"})
    assert "Line 2: “much” is not a number" in said(odd)
    client.post(reverse("shifts:event_new"), values)
    row = PromotionEvent.objects.get()
    assert (row.lifts, list(row.stores.all())) == ([1.5, 2.0], [world.store])
    named = reverse("shifts:event_edit", args=[row.pk])
    client.post(named, values | {"kind": "Member day"})
    assert PromotionEvent.objects.get().kind == "member_day"
    assert 'value="Member day"' in said(client.get(named))
    assert "×1.5, ×2" in said(client.get(reverse("shifts:event_list")))
    assert client_of(hr).get(reverse("shifts:event_edit", args=[row.pk])).status_code == 403
    client.post(reverse("shifts:event_remove", args=[row.pk]))
    assert not PromotionEvent.objects.exists()
