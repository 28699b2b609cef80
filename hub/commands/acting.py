"""Who a command asks as, and what for: as a request's token and headers would say."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.model.roles import Role
    from hub.callers.caller import Caller
    from hub.errands.purpose import Errand
    from hub.settings.config import Settings


def acting_as(
    settings: Settings,
    role: str,
    court: str | None,
    agency: str | None,
    purpose: str,
    case_number: str | None,
    *,
    roles: Collection[Role],
    option: str = "--role",
) -> tuple[Caller, Errand]:
    """The caller, named by the system's user, and the errand. A development hub has a court and a case of its own.

    Raises UnusableFile, in the words of the options; of a role that there is none, `roles` are named. An empty
    text is no court: of its code every court's begins.
    """
    from urllib.parse import quote

    from adapters.formats.record import UnusableFile
    from graph.model.roles import Role
    from graph.rules.courts import CODE_FORM, is_code
    from hub.callers.caller import Agency, Caller
    from hub.commands.user import caller as user
    from hub.errands.purpose import check
    from hub.errors import HubError
    from hub.running.development import CASE_NUMBER

    if role not in set(Role):
        raise UnusableFile(f"{option}: no such role; allowed: {', '.join(sorted(each.value for each in roles))}")
    if agency is not None and agency not in set(Agency):
        raise UnusableFile(f"--agency: no such agency; allowed: {', '.join(Agency)}")
    if court is not None and not is_code(court):
        raise UnusableFile(f"--court: not a court's code; allowed: {CODE_FORM}")
    if settings.dev and case_number is None and court is None and agency is None:
        court, case_number = "鄂0112", CASE_NUMBER
    caller = Caller(
        role=Role(role),
        agency=Agency(agency) if agency is not None else None,
        court=court,
        subject=user(),
        token_id="",
        expires_at=0,
    )
    try:
        return caller, check(caller, purpose, quote(case_number or "", errors="surrogateescape"))
    except HubError as error:
        raise UnusableFile(as_options(error.message)) from None


def as_options(message: str) -> str:
    """What is said of a request's headers, of a command's options."""
    from hub.errands.purpose import CASE_HEADER, PURPOSE_HEADER

    return message.replace(PURPOSE_HEADER, "--purpose").replace(CASE_HEADER, "--case-number")
