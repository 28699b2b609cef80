"""Which grounds for adding a judgment debtor a tie is, as its facts tell it, and what is left to prove.

Either end may be the debtor. A ground is named only where facts tell what sets it apart from any other tie of the
kind (`GroundRow.told`): a shareholding alone is none, nor is control. The rest is said as to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.model.declare import Grade
from graph.rules.control.adding import MayApply, grounds
from graph.rules.control.conditions import READINGS, Condition, Debtor, Form, Link, Position
from graph.rules.control.grounds import HEADS, INSTRUMENT, Effect, Prover
from graph.rules.control.ties import Fact, Subject

HALF: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One end: `kind` as the model calls it, form and status as registered. None is unknown."""

    id: Subject
    kind: str
    form: Form | None = None
    status: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tied:
    """One tie `relation` from source to target, as its fact tells it. Money in fen, days ISO, None is unknown.

    `share`: of the target, at least. `shareholders`: how many the target has, where its register is known whole.
    """

    relation: str
    source: Party
    target: Party
    fact: Fact
    grade: Grade = Grade.A
    share: float = 0.0
    subscribed: int | None = None
    paid_in: int | None = None
    due_on: str | None = None
    shareholders: int | None = None


class Word(NamedTuple):
    en: str
    zh: str


# Positions that a tie of the graph may tell. What it does not tell of them is to be proved.
WORDS: Final = {
    Position.INVESTOR: Word("investor", "出资人"),
    Position.OWN_BUSINESS: Word("sole proprietorship", "个人独资企业"),
    Position.GENERAL_PARTNER: Word("general partner", "普通合伙人"),
    Position.LIMITED_PARTNER: Word("limited partner", "有限合伙人"),
    Position.HEAD_OFFICE: Word("head office", "所属法人"),
    Position.BRANCH: Word("branch", "分支机构"),
    Position.SHAREHOLDER: Word("shareholder", "股东"),
    Position.CONTROLLING_SHAREHOLDER: Word("controlling shareholder", "控股股东"),
    Position.DIRECTOR: Word("director", "董事"),
}
OPERATOR: Final = Word("operator", "经营者")  # of an individual business (13(2)), which has no 出资人
_RESERVE: Final = Word("Whether it holds is for the court.", "是否成立，由法院审查认定。")
_PARTNERS: Final = frozenset((Position.GENERAL_PARTNER, Position.LIMITED_PARTNER))
_FORM: Final = Word(
    "The debtor is of the legal form that the article speaks of.", "被执行人属于该条所指的组织形式。"
)
_PROVERS: Final = {
    Prover.APPLICANT: Word("the applicant", "申请执行人"),
    Prover.RESPONDENT: Word("the party to be added", "被申请人"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ToProve:
    """One thing that facts do not tell. `condition` is None for the position or the form."""

    condition: Condition | None
    prover: Prover
    en: str
    zh: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TieGround:
    """A tie as a ground: `party` may be added to `debtor`, or its property enforced against."""

    debtor: Subject
    party: Subject
    may: MayApply

    @property
    def word(self) -> Word:
        """What the party is to the debtor, as the article calls it."""
        row, position = self.may.row, self.may.link.position
        operates = position is Position.INVESTOR and row.forms == {Form.INDIVIDUAL_BUSINESS}
        return OPERATOR if operates else WORDS[position]

    @property
    def told(self) -> tuple[Condition, ...]:
        """The conditions that facts tell."""
        return tuple(each for each in self.may.row.conditions if each not in self.may.open)

    @property
    def to_prove(self) -> tuple[ToProve, ...]:
        position = self.may.link.position
        return tuple(
            (
                *(_on_form() if self.may.form_open else ()),
                *(_on_position(position) if position in _PARTNERS else ()),
                *(self._open(each) for each in self.may.open),
            )
        )

    def _open(self, condition: Condition) -> ToProve:
        """The burden is turned for the separation of property alone (变更追加规定 20)."""
        turned = condition is Condition.NOT_SEPARATE
        prover = self.may.row.prover if turned else Prover.APPLICANT
        reading = READINGS[condition]
        return ToProve(condition=condition, prover=prover, en=reading.en, zh=reading.zh)

    @property
    def en(self) -> str:
        row = self.may.row
        what = (
            "may have its property enforced against directly"
            if row.effect is Effect.ENFORCE_DIRECTLY
            else "may be added as a judgment debtor on application"
        )
        parts = [f"As the debtor's {self.word.en} the party {what}, {row.extent_en} ({_cited(row.article)})."]
        if self.told:
            parts.append("Facts tell: " + " ".join(READINGS[each].en for each in self.told))
        for prover, word in _PROVERS.items():
            left = [each.en for each in self.to_prove if each.prover is prover]
            if left:
                parts.append(f"To be settled, the burden being on {word.en}: " + " ".join(left))
        return " ".join((*parts, _RESERVE.en))

    @property
    def zh(self) -> str:
        row = self.may.row
        what = "可直接执行其财产" if row.effect is Effect.ENFORCE_DIRECTLY else "可依申请追加为被执行人"
        parts = [
            f"作为被执行人的{self.word.zh}，{what}，责任范围：{row.extent_zh}({INSTRUMENT}第{row.article}条)。"
        ]
        if self.told:
            parts.append("已有记载：" + "".join(READINGS[each].zh for each in self.told))
        for prover, who in _PROVERS.items():
            left = [each.zh for each in self.to_prove if each.prover is prover]
            if left:
                parts.append(f"尚待查明，由{who.zh}举证：" + "".join(left))
        return "".join((*parts, _RESERVE.zh))


def grounds_on(tie: Tied, day: str) -> tuple[TieGround, ...]:
    """The grounds that a tie is on `day` (ISO), in the order of the table; empty for most. A tie that was inferred
    (grade D) is none.
    """
    if tie.grade is Grade.D:
        return ()
    found = []
    for debtor, party, form, link in _positions(tie):
        known = Debtor(
            day=day,
            form=form,
            deregistered=_deregistered(debtor.status),
            shareholders=tie.shareholders,
        )
        for may in grounds(known, link):
            if _named(may):
                found.append(TieGround(debtor=debtor.id, party=party.id, may=may))
    return tuple(found)


def _named(may: MayApply) -> bool:
    told = may.row.told
    if told is None or any(each in may.open for each in told):
        return False
    return bool(told) or not may.form_open or may.row.forms >= HEADS


def _deregistered(status: str | None) -> bool | None:
    return None if status in (None, "UNKNOWN") else status == "DEREGISTERED"


def _positions(tie: Tied) -> Iterator[tuple[Party, Party, Form | None, Link]]:
    """Debtor, party, the debtor's form, and what the party is to it."""
    source, target = tie.source, tie.target
    if source.id == target.id:
        return
    match tie.relation:
        case "SHAREHOLDER_OF" if target.kind == "COMPANY":
            yield from ((target, source, target.form, link) for link in _of_holder(tie))
            if source.kind == "PERSON" and target.form is Form.SOLE_PROPRIETORSHIP:
                yield source, target, Form.PERSON, Link(fact=tie.fact, position=Position.OWN_BUSINESS)
        case "BRANCH_OF":
            form = source.form if source.form not in (None, Form.OTHER) else Form.BRANCH
            yield source, target, form, Link(fact=tie.fact, position=Position.HEAD_OFFICE)
            yield target, source, target.form, Link(fact=tie.fact, position=Position.BRANCH)
        case "LEGAL_REP_OF" | "PRINCIPAL_OF" if target.form is Form.INDIVIDUAL_BUSINESS:
            yield target, source, target.form, Link(fact=tie.fact, position=Position.INVESTOR)
        case "DIRECTOR_OF":
            yield target, source, target.form, Link(fact=tie.fact, position=Position.DIRECTOR)


def _of_holder(tie: Tied) -> Iterator[Link]:
    match tie.target.form:
        case Form.SOLE_PROPRIETORSHIP | Form.INDIVIDUAL_BUSINESS:
            positions = [Position.INVESTOR]
        case Form.PARTNERSHIP:
            positions = [Position.GENERAL_PARTNER, Position.LIMITED_PARTNER]  # no register here says which
        case _:
            positions = [Position.CONTROLLING_SHAREHOLDER if tie.share > HALF else Position.SHAREHOLDER]
    for position in positions:
        yield Link(
            fact=tie.fact,
            position=position,
            subscribed=tie.subscribed,
            paid_in=tie.paid_in,
            due_on=tie.due_on,
        )


def _on_form() -> tuple[ToProve, ...]:
    return (ToProve(condition=None, prover=Prover.APPLICANT, en=_FORM.en, zh=_FORM.zh),)


def _on_position(position: Position) -> tuple[ToProve, ...]:
    word = WORDS[position]
    en, zh = f"The party is a {word.en}.", f"该方为{word.zh}。"
    return (ToProve(condition=None, prover=Prover.APPLICANT, en=en, zh=zh),)


def _cited(article: str) -> str:
    return f"{INSTRUMENT} {article}"
