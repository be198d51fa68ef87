"""The directory and the page of a person: who sees whom, what is covered, how many queries it takes."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from staff.choices import Role
from staff.models import Agent, Membership, Notice, RoleGrant
from staff.tests.factories import make_account, make_agent, make_store, make_team

pytestmark = pytest.mark.django_db
LIST = "/staff/people/"


def names(answer) -> list[str]:
    return [person.name for person in answer.context["page_obj"].object_list]


def page_of(person) -> str:
    return reverse("staff:agent_detail", args=[person.pk])


def test_people_stand_by_name_whatever_is_asked(client_of, admin, agent2, agent, stranger):
    for query in ("", "?o=-name", "?ordering=-employee_no", "?sort=grade"):
        found = names(client_of(admin).get(LIST + query))
        assert found == sorted(found)


def test_a_leader_finds_the_own_group_alone(client_of, lead, agent, stranger):
    assert names(client_of(lead).get(LIST)) == ["Agent One", "Lead"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=one", ["Agent One"]),
        ("q=nick-7", ["Agent One"]),
        ("q=stranger", ["Stranger"]),
        ("line=technical", ["Stranger"]),
        ("role=admin", ["Admin"]),
        ("state=left", ["Gone"]),
        ("q=nobody", []),
    ],
)
def test_search_and_filters(client_of, admin, agent, stranger, query, expected, today):
    make_account(make_store(), "nick-7", agent=agent)
    Agent.objects.filter(pk=stranger.pk).update(line="technical")
    make_agent(name="Gone", left_on=today - dt.timedelta(days=1))
    assert names(client_of(admin).get(f"{LIST}?{query}")) == expected


def test_filter_by_team_takes_what_lies_below(client_of, admin, agent, stranger):
    care = make_team("Care")
    assert names(client_of(admin).get(f"{LIST}?team={care.pk}")) == ["Agent One", "Stranger"]


def test_a_team_out_of_reach_is_not_a_choice(client_of, lead, agent, stranger, other_team):
    assert names(client_of(lead).get(f"{LIST}?team={other_team.pk}")) == ["Agent One", "Lead"]


def test_an_agent_sees_the_own_page_and_no_directory(client_of, agent, agent2):
    client = client_of(agent)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(agent)).status_code == 200
    assert client.get(page_of(agent2)).status_code == 404


def test_the_fragment_is_part_of_the_page(client_of, admin, agent):
    client = client_of(admin)
    whole = client.get(LIST).content.decode()
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Agent One" in part


@pytest.mark.parametrize(
    ("who", "covered"), [("lead", True), ("trainer", True), ("supervisor", False), ("hr", False)]
)
def test_the_telephone_is_covered_but_for_those_who_edit(request, client_of, agent, who, covered):
    Agent.objects.filter(pk=agent.pk).update(phone="13800001234", email="a@example.test")
    text = client_of(request.getfixturevalue(who)).get(page_of(agent)).content.decode()
    assert ("13800001234" not in text) is covered
    assert ("a@example.test" not in text) is covered


def test_the_page_shows_history_roles_duties_accounts_and_grade(
    client_of, hr, agent, team, other_team, today
):
    day = dt.date(2026, 10, 15)
    Membership.objects.filter(agent=agent).update(valid_to=day - dt.timedelta(days=1))
    Membership.objects.create(agent=agent, team=other_team, valid_from=day)
    RoleGrant.objects.create(agent=agent, role=Role.QA, valid_from=day)
    make_account(make_store("云杉旗舰店"), "云杉:小桐", agent=agent)
    text = client_of(hr).get(page_of(agent)).content.decode()
    for words in (
        "Care/Pre-sales",
        "Care/After-sales",
        "until 14 October 2026",
        "since 15 October 2026",
        "Inspect conversations by the inspection form",
        "云杉:小桐",
        "云杉旗舰店",
    ):
        assert words in text


def test_nobody_edits_the_own_file_or_one_who_stands_as_high(client_of, supervisor, hr, team):
    peer = make_agent("peer", team=team, role=Role.SUPERVISOR, granted_for=team)
    client = client_of(supervisor)
    for target in (supervisor, peer):
        assert client.get(reverse("staff:agent_edit", args=[target.pk])).status_code == 403
        assert client.post(reverse("staff:agent_leave", args=[target.pk])).status_code == 403
    assert client_of(hr).get(reverse("staff:agent_edit", args=[peer.pk])).status_code == 200


def test_another_teams_person_is_not_there_for_a_supervisor(client_of, supervisor, stranger):
    for name in ("edit", "move", "leave", "return", "skill", "store"):
        answer = client_of(supervisor).get(reverse(f"staff:agent_{name}", args=[stranger.pk]))
        assert answer.status_code == 404


def test_add_edit_move_leave_and_come_back(client_of, hr, team, other_team, today):
    client = client_of(hr)
    new = {
        "employee_no": "N1",
        "name": "New One",
        "team": team.pk,
        "state": "probation",
        "hired_on": "2026-11-02",
    }
    assert client.post(reverse("staff:agent_add"), new).status_code == 302
    person = Agent.objects.get(employee_no="N1")
    assert person.state == "probation"
    assert person.memberships.get().valid_from == dt.date(2026, 11, 2)
    facts = {**new, "name": "New Name", "state": "active", "email": "n1@example.test"}
    assert client.post(reverse("staff:agent_edit", args=[person.pk]), facts).status_code == 302
    move = {"team": other_team.pk, "on": "2026-11-19"}
    assert client.post(reverse("staff:agent_move", args=[person.pk]), move).status_code == 302
    assert person.memberships.count() == 2
    leave = {"on": "2026-11-20"}
    assert client.post(reverse("staff:agent_leave", args=[person.pk]), leave).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.state) == ("New Name", "left")
    back = {"on": "2026-11-21", "team": team.pk}
    assert client.post(reverse("staff:agent_return", args=[person.pk]), back).status_code == 302
    person.refresh_from_db()
    assert person.state == "active"


def test_a_refusal_stands_on_the_form(client_of, hr, agent):
    answer = client_of(hr).post(
        reverse("staff:agent_add"), {"employee_no": agent.employee_no, "name": "Twin", "state": "active"}
    )
    assert answer.status_code == 422
    assert "is taken" in answer.content.decode()


def test_an_invitation_opens_the_login_by_a_mail(
    client_of, client, hr, team, django_capture_on_commit_callbacks
):
    person = make_agent("I1", name="Invited", team=team, email="i1@example.test")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(hr).post(reverse("staff:agent_invite", args=[person.pk]))
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.user.is_active
    link = Notice.objects.get(agent=person).url
    assert [message.to for message in mail.outbox] == [["i1@example.test"]]
    assert link in mail.outbox[0].body
    form = client.get(link, follow=True)
    words = {"password1": "a sentence of mine", "password2": "a sentence of mine"}
    client.post(form.request["PATH_INFO"], words)
    signed = client.post("/accounts/login/", {"login": "I1", "password": "a sentence of mine"})
    assert signed.status_code == 302


def test_without_a_mail_the_invitation_is_refused_with_a_sentence(client_of, hr, agent):
    answer = client_of(hr).post(reverse("staff:agent_invite", args=[agent.pk]))
    assert answer.status_code == 422
    assert "has no mail address" in answer.content.decode()


def test_closing_a_login_ends_its_session(client_of, hr, agent):
    client = client_of(agent)
    assert client.get(page_of(agent)).status_code == 200
    client_of(hr).post(reverse("staff:agent_login_close", args=[agent.pk]))
    assert client.get(page_of(agent)).status_code == 302


@pytest.mark.parametrize("name", ["people", "teams", "roles", "stores", "accounts"])
def test_pages_take_the_same_queries_for_20_and_200(
    client_of, admin, team, name, django_assert_max_num_queries
):
    url = f"/staff/{name}/"
    store = make_store()
    counts = []
    for size in (20, 180):
        for _ in range(size):
            person = make_agent(team=team)
            make_account(store, f"nick {person.pk}", agent=person)
        client = client_of(admin)
        client.get(url)
        with django_assert_max_num_queries(15) as captured:
            client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_a_person_and_of_a_team_stay_in_budget(
    client_of, admin, agent, team, django_assert_max_num_queries
):
    client = client_of(admin)
    with django_assert_max_num_queries(15):
        client.get(page_of(agent))
    with django_assert_max_num_queries(15):
        client.get(reverse("staff:team_detail", args=[team.pk]))
