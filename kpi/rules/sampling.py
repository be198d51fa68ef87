"""Which chats are inspected: by a stored seed, spread over store, line and rating. Pure, and nobody's choice.

The order of chats under a seed is that of SHA-256("seed:id"), so a draw can be repeated by anybody in any
language, and does not hang on the order in which chats came in.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chat that may be drawn, with what it is stratified by; `rating` is "low", "high" or ""
    (none given)."""

    chat_id: int
    store_id: int
    line: str
    rating: str

    @property
    def stratum(self) -> tuple[int, str, str]:
        """The group that it is drawn from."""
        return (self.store_id, self.line, self.rating)


def band(rating: int | None) -> str:
    """The band of a rating from 1 to 5: low up to 3, high above, "" for a chat that nobody rated."""
    if rating is None:
        return ""
    return "low" if rating <= 3 else "high"


def draw(candidates: Iterable[Candidate], count: int, seed: str) -> list[int]:
    """The ids of `count` chats (all where there are fewer), the same for the same seed and chats.

    Each stratum gets its share of the count by the largest remainders, so that its part of the sample differs
    from its part of the chats by less than one chat; equal remainders are decided by the seed.
    """
    strata: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for each in {one.chat_id: one for one in candidates}.values():
        strata[each.stratum].append(each.chat_id)
    total = sum(len(ids) for ids in strata.values())
    wanted = min(max(0, count), total)
    if not wanted:
        return []
    shares = {key: divmod(wanted * len(ids), total) for key, ids in strata.items()}
    seats = {key: whole for key, (whole, _rest) in shares.items()}
    left = wanted - sum(seats.values())
    by_rest = sorted(shares, key=lambda key: (-shares[key][1], _place(seed, repr(key))))
    for key in by_rest[:left]:
        seats[key] += 1
    found = [
        chat_id
        for key, ids in strata.items()
        for chat_id in sorted(ids, key=lambda one: _place(seed, str(one)))[: seats[key]]
    ]
    return sorted(found, key=lambda one: _place(seed, str(one)))


def assign(chat_id: int, agent_id: int, reviewers: Sequence[int], seed: str) -> int | None:
    """Who reviews a drawn chat: by the seed among those who are not its agent; None where nobody is left."""
    able = sorted(set(reviewers) - {agent_id})
    return min(able, key=lambda one: _place(seed, f"{chat_id}:{one}")) if able else None


def _place(seed: str, word: str) -> str:
    """Where something stands in the order of a seed."""
    return hashlib.sha256(f"{seed}:{word}".encode()).hexdigest()
