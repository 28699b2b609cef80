"""Reviews shown: pages of a desk's own, and the one just moved, each with its subject if that may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.cypher import desk
from hub.desk.moving import Moved
from hub.errors import ErrorCode, HubError
from hub.matching.counter import Fetch, ReviewPage, WantedReviews
from hub.matching.decisions import KIND, Review, shown
from hub.matching.seat import Place

CHUNK: Final = 500  # reviews looked at in one statement


async def page_of(place: Place, wanted: WantedReviews, fetch: Fetch) -> ReviewPage:
    most, seat = place.limits.reviews, place.seat
    # Asked in any case, so that the file of the purpose is looked up whatever is in the queue.
    await seat.inquire(fetch([], seat.present))
    [[ids]] = await place.door.own(desk.list_records_of(KIND, "reviewDesk", place.desk, wanted.after, most + 1))
    seen, found = ids[:most], list[dict[str, Any]]()
    for start in range(0, len(seen), CHUNK):
        if len(found) > wanted.first:
            break
        some = [each for each in await told_of(place, seen[start : start + CHUNK]) if each.desk == place.desk]
        told = {each.id: shown(each, seat.present.known_at) for each in some}
        fit = [each for each in some if _fits(told[each.id], wanted.state)]
        found += await _with_subjects(place, sorted(fit, key=lambda each: each.id), told, fetch)
    page = found[: wanted.first]
    for review in page:
        seat.touch(review["id"])
    if len(found) > wanted.first:
        return ReviewPage(reviews=page, further=True)
    further = len(ids) > most
    return ReviewPage(reviews=page, further=further, end=seen[-1] if further else None)


async def after(place: Place, done: Moved, fetch: Fetch) -> dict[str, Any]:
    """The review as a move left it: the same whenever the same key asks again."""
    reviews = await told_of(place, [done.node])
    told = {review.id: shown(review, done.at) for review in reviews}
    whole = await _with_subjects(place, reviews, told, fetch)
    if not whole:
        raise HubError(ErrorCode.UNAVAILABLE, "the review that this key stands for is not there any more")
    # A try that another forestalled noted an id of its own: the request's entry has the one that is shown.
    place.seat.touch(done.node)
    return whole[0]


async def told_of(place: Place, ids: Sequence[str]) -> list[Review]:
    [[rows]] = await place.door.own(desk.told_of(KIND, list(ids)))
    return list(filter(None, map(Review.of, rows)))


async def _with_subjects(
    place: Place, reviews: Sequence[Review], told: Mapping[str, dict[str, Any] | None], fetch: Fetch
) -> list[dict[str, Any]]:
    """Those whose subject the caller may see."""
    if not reviews:
        return []
    ids = dict.fromkeys(review.candidate for review in reviews)
    subjects = await place.seat.inquire(fetch(ids, place.seat.present))
    return [
        {**one, "subject": subjects[review.candidate]}
        for review in reviews
        if review.candidate in subjects and (one := told[review.id]) is not None
    ]


def _fits(told: Mapping[str, Any] | None, state: str | None) -> bool:
    return told is not None and state in (None, told["state"])
