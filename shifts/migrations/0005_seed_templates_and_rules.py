"""The usual shifts, rules and types of leave, so that a new house can draw its first roster at once."""

from django.db import migrations

# code en, zh, names, kind, look, start, end, meals from, until, minutes, paid, curfew
TEMPLATES = [
    ("D", "白", "Day", "白班", "day", "d", 510, 1050, 660, 780, 60, 480, None),
    ("E", "晚", "Evening", "晚班", "evening", "e", 1020, 1440, 1080, 1200, 30, 420, None),
    ("N", "值", "On-duty", "值班", "on_duty", "n", 1020, 1560, 1260, 1380, 60, 480, 1620),
    ("-", "休", "Rest", "休息", "rest", "r", None, None, None, None, 0, 0, None),
    ("T", "训", "Training", "培训", "training", "t", 510, 1050, 720, 780, 60, 480, None),
]
# kind, numbers, hard, weight
RULES = [
    ("cover", {"under": 100, "over": 5}, False, 100),
    ("rest_between", {"minutes": 660}, True, 0),
    ("consecutive_days", {"most": 6}, True, 0),
    ("consecutive_nights", {"most": 3}, True, 0),
    ("rest_days_month", {"least": 4}, True, 0),
    ("rest_days_week", {"least": 1}, True, 0),
    ("weekly_minutes", {"most": 2640}, False, 2),
    ("overtime_month", {"most": 2160}, True, 0),
    ("weekends", {"most": 3}, False, 10),
    ("certificates", {}, True, 0),
    ("skills", {}, True, 0),
    ("desks", {}, True, 0),
    ("newcomers", {"days": 90}, False, 15),
    ("exemption", {}, True, 0),
    ("leave", {}, True, 0),
    ("requests", {"weights": [5, 15, 40]}, False, 15),
    ("fairness", {}, False, 4),
    ("stable", {}, False, 30),
]
# code, names, balance, paper, paid, accrual (days a year by years of service)
LEAVE = [
    ("annual", "Annual leave", "年假", True, False, True, [[1, 5], [10, 10], [20, 15]]),
    ("sick", "Sick leave", "病假", False, True, True, []),
    ("personal", "Personal leave", "事假", False, False, False, []),
    ("marriage", "Marriage leave", "婚假", False, True, True, []),
    ("maternity", "Maternity leave", "产假", False, True, True, []),
    ("paternity", "Paternity leave", "陪产假", False, True, True, []),
    ("bereavement", "Bereavement leave", "丧假", False, False, True, []),
    ("lieu", "Time in lieu", "调休", True, False, True, []),
]


def seed(apps, schema_editor):
    """Write them."""
    template, rule, leave = (apps.get_model("shifts", n) for n in ("ShiftTemplate", "TeamRule", "LeaveType"))
    for order, row in enumerate(TEMPLATES):
        code_en, code_zh, name_en, name_zh, kind, look, start, end, meal, until, minutes, paid, curfew = row
        template.objects.create(
            code_en=code_en, code_zh=code_zh, name_en=name_en, name_zh=name_zh, kind=kind, look=look,
            start=start, end=end, meal_start=meal, meal_end=until, meal_minutes=minutes,
            paid_minutes=paid, curfew=curfew, order=order,
        )  # fmt: skip
    for kind, params, hard, weight in RULES:
        rule.objects.create(kind=kind, params=params, hard=hard, weight=weight)
    for code, name_en, name_zh, balance, paper, paid, accrual in LEAVE:
        leave.objects.create(
            code=code, name_en=name_en, name_zh=name_zh, has_balance=balance, needs_paper=paper,
            paid=paid, accrual=accrual,
        )  # fmt: skip


def unseed(apps, schema_editor):
    """Nothing: what people made of them stays."""


class Migration(migrations.Migration):
    """Seeds."""

    dependencies = [("shifts", "0004_nobody_works_twice")]
    operations = [migrations.RunPython(seed, unseed)]
