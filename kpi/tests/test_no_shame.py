"""Nobody is shamed: no figure orders people, nobody is a line in another's chart, no word for a last one."""

import ast
import datetime as dt
import random
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cstm import access, permissions
from cstm.weeks import Week
from kpi.models import SchemeVersion
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_record, a_store, an_account
from kpi.tests.factories_praise import attended, praised
from kpi.tests.factories_schemes import FIRST, a_published
from staff.models import Agent
from staff.notice_kinds import all_kinds
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")
NAMES = ["Zhou", "An", "Mei", "Bo", "Lin", "Dai"]
ORDERS = ("sort", "order", "ordering", "order_by", "o", "sort_by", "orderBy")
VALUES = (
    "frt_avg",
    "-frt_avg",
    "value",
    "-value",
    "desc",
    "csat",
    "-n",
    "score",
    "1",
    "-1",
    "reception_users",
)

# Pages and endpoints that list people with or without their figures, and what they are asked with.
PAGES = {
    "kpi:team_week": {"week": "2026-W46"},
    "kpi:report": {
        "first": "2026-11-09",
        "last": "2026-11-15",
        "period": "week",
        "by": "agent",
        "metrics": "frt_avg",
    },
    "kpi:scorecards": {"period": "2026-11"},
    "staff:agent_list": {},
    "kpi-api:agent_weeks": {"week": "2026-W46", "metrics": "frt_avg"},
    "kpi-api:report": {"first": "2026-W46", "last": "2026-W46", "metrics": "frt_avg"},
    "kpi-api:scorecards": {"period": "2026-11"},
    "staff-api:agent-list": {},
}
FORBIDDEN = re.compile(
    r"\b(rank(ing|ed|s)?|leader ?board|worst|bottom list|last place|losers?|warning list|under-?perform\w*)\b"
    r"|末位|垫底|排名|警告名单|最差|倒数第|后进(?!行|入|来|去)|吊车尾|差生",
    re.IGNORECASE,
)


@pytest.fixture
def people(team):
    """Six people whose figures, best first, stand in another order than their names."""
    store = a_store()
    for place, name in enumerate(NAMES):
        person = make_agent(f"N{place}", name=name, team=team)
        secs = 600 + 300 * place
        facts = {"first_resp_secs": secs, "first_resp_n": 30, "reception_users": 30 + place}
        a_record(store, an_account(store, person), WEEK.monday, **facts)
    mark_dirty([WEEK.monday])
    rollup.roll_up(WEEK)
    a_published({**FIRST, "weight": 100})


def order_in(text):
    """In which order the six names stand."""
    found = {name: re.search(rf"[>'] *{name} *[<']", text) for name in NAMES}
    places = {name: match.start() for name, match in found.items() if match}
    assert len(places) == len(NAMES), places
    return sorted(places, key=places.get)


def ask(person, client_of, name, params):
    url = reverse(name)
    if url.startswith("/api/"):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person.user)[0].key}")
        answer = client.get(url, params)
        assert answer.status_code == 200
        return str(answer.json())
    answer = client_of(person).get(url, params)
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index('id="main"') :]


@pytest.mark.parametrize("name", PAGES)
def test_no_parameter_orders_people_by_a_figure(name, people, supervisor, client_of):
    dice = random.Random(name)
    params = PAGES[name]
    plain = order_in(ask(supervisor, client_of, name, params))
    for _again in range(6):
        word = dice.choice(ORDERS)
        tried = ask(supervisor, client_of, name, {**params, word: dice.choice(VALUES)})
        assert order_in(tried) == plain


@pytest.mark.parametrize("name", ["kpi:team_week", "kpi-api:agent_weeks"])
def test_people_stand_by_name(name, people, supervisor, client_of):
    assert order_in(ask(supervisor, client_of, name, PAGES[name])) == sorted(NAMES)


