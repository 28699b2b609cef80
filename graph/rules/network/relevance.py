"""How much a tie says of the node that it is read at: weight of its kind x its size x rarity of the far end.

The table is a proposal for the eye, not law: it orders what is shown first and decides nothing. Each factor lies
above 0 and is at most 1, so whatever stands further along a way is never more relevant than the way to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.model import MODEL
from graph.rules.network.ties import NetworkTie


class Size(StrEnum):
    """What of a kind of tie may be large or small."""

    NONE = "none"
    SHARE = "share"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Row:
    weight: float
    size: Size = Size.NONE


# By what an investigator asks first: who owns and binds, who stands for it, whose money and means, who else.
TABLE: Final[Mapping[str, Row]] = {
    "SHAREHOLDER_OF": Row(1.0, Size.SHARE),
    "NOMINEE_FOR": Row(1.0),
    "INFLUENCES": Row(0.9, Size.SHARE),
    "ACTS_IN_CONCERT": Row(0.9),
    "BRANCH_OF": Row(0.9),
    "LEGAL_REP_OF": Row(0.8),
    "PRINCIPAL_OF": Row(0.8),
    "GUARANTOR_OF": Row(0.8, Size.AMOUNT),
    "DIRECTLY_RESPONSIBLE_FOR": Row(0.7),
    "RELATIVE_OF": Row(0.7),
    "OWNS_ACCOUNT": Row(0.7),
    "TRANSFERS": Row(0.7, Size.AMOUNT),
    "PARTY_TO": Row(0.6),
    "TARGETS": Row(0.6),
    "CONTRACTS_FOR": Row(0.6, Size.AMOUNT),
    "DIRECTOR_OF": Row(0.5),
    "MANAGER_OF": Row(0.5),
    "TAKES_PART_IN": Row(0.5),
    "SUPERVISOR_OF": Row(0.4),
    "SUPERVISED_BY": Row(0.4),
    "USES": Row(0.4),
    "SIGNS_IN": Row(0.4),
    "REPORTS_PROPERTY": Row(0.3),
    "MEDIATES": Row(0.3),
    "ENFORCES": Row(0.3),
    "EMPLOYS": Row(0.1),
    "HEARD_BY": Row(0.1),
    "SUBORDINATE_TO": Row(0.1),
}
UNKNOWN: Final = 0.5  # of a size that is not known: half
LEAST: Final = 0.05  # of any size, so that nothing is of no relevance
FULL_AMOUNT: Final = 10**8  # yuan, from which on an amount is as large as can be


def size_of(tie: NetworkTie) -> float:
    """0.05 to 1: the share itself (of a range its middle), or the logarithm of yuan beside that of 100 million."""
    size = TABLE[tie.relation].size
    if size is Size.SHARE:
        return _share(tie)
    if size is Size.AMOUNT:
        return _amount(tie.amount)
    return 1.0


def rarity(ties: int) -> float:
    """1 / (1 + log2 of the far end's number of ties): 1 for one that has no other, 0.5 for two, 0.12 for 200.

    By the logarithm, since by the number itself a parent of forty holdings would stand behind each employee.
    """
    return 1.0 / (1.0 + math.log2(max(ties, 1)))


def relevance(tie: NetworkTie, far_ties: int) -> float:
    return TABLE[tie.relation].weight * size_of(tie) * rarity(far_ties)


def why(tie: NetworkTie, far_ties: int | None, way: float, *, at_least: bool = False) -> tuple[str, str]:
    """The factors in a sentence, English and Chinese; `way` is the relevance of what leads to the near end. A far
    end whose ties were not counted (None) is taken for rare, and that is said. `at_least`: it may have more.
    """
    kind = MODEL.relations[tie.relation]
    row = TABLE[tie.relation]
    english = [f"{tie.relation}: weight {_shown(row.weight)}"]
    chinese = [f"{kind.zh}：权重{_shown(row.weight)}"]
    if row.size is not Size.NONE:
        known = tie.amount is not None if row.size is Size.AMOUNT else _middle(tie) is not None
        word, zh = ("share", "比例") if row.size is Size.SHARE else ("amount", "金额")
        english.append(f"{word} {_shown(size_of(tie))}" + ("" if known else " (not known)"))
        chinese.append(f"{zh}{_shown(size_of(tie))}" + ("" if known else "（不明）"))
    if far_ties is None:
        english.append("rarity 1 (ties at the far end not counted)")
        chinese.append("稀有度1（对端关系未计数）")
    else:
        one = "tie" if far_ties == 1 else "ties"
        least, zh = ("at least ", "至少") if at_least else ("", "共")
        english.append(f"rarity {_shown(rarity(far_ties))} ({least}{far_ties} {one} at the far end)")
        chinese.append(f"稀有度{_shown(rarity(far_ties))}（对端{zh}{far_ties}条关系）")
    if way < 1.0:
        english.append(f"the way to it {_shown(way)}")
        chinese.append(f"前段路径{_shown(way)}")
    return " x ".join(english), " × ".join(chinese)


def _share(tie: NetworkTie) -> float:
    found = _middle(tie)
    return UNKNOWN if found is None else min(1.0, max(LEAST, found))


def _middle(tie: NetworkTie) -> float | None:
    if tie.share is not None:
        return tie.share
    if tie.share_min is None and tie.share_max is None:
        return None
    low = 0.0 if tie.share_min is None else tie.share_min
    return (low + (1.0 if tie.share_max is None else tie.share_max)) / 2


def _amount(fen: int | None) -> float:
    if fen is None:
        return UNKNOWN
    return min(1.0, max(LEAST, math.log10(1 + max(fen, 0) / 100) / math.log10(1 + FULL_AMOUNT)))


def _shown(factor: float) -> str:
    return f"{factor:.3g}"
