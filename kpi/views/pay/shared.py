"""What the pages of pay share: months that are asked for, ranges in words, files to keep."""

import datetime as dt
from decimal import Decimal

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kpi.selectors.pay import words

PAGE = 50


def asked_month(text: str) -> dt.date | None:
    """A month as 2026-10; None for anything else."""
    try:
        return dt.date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def words_of_range(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """The range of a sum while facts are pending."""
    least = words.amount(low or 0, currency)
    if high is None:
        return _("at least %(low)s; pending facts may add to it") % {"low": least}
    return _("between %(low)s and %(high)s") % {"low": least, "high": words.amount(high, currency)}


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
