"""Attribution rules by name, for forms."""

from kpi.layouts.attribution import RULES


def rule_choices(language: str) -> list[tuple[str, str]]:
    """Code and name of each rule in a language."""
    return [(code, zh if language.startswith("zh") else en) for code, (en, zh) in RULES.items()]
