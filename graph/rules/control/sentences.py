"""One sentence for each reason why somebody may control a company, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from graph.rules.control.thresholds import Thresholds
from graph.rules.control.ties import UNKNOWN_SHARE, Medium, Share


class Tier(StrEnum):
    """How strong the reason is, strongest first; none of them is a finding."""

    MAJORITY = "MAJORITY"
    PRESUMED = "PRESUMED"
    ASSERTED = "ASSERTED"
    CLUE = "CLUE"


class Why(StrEnum):
    """The reasons, strongest first."""

    MAJORITY_DIRECT = "MAJORITY_DIRECT"
    MAJORITY_THROUGH = "MAJORITY_THROUGH"
    MAJORITY_GROUP = "MAJORITY_GROUP"
    MAJORITY_RING = "MAJORITY_RING"
    PRESUMED_VOTES = "PRESUMED_VOTES"
    PRESUMED_BOARD = "PRESUMED_BOARD"
    PRESUMED_ABOVE = "PRESUMED_ABOVE"
    ASSERTED_CONTRACT = "ASSERTED_CONTRACT"
    ASSERTED_CONTRACT_ABOVE = "ASSERTED_CONTRACT_ABOVE"
    ASSERTED_NOMINEE = "ASSERTED_NOMINEE"
    CLUE_CONTRACT = "CLUE_CONTRACT"
    CLUE_CONTRACT_ABOVE = "CLUE_CONTRACT_ABOVE"
    CLUE_NOMINEE = "CLUE_NOMINEE"
    CLUE_RELATIVES = "CLUE_RELATIVES"
    CLUE_FORMER_REPRESENTATIVE = "CLUE_FORMER_REPRESENTATIVE"
    CLUE_GUARANTOR = "CLUE_GUARANTOR"
    CLUE_SIGNATORY = "CLUE_SIGNATORY"
    CLUE_SHARED = "CLUE_SHARED"


class Sentence(NamedTuple):
    tier: Tier
    en: str
    zh: str


SENTENCES: Final[Mapping[Why, Sentence]] = {
    Why.MAJORITY_DIRECT: Sentence(
        Tier.MAJORITY,
        "{who} holds {votes} of the votes of {company}, more than {majority}.",
        "{who}直接持有{company}表决权的{votes}，超过{majority}。",
    ),
    Why.MAJORITY_THROUGH: Sentence(
        Tier.MAJORITY,
        "{who} and the companies that it controls together hold {votes} of the votes of {company}, more than"
        " {majority}.",
        "{who}与其所控制的公司合计持有{company}表决权的{votes}，超过{majority}。",
    ),
    Why.MAJORITY_GROUP: Sentence(
        Tier.MAJORITY,
        "{who} act in concert and together hold {votes} of the votes of {company}, more than {majority}.",
        "{who}为一致行动人，合计持有{company}表决权的{votes}，超过{majority}。",
    ),
    Why.MAJORITY_RING: Sentence(
        Tier.MAJORITY,
        "{who} and {company} control one another with {votes} of its votes, and nobody outside them does.",
        "{who}与{company}相互持股（表决权的{votes}），外部无人控制。",
    ),
    Why.PRESUMED_VOTES: Sentence(
        Tier.PRESUMED,
        "Nobody has the majority of {company}; {votes} of the votes are with {who}, more than {presumed} and at"
        " least {times} times the next holder's {next}.",
        "{company}无过半数表决权持有人；{who}支配表决权的{votes}，超过{presumed}，且不低于第二大持有方（{next}）的{times}倍。",
    ),
    Why.PRESUMED_BOARD: Sentence(
        Tier.PRESUMED,
        "{who} may appoint {board} of the board of {company}, half or more of its members.",
        "{who}有权决定{company}董事会{board}的成员选任，达到半数以上。",
    ),
    Why.PRESUMED_ABOVE: Sentence(
        Tier.PRESUMED,
        "{through}, itself a candidate for {company}, is presumed to be controlled by {who}.",
        "推定{who}控制{through}，而{through}为{company}的控制人候选。",
    ),
    Why.ASSERTED_CONTRACT: Sentence(
        Tier.ASSERTED,
        "By the document “{document}” {company} is directed by {who}, by contract or other arrangement.",
        "据《{document}》，{who}以协议或其他安排支配{company}。",
    ),
    Why.ASSERTED_CONTRACT_ABOVE: Sentence(
        Tier.ASSERTED,
        "By the document “{document}” {through} is directed by {who}, by contract or other arrangement; {votes} of"
        " the votes of {company} would so be with {who}.",
        "据《{document}》，{who}以协议或其他安排支配{through}，据此可支配{company}表决权的{votes}。",
    ),
    Why.ASSERTED_NOMINEE: Sentence(
        Tier.ASSERTED,
        "By the document “{document}” {through} holds for {who}, who would so command {votes} of the votes of"
        " {company}.",
        "据《{document}》，{through}代{who}持股，{who}据此可支配{company}表决权的{votes}。",
    ),
    Why.CLUE_CONTRACT: Sentence(
        Tier.CLUE,
        "{company} is said to be directed by {who}, by contract or other arrangement; no document is recorded.",
        "据称{who}以协议或其他安排支配{company}，但无文件记录。",
    ),
    Why.CLUE_CONTRACT_ABOVE: Sentence(
        Tier.CLUE,
        "{through} is said to be directed by {who}, by contract or other arrangement; {votes} of the votes of"
        " {company} would so be with {who}; no document is recorded.",
        "据称{who}以协议或其他安排支配{through}，据此可支配{company}表决权的{votes}，但无文件记录。",
    ),
    Why.CLUE_NOMINEE: Sentence(
        Tier.CLUE,
        "{through} is said to hold for {who}, who would so command {votes} of the votes of {company}; no document"
        " is recorded.",
        "据称{through}代{who}持股，{who}据此可支配{company}表决权的{votes}，但无文件记录。",
    ),
    Why.CLUE_RELATIVES: Sentence(
        Tier.CLUE,
        "{who} are relatives and, should they vote together, would command {votes} of the votes of {company}.",
        "{who}系近亲属，如共同行使表决权，可支配{company}表决权的{votes}。",
    ),
    Why.CLUE_FORMER_REPRESENTATIVE: Sentence(
        Tier.CLUE,
        "{who} was legal representative of {company} until {until}, within the last {years} years.",
        "{who}曾任{company}法定代表人，至{until}止，距今不超过{years}年。",
    ),
    Why.CLUE_GUARANTOR: Sentence(
        Tier.CLUE, "{who} guarantees a debt of {company}.", "{who}为{company}的债务提供担保。"
    ),
    Why.CLUE_SIGNATORY: Sentence(
        Tier.CLUE, "{who} signs for an account of {company}.", "{who}是{company}账户的有权签字人。"
    ),
    Why.CLUE_SHARED: Sentence(
        Tier.CLUE,
        "{who} and {company} have {medium} in common, which {sharers} have in all.",
        "{who}与{company}使用同一{medium}（共{sharers}个主体使用）。",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What the templates' gaps are filled with; each language writes its own lists and percentages."""

    company: str
    who: tuple[str, ...]
    through: str = ""
    votes: Share | None = None
    next: float = 0.0
    board: float = 0.0
    document: str = ""
    until: str = ""
    medium: Medium | None = None
    sharers: int = 0


