"""Who does the steps of the tables."""

from __future__ import annotations

from typing import Final

from graph.lifecycle.scene import Actor
from graph.model.roles import Purpose, Role

JUDGE: Final = Actor(role=Role.JUDGE, purpose=Purpose.ENFORCEMENT)
PRESIDENT: Final = Actor(role=Role.PRESIDENT, purpose=Purpose.ENFORCEMENT)
CLERK: Final = Actor(role=Role.CLERK, purpose=Purpose.ENFORCEMENT)
# Of which agency, the instruction itself says.
EXECUTOR: Final = Actor(role=Role.PARTNER, purpose=Purpose.CREDIT_CHECK)
# The single window of the credit office (信用中国): in a court's file, and with its own file number.
SUPERVISION_WINDOW: Final = Actor(role=Role.CREDIT_OFFICER, purpose=Purpose.INTEGRITY_SUPERVISION)
CREDIT_WINDOW: Final = Actor(role=Role.CREDIT_OFFICER, purpose=Purpose.CREDIT_CHECK)
HRSS: Final = Actor(role=Role.PARTNER, purpose=Purpose.CREDIT_CHECK, agency="HRSS")
