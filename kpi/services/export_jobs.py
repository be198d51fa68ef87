"""A report as a file made by a job, kept in its owner's own downloads."""

import datetime as dt
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from kpi.selectors.report import size
from kpi.selectors.report_query import ReportQuery, check
from kpi.services import export
from staff.models import Job, User
from staff.services import jobs
from staff.services.job_handle import JobHandle

KIND = "kpi.export"


def request(query: ReportQuery, *, file_format: str, actor: User) -> Job:
    """Have a report written; the caller has narrowed the query to what the person may see.

    Raises DomainError where the question makes no sense.
    """
    check(query)
    if file_format not in export.FORMATS:
        raise DomainError(_("A report is written as csv or xlsx."), code="bad_format")
    return jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Report %(first)s to %(last)s"),
        words={"first": query.first.isoformat(), "last": query.last.isoformat()},
        params={"query": to_params(query), "format": file_format},
    )


def run(handle: JobHandle) -> None:
    """Write the report of a job and attach it."""
    query, file_format = from_params(handle.params["query"]), handle.params["format"]
    total = size(query)
    handle.progress(0, total)
    with tempfile.TemporaryDirectory(prefix="cstm-export-") as folder:
        path = Path(folder) / f"report.{file_format}"
        done = export.write_report(
            query,
            file_format=file_format,
            target=path,
            actor=handle.job.owner,
            mark_csv=True,
            progress=lambda rows: handle.progress(min(rows, total - 1) if total else rows, total),
        )
        handle.attach(path, export.file_name(query, file_format))
    handle.progress(total, total)
    handle.result.update(rows=done.rows, mixed_stores=done.mixed_stores)


def to_params(query: ReportQuery) -> dict[str, Any]:
    """A query as plain values."""
    values = asdict(query) | {"first": query.first.isoformat(), "last": query.last.isoformat()}
    values["with_states"] = False
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def from_params(values: dict[str, Any]) -> ReportQuery:
    """The query that such values describe."""
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    found |= {name: dt.date.fromisoformat(values[name]) for name in ("first", "last")}
    return ReportQuery(**found)
