"""Attribution rules: which sale counts for which agent, as the reports name it."""

RULES: dict[str, tuple[str, str]] = {
    "order_first": ("ordered first", "下单优先判定"),
    "paid": ("by payment", "付款判定"),
    "ordered": ("by order", "下单判定"),
}


def from_name(file_name: str) -> str:
    """The rule that a file name states, or none; the longer names are asked first."""
    for code, (_en, zh) in RULES.items():
        if zh in file_name or zh.removesuffix("判定") + "规则" in file_name:
            return code
    return ""
