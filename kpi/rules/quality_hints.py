"""Hints beside a transcript: words that should not be said, and replies that came late. Pure.

A hint points at a place to look at; it takes no points by itself.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORDS, FIRST_REPLY, REPLY = "words", "first_reply", "reply"
CUSTOMER, AGENT = "customer", "agent"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as hints see it."""

    number: int
    role: str
    text: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a QA specialist: words between lines, or the most seconds that a reply may take."""

    kind: str
    name: str
    words: tuple[str, ...] = ()
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """What a rule found in a turn; `word` for a word, `seconds` for a late reply."""

    turn: int
    rule: str
    kind: str
    word: str = ""
    seconds: int = 0


def hints(turns: Sequence[Spoken], rules: Iterable[Rule]) -> list[Hint]:
    """What the rules find in a chat, in the order of its turns; without times nothing is said of speed."""
    waits = _waits(turns)
    found: list[Hint] = []
    for rule in rules:
        if rule.kind == WORDS:
            found += _said(turns, rule)
        else:
            found += [
                Hint(number, rule.name, rule.kind, seconds=seconds)
                for place, (number, seconds) in enumerate(waits)
                if (place == 0) == (rule.kind == FIRST_REPLY) and seconds > rule.seconds
            ]
    return sorted(found, key=lambda hint: (hint.turn, hint.kind, hint.rule, hint.word))


def _said(turns: Sequence[Spoken], rule: Rule) -> list[Hint]:
    """Words of a rule in what the agent wrote, whatever the width and case of the letters."""
    wanted = [(word, flat(word)) for word in rule.words if flat(word)]
    return [
        Hint(turn.number, rule.name, WORDS, word=word)
        for turn in turns
        if turn.role == AGENT
        for word, bare in wanted
        if bare in flat(turn.text)
    ]


def _waits(turns: Sequence[Spoken]) -> list[tuple[int, int]]:
    """Each reply with the seconds since the oldest unanswered words of the customer, where both
    have times."""
    found: list[tuple[int, int]] = []
    asked: dt.datetime | None = None
    waiting = False
    for turn in turns:
        if turn.role == CUSTOMER and not waiting:
            asked, waiting = turn.at, True
        elif turn.role == AGENT and waiting:
            waiting = False
            if asked is not None and turn.at is not None:
                found.append((turn.number, max(0, int((turn.at - asked).total_seconds()))))
            else:
                found.append((turn.number, -1))
    return found


def flat(text: str) -> str:
    """A text for comparing: narrow letters, small, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
