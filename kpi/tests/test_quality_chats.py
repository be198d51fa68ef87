"""Chats on their way in: CSV, XLSX, JSON; masked, tied by date, taken back, cleared; errors
that name the place."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from cstm.errors import DomainError
from cstm.spreadsheets import FileRefused
from kpi.choices.quality import ChatImportState, ReviewState
from kpi.models import Chat, ChatImport, Review, Turn
from kpi.services.quality import chats, intake
from kpi.tests.factories_quality import TODAY, WEEK, a_chat, a_review, reviewed
from staff.models import PlatformAccount
from staff.services import accounts
from staff.tests.factories import make_account, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.date(2026, 11, 9)
HEAD = "会话ID,轮次,角色,内容,时间,客服,店铺,开始时间,评价\n"


@pytest.fixture
def store(agent):
    found = make_store("Lotus")
    make_account(found, "ann", agent=agent)
    return found


def receive(path, store, *, stores=None, **said):
    known = stores if stores is not None else {store.name: store}
    return intake.receive(path, name=path.name, store=store, stores=known, actor=None, today=TODAY, **said)


def a_csv(tmp_path, text, encoding="utf-8") -> Path:
    path = tmp_path / "chats.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_a_csv_in_chinese_is_masked_before_anything_is_kept(tmp_path, store, agent):
    rows = (
        "C1,1,买家,我的电话13812345678,2026-11-09 10:00,ann,,2026-11-09 10:00,很满意\n"
        "C1,2,客服,收件人：张伟 收到,2026-11-09 10:01,ann,,,\n"
        "C2,,顾客,在吗,,ann,Lotus,2026-11-10,\n"
    )
    batch = receive(a_csv(tmp_path, HEAD + rows, "gb18030"), store)
    assert not Chat.objects.exists()
    assert {key: batch.counts[key] for key in ("new", "there", "unbound", "refused", "turns", "rows")} == {
        "new": 2, "there": 0, "unbound": 0, "refused": 0, "turns": 3, "rows": 3,
    }  # fmt: skip
    with default_storage.open(batch.stage.name) as stream:
        kept = stream.read().decode()
    assert "13812345678" not in kept
    assert "张伟" not in kept

    stage = batch.stage.name
    chats.take(batch, actor=None)
    first, second = Chat.objects.order_by("day")
    assert (first.agent, first.rating, first.day, first.turn_count) == (agent, 5, DAY, 2)
    assert first.started_at == dt.datetime(2026, 11, 9, 2, 0, tzinfo=dt.UTC)
    assert list(first.turns.values_list("role", "text")) == [
        ("customer", "我的电话[phone]"),
        ("agent", "收件人：[name] 收到"),
    ]
    assert (second.started_at, second.rating, second.turns.get().at) == (None, None, None)
    chats.take(batch, actor=None)
    assert Chat.objects.count() == 2
    assert stage


def test_the_masked_stage_goes_once_it_is_taken_in(tmp_path, store, django_capture_on_commit_callbacks):
    batch = receive(a_csv(tmp_path, HEAD + "C1,1,客服,好,,ann,,2026-11-09,\n"), store)
    stage = batch.stage.name
    with django_capture_on_commit_callbacks(execute=True):
        chats.take(batch, actor=None)
    assert not default_storage.exists(stage)


def test_a_workbook_and_json_say_the_same(tmp_path, store):
    book = openpyxl.Workbook()
    book.active.append(["conversation", "turn", "role", "text", "rating"])
    book.active.append([7, 1, "customer", "hello", 5])
    book.active.append([7, 2, "agent", "hi", None])
    book.save(tmp_path / "a.xlsx")
    first = receive(tmp_path / "a.xlsx", store, account="ann", day=DAY)
    chats.take(first, actor=None)
    turns = [{"role": "customer", "text": "hello"}, {"role": "agent", "text": "hi"}]
    document = {
        "conversations": [{"conversation": 7, "account": "ann", "start": "2026-11-09", "turns": turns}]
    }
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    again = receive(tmp_path / "a.json", store)
    assert (again.counts["new"], again.counts["there"]) == (0, 1)
    chats.take(again, actor=None)
    assert list(Turn.objects.values_list("number", "role", "text")) == [
        (1, "customer", "hello"),
        (2, "agent", "hi"),
    ]


ROWS = [
    ("C1,1,谁,好,,ann,,2026-11-09,\n", "角色", "bad_role"),
    ("C1,1,客服,,,ann,,2026-11-09,\n", "内容", "no_text"),
    (",1,客服,好,,ann,,2026-11-09,\n", "会话ID", "no_conversation"),
    ("C1,0,客服,好,,ann,,2026-11-09,\n", "轮次", "bad_turn"),
    ("C1,1,客服,好,昨天,ann,,2026-11-09,\n", "时间", "bad_time"),
    ("C1,1,客服,好,,ann,,2026-11-09,9\n", "评价", "bad_rating"),
    ("C1,1,客服,好,,,,2026-11-09,\n", "客服", "no_account"),
    ("C1,1,客服,好,,ann,,,\n", "开始时间", "no_day"),
    ("C1,1,客服,好,,ann,,2027-01-01,\n", "开始时间", "future"),
    ("C1,1,客服,好,,ann,,2025-01-01,\n", "开始时间", "too_old"),
    ("C1,1,客服,好,,ann,Nowhere,2026-11-09,\n", "店铺", "unknown_store"),
]


@pytest.mark.parametrize(("row", "column", "code"), ROWS)
def test_a_faulty_row_is_named_and_its_chat_held_back(tmp_path, store, row, column, code):
    good = "G,1,客服,好,,ann,,2026-11-09,\n"
    batch = receive(a_csv(tmp_path, HEAD + good + row), store)
    assert [(fault[0], fault[1], fault[3]) for fault in batch.faults] == [(3, column, code)]
    assert (batch.counts["new"], batch.counts["refused"]) == (1, 1)


def test_half_a_chat_is_never_taken(tmp_path, store):
    rows = "C1,1,客服,好,,ann,,2026-11-09,\nC1,1,客服,又,,ann,,,\nC1,3,客服,三,,bob,,,\n"
    batch = receive(a_csv(tmp_path, HEAD + rows), store)
    assert [(fault[0], fault[3]) for fault in batch.faults] == [
        (2, "held_back"), (3, "turn_twice"), (4, "two_accounts"),
    ]  # fmt: skip
    assert batch.counts["new"] == 0


def test_values_named_in_faults_are_masked(tmp_path, store):
    batch = receive(a_csv(tmp_path, HEAD + "C1,1,13812345678,好,,ann,,2026-11-09,\n"), store)
    assert batch.faults[0][2] == "[phone]"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", "日期,接待人数\n2026-11-09,3\n".encode(), "no_header"),
        ("a.json", b'[{"conversation": 1, "turns": [', "bad_json"),
        ("a.json", b'{"a": 1}', "bad_json"),
        ("a.json", b"[" * 200_000, "too_deep"),
        ("a.json", "[“会话”]".encode("gb18030"), "not_utf8"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "not_a_table"),
    ],
)
def test_what_is_no_file_of_chats_is_refused_whole(tmp_path, store, name, body, code):
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(DomainError) as refusal:
        receive(path, store)
    assert refusal.value.code == code
    assert not ChatImport.objects.exists()


def test_a_file_is_bounded_in_size_and_turns(tmp_path, store, settings):
    settings.IMPORT_MAX_BYTES = 2000
    with pytest.raises(FileRefused, match="at most"):
        receive(a_csv(tmp_path, HEAD + "C1,,客服,好,,ann,,2026-11-09,\n" * 100), store)
    settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_ROWS = 100_000, 5
    with pytest.raises(FileRefused, match="more than 5 rows"):
        receive(a_csv(tmp_path, HEAD + "C1,,客服,好,,ann,,2026-11-09,\n" * 6), store)
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"conversation": 1, "turns": [{"role": "agent", "text": "x"}] * 6}]))
    with pytest.raises(FileRefused, match="more than 5 turns"):
        receive(path, store, account="ann", day=DAY)


def test_places_of_json_are_named(tmp_path, store):
    path = tmp_path / "a.json"
    turns = [{"role": "agent", "text": "x"}, {"role": "boss", "text": "y"}]
    path.write_text(json.dumps([{"conversation": 1, "turns": turns}, "text"]))
    batch = receive(path, store, account="ann", day=DAY)
    assert [(fault[0], fault[1], fault[3]) for fault in batch.faults] == [
        (1, "turns[1].role", "bad_role"), (2, "", "not_an_object"),
    ]  # fmt: skip


def test_chats_follow_the_dates_of_the_account(tmp_path, store, agent, agent2):
    shared = make_account(store, "shared")
    rows = "".join(f"C{n},1,客服,好,,shared,,2026-11-{n:02d},\n" for n in (9, 12, 15))
    batch = receive(a_csv(tmp_path, HEAD + rows), store)
    assert (batch.counts["unbound"], batch.counts["names"]) == (3, ["shared"])
    chats.take(batch, actor=None)
    assert set(Chat.objects.values_list("agent", flat=True)) == {None}
    accounts.bind(
        shared, agent=agent, valid_from=dt.date(2026, 11, 1), valid_to=dt.date(2026, 11, 11), actor=None
    )
    accounts.bind(
        shared, agent=agent2, valid_from=dt.date(2026, 11, 12), valid_to=dt.date(2026, 11, 14), actor=None
    )
    assert list(Chat.objects.order_by("day").values_list("agent", flat=True)) == [agent.pk, agent2.pk, None]


def test_what_was_reviewed_keeps_its_agent(agent, agent2, qa):
    review = reviewed(agent, qa)
    account = review.chat.account
    accounts.bind(account, agent=agent2, actor=None)
    assert Chat.objects.get(pk=review.chat_id).agent == agent


def test_an_import_is_undone_unless_a_chat_was_reviewed(tmp_path, store, agent, qa):
    batch = receive(a_csv(tmp_path, HEAD + "C1,1,客服,好,,ann,,2026-11-09,\n"), store)
    chats.take(batch, actor=None)
    review = a_review(agent, qa, chat=Chat.objects.get())
    assert chats.undo(batch, actor=None) == 1
    assert not Chat.objects.exists()
    assert not Review.objects.filter(pk=review.pk).exists()
    assert chats.undo(batch, actor=None) == 0
    done = reviewed(agent, qa)
    with pytest.raises(DomainError, match="1 chat of this file was reviewed"):
        chats.undo(done.chat.batch, actor=None)


def test_only_what_waits_is_taken_or_put_away(tmp_path, store):
    batch = receive(a_csv(tmp_path, HEAD + "C1,1,客服,好,,ann,,2026-11-09,\n"), store)
    chats.discard(batch, actor=None)
    for act in (chats.take, chats.discard, chats.undo, chats.take_later):
        with pytest.raises(DomainError):
            act(batch, actor=None)
    assert ChatImport.objects.get().state == ChatImportState.DISCARDED


def test_a_job_takes_it_in(tmp_path, store, django_capture_on_commit_callbacks):
    batch = receive(a_csv(tmp_path, HEAD + "C1,1,客服,好,,ann,,2026-11-09,\n"), store)
    with django_capture_on_commit_callbacks(execute=True):
        job = chats.take_later(batch, actor=None)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state, Chat.objects.count()) == ("done", ChatImportState.TAKEN, 1)


def test_texts_are_cleared_after_their_time_and_results_stay(agent, qa, settings):
    settings.CHAT_KEEP_DAYS = 180
    edge = TODAY - dt.timedelta(days=180)
    kept = a_chat(agent, edge)
    old = a_chat(agent, edge - dt.timedelta(days=1))
    done = reviewed(agent, qa, day=edge - dt.timedelta(days=1))
    waiting = a_review(agent, qa, day=edge - dt.timedelta(days=1), chat=old)
    assert chats.prune(today=TODAY) == 2
    assert chats.prune(today=TODAY) == 0
    assert list(Chat.objects.all()) == [kept]
    done.refresh_from_db()
    assert (done.chat, done.state, done.points) == (None, ReviewState.REVIEWED, done.most)
    assert not Review.objects.filter(pk=waiting.pk).exists()


def test_the_database_keeps_a_conversation_once(agent):
    chat = a_chat(agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Chat.objects.create(
            batch=chat.batch, store=chat.store, account=chat.account, digest=chat.digest, day=WEEK.monday
        )


def test_real_dialogues_of_shops_come_in_whole(reference_data, store, agent):
    path = reference_data / "real" / "ecd_dialogues_dev" / "dialogues.csv"
    batch = receive(path, store, account="ann", day=DAY)
    assert {key: batch.counts[key] for key in ("rows", "new", "turns", "refused")} == {
        "rows": 720, "new": 92, "turns": 720, "refused": 0,
    }  # fmt: skip
    chats.take(batch, actor=None)
    assert Counter(Chat.objects.values_list("agent", flat=True)) == {agent.pk: 92}
    assert PlatformAccount.objects.filter(store=store).count() == 1
    assert Turn.objects.filter(chat__label="D001").order_by("number").last().text == "10元一把哦"
