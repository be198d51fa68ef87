"""What a reason to praise is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A true sentence about one person's own deeds, drawn from facts, in the language of the moment.

    `key` finds it again, `value` is the code of the tag that fits, `url` is where the facts stand.
    """

    kind: str
    key: str
    text: str
    value: str
    url: str = ""
    link: str = ""
