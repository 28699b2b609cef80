"""Who answers for the wages of farm workers on a construction project, by the contracts on it.

保障农民工工资支付条例 (国务院令第724号, in force since 2020-05-01), articles 16, 29, 30 and 36. Who owes the wages
is for the employer's own case; what is said here is who stands behind it by its part in the project. A natural
person is no 分包单位: of one who has work on the project article 36(1) tells, and not article 30.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from graph.rules.works import Contract, Part, Subject, Works

INSTRUMENT: Final = "保障农民工工资支付条例(国务院令第724号)"


class Liability(StrEnum):
    """How one answers for the wages that another owes, or owes them itself."""

    OWES = "OWES"
    LIABLE_FIRST_FOR = "LIABLE_FIRST_FOR"
    LIABLE_FOR_AWARD = "LIABLE_FOR_AWARD"
    LIABLE_WITHIN_UNPAID_PRICE = "LIABLE_WITHIN_UNPAID_PRICE"


class Lack(StrEnum):
    """What the graph does not tell, and has to be found before anybody is held liable."""

    WAGES = "WAGES"
    LATE_PAYMENT = "LATE_PAYMENT"
    UNPAID_PRICE = "UNPAID_PRICE"
    PRICE = "PRICE"
    CHAIN = "CHAIN"
    WHICH = "WHICH"
    CAUSE = "CAUSE"
    EMPLOYER = "EMPLOYER"
    NO_GENERAL_CONTRACTOR = "NO_GENERAL_CONTRACTOR"
    NO_DEVELOPER = "NO_DEVELOPER"


class Word(NamedTuple):
    en: str
    zh: str


LACKS: Final = {
    Lack.WAGES: Word(
        "Whether wages are owed for work on the project, and how much.", "是否拖欠该项目农民工工资及其数额。"
    ),
    Lack.LATE_PAYMENT: Word(
        "Whether they are owed because the developer did not pay the price in time.",
        "是否因建设单位未按合同约定及时拨付工程款导致拖欠。",
    ),
    Lack.UNPAID_PRICE: Word("How much of the price is unpaid.", "未结清的工程款数额。"),
    Lack.PRICE: Word(
        "The price of a contract with the developer: it is not stated, or sources state different ones.",
        "与建设单位的合同价款：未载明，或者各来源记载不一致。",
    ),
    Lack.CHAIN: Word("By which contracts the two are tied on the project.", "双方在该项目上的合同关系。"),
    Lack.WHICH: Word(
        "Which of several with this part stands above the employer.", "多个同类单位中对应的是哪一个。"
    ),
    Lack.CAUSE: Word(
        "Whether wages are owed because the work was given to a person.", "是否因发包或者分包给个人导致拖欠。"
    ),
    Lack.EMPLOYER: Word(
        "Which unit the workers are employed by: a natural person is no subcontractor.",
        "农民工的用人单位：个人不是分包单位。",
    ),
    Lack.NO_GENERAL_CONTRACTOR: Word("Who the general contractor is.", "施工总承包单位。"),
    Lack.NO_DEVELOPER: Word("Who the developer is.", "建设单位。"),
}


class _Rule(NamedTuple):
    article: str
    en: str
    zh: str
    lacks: tuple[Lack, ...]


_OWES_AS_SUB: Final = _Rule(
    "30(1)",
    "A subcontractor is itself answerable for the wages of the workers that it hires.",
    "分包单位对所招用农民工的工资支付负直接责任。",
    (Lack.WAGES,),
)
_OWES: Final = _Rule(
    "16", "An employer pays the wages that it owes.", "用人单位拖欠农民工工资的，应当依法予以清偿。", (Lack.WAGES,)
)
_FIRST: Final = _Rule(
    "30(3)",
    "The general contractor pays the wages that a subcontractor owes first, and has recourse against it.",
    "分包单位拖欠农民工工资的，由施工总承包单位先行清偿，再依法进行追偿。",
    (Lack.WAGES,),
)
_AWARD: Final = _Rule(
    "36(1)",
    "A developer or general contractor that gave work to a person pays the wages that are owed for that reason.",
    "建设单位或者施工总承包单位将工程发包或者分包给个人导致拖欠农民工工资的，由其清偿。",
    (Lack.WAGES, Lack.CAUSE),
)
_WITHIN: Final = _Rule(
    "29(2)",
    "A developer whose late payment is the reason advances the wages, up to the price that is unpaid and no more.",
    "因建设单位未按约定及时拨付工程款导致拖欠的，建设单位以未结清的工程款为限先行垫付。",
    (Lack.WAGES, Lack.LATE_PAYMENT, Lack.UNPAID_PRICE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Liable:
    """`subject` answers for the wages that `employer` owes on the project, by `article`, once what lacks is found.

    `certain`: that it is the one with this part above the employer; `chain`: the contracts from the employer up to
    it, where they are known; `price`: fen of its contracts with the general contractor, as far as they are known,
    which bound a liability within the unpaid price.
    """

    liability: Liability
    subject: Subject
    employer: Subject
    article: str
    en: str
    zh: str
    certain: bool
    chain: tuple[Contract, ...]
    lacks: tuple[Lack, ...]
    price: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Who answers for one employer's wages; `lacks`: which parts nobody is recorded for, and of a natural person,
    by whom the workers are employed.
    """

    employer: Subject
    parts: tuple[Part, ...]
    liable: tuple[Liable, ...]
    lacks: tuple[Lack, ...]


