"""A worked month of 40 people: every score and every cent as a calculation outside the product has it.

`data/golden_month` holds the inputs, the script that reckons them (`reckon.py`, nothing of the product in
it) and what it found. Here the same inputs go through services: scored, paid, closed by two people; then late
facts come in, and the next run and a supplementary one pay what October lacked.
"""

import csv
import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kpi.models import PayLine, PayRun, PaySlip, Record
from kpi.rules.periods import Period
from kpi.selectors.schemes.totals import score_totals
from kpi.services.pay import appeals, deductions, plan_versions
from kpi.services.schemes import versions
from kpi.tests.factories import a_move, a_record, a_store, a_team, an_account
from kpi.tests.factories_pay import NOVEMBER, OCTOBER, TODAY, a_run, a_user, closed
from shifts.models import Assignment, LeaveRequest, LeaveType, OvertimeEntry, Roster, ShiftTemplate
from shifts.selectors.rostered import workdays
from shifts.services import overtime
from staff.choices import EVER, STILL, Role
from staff.models import Agent, Grade, Membership, PlatformAccount, RoleGrant, Team

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "data" / "golden_month"
ZONE = ZoneInfo("Asia/Shanghai")
NOT_FACTS = ("when", "number", "day", "attribution", "pending")


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kept(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def date(text: str, other: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else other


class Loaded:
    """The inputs in the product; `names` tells of every row which input it was."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.people: dict[str, Agent] = {}
        self.accounts: dict[str, PlatformAccount] = {}
        self.made: dict[str, Any] = {}
        self.hr, self.boss = a_user("hr"), a_user("boss")
        self._people()
        self._rosters()
        self._schemes()
        self._plans()
        for pot in kept("pots.json"):
            self._pot(pot)
        self.facts("month")
        self.overtime("month")
        self._deductions()
        self.appeals("month")

    def _people(self) -> None:
        for row in rows("people.csv"):
            agent = Agent.objects.create(
                employee_no=row["number"],
                name=f"Person {row['number']}",
                line=row["line"],
                grade=Grade.objects.get(code=row["grade"]),
                hired_on=date(row["hired"], EVER),
                left_on=date(row["left"], STILL),
            )
            team = a_team(row["team"])
            Membership.objects.create(agent=agent, team=team, valid_from=agent.hired_on)
            if row["leads"]:
                RoleGrant.objects.create(agent=agent, role=Role.LEADER, team=a_team(row["leads"]))
            self.people[row["number"]] = agent
            self.accounts[row["number"]] = an_account(a_store(), agent)
        for row in rows("moves.csv"):
            a_move(self.people[row["number"]], team=a_team(row["team"]), on=date(row["from"], EVER))

    def _rosters(self) -> None:
        template = ShiftTemplate.objects.get(code_en="D")
        teams = {row["number"]: Team.objects.get(path=row["team"]) for row in rows("people.csv")}
        rosters = {
            team.pk: Roster.objects.create(
                team=team, month=OCTOBER, state="published", published_at=timezone.now()
            )
            for team in set(teams.values())
        }
        shifts = []
        for row in rows("roster.csv"):
            start = dt.datetime.combine(dt.date.fromisoformat(row["day"]), dt.time(9), ZONE)
            shifts.append(
                Assignment(
                    roster=rosters[teams[row["number"]].pk],
                    agent=self.people[row["number"]],
                    day=start.date(),
                    template=template,
                    start_at=start,
                    end_at=start + dt.timedelta(hours=9),
                    paid_minutes=int(row["minutes"]),
                )
            )
        Assignment.objects.bulk_create(shifts)
        kind = LeaveType.objects.filter(paid=True).first()
        for row in rows("leave.csv"):
            LeaveRequest.objects.create(
                agent=self.people[row["number"]],
                type=kind,
                first=row["first"],
                last=row["last"],
                half_days=10,
                state="approved",
            )

    def _schemes(self) -> None:
        for each in kept("schemes.json"):
            names = versions.Names(each["name"], f"方案 {each['name']}")
            draft = versions.create_scheme(
                names, role=each["role"], line=each["line"], grade=None, actor=self.boss
            )
            texts = ("metric", "shape", "steps", "least")
            lines = [
                {name: value if name in texts else Decimal(value) for name, value in line.items()}
                for line in each["lines"]
            ]
            versions.write_lines(draft, lines, attribution=each["attribution"], actor=self.boss)
            versions.publish(draft, valid_from=OCTOBER, today=TODAY, actor=self.boss)

    def _plans(self) -> None:
        found = kept("plans.json")
        known = {}
        for values in found["versions"]:
            code = values["grade"]
            if code not in known:
                grade = Grade.objects.get(code=code) if code else None
                known[code] = plan_versions.make_plan(
                    name_en=f"Plan {code}", name_zh=f"方案 {code}", grade=grade, actor=self.hr
                )
            fields = {name: value for name, value in values.items() if name != "grade"}
            fields["valid_from"] = dt.date.fromisoformat(values["valid_from"])
            for name in ("base", "performance_base", "no_score"):
                fields[name] = Decimal(values[name])
            draft = plan_versions.draft(known[code], fields, actor=self.hr)
            plan_versions.publish(draft, actor=self.hr)
        percent = {name: Decimal(value) for name, value in found["settings"].items()}
        kinds = ("workday", "rest_day", "statutory")
        settings = {(f"factor_{name}" if name in kinds else name): value for name, value in percent.items()}
        plan_versions.change_settings(settings, actor=self.hr)

    def _pot(self, pot: dict[str, str]) -> None:
        row = plan_versions.add_bonus(
            name=pot["id"],
            month=OCTOBER,
            first=dt.date.fromisoformat(pot["first"]),
            last=dt.date.fromisoformat(pot["last"]),
            pot=Decimal(pot["pot"]),
            rule=pot["rule"],
            attribution="paid" if pot["rule"] == "sales" else "",
            team=a_team(pot["team"]) if pot["team"] else None,
            actor=self.hr,
        )
        self.names[f"bonus:{row.pk}"] = f"bonus:{pot['id']}"

    def facts(self, when: str) -> None:
        """A late row takes the place of what was known of the same day."""
        for row in rows("facts.csv"):
            if row["when"] != when:
                continue
            day, account = dt.date.fromisoformat(row["day"]), self.accounts[row["number"]]
            key = {"date": day, "account": account, "attribution": row["attribution"]}
            Record.objects.filter(**key).delete()
            a_record(
                a_store(),
                account,
                day,
                agent=self.people[row["number"]],
                attribution=row["attribution"],
                pending=f",{row['pending']}," if row["pending"] else "",
                **{code: value for code, value in row.items() if code not in NOT_FACTS and value},
            )

    def overtime(self, when: str) -> None:
        """Entered, then decided once; fewer minutes of a paid entry are a correction of it."""
        for row in rows("overtime.csv"):
            if row["when"] != when:
                continue
            agent, day, minutes = self.people[row["number"]], row["day"], int(row["minutes"])
            if minutes < 0:
                before = OvertimeEntry.objects.get(agent=agent, day=day)
                right = before.minutes + minutes
                entry = overtime.correct(before.pk, minutes=right, reason="Read again.", actor=self.boss)
            else:
                entry = overtime.enter(
                    agent,
                    day=dt.date.fromisoformat(day),
                    minutes=minutes,
                    day_kind=row["kind"],
                    reason="Late parcels.",
                    actor=self.boss,
                )
            if row["fate"] != "open":
                overtime.decide(entry.pk, state=row["fate"], actor=self.hr, by=None, reason="Seen.")
            self.names[f"overtime:{entry.pk}"] = f"overtime:{row['id']}"

    def _user(self, number: str) -> Any:
        agent = self.people[number]
        return agent.user or a_user(number, agent)

    def _deductions(self) -> None:
        for row in rows("deductions.csv"):
            made = deductions.propose(
                self.people[row["number"]],
                month=OCTOBER,
                reason="conduct",
                happened_on=dt.date.fromisoformat(row["day"]),
                evidence="The conversation of that day, turn 12.",
                amount=Decimal(row["amount"]),
                actor=self.boss,
                today=TODAY,
            )
            self.made[row["id"]] = made
            self.names[f"deduction:{made.pk}"] = f"deduction:{row['id']}"
            if row["decision"] != "asked":
                deductions.answer(made, words="I see it so.", actor=self._user(row["number"]))
                yes = row["decision"] == "approved"
                deductions.decide(made, approve=yes, words="Read and weighed.", actor=self.hr)

    def appeals(self, when: str) -> None:
        for row in rows("appeals.csv"):
            if row["when"] != when:
                continue
            made = appeals.appeal(
                self.people[row["number"]],
                month=OCTOBER,
                code=row["code"],
                ref=f"deduction:{self.made[row['against']].pk}" if row["against"] else "",
                actor=self._user(row["number"]),
            )
            granted, amount = row["granted"] == "yes", Decimal(row["amount"])
            appeals.answer(made, grant=granted, words="Looked up.", amount=amount, actor=self.hr)
            self.names[f"appeal:{made.pk}"] = f"appeal:{row['id']}"

    def scores(self) -> dict[str, dict[str, Any]]:
        """Of October, as the expected file has them."""
        by_id = {agent.pk: number for number, agent in self.people.items()}
        found = score_totals(by_id, Period.month(OCTOBER))
        return {
            by_id[pk]: {
                "points": text(each.points),
                "low": text(each.low),
                "high": text(each.high),
                "pending": each.pending,
                "formula": each.formula,
            }
            for pk, each in found.items()
        }

    def slips(self, run: PayRun) -> dict[str, dict[str, Any]]:
        """Every line of a run, as the expected file has them."""
        lines: dict[str, list[list[Any]]] = {}
        for row in PayLine.objects.filter(run=run).select_related("slip"):
            ref = self.names.get(row.ref, row.ref)
            held = lines.setdefault(row.slip.employee_no, [])
            held.append([row.code, ref, text(row.amount), text(row.low), text(row.high)])
        totals = PaySlip.objects.filter(run=run).values_list("employee_no", "total")
        return {number: {"total": text(total), "lines": sorted(lines[number])} for number, total in totals}


def text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Names the people who differ, with both sides."""
    differ = {who: (found.get(who), expected.get(who)) for who in {*found, *expected}}
    assert not {who: pair for who, pair in differ.items() if pair[0] != pair[1]}


def test_every_score_and_every_cent_of_the_month_and_of_what_came_late() -> None:
    expected = kept("expected.json")
    assert [each.isoformat() for each in workdays(OCTOBER, dt.date(2026, 10, 31))] == kept("calendar.json")[
        "2026-10"
    ]
    house = Loaded()
    assert_same(house.scores(), expected["scores"])
    october = closed(a_run())
    assert_same(house.slips(october), expected["october"])
    house.facts("late")
    house.overtime("late")
    house.appeals("late")
    assert_same(house.scores(), expected["late_scores"])
    november = closed(a_run(NOVEMBER))
    assert_same(house.slips(november), expected["november"])
    left = closed(a_run(NOVEMBER, supplementary=True))
    assert_same(house.slips(left), expected["supplementary"])
    assert_same(house.slips(october), expected["october"])
    assert not a_run(NOVEMBER, supplementary=True).slips.exists(), "nothing is paid twice"


def test_the_figures_are_those_that_the_script_reckons(tmp_path: Path) -> None:
    target = tmp_path / "expected.json"
    subprocess.run(
        [sys.executable, "-B", "-E", "-s", str(HERE / "reckon.py"), str(target)], check=True, timeout=120
    )
    assert target.read_text(encoding="utf-8") == (HERE / "expected.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["reckon.py", "points.py"])
def test_the_script_knows_nothing_of_the_product(name: str) -> None:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    roots = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert roots <= {*sys.stdlib_module_names, "points"}
