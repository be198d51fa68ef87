"""Demo people: written as the files that HR would send, then taken in by the import services."""

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from cstm import demo
from cstm.errors import DomainError
from cstm.weeks import Week
from staff.services import demo as making

SURNAMES = (
    "陈林黄周吴徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝"
    "顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = [
    "雨桐",
    "子涵",
    "思远",
    "嘉怡",
    "文博",
    "晓彤",
    "佳宁",
    "一鸣",
    "若曦",
    "俊杰",
    "静怡",
    "浩然",
    "欣妍",
    "明轩",
    "语嫣",
    "志强",
    "梦瑶",
    "天佑",
    "雅静",
    "建宏",
    "海燕",
    "立群",
    "春梅",
    "国栋",
    "秋月",
    "云飞",
    "小满",
    "亦凡",
    "清扬",
    "可心",
    "知夏",
    "乐天",
    "安然",
    "书瑶",
    "景行",
    "慕白",
    "听雨",
    "望舒",
    "如意",
    "长青",
]
STORES = (
    ("云杉旗舰店", "tmall"),
    ("云杉京东自营店", "jd"),
    ("云杉拼多多店", "pdd"),
    ("云杉服务热线", "phone"),
)
GROUP = 9


@dataclass(slots=True)
class Person:
    """One invented person of the demo."""

    no: str
    name: str
    team: str
    roles: str
    line: str
    store: str
    hired_on: date
    left_on: date | None = None
    moves: tuple[date, str] | None = None
    nick: str = ""
    grade: str = "agent"
    known: bool = True
    on_duty: bool = False
    traits: dict[str, float] = field(default_factory=dict)


def people(plan: demo.Plan) -> list[Person]:
    """The team: groups of nine with a leader each, and those who stand around them."""
    names = Names(plan)
    staff = [
        Person(no, next(names), team, roles, "", "", date(2023, 3, 1), grade=grade)
        for no, team, roles, grade in (
            ("M001", "客服中心", "manager", "manager"),
            ("S001", "客服中心", "supervisor", "supervisor"),
            ("A001", "客服中心", "admin", "manager"),
            ("H001", "人事部", "hr", "supervisor"),
            ("Q001", "客服中心/质检组", "qa", "gold"),
            ("T001", "客服中心/培训组", "trainer", "gold"),
            ("T002", "客服中心/培训组", "training_supervisor", "supervisor"),
        )
    ]
    agents = [_agent(plan, number, next(names)) for number in range(plan.agents)]
    _events(plan, agents)
    return staff + agents


class Names:
    """Invented names, none twice."""

    def __init__(self, plan: demo.Plan) -> None:
        self.plan = plan
        self.seen: set[str] = set()

    def __next__(self) -> str:
        for _ in range(10_000):
            name = self.plan.random.choice(SURNAMES) + self.plan.random.choice(GIVEN)
            if name not in self.seen:
                self.seen.add(name)
                return name
        raise DomainError("The demo ran out of names; ask for fewer agents.")

    def __iter__(self) -> "Names":
        return self


def _agent(plan: demo.Plan, number: int, name: str) -> Person:
    """The n-th agent: group, line and store follow from the number."""
    group, place = divmod(number, GROUP)
    after_sales = group % 3 == 2
    department, line = ("售后部", "after_sales") if after_sales else ("售前部", "pre_sales")
    store, platform = STORES[group % 3 if plan.agents >= 3 * GROUP else 0]
    if number >= plan.agents - 4:
        team, store, platform = "客服中心/值班组", *STORES[3]
        line = "both"
    else:
        team = f"客服中心/{department}/{department[:2]}{group + 1}组"
    rng = plan.random
    person = Person(
        no=f"C{number + 1:04d}",
        name=name,
        team=team,
        roles="agent|leader" if place == 0 and team != "客服中心/值班组" else "agent",
        line=line,
        store=store,
        hired_on=plan.today - timedelta(days=rng.randint(120, 1400)),
        grade=rng.choice(("agent", "agent", "agent", "gold")) if place else "leader",
        on_duty=platform == "phone",
    )
    person.nick = {
        "tmall": f"云杉旗舰店:{name}",
        "jd": f"云杉-{name}",
        "pdd": f"云杉{number + 1:03d}",
    }.get(platform, name)
    person.traits = {
        "volume": rng.uniform(0.75, 1.25),
        "speed": rng.uniform(0.7, 1.45),
        "care": rng.uniform(0.935, 0.985),
        "sell": rng.uniform(0.34, 0.52),
        "trend": rng.uniform(-0.006, 0.012),
    }
    return person


def _events(plan: demo.Plan, agents: list[Person]) -> None:
    """A mover on a Thursday, a leaver in mid-week, a newcomer, a name that nobody bound yet."""
    last = Week.last_full(plan.today)
    mover, leaver, newcomer, unknown = agents[2], agents[4], agents[5], agents[6]
    teams = sorted(
        {person.team for person in agents if person.store == mover.store and person.team != mover.team}
    )
    mover.moves = (last.monday + timedelta(days=3), teams[0] if teams else "客服中心/值班组")
    leaver.left_on = last.shift(-2).monday + timedelta(days=2)
    newcomer.hired_on = last.shift(-4 if plan.weeks > 4 else 0).monday
    unknown.known = False


def write_people(path: Path, persons: list[Person], *, moved: bool = False) -> Path:
    """The file that HR would send: GBK, as Excel saves it there."""
    head = [
        "employee_no",
        "name",
        "team",
        "roles",
        "line",
        "grade",
        "hired_on",
        "left_on",
        "email",
        "phone",
        "team_from",
    ]
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        for person in persons:
            team, since = (person.moves[1], person.moves[0]) if moved and person.moves else (person.team, "")
            mail = f"{person.no.lower()}@example.com"
            row = [person.no, person.name, team, person.roles, person.line, person.grade]
            out.writerow([*row, person.hired_on, person.left_on or "", mail, "", since])
    return path


def write_accounts(path: Path, persons: list[Person]) -> Path:
    """Who is called what at which store."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["employee_no", "store", "platform", "account", "valid_from", "valid_to"])
        for person in persons:
            if person.store and person.known:
                out.writerow([person.no, person.store, dict(STORES)[person.store], person.nick, "", ""])
    return path


def step(plan: demo.Plan) -> None:
    """People, teams, stores, accounts and the demo log-ins."""
    making.refuse_if_filled()
    persons = people(plan)
    plan.made["people"] = persons
    making.take_in(
        people=write_people(plan.folder / "people.csv", persons),
        moves=write_people(plan.folder / "moves.csv", [p for p in persons if p.moves], moved=True),
        accounts=write_accounts(plan.folder / "accounts.csv", persons),
        today=plan.today,
    )
    leader = next(p for p in persons if "leader" in p.roles)
    stay = [p for p in persons if p is not leader and p.known and not p.moves and not p.left_on]
    # Two of one team, so that they can ask each other for a shift.
    first, second = [p for p in stay if p.team == leader.team][:2]
    by_login = {
        "admin": "A001",
        "manager": "M001",
        "supervisor": "S001",
        "leader": leader.no,
        "agent": first.no,
        "agent2": second.no,
        "hr": "H001",
        "qa": "Q001",
        "trainer": "T001",
        "training_supervisor": "T002",
    }
    making.open_logins(by_login, password=demo.PASSWORD)
    plan.say(f"{len(persons)} people, {len(STORES)} stores.")


demo.register(20, step)
