"""Parties followed for one caller: all first, then those of whom `screen` answers otherwise than was told."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from graph.plan import Plan, Rights
from hub.answering.lookout import Lookout, Post
from hub.api.parties import Parties
from hub.budgets.budgets import Budgets
from hub.callers.caller import Caller
from hub.door.inquiring import Inquiring
from hub.door.noting import Trace
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, HubError
from hub.read.asking import Asking
from hub.read.fields import Answers
from hub.read.root import RootCall
from hub.read.shape import Rounds
from hub.record.touched import node_ids
from hub.rights.grants import Book
from hub.rights.policy import Acting, rights_of
from hub.telemetry.timing import Phase, Timing

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standings:
    """One hub's way to follow parties. `asking` gives what a request carries, as of now."""

    lookout: Lookout
    inquiring: Inquiring
    budgets: Budgets
    asking: Callable[[Caller, Trace], Asking]

    async def follow(self, arguments: Mapping[str, Any], trace: Trace, cost: int) -> AsyncGenerator[Rows]:
        """Lists of `StandingChanged`, the first of them whole; `cost` is that of the whole.

        What each list tells of is in the trace when it is given. Raises as `screen` does, and RATE_LIMITED where
        too many are followed; later, too: where the grant, the case or the engine is gone.
        """
        assert trace.caller is not None and trace.errand is not None
        caller, errand = trace.caller, trace.errand
        parties = Parties.of(arguments, self.asking(caller, trace))
        post = self.lookout.post(parties.keys, _rights(caller, errand), follower=self.budgets.payer(caller))
        following = _Following(of=self, trace=trace, cost=cost, parties=parties, post=post)
        return following.lists(await following.read(range(len(parties.keys)), trace.timing))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """What was read: a row for each place, the ids of whom it tells of, where the time went."""

    rows: dict[int, dict[str, Any]]
    touched: dict[int, set[str]]
    timing: Timing


@dataclass(kw_only=True, slots=True)
class _Following:
    """One subscription. `told` are digests of the rows told last, by place."""

    of: Standings
    trace: Trace
    cost: int
    parties: Parties
    post: Post
    told: dict[int, bytes] = field(default_factory=dict)

    async def read(self, places: Sequence[int], timing: Timing) -> _Look:
        """As `screen` would now, with the grants and the case as they are now."""
        trace = Trace(self.trace.request_id, caller=self.trace.caller, errand=self.trace.errand, timing=timing)
        assert trace.caller is not None
        asking = self.of.asking(trace.caller, trace)
        parties, time = self.parties.at(places), asking.present
        find = parties.find(time)

        def finish(answers: Answers) -> list[Any]:
            return answers[0][0]

        rounds = Rounds.of(RootCall((find,), finish))
        await self.of.inquiring.ask(rounds, trace.caller, trace, asking)
        found = rounds.value
        touched = {
            place: node_ids(Plan(roots=(parties.at([at]).find(time),)), [([rows], None)])
            for at, (place, rows) in enumerate(zip(places, found, strict=True))
        }
        return _Look(
            rows=dict(zip(places, parties.rows(found, time), strict=True)), touched=touched, timing=timing
        )

    async def lists(self, first: _Look) -> AsyncGenerator[Rows]:
        yield self._tell(first, list(first.rows))
        while True:
            places = await self.post.stirred()
            look = await self.read(places, Timing(Phase.NARROW))
            changed = [place for place, row in look.rows.items() if self.told[place] != _digest(row)]
            if changed and await self._paid(changed):
                yield self._tell(look, changed)

    async def _paid(self, changed: Sequence[int]) -> bool:
        """Whether the caller's budget has so much left. If not, what changed is told as it is when it has."""
        caller = self.trace.caller
        assert caller is not None
        try:
            await self.of.budgets.cost(caller, math.ceil(self.cost * len(changed) / len(self.parties.keys)))
        except HubError as error:
            if error.code is not ErrorCode.RATE_LIMITED:
                raise
            self.post.put_back(changed)
            return False
        return True

    def _tell(self, look: _Look, places: Sequence[int]) -> Rows:
        trace = self.trace
        trace.timing, trace.rows = look.timing, len(places)
        trace.touched = set().union(*(look.touched[place] for place in places))
        self.told.update((place, _digest(look.rows[place])) for place in places)
        return [{"place": place, "screening": look.rows[place]} for place in places]


def _rights(caller: Caller, errand: Errand) -> Callable[[Book], Rights]:
    return lambda book: rights_of(Acting(caller=caller, errand=errand, book=book))


def _digest(row: Mapping[str, Any]) -> bytes:
    """Of all that is answered but when it was."""
    said = {name: value for name, value in row.items() if name != "asAt"}
    return blake2b(orjson.dumps(said), digest_size=16).digest()
