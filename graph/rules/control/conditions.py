"""What is known of a debtor and of a party's tie to it, and whether that fulfils what a ground asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from graph.rules.control.ties import Fact


class Position(StrEnum):
    """What the party of a tie is to the debtor."""

    INVESTOR = "INVESTOR"  # of a sole proprietorship; operator of an individual business
    OWN_BUSINESS = "OWN_BUSINESS"  # the sole proprietorship whose investor is the debtor
    GENERAL_PARTNER = "GENERAL_PARTNER"
    LIMITED_PARTNER = "LIMITED_PARTNER"
    HEAD_OFFICE = "HEAD_OFFICE"  # the company whose branch is the debtor
    BRANCH = "BRANCH"  # of the debtor, or of the same company
    SHAREHOLDER = "SHAREHOLDER"
    FORMER_SHAREHOLDER = "FORMER_SHAREHOLDER"
    PROMOTER = "PROMOTER"  # founder, liable with others for the contributions
    DIRECTOR = "DIRECTOR"
    CONTROLLING_SHAREHOLDER = "CONTROLLING_SHAREHOLDER"
    COMPETENT_AUTHORITY = "COMPETENT_AUTHORITY"  # 主管部门
    PROMISOR = "PROMISOR"  # wrote to the register that it would pay, when the debtor was deregistered
    ASSUMER = "ASSUMER"  # wrote to the court that it would pay
    TRANSFEREE = "TRANSFEREE"  # got assets by administrative order
    ACTUAL_CONTROLLER = "ACTUAL_CONTROLLER"
    RELATIVE = "RELATIVE"
    GUARANTOR = "GUARANTOR"
    OFFICER = "OFFICER"


class Answer(StrEnum):
    """Whether a condition holds, as far as the graph knows."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Condition(StrEnum):
    """What must hold for a ground."""

    INSOLVENT = "INSOLVENT"
    UNPAID = "UNPAID"
    DUE = "DUE"
    DUE_AT_TRANSFER = "DUE_AT_TRANSFER"
    WITHDREW = "WITHDREW"
    TRANSFERRED = "TRANSFERRED"
    ONE_SHAREHOLDER = "ONE_SHAREHOLDER"
    NOT_SEPARATE = "NOT_SEPARATE"
    DEREGISTERED = "DEREGISTERED"
    NOT_LIQUIDATED = "NOT_LIQUIDATED"
    NOT_LIQUIDABLE = "NOT_LIQUIDABLE"
    DISSOLVED = "DISSOLVED"
    RECEIVED = "RECEIVED"
    IN_WRITING = "IN_WRITING"


class Form(StrEnum):
    """Legal form of the debtor: those of the model's companies, and the person."""

    LIMITED_COMPANY = "LIMITED_COMPANY"
    JOINT_STOCK_COMPANY = "JOINT_STOCK_COMPANY"
    PARTNERSHIP = "PARTNERSHIP"
    SOLE_PROPRIETORSHIP = "SOLE_PROPRIETORSHIP"
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS"
    COOPERATIVE = "COOPERATIVE"
    BRANCH = "BRANCH"
    FOREIGN_COMPANY = "FOREIGN_COMPANY"
    OTHER = "OTHER"
    PERSON = "PERSON"