def test_the_filter_keeps_the_names_in_order(people, supervisor, client_of):
    page = ask(supervisor, client_of, "kpi:team_week", {**PAGES["kpi:team_week"], "metric": "frt_avg"})
    assert "sortable" not in page
    assert order_in(page) == sorted(NAMES)


def test_every_list_of_people_is_tried():
    """A new page that lists people must be added to the table above."""
    known = {"kpi:team_week", "kpi:report", "staff:agent_list"}
    names = {route.name for route in permissions.routes()}
    scored = {
        page.name
        for page in access.table().values()
        if "scores.view" in page.right and page.name in names and not page.scoped
    }
    assert scored - set(PAGES) - known <= {"kpi-api:team_weeks"}, "team_weeks lists teams, not people"


def test_templates_hold_no_word_for_a_last_place():
    found = []
    for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"padding-\w+|position-\w+|text-bottom|bottom-0", "", text)
        found += [f"{path.name}: {match.group(0)}" for match in FORBIDDEN.finditer(text)]
    assert found == []


def test_nothing_about_a_persons_result_is_coloured(people, supervisor, client_of):
    page = ask(supervisor, client_of, "kpi:team_week", PAGES["kpi:team_week"])
    rows = page[page.index("<tbody") : page.index("</tbody>")]
    for css in ("cs-tag a", "cs-tag f", "text-danger", "text-success", "bg-red", "bg-green", "text-warning"):
        assert f'"{css}' not in rows


def test_no_colleague_is_named_on_the_own_week(people, team, client_of):
    me = make_agent("me", name="Myself", team=team, login=True)
    store = a_store()
    facts = {"first_resp_secs": 900, "first_resp_n": 30, "reception_users": 30}
    a_record(store, an_account(store, me), WEEK.monday, **facts)
    mark_dirty([WEEK.monday])
    rollup.roll_up(WEEK)
    page = client_of(me).get(reverse("kpi:my_week")).content.decode()
    assert "middle half of the team" in page
    assert not [name for name in NAMES if f">{name}<" in page or f'"{name}"' in page]


def test_a_trial_and_the_command_stand_by_name(people, supervisor, client_of, capsys):
    a_published({**FIRST, "weight": 100}, line="pre_sales")
    Agent.objects.filter(employee_no__startswith="N").update(line="pre_sales")
    version = SchemeVersion.objects.get(scheme__line="pre_sales")
    with time_machine.travel(dt.datetime(2026, 12, 5, tzinfo=dt.UTC)):
        page = client_of(supervisor).get(reverse("kpi:scheme_try", args=[version.pk])).content.decode()
    assert order_in(page[page.index('id="main"') :]) == sorted(NAMES)
    call_command("score", "--period", "2026-11")
    lines = [line.split("\t")[1] for line in capsys.readouterr().out.splitlines() if "\t" in line]
    assert [name for name in lines if name in NAMES] == sorted(NAMES)


def test_no_colleague_and_no_place_stand_on_the_own_scorecard(people, team, client_of):
    me = make_agent("me", name="Myself", team=team, login=True)
    facts = {"first_resp_secs": 5000, "first_resp_n": 30, "reception_users": 30}
    a_record(a_store(), an_account(a_store(), me), WEEK.monday, **facts)
    page = client_of(me).get(reverse("kpi:my_scorecard"), {"period": "2026-11"}).content.decode()
    page = page[page.index('id="main"') :]
    assert "middle half" in page
    assert not [name for name in NAMES if re.search(rf"\b{name}\b", page)]
    assert not FORBIDDEN.search(re.sub(r"<[^>]*>", " ", page))
    for css in ("cs-tag a", "cs-tag f", "text-danger", "text-success", "bg-red", "text-warning"):
        assert f'"{css}' not in page


