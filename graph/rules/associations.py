"""Who has a phone, address, device, network address or account in common with somebody, and does it say anything.

What three share is a clue, what three thousand share says nothing of any of them. So each medium is told with how
many others share it, and its sharers only while they are few. Nothing here is a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

Subject: TypeAlias = str
Fact: TypeAlias = Hashable


class Kind(StrEnum):
    """What is shared, in the order in which kinds of one rarity are told."""

    ACCOUNT = "ACCOUNT"
    DEVICE = "DEVICE"
    PHONE = "PHONE"
    NETWORK = "NETWORK"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """`clue`: subjects that share a medium up to which it is a clue, the one asked about among them; `counted`:
    others that are counted one by one.
    """

    clue: int
    counted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Medium:
    """What was read of one: by subject the facts by which it has it. `whole`: nobody else has it that is seen.

    `kind` is None where it is not known.
    """

    id: str
    kind: Kind | None
    users: Mapping[Subject, tuple[Fact, ...]]
    whole: bool = True


class Sharer(NamedTuple):
    subject: Subject
    facts: tuple[Fact, ...]


class _Word(NamedTuple):
    en: str
    zh: str


_WORDS: Final[Mapping[Kind | None, _Word]] = {
    Kind.PHONE: _Word("phone number", "电话号码"),
    Kind.ADDRESS: _Word("address", "地址"),
    Kind.DEVICE: _Word("device", "设备"),
    Kind.NETWORK: _Word("network address", "网络地址"),
    Kind.ACCOUNT: _Word("account", "账户"),
    None: _Word("medium", "媒介"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Association:
    """A medium that the subject has in common with `others` others: exactly, or (`at_least`) no fewer.

    `clue` is None where it cannot be told, as not all who share it were read. `sharers` are told of a clue only.
    """

    medium: str
    kind: Kind | None
    own: tuple[Fact, ...]
    others: int
    at_least: bool
    clue: bool | None
    sharers: tuple[Sharer, ...]
    limits: Limits

    @property
    def en(self) -> str:
        least = "At least " if self.at_least else ""
        others = f"{least}{self.others} other{'s' if self.others > 1 else ''}"
        has = "have" if self.others > 1 else "has"
        said = {
            True: f"no more than {self.limits.clue} in all share it, which is a clue and no finding",
            False: f"more than {self.limits.clue} in all share it, which says nothing of any of them",
            None: "not all who share it were read, so whether it is a clue cannot be told",
        }[self.clue]
        return f"{others} {has} the same {_WORDS[self.kind].en}: {said}."

    @property
    def zh(self) -> str:
        least = "至少" if self.at_least else ""
        said = {
            True: f"共用者总数不超过{self.limits.clue}个，可作线索，不构成认定",
            False: f"共用者总数超过{self.limits.clue}个，不足以说明任何一方",
            None: "共用者未全部读取，无法判断是否为线索",
        }[self.clue]
        return f"另有{least}{self.others}个主体使用同一{_WORDS[self.kind].zh}：{said}。"


def associations(
    subject: Subject, media: Collection[Medium], limits: Limits, kinds: Collection[Kind] | None = None
) -> list[Association]:
    """All media that the subject shares with anybody, the rarest first; of one rarity by kind, then by id.

    `kinds` are the only ones told; a medium of unknown kind is told where all are.
    """
    found = [
        _shared(subject, medium, limits)
        for medium in media
        if subject in medium.users and len(medium.users) > 1 and (kinds is None or medium.kind in kinds)
    ]
    return sorted(found, key=_rarity)


_ORDER: Final = {kind: place for place, kind in enumerate((*Kind, None))}


def _rarity(found: Association) -> tuple[int, bool, int, str]:
    return found.others, found.at_least, _ORDER[found.kind], found.medium


def _shared(subject: Subject, medium: Medium, limits: Limits) -> Association:
    known = len(medium.users) - 1
    at_least = known > limits.counted or not medium.whole
    clue: bool | None = known < limits.clue
    if clue and not medium.whole:
        clue = None
    return Association(
        medium=medium.id,
        kind=medium.kind,
        own=medium.users[subject],
        others=min(known, limits.counted),
        at_least=at_least,
        clue=clue,
        sharers=tuple(Sharer(each, medium.users[each]) for each in sorted(medium.users) if each != subject)
        if clue
        else (),
        limits=limits,
    )
