"""Forms that are published once, rules of hints, and blind calibration."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cstm.errors import DomainError
from kpi.models import Chat, FormVersion
from kpi.rules.quality_scores import form_of
from kpi.selectors.quality.agreement import outcome
from kpi.services.quality import calibration, forms, hints
from kpi.tests.factories_quality import TODAY, WEEK, a_chat, a_form
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def qa2(db):
    return make_agent("qa2", name="Second QA", role="qa", login=True)


def test_a_published_version_never_changes_whoever_asks(qa):
    version = a_form()
    for values in ({"content": {}}, {"number": 9}, {"state": "draft", "published_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormVersion.objects.filter(pk=version.pk).update(**values)
    with pytest.raises(DomainError, match="never changes"):
        forms.remove_item(version, "detail", actor=qa.user)


def test_a_draft_is_written_item_by_item_and_published(qa):
    form = forms.create_form(name_en="Own form", name_zh="自有表", actor=qa.user)
    draft = form.versions.get()
    with pytest.raises(DomainError, match="no item"):
        forms.publish(draft, actor=qa.user)
    said = {
        "section_en": "Start", "section_zh": "开头", "en": "Greets", "zh": "问候", "hint_en": "",
        "hint_zh": "",
        "critical": False, "skippable": True, "skill": "", "options": "Yes | 是 | 5\nNo | 否 | 0",
    }  # fmt: skip
    forms.write_item(draft, said, replaces="", actor=qa.user)
    forms.write_item(draft, {**said, "en": "Asks", "zh": "询问"}, replaces="", actor=qa.user)
    forms.write_item(draft, {**said, "en": "Greets first"}, replaces="greets", actor=qa.user)
    with pytest.raises(DomainError, match="Line 2"):
        forms.write_item(draft, {**said, "options": "Yes | 是 | 5\nNo"}, replaces="", actor=qa.user)
    with pytest.raises(DomainError, match="different points"):
        forms.write_item(draft, {**said, "options": "Yes | 是 | 5\nNo | 否 | 5"}, replaces="", actor=qa.user)
    draft = FormVersion.objects.get(pk=draft.pk)
    assert [item.code for item in form_of(draft.content).items] == ["greets", "asks"]
    first = forms.publish(draft, actor=qa.user)
    second = forms.open_draft(form, actor=qa.user)
    assert (first.number, second.number, second.content) == (1, 2, first.content)
    forms.discard(second, actor=qa.user)
    assert list(form.versions.all()) == [first]


def test_the_ready_forms_and_hints_are_taken_once(qa):
    assert forms.take_ready("anchors", actor=qa.user) == forms.take_ready("anchors", actor=qa.user)
    assert [hints.take_ready(actor=qa.user), hints.take_ready(actor=qa.user)] == [5, 0]
    with pytest.raises(DomainError, match="no such form"):
        forms.take_ready("nothing", actor=qa.user)


def test_hint_rules_say_what_they_lack(qa):
    for said, words in (
        ({"kind": "words", "words": [" "]}, "at least one word"),
        ({"kind": "reply", "seconds": 0}, "how many seconds"),
        ({"kind": "words", "words": ["x" * 61]}, "60 characters"),
    ):
        with pytest.raises(DomainError, match=words):
            hints.save(None, name="r", actor=qa.user, **said)
    hints.save(None, name="r", kind="words", words=["不知道", "不知道"], actor=qa.user)
    with pytest.raises(DomainError, match="of this name"):
        hints.save(None, name="r", kind="reply", seconds=5, actor=qa.user)


def test_calibration_is_blind_drawn_by_a_seed_and_counts_what_all_filled(agent, qa, qa2, supervisor):
    version = a_form("anchors")
    for day in WEEK.days:
        a_chat(agent, day)
    a_chat(qa)
    said = {"version": version, "count": 3, "within": Chat.objects.all(), "actor": qa.user, "today": TODAY}
    with pytest.raises(DomainError, match="two reviewers"):
        calibration.open_round(name="one", reviewers=[qa], **said)
    row = calibration.open_round(name="November", reviewers=[qa, qa2], **said)
    chats = list(row.chats.order_by("pk"))
    assert len(chats) == 3
    assert {chat.agent for chat in chats} == {agent}
    codes = [item.code for item in form_of(version.content).items]
    full, none = dict.fromkeys(codes, "full"), dict.fromkeys(codes, "none")
    with pytest.raises(DomainError, match="filled by two"):
        calibration.close(row, actor=qa.user)
    with pytest.raises(DomainError, match="take part"):
        calibration.fill(row, chats[0], full, reviewer=supervisor, actor=None)
    with pytest.raises(DomainError, match="every item"):
        calibration.fill(row, chats[0], {"warmth": "full"}, reviewer=qa, actor=None)
    for chat, one, two in (
        (chats[0], full, full),
        (chats[1], none, {**none, "detail": "full"}),
        (chats[2], full, None),
    ):
        calibration.fill(row, chat, one, reviewer=qa, actor=None)
        if two:
            calibration.fill(row, chat, two, reviewer=qa2, actor=None)
    calibration.close(row, actor=qa.user)
    found = outcome(row)
    assert (found.overall.subjects, found.overall.raters, found.left_out) == (8, 2, 1)
    assert (found.overall.exact, found.overall.kappa) == (Decimal("0.8750"), Decimal("0.7500"))
    assert [item.found.exact for item in found.items] == [1, 1, 1, Decimal("0.5000")]
    with pytest.raises(DomainError, match="closed"):
        calibration.fill(row, chats[0], full, reviewer=qa, actor=None)
