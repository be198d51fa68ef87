"""The audit trail in words: codes are stored, and read in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_SUBJECTS = {
    "account": _("Account"),
    "agent": _("Person"),
    "attendance": _("Attendance"),
    "block": _("Time away"),
    "calendar": _("Calendar"),
    "certificate": _("Certificate"),
    "claim": _("Claim"),
    "contract": _("Contract"),
    "desk": _("Desk"),
    "dispatch": _("Dispatch"),
    "exemption": _("Exemption"),
    "fact": _("Fact"),
    "handover": _("Handover"),
    "import": _("Import"),
    "layout": _("Known report"),
    "leave": _("Leave"),
    "login": _("Log-in"),
    "meeting": _("Meeting"),
    "metric": _("Metric"),
    "open_shift": _("Open shift"),
    "overtime": _("Overtime"),
    "pair": _("Pair of people"),
    "people": _("People"),
    "precedence": _("Order of reports"),
    "punch": _("Clock entry"),
    "qualification": _("Qualification"),
    "rate": _("Hourly rate"),
    "report": _("Report"),
    "ripe_days": _("Ripe days"),
    "role": _("Role"),
    "rollup": _("Weekly scores"),
    "roster": _("Roster"),
    "rotation": _("Rotation"),
    "rule": _("Rule of rosters"),
    "skill": _("Skill"),
    "store": _("Store"),
    "store_value": _("Store value"),
    "swap": _("Swap"),
    "target": _("Target"),
    "team": _("Team"),
    "template": _("Shift template"),
    "webhook": _("Webhook"),
    "wish": _("Wish"),
}
_DEEDS = {
    "accept": _("accepted"),
    "add": _("added"),
    "answer": _("answered"),
    "approve": _("approved"),
    "approved": _("approved"),
    "archive": _("archived"),
    "ask": _("asked for"),
    "assess": _("assessed"),
    "assign": _("assigned"),
    "attach": _("file attached"),
    "beyond": _("working time exceeded"),
    "bind": _("bound"),
    "bring_back": _("brought back"),
    "cancelled": _("cancelled"),
    "change": _("changed"),
    "change_password": _("password changed"),
    "change_second_factor": _("second factor changed"),
    "check_beyond": _("working time checked"),
    "close": _("closed"),
    "come_back": _("came back"),
    "commit": _("taken in"),
    "correct": _("corrected"),
    "create": _("made"),
    "decide": _("decided"),
    "declined": _("declined"),
    "discard": _("discarded"),
    "edit": _("changed"),
    "end": _("ended"),
    "enter": _("entered"),
    "explain": _("explained"),
    "export": _("exported"),
    "give": _("given"),
    "grant": _("granted"),
    "import": _("imported"),
    "invite": _("invited"),
    "keep_version": _("version kept"),
    "leave": _("left"),
    "lock": _("locked"),
    "lock_out": _("locked out"),
    "mail": _("mail choice changed"),
    "make": _("made"),
    "make_token": _("token made"),
    "mark_not_a_person": _("marked as no person"),
    "move": _("moved"),
    "note": _("note added"),
    "offer": _("offered"),
    "open": _("opened"),
    "publish": _("published"),
    "refused": _("refused"),
    "release": _("released"),
    "remove": _("removed"),
    "remove_token": _("token removed"),
    "retire": _("retired"),
    "revoke": _("ended"),
    "set": _("set"),
    "set_leader": _("leader set"),
    "set_right": _("set right"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "solve": _("computed"),
    "start": _("started"),
    "unassign": _("no longer assigned"),
    "undo": _("undone"),
    "unlock": _("unlocked"),
    "withdraw": _("withdrawn"),
    "withdrawn": _("withdrawn"),
}
_FIELDS = {
    "active": _("In use"),
    "archived_on": _("Archived on"),
    "attribution": _("Attribution rule"),
    "business_day_start": _("Start of the business day"),
    "by": _("By"),
    "changed": _("Changed"),
    "code": _("Code"),
    "created": _("New"),
    "currency": _("Currency"),
    "date": _("Date"),
    "days": _("Days"),
    "denominator": _("Denominator"),
    "email": _("Mail"),
    "employee_no": _("Employee number"),
    "file": _("File"),
    "first": _("First day"),
    "format": _("Format"),
    "from": _("From"),
    "grade": _("Grade"),
    "grade_since": _("In grade since"),
    "high": _("Upper end"),
    "hired_on": _("First day"),
    "holders": _("Held by"),
    "kind": _("Kind"),
    "kinds": _("Kinds"),
    "language": _("Language"),
    "last": _("Last day"),
    "last_day": _("Last day"),
    "layout": _("Report"),
    "leader": _("Leader"),
    "left_on": _("Last day"),
    "level": _("Level"),
    "login": _("Log-in"),
    "low": _("Lower end"),
    "mapping": _("Columns"),
    "metric": _("Metric"),
    "metrics": _("Metrics"),
    "name": _("Name"),
    "new": _("New"),
    "numerator": _("Numerator"),
    "path": _("Path"),
    "people": _("People"),
    "period": _("Period"),
    "phone": _("Phone"),
    "platform": _("Platform"),
    "refused": _("Refused"),
    "role": _("Role"),
    "roles": _("Roles"),
    "rows": _("Rows"),
    "skill": _("Skill"),
    "source": _("Source"),
    "sources": _("Sources"),
    "state": _("State"),
    "store": _("Store"),
    "team": _("Team"),
    "unit": _("Unit"),
    "url": _("Address"),
    "valid_from": _("From"),
    "valid_to": _("To"),
    "value": _("Value"),
    "weeks": _("Weeks"),
}


def action_words(code: str) -> str:
    """An action such as `agent.move` as "Person: moved"; a part without words stays as it is written."""
    subject, _dot, deed = code.partition(".")
    return gettext("%(what)s: %(done)s") % {"what": _word(_SUBJECTS, subject), "done": _word(_DEEDS, deed)}


def knows(subject: str, deed: str) -> bool:
    """Whether both parts of an action have words."""
    return subject in _SUBJECTS and deed in _DEEDS


def field_words(code: str) -> str:
    """A field's name in words; without a word its code, spaced."""
    return _word(_FIELDS, code)


def value_words(value: object) -> str:
    """A value before or after; what was absent has a dash, a list has commas."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(value_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{field_words(str(key))} {value_words(item)}" for key, item in value.items())
    return str(value)


def _word(words: Mapping[str, object], code: str) -> str:
    return str(words[code]) if code in words else code.replace("_", " ")
