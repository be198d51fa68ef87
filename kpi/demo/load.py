"""The demo's weeks: files written, taken in through the import door, and rolled up."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from cstm import demo
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.choices import BatchState
from kpi.demo import figures, files, shop
from kpi.services import files as incoming
from kpi.services import import_now, rollup, staging, store_values
from kpi.services.loading import Quiet
from staff.models import Store, User
from staff.selectors.accounts import store_by_name
from staff.services import stores as shops

SHOP, JD, PDD, LINE = "云杉旗舰店", "云杉京东自营店", "云杉拼多多店", "云杉服务热线"


def step(plan: demo.Plan) -> None:
    """Every full week, then the days of the running one; the last file is left for the supervisor to see."""
    persons = [person for person in plan.made["people"] if person.store]
    actor = User.objects.get(username="supervisor")
    last = Week.last_full(plan.today)
    stores = {name: _store(name) for name in {person.store for person in persons}}
    _open_line_late(stores.get(LINE), actor)
    for back in range(plan.weeks - 1, -2, -1):
        week = last.shift(-back)
        days = [day for day in week.days if day < plan.today]
        for name, path in _week_files(plan, persons, week, days, back):
            if name in stores:
                _take(plan, path, stores[name], actor)
    _leave_one_open(plan, stores[SHOP], actor)
    for code, value in (
        ("dsr_desc", "4.83"),
        ("dsr_service", "4.79"),
        ("dsr_logistics", "4.81"),
        ("shop_exp", "4.6"),
    ):
        store_values.enter(
            stores[SHOP],
            code=code,
            date=last.sunday,
            value=Decimal(value),
            source="千牛 店铺体检",
            today=plan.today,
            actor=actor,
        )
    done = rollup.roll_up_all()
    plan.say(f"{len(done)} weeks rolled up.")


def _store(name: str) -> Store:
    store = store_by_name(name)
    if store is None:
        raise DomainError(f"The demo's store {name} is missing.")
    return store


def _open_line_late(store: Store | None, actor: User) -> None:
    """The line's business day begins at 04:00, so that on-duty calls until 02:00 stay on their date."""
    if store is not None:
        shops.change_store(store, business_day_start=dt.time(4), actor=actor)


def _days_of(
    plan: demo.Plan, persons: list[Any], store: str, days: list[dt.date], back: int
) -> list[figures.Day]:
    team = [person for person in persons if person.store == store]
    return [
        figures.agent_day(person, day, back, plan.random)
        for day in days
        for number, person in enumerate(team)
        if figures.works(person, number, day, plan.random)
    ]


def _week_files(
    plan: demo.Plan, persons: list[Any], week: Week, days: list[dt.date], back: int
) -> Iterator[tuple[str, Path]]:
    """One week's files of each store; the newest weeks come day by day, as shops send them."""
    folder = plan.folder
    flagship = _days_of(plan, persons, SHOP, days, back)
    if back >= 2:
        yield SHOP, files.taobao(folder / f"客服绩效统计表_{week}.csv", flagship)
    elif flagship:
        for day in days:
            rows = [row for row in flagship if row.date == day]
            ripe = (plan.today - day).days > 3 + 7 * (back >= 0)
            plan.made["newest"] = (day, rows)
            yield SHOP, files.qianniu(folder, day, rows)
            yield SHOP, files.chitu(folder, day, rows, ripe=ripe)
        if back == 0:
            span = f"{week.monday:%Y%m%d}_{week.sunday:%Y%m%d}"
            yield SHOP, files.online(folder, week.monday, week.sunday, flagship)
            yield SHOP, shop.reception(folder / f"咨询接待_{span}.xlsx", days, flagship)
            yield SHOP, shop.products(folder / f"商品咨询分析_{span}.xlsx", flagship, plan.random)
    marketplace = _days_of(plan, persons, JD, days, back)
    if marketplace:
        yield JD, files.jd(folder / f"咚咚客服工作量_{week}.csv", marketplace)
    group = _days_of(plan, persons, PDD, days, back)
    if back < 3:
        for day in days:
            yield PDD, files.pdd(folder, day, [row for row in group if row.date == day])
    line = [person for person in persons if person.store == LINE]
    if line and back < 6 and days:
        yield LINE, files.phone(folder / f"calls_{week}.xlsx", line, days, plan.random, plan.made["on_shift"])


def _take(plan: demo.Plan, path: Path, store: Store, actor: User) -> None:
    """One file through the door; anything but taken in means that the demo is broken."""
    for batch in import_now.take_file(
        path, name=path.name, store=store, options={"by_command": True}, actor=actor, today=plan.today
    ):
        if batch.state != BatchState.COMMITTED:
            raise DomainError(f"{batch.file_name}: {batch.error or batch.state}")


def _leave_one_open(plan: demo.Plan, store: Store, actor: User) -> None:
    """The newest day's file, corrected, read but not taken in: two rows to mend, a few changes to see."""
    day, rows = plan.made["newest"]
    path = shop.with_faults(plan.folder, day, rows)
    for batch in incoming.receive(path, name=path.name, store=store, actor=actor, options={}):
        staging.stage(batch, steps=Quiet(), today=plan.today)


demo.register(50, step)
