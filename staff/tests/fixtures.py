"""The known people: one of each role, in one part of the tree, and a stranger in another.

The tree is Care/Pre-sales and Care/After-sales. `agent`, `agent2` and their `lead` belong to Pre-sales;
`supervisor` and `manager` look after Care/Pre-sales and Care; `stranger` belongs to After-sales. Each has a
log-in whose name is the fixture's.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from staff.choices import Role
from staff.models import Agent, Team
from staff.tests.factories import make_agent, make_team


@pytest.fixture
def team(db: None) -> Team:
    """The team of the known people."""
    return make_team("Care/Pre-sales")


@pytest.fixture
def other_team(db: None) -> Team:
    """The stranger's team."""
    return make_team("Care/After-sales")


@pytest.fixture
def agent(team: Team) -> Agent:
    """An online agent."""
    return make_agent("agent", name="Agent One", team=team, login=True)


@pytest.fixture
def agent2(team: Team) -> Agent:
    """A colleague of the agent in the same team."""
    return make_agent("agent2", name="Agent Two", team=team, login=True)


@pytest.fixture
def stranger(other_team: Team) -> Agent:
    """An online agent of another team."""
    return make_agent("stranger", name="Stranger", team=other_team, login=True)


@pytest.fixture
def lead(team: Team) -> Agent:
    """The accountable leader of the agent's team."""
    person = make_agent("lead", name="Lead", team=team, role=Role.LEADER, granted_for=team, login=True)
    team.leader = person
    team.save(update_fields=["leader"])
    return person


@pytest.fixture
def supervisor(team: Team) -> Agent:
    """A supervisor of the agent's team."""
    return make_agent(
        "supervisor", name="Supervisor", team=team, role=Role.SUPERVISOR, granted_for=team, login=True
    )


@pytest.fixture
def manager(team: Team) -> Agent:
    """A project manager of the whole tree that holds both teams."""
    top = make_team("Care")
    return make_agent("manager", name="Manager", team=top, role=Role.MANAGER, granted_for=top, login=True)


@pytest.fixture
def hr(db: None) -> Agent:
    """A person of HR, for the whole organisation."""
    return make_agent("hr", name="HR Person", team=make_team("Office"), role=Role.HR, login=True)


@pytest.fixture
def qa(db: None) -> Agent:
    """A QA specialist, for the whole organisation."""
    return make_agent("qa", name="QA Person", team=make_team("Office"), role=Role.QA, login=True)


@pytest.fixture
def trainer(db: None) -> Agent:
    """A trainer, for the whole organisation."""
    return make_agent("trainer", name="Trainer", team=make_team("Office"), role=Role.TRAINER, login=True)


@pytest.fixture
def training_supervisor(db: None) -> Agent:
    """A training supervisor, for the whole organisation."""
    return make_agent(
        "training_supervisor",
        name="Training Supervisor",
        team=make_team("Office"),
        role=Role.TRAINING_SUPERVISOR,
        login=True,
    )


@pytest.fixture
def admin(db: None) -> Agent:
    """An administrator."""
    return make_agent("admin", name="Admin", team=make_team("Office"), role=Role.ADMIN, login=True)


@pytest.fixture
def client_of() -> Callable[[Agent], Client]:
    """A browser in which a person is signed in."""

    def signed_in(person: Agent) -> Client:
        client = Client()
        client.force_login(person.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return signed_in
