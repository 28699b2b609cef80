"""Rounds of questions asked for one caller: with his rights, for his errand, each round one statement."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from hub.callers.caller import Caller
from hub.door.door import Door
from hub.door.noting import Trace
from hub.errands.purpose import CASE_HEADER
from hub.errors import ErrorCode, HubError
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.inquiry import call
from hub.read.shape import Rounds
from hub.record.touched import node_ids
from hub.rights.case import check_file
from hub.rights.grants import Book, Books
from hub.rights.policy import Acting
from hub.telemetry.timing import Phase

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Inquiring:
    """One hub's way to have rounds asked; what takes seconds to judge is judged on `judging`."""

    door: Door
    books: Books
    judging: Executor

    async def ask(
        self, rounds: Rounds, caller: Caller, trace: Trace, asking: Asking, *, closed: bool = False
    ) -> None:
        """Runs all rounds. The file that the purpose names is looked up in the first one's statement.

        `closed`: one that is closed will do.
        """
        book = Book()
        if rounds.open:
            trace.timing.enter(Phase.NARROW)
            book = await self.books.current()
        acting = Acting(caller=caller, errand=trace.errand, book=book)
        file = check_file(acting, asking.present, closed=closed)
        while rounds.open:
            own = file.roots if file is not None else ()
            plan = rounds.plan
            answers = await self.door.ask(plan, acting, own, trace.timing)
            if file is not None:
                answers, of_file = answers[: -len(own)], answers[-len(own) :]
                if not file.passes(of_file):
                    raise HubError(ErrorCode.FORBIDDEN, f"{CASE_HEADER} names no open file of your court or task")
                file = None
            trace.rows += sum(len(rows) for rows, _ in answers)
            trace.touched |= node_ids(plan, answers)
            if rounds.judges:
                trace.timing.enter(Phase.JUDGE)
                await asyncio.get_running_loop().run_in_executor(self.judging, rounds.take, answers)
                trace.timing.enter(Phase.PROJECT)
            else:
                rounds.take(answers)

    async def inquire(
        self, inquiry: Inquiry[T], caller: Caller, trace: Trace, asking: Asking, *, closed: bool = False
    ) -> T:
        """One inquiry's value. Raises HubError as `ask` does, and what the inquiry raises."""
        rounds = Rounds.of(call(inquiry))
        await self.ask(rounds, caller, trace, asking, closed=closed)
        value: T = rounds.value
        return value
