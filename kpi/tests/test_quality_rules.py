"""Masking, sampling, scoring, hints: tables of cases, and what holds for every input."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.rules import quality_hints, quality_scores, sampling
from kpi.rules.masking import mask, parts
from kpi.rules.quality_hints import FIRST_REPLY, REPLY, WORDS, Rule, Spoken
from kpi.rules.quality_ready import FORMS
from kpi.rules.quality_scores import SKIPPED, Form, Item, Option, Section

MASKED = [
    ("我的电话13812345678", "我的电话[phone]"),
    ("+86 138 1234 5678 联系我", "[phone] 联系我"),
    ("(+86)138-1234-5678", "[phone]"),
    ("0086-13812345678", "[phone]"),
    ("打１３８１２３４５６７８", "打[phone]"),
    ("021-62345678 或 400-820-8820", "[phone] 或 [phone]"),
    ("call +1 (415) 555-2671 please", "call [phone] please"),
    ("幺三八零零一三八零零零", "[phone]"),
    ("邮箱abc@qq.com", "邮箱[mail]"),
    ("收件人：张伟，电话13900001111", "收件人：[name]，电话[phone]"),
    ("收件人张伟地址上海市浦东新区张江镇祖冲之路1000弄12号", "收件人[name]地址[address]"),
    ("收货人是李小明", "收货人是[name]"),
    ("收件人 阿卜杜拉·买买提 收", "收件人 [name] 收"),
    ("收件人：欧阳娜娜 13812345678", "收件人：[name] [phone]"),
    ("地址：北京市朝阳区建国路88号院3号楼2单元501室", "地址：[address]"),
    ("浙江省杭州市西湖区文三路", "[address]"),
    ("寄到四川省成都市武侯区人民南路四段11号", "寄到[address]"),
    ("recipient: Ann Lee, 12 Baker Street, Apt 4", "recipient: [name], [address]"),
    ("订单号 1234567890123456789", "订单号 [order]"),
    ("拼多多 220203-123456789012345", "拼多多 [order]"),
    ("单号SF1234567890123", "单号[order]"),
    ("order number: AB12-9931", "order number: [order]"),
    ("身份证11010119900307123X", "身份证[order]"),
]
KEPT = [
    "105元一把，买200把",
    "2026-11-21 14:40 发货",
    "一般直径在3 - 5cm",
    "收件人电话不对",
    "收件人是谁",
    "订单号是多少呀",
    "我住在3楼",
    "广东省深圳市",
    "快递送到小区门口就行",
    "发到杭州可以吗",
    "这个区别是什么，市场价多少",
    "一路走好",
    "昨天11月20日下的单",
    "",
]


@pytest.mark.parametrize(("said", "kept"), MASKED)
def test_personal_data_is_taken_out(said, kept):
    assert mask(said) == kept


@pytest.mark.parametrize("said", KEPT)
def test_plain_talk_stays(said):
    assert mask(said) == said


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text):
    assert mask(mask(text)) == mask(text)


SEPARATORS = st.sampled_from(["", " ", "-", "–", ".", " - "])
AROUND = st.text(alphabet="你好的吗亲，。 abc!", max_size=20)


@given(
    AROUND,
    st.sampled_from(["", "+86", "+86 ", "0086", "86-", "＋86"]),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.lists(SEPARATORS, min_size=10, max_size=10),
    AROUND,
)
def test_no_mobile_number_gets_through(before, prefix, number, between, after):
    written = "".join(digit + gap for digit, gap in zip(number, [*between, ""], strict=True))
    found = mask(f"{before}{prefix}{written}{after}")
    assert sum(sign.isdigit() for sign in found) == 0
    assert "[phone]" in found


@given(AROUND, st.from_regex(r"[0-9]{10,24}", fullmatch=True), AROUND)
def test_no_long_number_gets_through(before, number, after):
    assert not any(sign.isdigit() for sign in mask(f"{before}{number}{after}"))


@given(AROUND, st.text(alphabet="张王李赵陈伟芳娜敏静", min_size=2, max_size=3), st.sampled_from("：:是 "))
def test_a_recipient_is_never_named(before, name, sign):
    assert mask(f"{before}收件人{sign}{name}，谢谢") == f"{mask(before)}收件人{sign}[name]，谢谢"


@given(st.text(alphabet="省市区县路街号楼0123456789中国大道", max_size=2000))
def test_any_text_is_masked_and_cut_at_its_marks(text):
    masked = mask(text)
    assert "".join(f"[{part.text}]" if part.kind else part.text for part in parts(masked)) == masked


CANDIDATES = st.lists(
    st.builds(
        sampling.Candidate,
        st.integers(1, 10_000),
        st.integers(1, 3),
        st.sampled_from(["pre_sales", "after_sales"]),
        st.sampled_from(["", "low", "high"]),
    ),
    unique_by=lambda one: one.chat_id,
    max_size=60,
)


@given(CANDIDATES, st.integers(0, 70), st.text(max_size=20), st.randoms(use_true_random=False))
def test_a_draw_is_repeated_by_its_seed_whatever_the_order(chats, count, seed, dice):
    first = sampling.draw(chats, count, seed)
    mixed = list(chats)
    dice.shuffle(mixed)
    assert sampling.draw(mixed, count, seed) == first
    assert len(set(first)) == len(first) == min(count, len(chats))


@given(CANDIDATES, st.integers(1, 70), st.text(max_size=20))
def test_each_stratum_has_its_share(chats, count, seed):
    drawn = set(sampling.draw(chats, count, seed))
    wanted = min(count, len(chats))
    for stratum in {one.stratum for one in chats}:
        ids = {one.chat_id for one in chats if one.stratum == stratum}
        share = Decimal(wanted) * len(ids) / len(chats)
        assert abs(len(ids & drawn) - share) < 1


def test_seeds_draw_differently_and_a_known_one_stays_the_same():
    chats = [sampling.Candidate(n, 1, "", "") for n in range(1, 101)]
    assert len({tuple(sampling.draw(chats, 5, str(seed))) for seed in range(20)}) > 15
    assert sampling.draw(chats, 5, "seed") == [73, 82, 23, 27, 7]


@given(st.integers(1, 99), st.lists(st.integers(1, 9), max_size=6), st.integers(1, 9), st.text(max_size=5))
def test_nobody_reviews_an_own_chat(chat, reviewers, agent, seed):
    found = sampling.assign(chat, agent, reviewers, seed)
    assert found != agent
    assert (found is None) == (not set(reviewers) - {agent})


def an_item(code, *points, critical=False, skippable=True):
    options = tuple(Option(f"o{n}", f"o{n}", f"o{n}", Decimal(value)) for n, value in enumerate(points))
    return Item(code, code, code, options, critical=critical, skippable=skippable)


def a_form(*items):
    return Form((Section("a", "a", items),))


FORM = a_form(an_item("a", 10, 5, 0), an_item("b", 30, 0), an_item("c", 60, 0, critical=True))


@pytest.mark.parametrize(
    ("answers", "points", "crossed"),
    [
        ({"a": "o0", "b": "o0", "c": "o0"}, "100", 0),
        ({"a": "o1", "b": "o0", "c": "o0"}, "95", 0),
        ({"a": SKIPPED, "b": "o1", "c": "o0"}, "66.67", 0),  # 100 × 60 / 90
        ({"a": SKIPPED, "b": "o0", "c": SKIPPED}, "100", 0),
        ({"a": "o1", "b": SKIPPED, "c": SKIPPED}, "50", 0),
        ({"a": "o0", "b": "o0", "c": "o1"}, "0", 1),
    ],
)
def test_what_a_filled_form_is_worth(answers, points, crossed):
    found = quality_scores.score(FORM, answers)
    assert (found.points, found.most, found.crossed) == (Decimal(points), 100, crossed)


def test_all_left_out_is_no_score_and_an_item_that_applies_needs_its_answer():
    assert quality_scores.score(FORM, dict.fromkeys("abc", SKIPPED)) is None
    with pytest.raises(KeyError):
        quality_scores.score(a_form(an_item("a", 1, 0, skippable=False)), {"a": SKIPPED})
    assert quality_scores.unanswered(FORM, {"a": "o0", "b": "o7"}) == ["b", "c"]


ITEMS = st.lists(
    st.tuples(st.integers(1, 50), st.booleans(), st.sampled_from(["o0", "o1", SKIPPED])),
    min_size=1,
    max_size=8,
)


@given(ITEMS)
def test_points_stay_in_range_and_a_better_answer_never_takes_any(rows):
    form = a_form(
        *(an_item(f"i{n}", most, 0, critical=critical) for n, (most, critical, _a) in enumerate(rows))
    )
    answers = {f"i{n}": answer for n, (_m, _c, answer) in enumerate(rows)}
    found = quality_scores.score(form, answers)
    if found is None:
        return
    assert 0 <= found.points <= found.most == form.most
    for code, answer in answers.items():
        if answer == "o1":
            better = quality_scores.score(form, {**answers, code: "o0"})
            assert better.points >= found.points


def test_a_form_is_read_back_as_it_was_kept():
    for _en, _zh, form in FORMS.values():
        assert quality_scores.form_of(quality_scores.content_of(form)) == form
        assert quality_scores.faults_of(form) == []


def test_the_ready_forms_hold_the_red_lines_and_anchors_in_both_languages():
    red, anchors = FORMS["red-lines"][2], FORMS["anchors"][2]
    assert [item.code for item in red.items] == [
        "refuse_or_argue", "skip_process", "evasive", "close_early", "shallow",
    ]  # fmt: skip
    assert all(item.critical for item in red.items)
    assert [item.code for item in anchors.items] == ["warmth", "honesty", "patience", "detail"]
    for item in (*red.items, *anchors.items):
        assert item.zh != item.en
        assert item.hint_en
        assert item.hint_zh


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (Form(()), "no_items"),
        (a_form(an_item("a", 1)), "few_options"),
        (a_form(an_item("a", 1, 1)), "no_points"),
        (a_form(an_item("a", 1, -1)), "no_points"),
        (a_form(an_item("a", 1, 0), an_item("a", 1, 0)), "item_twice"),
        (a_form(*(an_item(f"i{n}", 1, 0) for n in range(61))), "too_many_items"),
    ],
)
def test_what_keeps_a_form_from_being_published(form, fault):
    assert fault in [code for code, _item in quality_scores.faults_of(form)]


def at(second):
    return dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=second)


def test_hints_find_words_and_late_replies():
    turns = [
        Spoken(1, "customer", "在吗", at(0)),
        Spoken(2, "customer", "不清楚", at(50)),
        Spoken(3, "agent", "我也不 清 楚 呀", at(61)),
        Spoken(4, "agent", "加Ｗechat", at(62)),
        Spoken(5, "customer", "哦", at(100)),
        Spoken(6, "agent", "好的", at(400)),
    ]
    rules = [
        Rule(WORDS, "evading", ("不清楚",)),
        Rule(WORDS, "platform", ("加wechat",)),
        Rule(FIRST_REPLY, "first", seconds=60),
        Rule(REPLY, "late", seconds=180),
    ]
    found = [(hint.turn, hint.rule, hint.seconds) for hint in quality_hints.hints(turns, rules)]
    assert found == [(3, "first", 61), (3, "evading", 0), (4, "platform", 0), (6, "late", 300)]


def test_without_times_nothing_is_said_of_speed():
    turns = [Spoken(1, "customer", "a"), Spoken(2, "agent", "b"), Spoken(3, "customer", "c", at(0))]
    turns.append(Spoken(4, "agent", "d", at(500)))
    found = quality_hints.hints(
        turns, [Rule(FIRST_REPLY, "first", seconds=1), Rule(REPLY, "late", seconds=1)]
    )
    assert [(hint.turn, hint.rule) for hint in found] == [(4, "late")]
