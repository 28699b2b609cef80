"""What came of a run: one line, and its differences as a file beside the rejects, without anybody's number."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.disk import put_whole
from adapters.formats.shown import shown
from adapters.loading.rejects import harmless
from graph.rules.reconciling import Found, Reconciled

HEADER: Final = ("instruction", "case", "measure", "class", "ours", "theirs", "since", "id")
_OURS: Final = re.compile(r"[0-9a-f]{32}")  # the form of our ids, also of one that we do not know


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """`found` is None where nothing of the list could be read; `faults` say why it is not whole."""

    agency: str
    found: Reconciled | None
    file: Path | None = None
    faults: tuple[str, ...] = ()
    broken: bool = False

    def line(self) -> str:
        found = self.found
        if found is None:
            return f"reconciled {self.agency}: nothing was compared"
        parts = [
            f"{found.theirs} theirs ({found.theirs_in_force} in force)",
            f"{found.ours} ours ({found.ours_in_force} in force)",
            f"{found.agreed} agreed",
            f"{found.under_way} under way",
            *([f"{found.unjudged} not judged"] if found.unjudged else []),
            _counted(len(found.differences)) + (f" ({self.file})" if self.file else ""),
        ]
        return f"reconciled {self.agency}: {', '.join(parts)}"

    def classes(self) -> list[str]:
        """How many there are of each class, in the order in which a human should look."""
        counts = Counter(each.difference for each in self.found.differences) if self.found else Counter()
        return [f"{difference}: {number}" for difference, number in counts.items()]


def _counted(number: int) -> str:
    return f"{number} difference{'' if number == 1 else 's'}"


def write_differences(path: Path, found: Sequence[Found]) -> None:
    """Has the file appear whole, for its owner alone. Raises OSError."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    for each in found:
        cells = (
            each.instruction,
            each.case_number,
            each.measure,
            each.difference.value,
            each.ours,
            each.theirs,
            each.since,
            each.id if _OURS.fullmatch(each.id) else shown(each.id),
        )
        rows.writerow([harmless(cell) for cell in cells])
    path.parent.mkdir(parents=True, exist_ok=True)
    put_whole(path, text.getvalue().encode())
