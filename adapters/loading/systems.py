"""Names of source systems: which a delivery may bear, and which are the hub's own."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from adapters.formats.shown import shown
from adapters.loading.readers import contains_citizen_id

MAX_SYSTEM: Final = 40
SYSTEM: Final = re.compile(rf"[a-z0-9][a-z0-9_.-]{{0,{MAX_SYSTEM - 1}}}", re.ASCII)
# What the hub itself concludes, and what is decided at its desks, carry these names: no delivery may speak in
# them, so none closes what they say.
HUB: Final = "hub"
DESK: Final = "hub-desk"
_RESERVED: Final = (HUB, DESK)


def source_system(name: str) -> str:
    """The name of a source system; ValueError says what is allowed."""
    if not SYSTEM.fullmatch(name) or name in _RESERVED or contains_citizen_id(name, date.max):
        raise ValueError(
            f"source {shown(name)}: allowed are 1 to {MAX_SYSTEM} of a-z 0-9 _ . -, a letter or digit first,"
            f" and any name but {' and '.join(map(repr, _RESERVED))}; no citizen ID"
        )
    return name
