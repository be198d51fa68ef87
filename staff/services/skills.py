"""Writes to the one list of skills."""

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff.models import Skill, User
from staff.services import audit


@transaction.atomic
def add(*, code: str, name_en: str, name_zh: str, actor: User | None) -> Skill:
    """Add a skill; raises DomainError for a code that is taken."""
    if Skill.objects.filter(code=code).exists():
        raise DomainError(_("There is a skill %(code)s already.") % {"code": code}, code="taken")
    skill = Skill.objects.create(code=code, name_en=name_en, name_zh=name_zh)
    names = {"code": code, "name_en": name_en, "name_zh": name_zh}
    audit.record(actor=actor, action="skill.add", about=skill, after=names)
    return skill
