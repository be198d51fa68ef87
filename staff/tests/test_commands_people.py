"""The commands that take in people and accounts: what they write, what they print, how they end."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from staff.models import AccountHolding, Agent, Membership, PlatformAccount, RoleGrant, Store, Team, User
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
HEAD = "employee_no,name,team,roles,line,grade,hired_on,left_on,email,phone"
ROWS = """E1,陈雨桐,客服中心/售前1组,agent|leader,pre_sales,gold,2024-03-01,,e1@example.test,13800000001
E2,林子涵,客服中心/售前1组,agent,pre_sales,agent,,,,
E3,王思远,客服中心/售后1组,,after_sales,,,2026-10-31,,
"""


def run(command: str, path: Path, *args: str, capsys) -> tuple[int, dict]:
    code = 0
    try:
        call_command(command, str(path), "--json", *args)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out)


def everything() -> list:
    return [list(model.objects.values()) for model in (Agent, Membership, RoleGrant, Team, User)]


@pytest.fixture
def sheet(tmp_path):
    def write(text: str, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8-sig")
        return path

    return write


def test_people_are_made_with_teams_roles_and_closed_logins(sheet, capsys, today):
    code, answer = run("import_people", sheet(f"{HEAD}\n{ROWS}"), capsys=capsys)
    assert (code, answer["outcome"], answer["created"], answer["refused"]) == (0, "accept", 3, 0)
    one = Agent.objects.get(employee_no="E1")
    assert (one.name, one.line, one.grade.code, one.hired_on) == (
        "陈雨桐",
        "pre_sales",
        "gold",
        dt.date(2024, 3, 1),
    )
    team = Team.objects.get(path="客服中心/售前1组")
    assert team.leader == one
    assert set(one.grants.values_list("role", "team")) == {("agent", None), ("leader", team.pk)}
    two = Agent.objects.get(employee_no="E2")
    assert two.hired_on == dt.date(1, 1, 1)
    assert list(two.memberships.values_list("team", "valid_from")) == [(team.pk, dt.date(1, 1, 1))]
    assert (two.user.username, two.user.is_active, two.user.has_usable_password()) == ("E2", False, False)
    three = Agent.objects.get(employee_no="E3")
    assert (three.state, three.left_on) == ("left", dt.date(2026, 10, 31))
    assert list(three.grants.values_list("role", flat=True)) == ["agent"]


def test_the_same_file_twice_changes_nothing(sheet, capsys, today):
    path = sheet(f"{HEAD}\n{ROWS}")
    run("import_people", path, capsys=capsys)
    before = (
        list(Membership.objects.values()),
        list(RoleGrant.objects.values()),
        list(Agent.objects.values()),
    )
    code, answer = run("import_people", path, capsys=capsys)
    assert (code, answer["created"], answer["changed"], answer["unchanged"]) == (0, 0, 0, 3)
    after = (
        list(Membership.objects.values()),
        list(RoleGrant.objects.values()),
        list(Agent.objects.values()),
    )
    assert before == after


def test_another_team_moves_from_today_and_keeps_the_past(sheet, capsys, today):
    run("import_people", sheet(f"{HEAD}\n{ROWS}"), capsys=capsys)
    run("import_people", sheet("employee_no,name,team\nE2,林子涵,客服中心/售后1组\n"), capsys=capsys)
    rows = list(
        Membership.objects.filter(agent__employee_no="E2").values_list("team__path", "valid_from", "valid_to")
    )
    yesterday = today - dt.timedelta(days=1)
    assert rows == [
        ("客服中心/售前1组", dt.date(1, 1, 1), yesterday),
        ("客服中心/售后1组", today, dt.date(9999, 12, 31)),
    ]


def test_team_from_moves_on_that_day_and_again_does_nothing(sheet, capsys, today):
    run("import_people", sheet(f"{HEAD}\n{ROWS}"), capsys=capsys)
    path = sheet("employee_no,name,team,team_from\nE2,林子涵,B,2026-11-05\n")
    assert run("import_people", path, capsys=capsys)[1]["changed"] == 1
    assert run("import_people", path, capsys=capsys)[1]["unchanged"] == 1
    rows = Membership.objects.filter(agent__employee_no="E2").values_list("team__path", "valid_from")
    assert list(rows) == [("客服中心/售前1组", dt.date(1, 1, 1)), ("B", dt.date(2026, 11, 5))]


def test_bad_rows_are_refused_by_row_column_value_and_sentence(sheet, capsys):
    path = sheet(
        f"{HEAD}\n"
        "E1,One,A,agent|boss,sales,gold,2024-13-01,,not-a-mail,\n"
        ",Two,A,,,,,,,\n"
        "E3,Three,A,agent,,,2024-02-01,2024-01-01,,\n"
        "E4,Four,A/,,,,,,,\n"
        "E5,Five,A,,,emperor,,,,\n"
        "E6,Six,A,,,,,,,\n"
        "E6,Six again,A,,,,,,,\n"
    )
    code, answer = run("import_people", path, capsys=capsys)
    assert (code, answer["outcome"], answer["created"], answer["refused"]) == (2, "partial", 1, 6)
    found = {(fault["row"], fault["column"], fault["value"]) for fault in answer["row_errors"]}
    assert found == {
        (2, "roles", "agent|boss"),
        (2, "line", "sales"),
        (2, "hired_on", "2024-13-01"),
        (2, "email", "not-a-mail"),
        (3, "employee_no", ""),
        (4, "left_on", "2024-01-01"),
        (5, "team", "A/"),
        (6, "grade", "emperor"),
        (8, "employee_no", "E6"),
    }
    assert all(fault["message"] and fault["why"] for fault in answer["row_errors"])
    assert Agent.objects.get().name == "Six"


@pytest.mark.parametrize(
    ("text", "why"), [("a,b\n1,2\n", "no_header"), ("", "empty"), ("employee_no,name,name\n1,2,3\n", "twice")]
)
def test_a_file_that_cannot_be_read_fails_whole(sheet, capsys, text, why):
    path = sheet(text)
    if not text:
        path.write_bytes(b"")
    code, answer = run("import_people", path, capsys=capsys)
    assert (code, answer["outcome"], answer["why"]) == (1, "reject", why)


def test_no_file(tmp_path, capsys):
    code, answer = run("import_people", tmp_path / "none.csv", capsys=capsys)
    assert (code, answer["why"]) == (1, "no_file")


def test_a_dry_run_writes_nothing(sheet, capsys):
    code, answer = run("import_people", sheet(f"{HEAD}\n{ROWS}"), "--dry-run", capsys=capsys)
    assert (code, answer["created"], answer["dry_run"]) == (0, 3, True)
    assert not Agent.objects.exists()
    assert not Team.objects.exists()
    assert not User.objects.exists()


def test_a_password_file_opens_closed_logins_once(sheet, tmp_path, capsys, client):
    secret = tmp_path / "pw"
    secret.write_text("a long first word\n")
    code, answer = run(
        "import_people", sheet(f"{HEAD}\n{ROWS}"), "--password-file", str(secret), capsys=capsys
    )
    assert (code, answer["logins_opened"]) == (0, 2)
    user = User.objects.get(username="E2")
    assert user.is_active
    assert user.check_password("a long first word")
    assert not User.objects.get(username="E3").has_usable_password()
    user.set_password("chosen by the person")
    user.save()
    run("import_people", sheet(f"{HEAD}\n{ROWS}"), "--password-file", str(secret), capsys=capsys)
    user.refresh_from_db()
    assert user.check_password("chosen by the person")
    answer = client.post("/accounts/login/", {"login": "E2", "password": "chosen by the person"})
    assert answer.status_code == 302


def test_a_password_a_person(sheet, tmp_path, capsys):
    secret = tmp_path / "pw"
    secret.write_text("employee_no,password\nE1,quite long one\nE2,quite long two\n")
    run("import_people", sheet(f"{HEAD}\n{ROWS}"), "--password-file", str(secret), capsys=capsys)
    assert User.objects.get(username="E1").check_password("quite long one")
    assert User.objects.get(username="E2").check_password("quite long two")


def test_a_weak_password_fails_before_anything_is_written(sheet, tmp_path, capsys):
    secret = tmp_path / "pw"
    secret.write_text("short\n")
    code, answer = run(
        "import_people", sheet(f"{HEAD}\n{ROWS}"), "--password-file", str(secret), capsys=capsys
    )
    assert (code, answer["why"]) == (1, "weak_password")
    assert not Agent.objects.exists()


def test_the_last_administrator_stays(sheet, capsys):
    run("import_people", sheet("employee_no,name,roles\nA1,Admin,admin\n"), capsys=capsys)
    code, answer = run("import_people", sheet("employee_no,name,roles\nA1,Renamed,agent\n"), capsys=capsys)
    assert (code, answer["row_errors"][0]["why"]) == (2, "last_admin")
    agent = Agent.objects.get()
    assert agent.name == "Admin"
    assert list(agent.grants.values_list("role", flat=True)) == ["admin"]


def test_a_login_of_somebody_else_is_not_taken_over(sheet, capsys):
    User.objects.create(username="root", is_superuser=True)
    code, answer = run("import_people", sheet("employee_no,name\nroot,Mallory\n"), capsys=capsys)
    assert (code, answer["row_errors"][0]["why"]) == (2, "login_taken")


ACCOUNTS = "employee_no,store,platform,account,valid_from,valid_to"


def test_accounts_and_stores_are_made(sheet, capsys):
    make_agent("E1")
    code, answer = run(
        "import_accounts", sheet(f"{ACCOUNTS}\nE1,云杉旗舰店,tmall,云杉:小桐,,\n"), capsys=capsys
    )
    assert (code, answer["created"], answer["made"]) == (0, 1, ["云杉旗舰店"])
    assert Store.objects.get().platform == "tmall"
    held = AccountHolding.objects.get()
    assert (held.account.name, held.valid_from, held.valid_to) == (
        "云杉:小桐",
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
    )


def test_an_account_that_passes_on_keeps_who_held_it(sheet, capsys):
    one, two = make_agent("E1"), make_agent("E2")
    first = sheet(f"{ACCOUNTS}\nE1,S,tmall,nick,,\n", "one.csv")
    second = sheet(f"{ACCOUNTS}\nE2,S,tmall,nick,2026-10-15,\n", "two.csv")
    run("import_accounts", first, capsys=capsys)
    assert run("import_accounts", second, capsys=capsys)[1]["changed"] == 1
    for again in (second, first):
        assert run("import_accounts", again, capsys=capsys)[1]["unchanged"] == 1
    rows = AccountHolding.objects.values_list("agent", "valid_from", "valid_to")
    assert list(rows) == [
        (one.pk, dt.date(1, 1, 1), dt.date(2026, 10, 14)),
        (two.pk, dt.date(2026, 10, 15), dt.date(9999, 12, 31)),
    ]


def test_an_account_is_not_taken_without_a_date(sheet, capsys):
    one = make_agent("E1")
    make_agent("E2")
    run("import_accounts", sheet(f"{ACCOUNTS}\nE1,S,,nick,,\n"), capsys=capsys)
    code, answer = run("import_accounts", sheet(f"{ACCOUNTS}\nE2,S,,nick,,\nE9,S,,other,,\n"), capsys=capsys)
    assert code == 2
    assert {fault["why"] for fault in answer["row_errors"]} == {"held", "unknown_person"}
    assert AccountHolding.objects.get().agent == one
    assert PlatformAccount.objects.count() == 1


def test_a_leader_who_moves_leads_the_new_team(sheet, capsys, today):
    run(
        "import_people",
        sheet("employee_no,name,team,roles\nL1,Lead,A,leader\nE1,One,A,agent\n"),
        capsys=capsys,
    )
    run("import_people", sheet("employee_no,name,team,team_from\nL1,Lead,B,2026-11-05\n"), capsys=capsys)
    lead = Agent.objects.get(employee_no="L1")
    assert (Team.objects.get(path="A").leader, Team.objects.get(path="B").leader) == (None, lead)
    rows = lead.grants.filter(role="leader").order_by("valid_from").values_list("team__path", "valid_from")
    assert list(rows) == [("A", dt.date(1, 1, 1)), ("B", dt.date(2026, 11, 5))]
    assert lead.grants.filter(team__path="A").get().valid_to == dt.date(2026, 11, 4)
