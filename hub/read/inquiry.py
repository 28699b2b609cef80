"""Reads of several rounds, written as generators: each yields the roots of a round and is sent their answers.

So a walk reads like a loop, while all walks of a request share each round's one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph.plan import Root
from hub.read.fields import Answers, Inquiry, T
from hub.read.root import RootCall


def call(inquiry: Inquiry[Any], finish: Callable[[Any], Any] = lambda value: value) -> RootCall:
    """The inquiry as a root field's call: its value when it has one, else the next round."""
    try:
        roots = next(inquiry)
    except StopIteration as ended:
        value = finish(ended.value)
        return RootCall((), lambda _: value)
    return _asking(inquiry, roots, finish)


def _asking(inquiry: Inquiry[Any], roots: tuple[Root, ...], finish: Callable[[Any], Any]) -> RootCall:
    def take(answers: Answers) -> Any:
        try:
            further = inquiry.send(answers)
        except StopIteration as ended:
            return finish(ended.value)
        return _asking(inquiry, further, finish)

    return RootCall(roots, take, judges=True)


def answered(value: T) -> Inquiry[T]:
    """An inquiry that asks nothing."""
    yield from ()
    return value


def together(inquiries: Sequence[Inquiry[T]]) -> Inquiry[list[T]]:
    """All at once: each round holds what all of them ask, once where several ask the same (a walk under aliases).

    Values in the order of the inquiries.
    """
    values: list[Any] = [None] * len(inquiries)
    waiting: dict[int, tuple[Root, ...]] = {}
    for place, inquiry in enumerate(inquiries):
        try:
            waiting[place] = next(inquiry)
        except StopIteration as ended:
            values[place] = ended.value
    while waiting:
        asked = tuple(dict.fromkeys(root for roots in waiting.values() for root in roots))
        answers = dict(zip(asked, (yield asked), strict=True))
        further = {}
        for place, roots in waiting.items():
            try:
                further[place] = inquiries[place].send([answers[root] for root in roots])
            except StopIteration as ended:
                values[place] = ended.value
        waiting = further
    return values
