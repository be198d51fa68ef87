"""The weekly rollup: one statement a week, in one transaction, done once however many ask for it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import structlog
from django.db import connection, transaction
from django.utils import timezone

from cstm.weeks import Week
from kpi.models import WeeklyFacts, WeekState
from kpi.selectors import weekly_sql
from kpi.selectors.sums import is_postgres
from kpi.services import own_facts, week_exceptions, weeks
from kpi.services.cases import facts as cases

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RollupResult:
    """What became of one week: its rows, and whether this call computed them or another one just had."""

    week: Week
    rows: int
    done: bool
    seconds: float = 0.0


def roll_up(week: Week, *, only_dirty: bool = False) -> RollupResult:
    """Compute the rows of a week anew. Twice gives the same rows; a crash leaves the old ones.

    Of two that ask at once the second waits and finds the work done. With `only_dirty` a week whose facts
    did not change since is left alone.
    """
    asked = timezone.now()
    begun = time.monotonic()
    _ensure_state(week)
    try:
        with transaction.atomic():
            state = WeekState.objects.select_for_update().get(monday=week.monday)
            clean = state.computed == state.changed
            done_meanwhile = state.computed_at is not None and state.computed_at >= asked
            if clean and (only_dirty or done_meanwhile):
                return RollupResult(week, state.rows, done=False)
            rows = _write(week)
            _finish(state, rows, time.monotonic() - begun)
    except Exception as error:
        WeekState.objects.filter(monday=week.monday).update(error=f"{type(error).__name__}: {error}"[:500])
        raise
    log.info("week rolled up", week=str(week), rows=rows, seconds=round(time.monotonic() - begun, 3))
    return RollupResult(week, rows, done=True, seconds=time.monotonic() - begun)


def _ensure_state(week: Week) -> None:
    """The row that is locked must be there before the transaction begins."""
    if not WeekState.objects.filter(monday=week.monday).exists():
        WeekState.objects.bulk_create([WeekState(monday=week.monday)], ignore_conflicts=True)


def _write(week: Week) -> int:
    """Replace the rows of the week; the caller holds the transaction and the lock."""
    own_facts.copy_week(week)
    cases.copy_week(week)
    WeeklyFacts.objects.filter(monday=week.monday)._raw_delete(connection.alias)
    with connection.cursor() as cursor:
        if is_postgres():
            # Compiling a hundred sums takes longer than computing a week with them.
            cursor.execute("SET LOCAL jit = off")
        cursor.execute(*weekly_sql.several_reports(week))
        cursor.execute(*weekly_sql.insert_week(week, several=bool(cursor.fetchone()[0])))
        rows = int(cursor.rowcount)
    week_exceptions.complete(week)
    return rows


def _finish(state: WeekState, rows: int, seconds: float) -> None:
    """The week is computed up to the change that stood there when its lock was taken."""
    state.computed = state.changed
    state.computed_at = timezone.now()
    state.rows, state.seconds, state.error = rows, seconds, ""
    state.save(update_fields=["computed", "computed_at", "rows", "seconds", "error"])


def roll_up_weeks(
    chosen: Iterable[Week], *, only_dirty: bool = False, progress: Callable[[int], None] | None = None
) -> list[RollupResult]:
    """Compute several weeks, each in a transaction of its own; one that fails does not stop the others.

    Raises the first failure when all have been tried.
    """
    results: list[RollupResult] = []
    failures: list[Exception] = []
    for done, week in enumerate(chosen, start=1):
        try:
            results.append(roll_up(week, only_dirty=only_dirty))
        except Exception as error:
            log.exception("week not rolled up", week=str(week))
            failures.append(error)
        if progress is not None:
            progress(done)
    if failures:
        raise failures[0]
    return results


def roll_up_dirty() -> list[RollupResult]:
    """Compute the weeks whose facts changed, never the rest."""
    return roll_up_weeks(weeks.dirty_weeks(), only_dirty=True)


def roll_up_all() -> list[RollupResult]:
    """Compute every week that has records or rows."""
    return roll_up_weeks(weeks.recorded_weeks())


def roll_up_last_full(today: date) -> RollupResult:
    """Compute the last full week, as the clock does on Mondays."""
    return roll_up(Week.last_full(today))
