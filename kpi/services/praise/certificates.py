"""An honour as a certificate to print."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from cstm import formats
from cstm.pdf import Block, Gap, Para, Signatures, document
from kpi.models import Award


def certificate(award: Award, *, language: str) -> bytes:
    """A framed page with the holder's name, the honour, the facts it was given for, and the date."""
    with override(language):
        blocks: list[Block] = [
            Para(_("is given to"), centred=True, quiet=True),
            Para(award.agent.name, large=True, centred=True),
            Gap(4),
            Para(_("for"), centred=True, quiet=True),
            Para(award.reason, centred=True),
            Gap(6),
            Para(award.honour.criteria, centred=True, quiet=True),
            Gap(10),
            Para(formats.day(award.awarded_on), centred=True),
            Signatures([_("given by %(name)s") % {"name": award.awarded_by.name}]),
        ]
        return document(str(award.honour), blocks, language, shape="certificate")
