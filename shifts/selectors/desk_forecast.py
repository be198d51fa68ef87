"""A desk's forecast: its stores' added up slot by slot, and as a finished job keeps it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import day as day_words
from shifts.selectors.demand import StoreForecast, counts, store_forecast
from shifts.selectors.volumes import source_words, volumes
from staff.choices import JobState
from staff.models import Desk, Job, Store

if TYPE_CHECKING:
    from shifts.forecast import Basis

KIND, NEEDS_KIND = "shifts.forecast", "shifts.needs"
TYPED_SOURCE = "typed"
MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class DeskSlot:
    """A slot from a minute of its date on: contacts expected, the range (of one store alone), handling
    seconds; None is unknown."""

    minute: int
    value: float | None
    low: float | None
    high: float | None
    aht: float | None


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A date's slots in order; `basis` tells of each store what its figures rest on."""

    day: dt.date
    slots: tuple[DeskSlot, ...]
    basis: tuple[dict[str, Any], ...]

    @property
    def total(self) -> float | None:
        """Contacts of the date; None where no slot is known."""
        known = [slot.value for slot in self.slots if slot.value is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """One store's part: its source, how far its method is to be trusted, or that it has no volumes."""

    name: str
    source: str
    wape: float | None = None
    plain: float | None = None
    origins: int = 0

    @property
    def source_name(self) -> str:
        """The source in words."""
        return source_words(self.source)


@dataclass(frozen=True, slots=True)
class DeskForecast:
    """What was forecast for a desk, when, by slots of so many minutes."""

    job: Job
    first: dt.date
    last: dt.date
    slot: int
    stores: tuple[StoreFigures, ...]
    days: tuple[DeskDay, ...]

    @property
    def times_known(self) -> bool:
        """Do the logs say how long a contact takes, at least now and then?"""
        return any(slot.aht is not None for each in self.days for slot in each.slots)

    @property
    def shown(self) -> list[DeskDay]:
        """The dates asked for; one more is kept for the night after the last."""
        return [day for day in self.days if self.first <= day.day <= self.last]

    @property
    def single(self) -> bool:
        """Whether the figures are one store's, so that their range holds."""
        return sum(1 for store in self.stores if store.source) == 1

    def by_moment(self) -> dict[int, DeskSlot]:
        """Slots by minutes since the year 1, so that the night after a date finds its figures."""
        return {day.day.toordinal() * 1440 + slot.minute: slot for day in self.days for slot in day.slots}


def work_out(
    desk: Desk, first: dt.date, last: dt.date, told: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Forecast each store of a desk for a span and the day after; the answer is ready for a job's row.

    What somebody typed for a date goes before its forecast. Raises DomainError without stores or volumes.
    """
    stores = list(desk.stores.order_by("name"))
    if not stores:
        raise DomainError(_("The desk has no store. Give it one; its volumes are those of its stores."))
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 2)]
    found: list[tuple[Store, StoreForecast | None, dict[int, float]]] = []
    for number, store in enumerate(stores):
        told(number, len(stores), store.name)
        found.append((store, store_forecast(store, days), _typed(store, days)))
    told(len(stores), len(stores), "")
    slots = [each.slot for _store, each, _said in found if each] + [60 for *_x, said in found if said]
    if not slots:
        raise DomainError(
            _("No store of this desk has volumes before %(day)s. Import logs or reports, or type them.")
            % {"day": day_words(first)}
        )
    slot = max(slots)
    return {
        "desk": desk.pk,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "slot": slot,
        "stores": [_store_row(*each) for each in found],
        "days": [_day_row(day, slot, found) for day in days],
    }


def _typed(store: Store, days: list[dt.date]) -> dict[int, float]:
    """What somebody typed for dates to come, by minutes since the year 1."""
    rows = counts(store, volumes(store.pk, min(days), max(days), source=TYPED_SOURCE))
    return {
        row.day.toordinal() * 1440 + row.minute: float(row.offered) for row in rows if row.offered is not None
    }


def _store_row(store: Store, found: StoreForecast | None, typed: dict[int, float]) -> dict[str, Any]:
    """What is kept of a store."""
    if found is None:
        return {"name": store.name, "source": TYPED_SOURCE if typed else ""}
    judged = found.forecast.judgement
    return {
        "name": store.name,
        "source": found.source,
        "wape": judged.wape,
        "plain": judged.plain,
        "origins": judged.origins,
    }


def _day_row(
    day: dt.date, slot: int, found: list[tuple[Store, StoreForecast | None, dict[int, float]]]
) -> dict[str, Any]:
    """A date of all stores: slots as [minute, value, low, high, handling seconds], and the bases."""
    sums: dict[int, list[float | None]] = {}
    single = sum(1 for _store, each, said in found if each or said) == 1
    bases = []
    begin = day.toordinal() * 1440
    for store, each, typed in found:
        said = {minute - begin: number for minute, number in typed.items() if 0 <= minute - begin < 1440}
        if said:
            bases.append({"store": store.name, "typed": True})
            for minute, number in said.items():
                _add(sums, minute // slot * slot, [number, None, None], _handling(each, minute))
        elif each is not None:
            basis = _add_forecast(sums, day, slot, each)
            bases.append({"store": store.name, **_basis_row(basis)})
    rows = []
    for minute, (value, low, high, weight, seconds) in sorted(sums.items()):
        aht = seconds / weight if weight and seconds is not None else None
        rows.append(
            [
                minute,
                _short(value),
                _short(low if single else None),
                _short(high if single else None),
                _short(aht),
            ]
        )
    return {"day": day.isoformat(), "slots": rows, "basis": bases}


def _handling(each: StoreForecast | None, minute: int) -> float | None:
    """The handling time of the logs at a minute of the date; None where there is none."""
    if each is None:
        return None
    return each.handling[(minute - each.begin) // each.slot % len(each.handling)]


def _add_forecast(
    sums: dict[int, list[float | None]], day: dt.date, slot: int, each: StoreForecast
) -> "Basis":
    """Add a store's slots of a date to the sums."""
    found = next(one for one in each.forecast.days if one.day == day)
    for at, one in enumerate(found.slots):
        minute = (each.begin + at * each.slot) // slot * slot
        span = [one.low, one.high] if each.slot == slot else [None, None]
        _add(sums, minute, [one.value, *span], each.handling[at])
    return found.basis


def _add(
    sums: dict[int, list[float | None]], minute: int, more: list[float | None], aht: float | None
) -> None:
    """Add value, low and high, and handling seconds by contacts; what one does not know is unknown."""
    standing = sums.get(minute)
    value = more[0]
    weight = value if value and aht is not None else 0.0
    seconds = weight * aht if aht is not None else None
    if aht is not None and not weight:  # Nobody comes: the handling time is known all the same.
        weight, seconds = 1e-9, 1e-9 * aht
    if standing is None:
        sums[minute] = [*more, weight, seconds]
        return
    for at in range(3):
        old, new = standing[at], more[at]
        standing[at] = None if old is None or new is None else old + new
    standing[3] = (standing[3] or 0.0) + weight
    if seconds is not None:
        standing[4] = (standing[4] or 0.0) + seconds


def _basis_row(basis: "Basis") -> dict[str, Any]:
    """A basis as a row keeps it."""
    return {name: getattr(basis, name) for name in basis.__dataclass_fields__}


def _short(value: float | None) -> float | None:
    """A figure as rows and pages keep it: two places."""
    return None if value is None else round(value, 2)


def latest(desk: Desk) -> DeskForecast | None:
    """The newest forecast of a desk; None before the first."""
    jobs = Job.objects.filter(kind=KIND, state=JobState.DONE, params__desk=desk.pk)
    job = jobs.order_by("-finished_at", "-pk").first()
    return None if job is None or not job.result else read(job, job.result)


def of_job(pk: int) -> DeskForecast | None:
    """The forecast that a job made; None where it is no more."""
    job = Job.objects.filter(kind=KIND, state=JobState.DONE, pk=pk).first()
    return None if job is None or not job.result else read(job, job.result)


def newest_job(desk: Desk, kind: str = KIND) -> Job | None:
    """The newest job of a kind about a desk, whatever came of it."""
    return Job.objects.filter(kind=kind, params__desk=desk.pk).order_by("-created_at", "-pk").first()


def under_way(desk: Desk, kind: str = KIND) -> Job | None:
    """The newest job of a desk that has not ended well: waiting, running or failed; None otherwise."""
    job = newest_job(desk, kind)
    return None if job is None or job.state in (JobState.DONE, JobState.CANCELLED) else job


def read(job: Job, said: Mapping[str, Any]) -> DeskForecast:
    """A job's result as values."""
    return DeskForecast(
        job,
        dt.date.fromisoformat(said["first"]),
        dt.date.fromisoformat(said["last"]),
        said["slot"],
        tuple(StoreFigures(**each) for each in said["stores"]),
        tuple(
            DeskDay(
                dt.date.fromisoformat(each["day"]),
                tuple(DeskSlot(*slot) for slot in each["slots"]),
                tuple(each["basis"]),
            )
            for each in said["days"]
        ),
    )


def words_of(basis: Mapping[str, Any]) -> str:
    """What a store's figures of a date rest on, in the reader's language."""
    if basis.get("typed"):
        return _("Typed in.")
    from shifts.forecast import Basis

    names = Basis.__dataclass_fields__
    return Basis(**{name: value for name, value in basis.items() if name in names}).words()
