"""What an agency says of instructions, in its own words: the other side of `agencies.writing`; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.agencies.mapping import AgencyMapping, Answered, AnswerSpec, Read
from adapters.agencies.protocols import Chosen
from graph.rules.reconciling import Held


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Of one instruction; `on` is a stored instant."""

    id: str
    status: Answered
    reason: str = ""
    on: str | None = None


def answer(mapping: AgencyMapping, spec: AnswerSpec, said: Said) -> dict[str, Any]:
    """What comes at once, of one; in a list where the agency takes several at once."""
    told = success(mapping.writing)
    item = _item(spec, said)
    if not spec.at:
        return told | item
    return placed(told, spec.at, [item] if mapping.writing.text("batch_at") else item)


def answers(mapping: AgencyMapping, spec: AnswerSpec, said: Sequence[Said]) -> dict[str, Any]:
    """What comes later, of several; `spec` says where their list is."""
    return placed(success(mapping.writing), spec.at, [_item(spec, each) for each in said])


def holding(read: Read, held: Held) -> dict[str, Any]:
    """One entry of the list of what it holds; `since` is a stored instant."""
    spec = read.held
    assert spec is not None  # or it would tell no such list
    of, status, since = (read.fields.get(name) for name in (spec.id, spec.status, spec.since))
    assert of is not None and status is not None and status.codes is not None  # the mapping was read
    code = next(theirs for theirs, ours in status.codes.ours.items() if ours == held.status)
    item = placed(placed({}, of.at, held.id), status.at, code)
    if since is not None and since.form.write is not None and held.since is not None:
        placed(item, since.at, since.form.write(held.since))
    return item


def success(protocol: Chosen) -> dict[str, Any]:
    """That it worked, where the agency tells that in the body."""
    at = protocol.text("status_at")
    return placed({}, at.split("."), protocol.text("status_right")) if at else {}


def placed(told: dict[str, Any], at: Sequence[str], value: object) -> dict[str, Any]:
    """The object with a value at a place in it."""
    here = told
    for name in at[:-1]:
        here = here.setdefault(name, {})
    here[at[-1]] = value
    return told


def _item(spec: AnswerSpec, said: Said) -> dict[str, Any]:
    # A code table may have several of theirs for one of ours: the first is the plain one.
    code = next(theirs for theirs, ours in spec.statuses.ours.items() if ours == said.status)
    item = placed(placed({}, spec.id, said.id), spec.status, code)
    if spec.reason and said.reason:
        placed(item, spec.reason, said.reason)
    if spec.on and said.on is not None and spec.on_form is not None and spec.on_form.write is not None:
        placed(item, spec.on, spec.on_form.write(said.on))
    return item
