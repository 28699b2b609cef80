"""What a caller is told of a step that is refused."""

from __future__ import annotations

from collections.abc import Callable

from graph.lifecycle.machine import GuardFailed, IllegalStep, Stepped, StepRefused
from hub.errors import ErrorCode, HubError


def refusing(step: Callable[[], Stepped]) -> Stepped:
    """The step taken. Raises HubError ILLEGAL_STEP (with `allowed`), GUARD_FAILED (with rule, law), FORBIDDEN."""
    try:
        return step()
    except IllegalStep as refused:
        raise illegal(refused) from None
    except GuardFailed as refused:
        raise HubError(ErrorCode.GUARD_FAILED, str(refused), rule=refused.rule, law=refused.law) from None
    except StepRefused as refused:  # somebody else has to do it
        raise HubError(ErrorCode.FORBIDDEN, str(refused)) from None


def illegal(refused: IllegalStep) -> HubError:
    return HubError(ErrorCode.ILLEGAL_STEP, str(refused), allowed=list(refused.allowed))
