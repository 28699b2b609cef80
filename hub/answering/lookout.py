"""The one look at all parties that are followed on this hub: of whom something moved since the look before.

It compares what the graph holds, not what was written since: a move of another hub, one committed late, a day on
which a measure begins or rests no longer, and a grant that was given or taken back are seen alike. What it sees
tells only that somebody should be asked about again, with the rights of each who follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final
from weakref import WeakSet

import structlog

from graph.cypher.rows import NODE_ID
from graph.engine import EngineError
from graph.plan import Rights, Slice
from hub.api.parties import orders_against
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, rate_limited
from hub.read.asking import present
from hub.read.keys import Key
from hub.rights.grants import Book, Books

KEYS_MAX: Final = 500  # in one statement of a look
FAILURES_MAX: Final = (
    3  # looks in a row; then whoever follows is told, rather than left to think that nothing moved
)
RETRY_AFTER_SECONDS: Final = 60

_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True, weakref_slot=True)
class Post:
    """One subscription's keys, and the places among them of which something may have changed.

    `rights` are the follower's by a reading of the grants; `follower` is in whose share the keys count.
    """

    keys: tuple[Key | None, ...]
    rights: Callable[[Book], Rights]
    follower: str
    held: Rights | None = None
    places: set[int] = field(default_factory=set)
    failure: Exception | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def stirred(self) -> list[int]:
        """The places, once there are any. Raises what kept the hub from looking."""
        await self.woken.wait()
        self.woken.clear()
        if self.failure is not None:
            raise self.failure
        places, self.places = sorted(self.places), set()
        return places

    def put_back(self, places: Sequence[int]) -> None:
        """These come again after the next look."""
        self.places.update(places)


class Lookout:
    """Looks every `seconds` while anybody follows; at most `keys_max` parties are followed at a time, and
    `share_max` of them by one follower.
    """

    def __init__(
        self,
        *,
        door: Door,
        books: Books,
        clock: Callable[[], datetime],
        seconds: float,
        keys_max: int,
        share_max: int,
    ) -> None:
        self._door = door
        self._books = books
        self._clock = clock
        self._seconds = seconds
        self._keys_max = keys_max
        self._share_max = share_max
        # Weak: a subscription that was opened and not begun is never closed either.
        self._posts: WeakSet[Post] = WeakSet()
        self._seen: dict[Key, bytes] = {}
        self._failures = 0

    @property
    def followed(self) -> int:
        return sum(len(post.keys) for post in self._posts)

    def post(self, keys: tuple[Key | None, ...], rights: Callable[[Book], Rights], *, follower: str) -> Post:
        """Followed for as long as it is held. Raises HubError RATE_LIMITED.

        Taken before the parties are read for the first time: all of them come up at the first look after.
        """
        share = sum(len(post.keys) for post in self._posts if post.follower == follower)
        if share + len(keys) > self._share_max:
            message = (
                f"too many parties are followed in your name on this hub; at most {self._share_max} are allowed"
            )
            raise rate_limited(f"{message} at once", self._share_max, RETRY_AFTER_SECONDS)
        if self.followed + len(keys) > self._keys_max:
            message = f"too many parties are followed on this hub; at most {self._keys_max} are allowed at once"
            raise rate_limited(message, self._keys_max, RETRY_AFTER_SECONDS)
        post = Post(keys, rights, follower)
        self._posts.add(post)
        return post

    async def run(self) -> None:
        """Without end."""
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self.look()
            except (EngineError, HubError) as error:
                _log.warning("parties that are followed not looked at", reason=str(error))
                self._failed()
            except Exception as error:  # or nobody would ever be told again
                _log.error("parties that are followed not looked at", exc_info=error)
                self._failed()
            else:
                self._failures = 0

    async def look(self) -> None:
        """Once. Raises EngineError, HubError; nothing is passed over then, the next look sees it."""
        keys = list(dict.fromkeys(key for post in self._posts for key in post.keys if key is not None))
        if not keys and not self._posts:
            self._seen = {}
            return
        book = await self._books.current()
        time = present(self._clock())
        seen: dict[Key, bytes] = {}
        for start in range(0, len(keys), KEYS_MAX):
            some = tuple(keys[start : start + KEYS_MAX])
            rows = await self._door.everything(orders_against(some, time))
            seen.update((key, _digest(found, time)) for key, found in zip(some, rows, strict=True))
        moved = {key for key, digest in seen.items() if self._seen.get(key) != digest}
        self._seen = seen
        for post in list(self._posts):
            _stir(post, moved, book)

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_MAX:
            for post in list(self._posts):
                post.failure = HubError(ErrorCode.UNAVAILABLE, "changes cannot be seen; subscribe again")
                post.woken.set()


def _stir(post: Post, moved: set[Key], book: Book) -> None:
    rights = post.rights(book)
    if rights != post.held:
        post.held = rights
        post.places.update(range(len(post.keys)))
    post.places.update(place for place, key in enumerate(post.keys) if key in moved)
    if post.places:
        post.woken.set()


def _digest(found: list[list[Any]], time: Slice) -> bytes:
    """Of all that stands against whom the key means on this day: of facts, so nobody's name is kept."""
    rows = sorted(found, key=lambda row: str(row[NODE_ID]))
    return blake2b(repr((time.as_of, rows)).encode(), digest_size=16).digest()