# --- schemes, pay, chat quality, cases, praise, growth: pages, exports, API, notices ---------------------
SLICES = ("schemes", "pay", "quality", "cases", "praise", "growth")
PLACES = re.compile(
    r"rank|ranking|position|placing|percentile|quartile|leaderboard|loser|worst|bottom|last_place|top_?\d*|"
    r"lowest|below_others"
)
SORTING = {"sort", "ordering", "order", "order_by", "sort_by"}
# What people have more or less of: no list of people stands in the order of one of these.
FIGURES = re.compile(
    r"(points?|scores?|totals?|marks?|value|amount|gap|bonus|deduction|redlines?|csat|cover|share|"
    r"performance|n|count|praised|received|given)$"
)
# Ends of a metric's scale are no people.
_VALUES = re.compile(r"%\(\w+\)s")
_SCALES = {"SchemeLineShape.worst"}
_GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def sources():
    """The Python files of the slices, those of tests left out."""
    root = Path(settings.BASE_DIR) / "kpi"
    for path in sorted(root.rglob("*.py")):
        inner = path.relative_to(root)
        if inner.parts[0] in ("tests", "migrations"):
            continue
        if any(part.removesuffix(".py").split("_")[0] in SLICES for part in inner.parts):
            yield path


def test_the_guard_reads_something():
    names = {path.relative_to(settings.BASE_DIR).parts[1] for path in sources()}
    assert {"models", "selectors", "services", "api", "views", "rules"} <= names


def test_no_sentence_of_the_slices_holds_a_word_for_a_last_place():
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in _GETTEXT:
                continue
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found += [
                f"{path.name}: {text}" for text in texts if FORBIDDEN.search(_VALUES.sub("", str(text)))
            ]
    assert found == []


def test_no_translation_holds_one():
    catalogue = Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    texts = re.findall(
        r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', catalogue.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(texts) > 1000
    assert [text for text in texts if FORBIDDEN.search(_VALUES.sub("", text))] == []


def test_no_notice_holds_one():
    found = []
    for kind in all_kinds():
        for language in ("en", "zh-hans"):
            with translation.override(language):
                text = f"{kind.title} {kind.body} {kind.name}"
            found += [f"{kind.code}: {text}"] if FORBIDDEN.search(text) else []
    assert found == []
    assert {"kpi.praise_gap", "kpi.praise_gap_above"} <= {kind.code for kind in all_kinds()}


def test_no_field_of_the_api_is_a_place_and_nothing_can_be_sorted():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    fields = [
        f"{name}.{field}"
        for name, shape in schema["components"]["schemas"].items()
        for field in shape.get("properties", {})
        if PLACES.fullmatch(field) and f"{name}.{field}" not in _SCALES
    ]
    assert fields == []
    asked = [
        f"{path}?{parameter['name']}"
        for path, operations in schema["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["name"] in SORTING
    ]
    assert asked == []


def _ordered_by(call):
    """The fields that a call puts rows in the order of."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "order_by":
        return [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
    if name not in ("sorted", "sort", "nlargest", "nsmallest"):
        return []
    keys = [word.value for word in call.keywords if word.arg == "key"]
    return [part.attr for key in keys for part in ast.walk(key) if isinstance(part, ast.Attribute)]


def test_no_list_of_the_slices_stands_in_the_order_of_a_figure():
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                fields = _ordered_by(node)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ordering":
                fields = [str(part.value) for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            else:
                continue
            figures = [one for one in fields if FIGURES.fullmatch(one.lstrip("-").rpartition("__")[2])]
            found += [f"{path.name}:{node.lineno} {one}" for one in figures]
    assert found == []


def test_the_praise_queue_stands_by_name_however_long_somebody_waits(team, lead, client_of):
    today = dt.date(2026, 11, 21)
    for place, name in enumerate(NAMES):
        person = make_agent(f"Q{place}", name=name, team=team)
        attended(person, today)
        praised(person, lead, today - dt.timedelta(days=10 + 7 * place))
    assert order_in(ask(lead, client_of, "kpi:praise_queue", {})) == sorted(NAMES)
    assert order_in(ask(lead, client_of, "kpi-api:praise_queue", {})) == sorted(NAMES)
    for word in ORDERS:
        assert order_in(ask(lead, client_of, "kpi:praise_queue", {word: "-last"})) == sorted(NAMES)