def told(why: Why, values: Values, thresholds: Thresholds) -> tuple[str, str]:
    """The sentence in English and in Chinese."""
    template = SENTENCES[why]
    return (
        template.en.format_map(_filled(values, thresholds, _ENGLISH)),
        template.zh.format_map(_filled(values, thresholds, _CHINESE)),
    )


class _Language(NamedTuple):
    comma: str
    last: str
    percent: str
    to: str
    media: Mapping[Medium, str]


_ENGLISH: Final = _Language(", ", " and ", " %", " to ", {Medium.PHONE: "a phone", Medium.ADDRESS: "an address"})
_CHINESE: Final = _Language("、", "、", "%", "至", {Medium.PHONE: "电话", Medium.ADDRESS: "地址"})


def _filled(values: Values, thresholds: Thresholds, language: _Language) -> dict[str, str]:
    votes = values.votes or UNKNOWN_SHARE
    *first, last = values.who
    return {
        "company": values.company,
        "who": language.last.join([language.comma.join(first), last] if first else [last]),
        "through": values.through,
        "votes": _percent(votes.lower, votes.upper, language),
        "next": _percent(values.next, values.next, language),
        "board": _percent(values.board, values.board, language),
        "majority": _percent(thresholds.majority, thresholds.majority, language),
        "presumed": _percent(thresholds.presumed, thresholds.presumed, language),
        "times": f"{thresholds.times_the_next:g}",
        "years": str(thresholds.former_years),
        "document": values.document,
        "until": values.until,
        "medium": language.media[values.medium] if values.medium else "",
        "sharers": str(values.sharers),
    }


def _percent(lower: float, upper: float, language: _Language) -> str:
    """`51 %`, or `25 to 50 %` where it is not known exactly; to 1e-9 of the whole, as it is compared."""
    ends = [f"{100 * end:.7f}".rstrip("0").rstrip(".") for end in (lower, upper)]
    return (ends[0] if ends[0] == ends[1] else language.to.join(ends)) + language.percent
