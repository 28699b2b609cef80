"""The cases of one kind in a court's file, as the desk says of them now; none that a delivery brought."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from graph.cypher import desk
from graph.statement import Statement
from hub.cases.stored import StoredCase
from hub.errors import ErrorCode, HubError

CASES_MAX: Final = 1_000

Run = Callable[[Statement], Awaitable[list[list[Any]]]]


async def cases_in(run: Run, kind: str, number: str) -> list[StoredCase]:
    """Raises HubError UNAVAILABLE for more than CASES_MAX: a rule that looks at some of them might let pass."""
    [[rows]] = await run(desk.open_by(kind, "caseNumber", number, CASES_MAX + 1))
    if len(rows) > CASES_MAX:
        raise HubError(ErrorCode.UNAVAILABLE, f"more than {CASES_MAX} of one file would have to be looked at")
    return [case for row in rows if (case := StoredCase.of(kind, row)) is not None]


def as_known(case: StoredCase) -> dict[str, Any]:
    """What a rule of another case looks at."""
    return {**case.known, "state": case.state, "id": case.id, "target": case.target}
