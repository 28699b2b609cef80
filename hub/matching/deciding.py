"""A pair decided: a newer statement of its review, on record before it counts and only if it does."""

from __future__ import annotations

from typing import Any

from graph.cypher import desk, load
from graph.engine import Transaction
from graph.rules.history import Piece, instants
from hub.desk.instants import When
from hub.desk.moving import Moved, stale
from hub.errors import ErrorCode, HubError, bad_input
from hub.matching.counter import Fetch
from hub.matching.decisions import KIND, VERSIONS_MAX, Review, decided, read_remark
from hub.matching.reviews import after, told_of
from hub.matching.seat import Place
from hub.matching.turns import Taken, turn_at
from hub.read.by_id import ID_LENGTH_MAX


async def decide(
    place: Place, id_: str, version: int, decision: str, remark: str, key: str | None, fetch: Fetch
) -> dict[str, Any]:
    seat, id_ = place.seat, id_[:ID_LENGTH_MAX]
    text = read_remark(remark, place.today)
    mine = [review for review in await told_of(place, [id_]) if review.desk == place.desk]
    # Asked in any case, so that the file of the purpose is looked up whatever the id.
    if not await seat.inquire(fetch([review.candidate for review in mine], seat.present)):
        raise bad_input("id: no such review", field="id")

    async def is_current() -> bool:
        return any(_now(review)[2] == version for review in await told_of(place, [id_]))

    async with turn_at(place.door, id_, version, place.door.timeout_seconds, is_current) as turn:

        async def work(tx: Transaction, when: When) -> Moved:
            if turn is not None:
                await turn.hold(tx)
            await tx.run(desk.lock_record(KIND, id_))
            [[rows]] = await tx.run(desk.told_of(KIND, [id_]))
            review = Review.of(rows[0]) if rows else None
            if review is None:
                raise bad_input("id: no such review", field="id")
            last, piece, at_version = _now(review)
            if version != at_version or turn is None:
                raise stale("the review", at_version, version)
            if at_version >= VERSIONS_MAX:
                raise bad_input(f"the review was decided {VERSIONS_MAX - 1} times; allowed: no more")
            at = when.after(last)
            slot = str(piece["slot"])
            await tx.run(load.supersede_statements([(slot, str(piece["hash"]))], at))
            said = decided(piece, decision, text, seat.caller)
            await tx.run(load.create_statements([(review.rk, slot, said)], at))
            return Moved(review.id, at)

        given = {"id": id_, "version": version, "decision": decision, "remark": remark}
        try:
            done = await place.move("decideMatch", given, key, work)
        except Taken:
            raise HubError(ErrorCode.UNAVAILABLE, "others are deciding this review; read it again") from None
    return await after(place, done, fetch)


def _now(review: Review) -> tuple[str, Piece, int]:
    """The instant of its last change, and what it says since, at which version."""
    last = max(instants(review.told))
    found = review.at(last)
    assert found is not None  # it was changed then
    return last, *found
