"""The pages and the API: who reads what, reviewing, files, forms, plans, calibration, the clinic."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi.choices.quality import ChatImportState, ReviewState
from kpi.models import (
    CalibrationRound,
    Chat,
    ChatImport,
    FormVersion,
    HintRule,
    QualityProblem,
    Review,
    SamplingPlan,
)
from kpi.services.quality.reviews import Said
from kpi.tests.factories_quality import (
    WEEK,
    a_chat,
    a_form,
    a_plan,
    a_review,
    answers,
    disputed,
    drawn,
    reviewed,
)
from staff.models import Agent, Membership
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MISS = Said("none", turn=2, cause="knowledge")


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def posted(review, **worse):
    """A filled form as the browser sends it."""
    data = {"coaching": "Good."}
    for code, said in answers(review.version, **worse).items():
        data |= {
            f"item_{code}": said.answer,
            f"turn_{code}": str(said.turn or ""),
            f"cause_{code}": said.cause,
            f"note_{code}": said.note,
        }
    return data


def test_a_chat_is_read_by_its_agent_its_leader_and_reviewers_alone(
    client_of, agent, agent2, stranger, lead, supervisor, manager, hr, qa, admin, trainer
):
    chat = a_chat(agent)
    review = reviewed(agent, qa)
    for person in (agent, lead, supervisor, qa):
        assert "什么时候发货" in page(client_of(person), "kpi:chat", chat.pk)
        page(client_of(person), "kpi:review", review.pk)
    for person in (agent2, stranger, manager, hr, admin, trainer):
        page(client_of(person), "kpi:chat", chat.pk, status=404)
        page(client_of(person), "kpi:review", review.pk, status=404)
        assert client_of(person).get(f"/api/v1/kpi/chats/{chat.pk}/").status_code == 404


def test_the_lists_hold_only_what_one_may_read(client_of, agent, stranger, lead, qa):
    own, other = a_chat(agent), a_chat(stranger)
    assert str(own) in page(client_of(lead), "kpi:chat_list")
    assert f">{other}<" not in page(client_of(lead), "kpi:chat_list")
    assert f">{other}<" in page(client_of(qa), "kpi:chat_list")


def test_a_waiting_review_is_not_shown_to_its_agent(client_of, agent, qa):
    page(client_of(agent), "kpi:review", a_review(agent, qa).pk, status=404)


def test_the_transcript_is_marked_and_hints_stand_beside_it(client_of, agent, qa):
    HintRule.objects.create(kind="words", name="soon", words=["今天下午"])
    review = reviewed(agent, qa, detail=MISS)
    text = page(client_of(agent), "kpi:review", review.pk)
    assert "says “今天下午” (soon)" in text
    assert 'href="#turn-2"' in text
    assert 'id="turn-2"' in text
    assert "did not know: product or rule" in text


def test_a_reviewer_fills_the_form_and_nobody_else_does(client_of, agent, qa, supervisor):
    review = a_review(agent, qa)
    for person, status in ((supervisor, 404), (agent, 403)):
        assert client_of(person).post(reverse("kpi:review_mark", args=[review.pk])).status_code == status
    client = client_of(qa)
    bad = client.post(
        reverse("kpi:review_mark", args=[review.pk]), posted(review, detail=Said("none", note="Mine"))
    )
    assert bad.status_code == 422
    assert "Choose the root cause" in bad.content.decode()
    assert 'value="Mine"' in bad.content.decode()
    good = client.post(reverse("kpi:review_mark", args=[review.pk]), posted(review, detail=MISS))
    assert good.url == reverse("kpi:review_list")
    review.refresh_from_db()
    assert (review.state, review.marks.get(item="detail").turn) == (ReviewState.REVIEWED, 2)


def test_the_agent_answers_and_a_second_reviewer_decides(client_of, agent, agent2, qa, supervisor):
    review = reviewed(agent, qa, detail=MISS)
    assert "I see it differently" in page(client_of(agent), "kpi:review", review.pk)
    said = {"dispute": "1", "comment": "I did say it."}
    assert client_of(agent2).post(reverse("kpi:review_answer", args=[review.pk]), said).status_code == 404
    client_of(agent).post(reverse("kpi:review_answer", args=[review.pk]), said)
    decide = reverse("kpi:review_decide", args=[review.pk])
    assert client_of(qa).get(decide).status_code == 404
    client = client_of(supervisor)
    assert "I did say it." in page(client, "kpi:review_decide", review.pk)
    assert client.post(decide, {"uphold": "1", "reason": ""}).status_code == 422
    client.post(decide, {"change": "1", "reason": "It is there.", **posted(review)})
    review.refresh_from_db()
    assert (review.state, review.points) == (ReviewState.CHANGED, review.most)
    text = page(client_of(agent), "kpi:review", review.pk)
    assert "As it was marked first" in text
    assert "It is there." in text


def test_a_file_is_given_looked_at_taken_in_and_undone(
    client_of, agent, qa, django_capture_on_commit_callbacks
):
    store = make_store("Lotus")
    make_account(store, "ann", agent=agent)
    body = "会话ID,角色,内容\nC1,买家,打13812345678\nC1,客服,好\nC2,谁,好\n".encode()
    client = client_of(qa)
    said = {
        "upload": SimpleUploadedFile("c.csv", body),
        "store": store.pk,
        "account": "ann",
        "day": "2026-11-09",
    }
    answer = client.post(reverse("kpi:chat_import_new"), said)
    batch = ChatImport.objects.get()
    assert answer.url == reverse("kpi:chat_import", args=[batch.pk])
    text = page(client, "kpi:chat_import", batch.pk)
    assert "Ready to take in 1 chat" in text
    assert "row 4, 角色" in text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("kpi:chat_import_take", args=[batch.pk]))
    assert Chat.objects.get().turns.first().text == "打[phone]"
    page(client, "kpi:chat_import", batch.pk)
    client.post(reverse("kpi:chat_import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, Chat.objects.count()) == (ChatImportState.UNDONE, 0)
    broken = {**said, "upload": SimpleUploadedFile("c.csv", b"a,b\n1,2\n")}
    refused = client.post(reverse("kpi:chat_import_new"), broken)
    assert refused.status_code == 422
    assert "c.csv: No sheet holds chats" in refused.content.decode()


def test_a_form_is_made_in_the_browser(client_of, qa, agent):
    client = client_of(qa)
    client.post(reverse("kpi:form_new"), {"name_en": "Own", "name_zh": "自有"})
    draft = FormVersion.objects.get()
    item = {
        "section_en": "A", "section_zh": "甲", "en": "Greets", "zh": "问候",
        "options": "Yes | 是 | 5\nNo | 否 | 0",
    }  # fmt: skip
    bad = client.post(reverse("kpi:form_item", args=[draft.pk]), {**item, "options": "Yes"})
    assert bad.status_code == 422
    client.post(reverse("kpi:form_item", args=[draft.pk]), item)
    assert 'value="Greets"' in page(client, "kpi:form_item", draft.pk, item="greets")
    page(client_of(agent), "kpi:form_version", draft.pk, status=404)
    client.post(reverse("kpi:form_publish", args=[draft.pk]))
    assert "Greets" in page(client_of(agent), "kpi:form_version", draft.pk)
    client.post(reverse("kpi:form_draft", args=[draft.form_id]))
    client.post(
        reverse("kpi:form_item_remove", args=[FormVersion.objects.get(state="draft").pk]), {"code": "greets"}
    )
    client.post(reverse("kpi:form_discard", args=[FormVersion.objects.get(state="draft").pk]))
    client.post(reverse("kpi:form_take", args=["red-lines"]))
    assert FormVersion.objects.count() == 2
    page(client, "kpi:form_list")


def test_hints_plans_and_draws(client_of, qa, agent, team):
    client = client_of(qa)
    client.post(reverse("kpi:hint_take"))
    rule = HintRule.objects.get(kind="reply")
    client.post(reverse("kpi:hint_edit", args=[rule.pk]), {"kind": "reply", "name": "late", "seconds": "90"})
    client.post(reverse("kpi:hint_new"), {"kind": "words", "name": "w", "words": "a\nb", "active": "on"})
    client.post(reverse("kpi:hint_remove", args=[HintRule.objects.get(name="w").pk]))
    rule.refresh_from_db()
    assert (rule.seconds, rule.active) == (90, False)
    page(client, "kpi:hint_list")
    form = a_form().form
    said = {
        "name": "Weekly",
        "team": "",
        "form": form.pk,
        "per_agent": 1,
        "reviewers": [qa.pk],
        "active": "on",
    }
    client.post(reverse("kpi:plan_new"), said)
    plan = SamplingPlan.objects.get()
    a_chat(agent)
    client.post(reverse("kpi:plan_draw", args=[plan.pk]), {"week": "2026-W46"})
    assert Review.objects.get().reviewer == qa
    assert plan.draws.get().seed in page(client, "kpi:plan_list")
    client.post(reverse("kpi:plan_edit", args=[plan.pk]), {**said, "per_agent": 3})
    plan.refresh_from_db()
    assert plan.per_agent == 3


def test_calibration_shows_nothing_of_others_before_it_is_closed(client_of, agent, qa, supervisor):
    version = a_form("anchors")
    a_chat(agent)
    a_chat(agent)
    client, second = client_of(qa), client_of(supervisor)
    said = {"name": "Nov", "version": version.pk, "reviewers": [qa.pk, supervisor.pk], "count": 2}
    client.post(reverse("kpi:calibration_new"), said)
    row = CalibrationRound.objects.get()
    fill = reverse("kpi:calibration_fill", args=[row.pk])
    for chat in row.chats.all():
        for each, answer in ((client, "full"), (second, "none")):
            data = {f"item_{code}": answer for code in ("warmth", "honesty", "patience", "detail")}
            each.post(fill, {**data, "chat": chat.pk})
    assert row.sheets.count() == 4
    text = second.get(fill, {"chat": row.chats.first().pk}).content.decode()
    assert 'value="none" required checked' in text
    assert 'value="full" required checked' not in text
    assert "kappa" not in page(client, "kpi:calibration", row.pk)
    client.post(reverse("kpi:calibration_close", args=[row.pk]))
    text = page(second, "kpi:calibration", row.pk)
    assert "Cohen" in text
    assert "0 %" in text
    page(client_of(agent), "kpi:calibration", row.pk, status=403)
    page(client, "kpi:calibration_list")


def test_a_problem_is_followed_and_talked_about(client_of, agent, lead, qa):
    for day in WEEK.days[:2]:
        reviewed(agent, qa, day=day, detail=MISS)
    row = QualityProblem.objects.get()
    assert "Detail" in page(client_of(agent), "kpi:problem", row.pk)
    assert client_of(agent).post(reverse("kpi:problem_edit", args=[row.pk])).status_code == 403
    client = client_of(lead)
    said = {"root": "tool", "cause": "a", "fix": "b", "owner": lead.pk, "check_on": "2026-12-01"}
    assert client.post(reverse("kpi:problem_edit", args=[row.pk]), {**said, "fix": ""}).status_code == 422
    client.post(reverse("kpi:problem_edit", args=[row.pk]), said)
    row.refresh_from_db()
    assert (row.state, row.check_on) == ("fixing", dt.date(2026, 12, 1))
    client.post(reverse("kpi:clinic_pick", args=[row.pk]), {"week": "2026-W47"})
    client.post(reverse("kpi:clinic_lesson", args=[row.pk]), {"week": "2026-W47", "lesson": "Sizes first."})
    assert "Sizes first." in page(client, "kpi:clinic", week="2026-W47")
    page(client_of(agent), "kpi:clinic", status=403)
    client.post(reverse("kpi:problem_close", args=[row.pk]), {"solved": "1", "result": "Fine."})
    assert "Fine." in page(client, "kpi:problem", row.pk)
    page(client, "kpi:problem_list", all="1")


def test_what_waits_is_on_the_home_page(client_of, agent, qa, supervisor):
    a_review(agent, qa)
    disputed(agent, qa)
    reviewed(agent, qa, day=WEEK.days[3])
    assert "1 chat to review" in page(client_of(qa), "home")
    assert "1 dispute to decide" in page(client_of(supervisor), "home")
    assert "1 review of your chats waits" in page(client_of(agent), "home")


BUDGETS = [
    "kpi:review_list",
    "kpi:chat_list",
    "kpi:problem_list",
    "kpi:clinic",
    "kpi:plan_list",
    "kpi:form_list",
]
BUDGETS += [
    "kpi:calibration_list",
    "kpi-api:chats",
    "kpi-api:reviews",
    "kpi-api:problems",
    "kpi-api:chat_imports",
]


def grow(team, qa, count):
    version = a_form()
    plan = SamplingPlan.objects.first() or a_plan(qa, form=version)
    draw = plan.draws.first()
    have = Agent.objects.filter(employee_no__startswith="G").count()
    for number in range(have, count):
        person = make_agent(f"G{number:03d}", team=team)
        chat = a_chat(person)
        if draw is None:
            draw = drawn(plan)
            draw.reviews.all().delete()
        about = {"draw": draw, "chat": chat, "agent": person, "store": chat.store, "version": version}
        Review.objects.create(
            **about,
            reviewer=qa,
            day=chat.day,
            state="reviewed" if number % 2 else "waiting",
            points=1,
            most=2,
        )
        QualityProblem.objects.create(
            agent=person, form=version.form, item="detail", item_en="Detail", item_zh="细致",
            check_on=chat.day, found_on=chat.day, owner=qa,
        )  # fmt: skip


def test_queries_do_not_grow_with_the_team(client_of, team, qa):
    client = client_of(qa)
    counts = {}
    for size in (20, 100):
        grow(team, qa, size)
        for name in BUDGETS:
            page(client, name)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                page(client, name)
            counts.setdefault(name, []).append(len(asked))
    assert {name: found for name, found in counts.items() if found[0] != found[1] or found[1] > 16} == {}
    assert Membership.objects.filter(team=team).count() >= 100


def test_the_api_reviews_disputes_and_decides(client_of, agent, qa, supervisor):
    review = a_review(agent, qa)
    marks = [
        {"item": code, "answer": said.answer, "cause": said.cause, "turn": said.turn}
        for code, said in answers(review.version, detail=MISS).items()
    ]
    base = f"/api/v1/kpi/reviews/{review.pk}/"
    json = {"content_type": "application/json"}
    assert client_of(supervisor).post(f"{base}marks/", {"marks": marks}, **json).status_code == 404
    done = client_of(qa).post(f"{base}marks/", {"marks": marks, "coaching": "Hi"}, **json)
    assert (done.status_code, done.json()["review"]["points"]) == (200, "125.00")
    again = client_of(qa).post(f"{base}marks/", {"marks": marks}, **json)
    assert again.json()["error"]["code"] == "not_waiting"
    said = {"answer": "dispute", "comment": "No."}
    assert client_of(agent).post(f"{base}answer/", said, **json).json()["review"]["state"] == "disputed"
    decided = client_of(supervisor).post(f"{base}decision/", {"reason": "As it was."}, **json).json()
    assert decided["review"]["state"] == "upheld"
    assert len(decided["marks"]) == 9


def test_the_api_takes_a_file_a_plan_and_a_draw(client_of, agent, qa, django_capture_on_commit_callbacks):
    store = make_store("Lotus")
    make_account(store, "ann", agent=agent)
    client = client_of(qa)
    turns = b'"turns": [{"role": "agent", "text": "x"}]'
    body = b'[{"conversation": "1", "account": "ann", "start": "2026-11-09", ' + turns + b"}]"
    made = client.post(
        "/api/v1/kpi/chat-imports/", {"file": SimpleUploadedFile("a.json", body), "store": store.pk}
    ).json()
    assert made["counts"]["new"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/api/v1/kpi/chat-imports/{made['id']}/act/", {"act": "take"}, content_type="application/json"
        )
    assert client.get("/api/v1/kpi/chats/").json()["count"] == 1
    form = client.post(
        "/api/v1/kpi/inspection-forms/", {"ready": "red-lines"}, content_type="application/json"
    )
    plan = client.post(
        "/api/v1/kpi/sampling-plans/",
        {"name": "P", "form": form.json()["form"], "per_agent": 1, "reviewers": [qa.pk]},
        content_type="application/json",
    ).json()
    draw = client.post(
        f"/api/v1/kpi/sampling-plans/{plan['id']}/draw/",
        {"week": "2026-W46"},
        content_type="application/json",
    )
    assert (draw.status_code, draw.json()["drawn"]) == (201, 1)
    assert client.get("/api/v1/kpi/reviews/", {"state": "waiting"}).json()["count"] == 1
