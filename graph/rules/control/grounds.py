"""On what grounds a tie lets a court change or add a judgment debtor: the table, article by article.

最高人民法院关于民事执行中变更、追加当事人若干问题的规定 (法释〔2016〕21号, amended by 法释〔2020〕21号).
Only these grounds add a debtor; every other tie is intelligence. Being actual controller (实际控制人) is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.rules.control.conditions import Condition, Form, Position

TITLE: Final = "最高人民法院关于民事执行中变更、追加当事人若干问题的规定"
EDITION: Final = "2020年修正(法释〔2020〕21号)"
INSTRUMENT: Final = "法释〔2016〕21号(2020年修正)"


class Prover(StrEnum):
    """Who bears the burden of proof."""

    APPLICANT = "APPLICANT"
    RESPONDENT = "RESPONDENT"


class Effect(StrEnum):
    ADD = "ADD"  # the party may be added, or put in the debtor's place, on application
    ENFORCE_DIRECTLY = "ENFORCE_DIRECTLY"  # its property may be enforced against without a ruling that adds it


class Remedy(StrEnum):
    """Against the ruling: articles 30 and 32."""

    REVIEW = "REVIEW"  # to the court above
    SUIT = "SUIT"  # 执行异议之诉 at the court of enforcement
    NONE = "NONE"


@dataclass(frozen=True, kw_only=True, slots=True)
class GroundRow:
    """One row of the table: who may be added under which article, what must hold, who proves it, for how much.

    `reads` names the relations of the graph that it is read from; without any, a paper in the case file tells it.
    `told`: the conditions that facts must tell before a tie is named as this ground; None where no fact of the
    graph can, so that every shareholder would be named on nothing.
    """

    article: str
    forms: frozenset[Form]
    positions: frozenset[Position]
    conditions: tuple[Condition, ...]
    prover: Prover
    extent_en: str
    extent_zh: str
    reads: tuple[str, ...]
    effect: Effect = Effect.ADD
    remedy: Remedy = Remedy.REVIEW
    told: tuple[Condition, ...] | None = None

    @property
    def basis(self) -> str:
        """The article, to be cited."""
        return f"{INSTRUMENT} {self.article}"


def _forms(*forms: Form) -> frozenset[Form]:
    return frozenset(forms)


_COMPANIES: Final = _forms(Form.LIMITED_COMPANY, Form.JOINT_STOCK_COMPANY)
UNITS: Final = frozenset(Form) - {Form.PERSON, Form.INDIVIDUAL_BUSINESS}
HEADS: Final = UNITS - {Form.BRANCH}  # who may have branches
_ALL: Final = ("for the whole debt", "全部债务")
_UNPAID: Final = ("up to the contribution not made", "尚未缴纳出资的范围内")
_RECEIVED: Final = ("up to the assets received", "接受财产的范围内")
_PROMISED: Final = ("up to what was promised", "承诺范围内")


def _row(
    article: str,
    forms: frozenset[Form],
    positions: tuple[Position, ...],
    conditions: tuple[Condition, ...],
    extent: tuple[str, str],
    reads: tuple[str, ...],
    *,
    prover: Prover = Prover.APPLICANT,
    effect: Effect = Effect.ADD,
    remedy: Remedy = Remedy.REVIEW,
    told: tuple[Condition, ...] | None = None,
) -> GroundRow:
    return GroundRow(
        article=article,
        forms=forms,
        positions=frozenset(positions),
        conditions=conditions,
        prover=prover,
        extent_en=extent[0],
        extent_zh=extent[1],
        reads=reads,
        effect=effect,
        remedy=remedy,
        told=told,
    )


_C, _P = Condition, Position
_DIRECTLY: Final = Effect.ENFORCE_DIRECTLY

GROUNDS: Final[tuple[GroundRow, ...]] = (
    _row(
        "13(1)",
        _forms(Form.SOLE_PROPRIETORSHIP),
        (_P.INVESTOR,),
        (_C.INSOLVENT,),
        _ALL,
        ("SHAREHOLDER_OF",),
        told=(),
    ),
    _row(
        "13(1)",
        _forms(Form.PERSON),
        (_P.OWN_BUSINESS,),
        (),
        ("with the business's property", "该个人独资企业的财产"),
        ("SHAREHOLDER_OF",),
        effect=_DIRECTLY,
        remedy=Remedy.NONE,
        told=(),
    ),
    _row(
        "13(2)",
        _forms(Form.INDIVIDUAL_BUSINESS),
        (_P.INVESTOR,),
        (),
        _ALL,
        ("LEGAL_REP_OF", "PRINCIPAL_OF", "SHAREHOLDER_OF"),
        effect=_DIRECTLY,
        remedy=Remedy.NONE,
        told=(),
    ),
    _row(
        "14(1)",
        _forms(Form.PARTNERSHIP),
        (_P.GENERAL_PARTNER,),
        (_C.INSOLVENT,),
        _ALL,
        ("SHAREHOLDER_OF",),
        told=(),
    ),
    _row(
        "14(2)",
        _forms(Form.PARTNERSHIP),
        (_P.LIMITED_PARTNER,),
        (_C.INSOLVENT, _C.UNPAID, _C.DUE),
        _UNPAID,
        ("SHAREHOLDER_OF",),
        remedy=Remedy.SUIT,
        told=(_C.UNPAID,),
    ),
    _row("15(1)", _forms(Form.BRANCH), (_P.HEAD_OFFICE,), (_C.INSOLVENT,), _ALL, ("BRANCH_OF",), told=()),
    _row(
        "15(1)",
        _forms(Form.BRANCH),
        (_P.BRANCH,),
        (_C.INSOLVENT,),
        ("with the other branch's property", "其他分支机构的财产"),
        ("BRANCH_OF",),
        effect=_DIRECTLY,
        remedy=Remedy.NONE,
    ),
    _row(
        "15(2)",
        HEADS,
        (_P.BRANCH,),
        (_C.INSOLVENT,),
        ("with the branch's property", "分支机构的财产"),
        ("BRANCH_OF",),
        effect=_DIRECTLY,
        remedy=Remedy.NONE,
        told=(),
    ),
    _row(
        "17",
        _COMPANIES,
        (_P.SHAREHOLDER, _P.CONTROLLING_SHAREHOLDER, _P.PROMOTER),
        (_C.INSOLVENT, _C.UNPAID, _C.DUE),
        _UNPAID,
        ("SHAREHOLDER_OF",),
        remedy=Remedy.SUIT,
        told=(_C.UNPAID,),
    ),
    _row(
        "18",
        _COMPANIES,
        (_P.SHAREHOLDER, _P.CONTROLLING_SHAREHOLDER, _P.FORMER_SHAREHOLDER),
        (_C.INSOLVENT, _C.WITHDREW),
        ("up to the contribution withdrawn", "抽逃出资的范围内"),
        ("SHAREHOLDER_OF", "TRANSFERS"),
        remedy=Remedy.SUIT,
    ),
    _row(
        "19",
        _COMPANIES,
        (_P.FORMER_SHAREHOLDER, _P.PROMOTER),
        (_C.INSOLVENT, _C.TRANSFERRED, _C.UNPAID, _C.DUE_AT_TRANSFER),
        ("up to the contribution that was due", "未依法出资的范围内"),
        ("SHAREHOLDER_OF",),
        remedy=Remedy.SUIT,
    ),
    _row(
        "20",
        _forms(Form.LIMITED_COMPANY),
        (_P.SHAREHOLDER, _P.CONTROLLING_SHAREHOLDER),
        (_C.INSOLVENT, _C.ONE_SHAREHOLDER, _C.NOT_SEPARATE),
        _ALL,
        ("SHAREHOLDER_OF",),
        prover=Prover.RESPONDENT,
        remedy=Remedy.SUIT,
        told=(_C.ONE_SHAREHOLDER,),
    ),
    _row(
        "21",
        _forms(Form.LIMITED_COMPANY),
        (_P.SHAREHOLDER, _P.CONTROLLING_SHAREHOLDER),
        (_C.DEREGISTERED, _C.NOT_LIQUIDATED, _C.NOT_LIQUIDABLE),
        _ALL,
        ("SHAREHOLDER_OF",),
        remedy=Remedy.SUIT,
        told=(_C.DEREGISTERED,),
    ),
    _row(
        "21",
        _forms(Form.JOINT_STOCK_COMPANY),
        (_P.DIRECTOR, _P.CONTROLLING_SHAREHOLDER),
        (_C.DEREGISTERED, _C.NOT_LIQUIDATED, _C.NOT_LIQUIDABLE),
        _ALL,
        ("DIRECTOR_OF", "SHAREHOLDER_OF"),
        remedy=Remedy.SUIT,
        told=(_C.DEREGISTERED,),
    ),
    _row(
        "22",
        UNITS,
        (_P.INVESTOR, _P.SHAREHOLDER, _P.CONTROLLING_SHAREHOLDER, _P.COMPETENT_AUTHORITY),
        (_C.DISSOLVED, _C.RECEIVED, _C.INSOLVENT),
        _RECEIVED,
        ("SHAREHOLDER_OF", "SUPERVISED_BY"),
    ),
    _row("23", UNITS, (_P.PROMISOR,), (_C.DEREGISTERED, _C.NOT_LIQUIDATED, _C.IN_WRITING), _PROMISED, ()),
    _row("24", frozenset(Form), (_P.ASSUMER,), (_C.IN_WRITING,), _PROMISED, ()),
    _row("25", UNITS, (_P.TRANSFEREE,), (_C.RECEIVED, _C.INSOLVENT), _RECEIVED, ()),
)
