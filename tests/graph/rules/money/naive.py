"""The same questions answered fen by fen, and try by try: nothing shared with the rules but the records."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

from graph.rules.money.transfers import Transfer

Fen = tuple[str, int]


def sequential(
    transfers: Iterable[Transfer], starts: set[str], followed: set[str], *, newest: bool = False
) -> dict[str, int]:
    """Downstream where no two transfers are of one instant: coins that carry a mark, moved one by one in time."""
    held: dict[str, deque[bool]] = {}
    parts: dict[str, int] = {}
    for transfer in sorted(transfers, key=lambda each: each.at):
        if transfer.source == transfer.target:
            continue
        box = held.setdefault(transfer.source, deque())
        coins = []
        for _ in range(transfer.amount):
            coin = (box.pop() if newest else box.popleft()) if box else False
            coins.append(transfer.source in starts or (coin and transfer.source in followed))
        parts[transfer.key] = sum(coins)
        # Of one transfer the first coin leaves first, whichever rule chooses the transfer.
        held.setdefault(transfer.target, deque()).extend(reversed(coins) if newest else coins)
    return {key: part for key, part in parts.items() if part}


def by_ancestors(
    transfers: Sequence[Transfer], starts: set[str], followed: set[str], *, up: bool = False
) -> dict[str, int]:
    """FIFO at any instants: every fen of an outflow is led to the fen of an inflow that it was, and so on back."""
    before: dict[Fen, Fen] = {}
    for account in {end for each in transfers for end in (each.source, each.target)}:
        events = [(each.at, 0, each.key, each) for each in transfers if each.target == account != each.source]
        events += [(each.at, 1, each.key, each) for each in transfers if each.source == account != each.target]
        queue: deque[Fen] = deque()
        for _, outward, key, transfer in sorted(events, key=lambda event: event[:3]):
            for number in range(transfer.amount):
                if not outward:
                    queue.append((key, number))
                elif queue:
                    before[key, number] = queue.popleft()
    after = {old: new for new, old in before.items()}
    parts: dict[str, int] = {}
    for transfer in transfers:
        if transfer.source == transfer.target:
            continue
        for number in range(transfer.amount):
            fen: Fen | None = (transfer.key, number)
            seen: set[Fen] = set()
            while fen is not None and fen not in seen:
                seen.add(fen)
                here = next(each for each in transfers if each.key == fen[0])
                end = here.target if up else here.source
                if end in starts:
                    parts[transfer.key] = parts.get(transfer.key, 0) + 1
                    break
                fen = (after if up else before).get(fen) if end in followed else None
    return parts


def mixed(transfers: Iterable[Transfer], starts: set[str], followed: set[str]) -> dict[str, Fraction]:
    """PROPORTIONAL downstream, no two at one instant: pools in which everything is stirred."""
    pools: dict[str, tuple[Fraction, Fraction]] = {}
    parts: dict[str, Fraction] = {}
    for transfer in sorted(transfers, key=lambda each: each.at):
        if transfer.source == transfer.target:
            continue
        balance, marked = pools.get(transfer.source, (Fraction(0), Fraction(0)))
        taken = min(Fraction(transfer.amount), balance)
        moved = taken * marked / balance if balance else Fraction(0)
        pools[transfer.source] = (balance - taken, marked - moved)
        part = moved if transfer.source in followed else Fraction(0)
        if transfer.source in starts:
            part = Fraction(transfer.amount)
        parts[transfer.key] = part
        balance, marked = pools.get(transfer.target, (Fraction(0), Fraction(0)))
        pools[transfer.target] = (balance + transfer.amount, marked + part)
    return parts


def circles_of(
    transfers: Sequence[Transfer], start: str, homes: set[str], longest: int, fraction: Fraction, least: int
) -> set[tuple[str, ...]]:
    """Every sequence of transfers is tried."""
    homes = homes | {start}
    found = set()
    for length in range(2, longest + 1):
        for way in permutations(transfers, length):
            inner = [each.target for each in way[:-1]]
            chained = all(one.target == other.source for one, other in pairwise(way))
            if not chained or way[0].source != start or way[-1].target not in homes:
                continue
            if homes & set(inner) or len(set(inner)) < len(inner):
                continue
            if any(one.at > other.at for one, other in pairwise(way)):
                continue
            passed = [min(each.amount for each in way[: n + 1]) for n in range(length)]
            enough = all(way[n].amount >= fraction * passed[n - 1] for n in range(1, length))
            if enough and passed[-1] >= max(least, 1):
                found.add(tuple(each.key for each in way))
    return found