def wages(works: Works, employer: Subject) -> Answer:
    """Who answers for the wages that a contractor on the project owes: itself, the general contractor, the
    developer; of a natural person, who gave it the work, and the developer.
    """
    ways = works.upwards(employer)
    generals, developers = works.having(Part.GENERAL_CONTRACTOR), works.having(Part.DEVELOPER)
    is_general, is_person = employer in generals, employer in works.persons
    rule = _OWES if is_general else _OWES_AS_SUB
    found = [] if is_person else [_liable(rule, Liability.OWES, employer, employer, certain=True, chain=())]
    found += _of_award(works, employer, {*generals, *developers})
    above: Collection[Subject] = (employer,)
    if not is_general:
        first = list(_of_part(_FIRST, Liability.LIABLE_FIRST_FOR, employer, generals, ways))
        found += [] if is_person else first
        above = [each.subject for each in first]
    found += _of_developer(works, employer, developers, above, ways)
    lacks = [Lack.EMPLOYER] if is_person else []
    lacks += [] if generals else [Lack.NO_GENERAL_CONTRACTOR]
    lacks += [] if developers else [Lack.NO_DEVELOPER]
    return Answer(employer=employer, parts=works.parts(employer), liable=tuple(found), lacks=tuple(lacks))


def _of_award(works: Works, employer: Subject, givers: Collection[Subject]) -> Iterator[Liable]:
    if employer not in works.persons:
        return
    for giver in sorted(givers):
        chain = works.between(employer, giver)
        if chain:
            yield _liable(_AWARD, Liability.LIABLE_FOR_AWARD, giver, employer, certain=True, chain=chain[:1])


def _of_part(
    rule: _Rule,
    liability: Liability,
    employer: Subject,
    having: Collection[Subject],
    ways: dict[Subject, tuple[Contract, ...]],
) -> Iterator[Liable]:
    """Those of the part that contracts lead to; where they lead to none, all of the part, with what is lacking."""
    reached = [each for each in having if each in ways]
    for subject in reached or (each for each in having if each != employer):
        lacks = [] if reached else [Lack.CHAIN]
        certain = len(reached or having) == 1
        lacks += [] if certain else [Lack.WHICH]
        yield _liable(
            rule, liability, subject, employer, certain=certain, chain=ways.get(subject, ()), lacks=tuple(lacks)
        )


def _of_developer(
    works: Works,
    employer: Subject,
    developers: Collection[Subject],
    generals: Collection[Subject],
    ways: dict[Subject, tuple[Contract, ...]],
) -> Iterator[Liable]:
    known = dict(ways)
    for general in generals:  # a chain that breaks below the general contractor goes on above it
        known = {**dict.fromkeys(works.upwards(general), ()), **known}
    for each in _of_part(_WITHIN, Liability.LIABLE_WITHIN_UNPAID_PRICE, employer, developers, known):
        contracts = [one for general in generals for one in works.between(general, each.subject)]
        price = _price(contracts)
        broken = not each.chain and Lack.CHAIN not in each.lacks
        lacks = (*((Lack.CHAIN,) if broken else ()), *(() if price is not None else (Lack.PRICE,)))
        yield replace(each, lacks=(*each.lacks, *lacks), price=price)


def _price(contracts: Collection[Contract]) -> int | None:
    """Fen of all contracts of some contractors with one client; None if not all known, or if systems differ.

    What several systems state of one pair is taken for the same contracts, so each system is summed by itself.
    """
    stated: dict[Subject, dict[str | None, int]] = {}
    for contract in contracts:
        if contract.amount is None:
            return None
        of_pair = stated.setdefault(contract.contractor, {})
        of_pair[contract.system] = of_pair.get(contract.system, 0) + contract.amount
    prices = [set(of_pair.values()) for of_pair in stated.values()]
    return sum(map(sum, prices)) if prices and all(len(each) == 1 for each in prices) else None


def _liable(
    rule: _Rule,
    liability: Liability,
    subject: Subject,
    employer: Subject,
    *,
    certain: bool,
    chain: tuple[Contract, ...],
    lacks: tuple[Lack, ...] = (),
) -> Liable:
    return Liable(
        liability=liability,
        subject=subject,
        employer=employer,
        article=rule.article,
        en=rule.en,
        zh=rule.zh,
        certain=certain,
        chain=chain,
        lacks=(*rule.lacks, *lacks),
    )
