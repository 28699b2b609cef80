"""The tables of cases as a text that a lawyer reads and signs: writes docs/LIFECYCLES.md, `--check` compares."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from graph.catalogue.limits import built_in_limits
from graph.lifecycle.instruction import INSTRUCTION
from graph.lifecycle.machine import Deadline, Event, Machine, Step
from graph.lifecycle.tables import LIFECYCLES

PAGE: Final = Path(__file__).with_name("LIFECYCLES.md")
_HEAD: Final = """\
# Cases and what may happen to them

Made of the tables in `graph/lifecycle`, which the hub runs by; a test compares. Each line is one step: in this
state this event leads there, if whoever is named does it and every rule holds; what follows happens in the same
transaction. *hub*: nobody does it, a clock or a report brings it about. An event that a state does not name is
refused there.
"""


def page() -> str:
    tables = (*(table for lifecycle in LIFECYCLES.values() for table in lifecycle.tables), INSTRUCTION)
    return "\n".join([_HEAD, *(part for table in tables for part in _of(table))])


def _of(machine: Machine) -> Iterator[str]:
    event, opening = machine.opening
    yield f"## {machine.zh} ({machine.kind}, {machine.table})\n\n{machine.doc}\n"
    yield f"States: {', '.join(f'`{name}` {zh}' for name, zh in machine.states.items())}.\n"
    yield from _rows(
        ("in state", "event", "leads to", "by", "rules", "follows", "law"),
        [
            ("–", *_cells(event, opening)),
            *((state, *_cells(of, way)) for (state, of), ways in machine.steps.items() for way in ways),
        ],
    )
    yield from _rows(
        ("event", "事项", "what", "must say", "may say"),
        [_event(each) for each in (event, *machine.events)],
    )
    if not machine.deadlines:
        return
    yield from _rows(
        ("clock", "期限", "in states", "from", "limit", "then", "law"),
        [
            (
                each.name,
                each.zh,
                ", ".join(each.states),
                each.since,
                each.limit or "that day",
                each.fires or _until(each),
                str(built_in_limits().of(each.limit).law) if each.limit else each.law,
            )
            for each in machine.deadlines
        ],
    )


def _until(deadline: Deadline) -> str:
    if deadline.answered is None:
        return "is overdue"
    kind, event = deadline.answered
    return f"is overdue, unless a {kind} of the file answers it ({event})"


def _cells(event: Event, step: Step) -> tuple[str, ...]:
    who = ", ".join(dict.fromkeys(map(str, step.by))) or "*hub*"
    rules = ", ".join(dict.fromkeys(guard.rule for guard in step.needs)) or "–"
    follows = ", ".join(step.effects) or "–"
    to = f"{step.to}, if {step.only}" if step.only else step.to
    return f"{event.name} {event.zh}", to, who, rules, follows, step.law


def _event(event: Event) -> tuple[str, ...]:
    told = {needed: [f.attribute.name for f in event.facts if f.required is needed] for needed in (True, False)}
    return event.name, event.zh, event.doc, ", ".join(told[True]) or "–", ", ".join([*told[False], "remark"])


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "\n".join([_row(head), _row("---" for _ in head), *map(_row, rows)]) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    right = page()
    if "--check" in arguments:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != right)
    PAGE.write_text(right, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