@dataclass(frozen=True, kw_only=True, slots=True)
class Debtor:
    """The judgment debtor as known on `day` (ISO); None is unknown.

    `insolvent`: its property does not suffice for the debt; `liquidated`: wound up by law before it was
    deregistered; `liquidable`: it still can be; `dissolved`: licence revoked, closed by order, stopped or
    deregistered; `shareholders`: how many.
    """

    day: str
    form: Form | None = None
    insolvent: bool | None = None
    deregistered: bool | None = None
    liquidated: bool | None = None
    liquidable: bool | None = None
    dissolved: bool | None = None
    shareholders: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One tie between the debtor and a party, with its fact. Money in whole fen, days ISO, None is unknown.

    `until`: the day from which it held no longer. `withdrew`: took its contribution back. `received`: got the
    debtor's assets for nothing. `separate`: its property is proved to be apart from the debtor's. `in_writing`: it
    promised on paper.
    """

    fact: Fact
    position: Position
    subscribed: int | None = None
    paid_in: int | None = None
    due_on: str | None = None
    until: str | None = None
    withdrew: bool | None = None
    received: bool | None = None
    separate: bool | None = None
    in_writing: bool | None = None


class Reading(NamedTuple):
    """How a condition is read off, and what it says in English and in Chinese."""

    holds: Callable[[Debtor, Link], Answer]
    en: str
    zh: str


def _told(value: bool | None) -> Answer:
    return Answer.UNKNOWN if value is None else Answer.YES if value else Answer.NO


def _denied(value: bool | None) -> Answer:
    return _told(None if value is None else not value)


def _unpaid(debtor: Debtor, link: Link) -> Answer:
    if link.subscribed is None or link.paid_in is None:
        return Answer.UNKNOWN
    return _told(link.paid_in < link.subscribed)


def _due(debtor: Debtor, link: Link) -> Answer:
    """One not due yet may be called in early (公司法 54): that is for the court, so unknown and not denied."""
    return Answer.YES if link.due_on is not None and link.due_on <= debtor.day else Answer.UNKNOWN


def _due_at_transfer(debtor: Debtor, link: Link) -> Answer:
    """Who transferred before the day is liable after the one who took it over (公司法 88): for the court, too."""
    known = link.due_on is not None and link.until is not None
    return Answer.YES if known and str(link.due_on) <= str(link.until) else Answer.UNKNOWN


def _transferred(debtor: Debtor, link: Link) -> Answer:
    return Answer.UNKNOWN if link.until is None else _told(link.until <= debtor.day)


def _one_shareholder(debtor: Debtor, link: Link) -> Answer:
    return _told(None if debtor.shareholders is None else debtor.shareholders == 1)


READINGS: Final[Mapping[Condition, Reading]] = {
    Condition.INSOLVENT: Reading(
        lambda debtor, link: _told(debtor.insolvent),
        "The debtor's property does not suffice for the debt.",
        "被执行人的财产不足以清偿生效法律文书确定的债务。",
    ),
    Condition.UNPAID: Reading(
        _unpaid, "The contribution was not made, or not in full.", "未缴纳或者未足额缴纳出资。"
    ),
    Condition.DUE: Reading(
        _due, "The contribution is due, or may be called in early.", "出资期限已届满，或者依法加速到期。"
    ),
    Condition.DUE_AT_TRANSFER: Reading(
        _due_at_transfer,
        "The contribution was due when the share was transferred.",
        "转让股权时出资期限已届满。",
    ),
    Condition.WITHDREW: Reading(
        lambda debtor, link: _told(link.withdrew), "The contribution was taken back.", "抽逃出资。"
    ),
    Condition.TRANSFERRED: Reading(_transferred, "The share was transferred.", "已转让股权。"),
    Condition.ONE_SHAREHOLDER: Reading(
        _one_shareholder, "The company has a single shareholder.", "公司仅有一个股东。"
    ),
    Condition.NOT_SEPARATE: Reading(
        lambda debtor, link: _denied(link.separate),
        "The shareholder does not prove that the company's property is apart from its own.",
        "股东不能证明公司财产独立于自己的财产。",
    ),
    Condition.DEREGISTERED: Reading(
        lambda debtor, link: _told(debtor.deregistered), "The debtor was deregistered.", "已办理注销登记。"
    ),
    Condition.NOT_LIQUIDATED: Reading(
        lambda debtor, link: _denied(debtor.liquidated), "It was not wound up as the law asks.", "未经依法清算。"
    ),
    Condition.NOT_LIQUIDABLE: Reading(
        lambda debtor, link: _denied(debtor.liquidable),
        "For that reason it cannot be wound up any more.",
        "导致公司无法进行清算。",
    ),
    Condition.DISSOLVED: Reading(
        lambda debtor, link: _told(debtor.dissolved),
        "The debtor was deregistered, closed, stopped, or lost its licence.",
        "被注销，或者出现被吊销营业执照、被撤销、被责令关闭、歇业等解散事由。",
    ),
    Condition.RECEIVED: Reading(
        lambda debtor, link: _told(link.received), "The party got its assets for nothing.", "无偿接受其财产。"
    ),
    Condition.IN_WRITING: Reading(
        lambda debtor, link: _told(link.in_writing), "The promise to pay is in writing.", "书面承诺承担清偿责任。"
    ),
}
