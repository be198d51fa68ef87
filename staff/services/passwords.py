"""First passwords from a file that only the operator can read."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from cstm.errors import DomainError


def read(path: Path) -> str | Mapping[str, str]:
    """One password for all (a single line), or one for each number (lines of `employee_no,password`).

    Raises DomainError for an empty file, a file that cannot be read, and a line without a comma among many.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise DomainError(_("The password file cannot be read."), code="password_file") from fault
    lines = [line for line in lines if line.strip()]
    if not lines:
        raise DomainError(_("The password file is empty."), code="password_file")
    if len(lines) == 1 and "," not in lines[0]:
        return lines[0].strip()
    found: dict[str, str] = {}
    for line in lines:
        number, comma, password = line.partition(",")
        if not comma or not number.strip() or not password.strip():
            raise DomainError(
                _("Each line of the password file is employee_no,password; or it has one line alone."),
                code="password_file",
            )
        found[number.strip()] = password.strip()
    found.pop("employee_no", None)
    return found
