"""Ready-made inspection forms and hints, in both languages: a start that a shop takes and changes. Pure data.

The red lines and the positive anchors are those that a service team's own rules name most often; the points
are samples.
"""

from decimal import Decimal

from kpi.rules.quality_hints import FIRST_REPLY, REPLY, WORDS, Rule
from kpi.rules.quality_scores import Form, Item, Option, Section

_KEPT = (
    Option("kept", "Kept", "未触犯", Decimal(10)),
    Option("crossed", "Crossed", "触犯", Decimal(0)),
)


def _grades(points: int) -> tuple[Option, ...]:
    return (
        Option("full", "Fully", "完全做到", Decimal(points)),
        Option("part", "In part", "部分做到", Decimal(points) / 2),
        Option("none", "Not at all", "没有做到", Decimal(0)),
    )


def _red(code: str, en: str, zh: str, hint_en: str, hint_zh: str) -> Item:
    return Item(code, en, zh, _KEPT, hint_en, hint_zh, critical=True)


def _anchor(code: str, en: str, zh: str, hint_en: str, hint_zh: str, points: int, skill: str = "") -> Item:
    return Item(code, en, zh, _grades(points), hint_en, hint_zh, skippable=True, skill=skill)


RED_LINES = Section(
    "Red lines",
    "红线",
    (
        _red(
            "refuse_or_argue",
            "Does not refuse the customer or argue",
            "不拒绝、不争吵",
            "Crossed: says no without a way out, quarrels, mocks, blames the customer.",
            "触犯：无理拒绝、与买家争吵、讽刺或指责买家。",
        ),
        _red(
            "skip_process",
            "Does not skip a step of the process",
            "不跳过流程",
            "Crossed: leaves out a step that the process demands, such as checking an order.",
            "触犯：漏掉流程要求的步骤，例如未核对订单就作出承诺。",
        ),
        _red(
            "evasive",
            "Does not evade the question",
            "不敷衍推诿",
            "Crossed: sends the customer elsewhere or round in circles though it could be answered here.",
            "触犯：本可以解答却让买家去找别人，或反复兜圈子。",
        ),
        _red(
            "close_early",
            "Does not end the chat early",
            "不提前结束会话",
            "Crossed: closes or falls silent while the customer still asks.",
            "触犯：买家仍在询问时就结束会话或不再回复。",
        ),
        _red(
            "shallow",
            "No shallow replies",
            "不简单应付",
            "Crossed: single words or canned lines that do not answer what was asked.",
            "触犯：只用单字或快捷短语，没有回答买家的问题。",
        ),
    ),
)
ANCHORS = Section(
    "What good service sounds like",
    "优质服务表现",
    (
        _anchor(
            "warmth",
            "Warmth",
            "热情",
            "Greets, uses the customer's words, closes kindly.",
            "主动问候，语气亲切，礼貌结束。",
            25,
        ),
        _anchor(
            "honesty",
            "Honesty",
            "诚信",
            "Says what is so, also what is not good, and promises only what holds.",
            "如实说明优缺点，只承诺能做到的事。",
            25,
        ),
        _anchor(
            "patience",
            "Patience",
            "耐心",
            "Explains again without haste, asks back until it is clear.",
            "不急躁，愿意再次解释，确认买家听明白。",
            25,
        ),
        _anchor(
            "detail",
            "Detail",
            "细致",
            "Answers every question, with figures and next steps.",
            "逐一回答问题，说清数据和下一步。",
            25,
        ),
    ),
)

# code -> (English name, Chinese name, the form)
FORMS: dict[str, tuple[str, str, Form]] = {
    "red-lines": ("Red lines of service", "服务红线", Form((RED_LINES,))),
    "anchors": ("What good service sounds like", "优质服务表现", Form((ANCHORS,))),
    "service-check": (
        "Service check: red lines and anchors",
        "服务质检：红线与优质表现",
        Form((RED_LINES, ANCHORS)),
    ),
}
HINTS: tuple[Rule, ...] = (
    Rule(
        WORDS,
        "拒绝与争吵 · refusing and arguing",
        (
            "爱买不买",
            "不买算了",
            "随便你",
            "去投诉吧",
            "你自己看",
            "关我什么事",
            "听不懂吗",
            "没办法就是没办法",
        ),
    ),
    Rule(WORDS, "推诿 · evading", ("不归我管", "不清楚", "找别人", "问平台", "我也不知道")),
    Rule(
        WORDS,
        "平台违规 · against the platforms' rules",
        ("好评返现", "加微信", "微信转账", "线下交易", "私下付款", "刷单"),
    ),
    Rule(FIRST_REPLY, "首响慢 · late first reply", seconds=60),
    Rule(REPLY, "回复慢 · late reply", seconds=180),
)
