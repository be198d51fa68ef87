"""When somebody eats: meals of one shift are staggered, and the early place goes round by date."""


def meal_start(start: int, end: int, minutes: int, turn: int) -> int:
    """The minute at which a meal begins that lies between `start` and `end` and lasts `minutes`.

    `turn` is the person's place among those to be staggered; with one more each date the places go round.
    """
    places = max(1, (end - start) // minutes) if minutes > 0 else 1
    return start + (turn % places) * max(minutes, 0)
