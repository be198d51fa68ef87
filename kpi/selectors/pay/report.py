"""A computed run as plain values: every input, line and total, so that others can compute it again."""

from typing import Any

from kpi.selectors.pay import words
from kpi.selectors.pay.compute import Computed, Draft


def as_report(done: Computed, period: str, supplementary: bool) -> dict[str, Any]:
    """The whole run for machines; amounts are text."""
    return {
        "period": period,
        "kind": "supplementary" if supplementary else "regular",
        "settings": done.settings,
        "agents": [_agent(draft, done.settings["currency"]) for draft in done.drafts],
        "remarks": [each.kept() for each in done.remarks],
    }


def _agent(draft: Draft, currency: str) -> dict[str, Any]:
    low, high = draft.ends
    agent = draft.agent
    return {
        "employee_no": agent.employee_no,
        "name": agent.name,
        "grade": agent.grade.code if agent.grade else None,
        "team": draft.team_id,
        "hired_on": agent.hired_on.isoformat(),
        "left_on": agent.left_on.isoformat(),
        "plan": str(draft.version.plan) if draft.version else None,
        **draft.facts,
        "lines": [
            {
                "code": each.line.code,
                "ref": each.line.ref,
                "month": f"{each.month:%Y-%m}",
                "about": each.about,
                "amount": str(each.line.amount),
                "low": None if each.line.low is None else str(each.line.low),
                "high": None if each.line.high is None else str(each.line.high),
                "formula": words.formula(each.line.code, each.line.inputs, each.line.amount, currency),
                "inputs": each.line.inputs,
            }
            for each in draft.entries
        ],
        "total": str(draft.total),
        "pending": draft.pending,
        "low": None if low is None else str(low),
        "high": None if high is None else str(high),
    }
