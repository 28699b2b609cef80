"""Labelled pairs of a record and a subject, deterministic: what was done to a subject of the synthetic province to
make the record, and whether the two are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from adapters.sample.draw import Draw, Draws
from adapters.sample.names import CONSTRUCTION, REAL_ESTATE, SHORT_NAMES, TRADES, draw_person_name
from adapters.sample.numbers import Holder, Numbers, fixed_line, mobile
from graph.rules.identifiers import complete_citizen_id
from graph.rules.identity import Identity, Kind

SEED: Final = 1
OTHERS: Final = 60_000  # from which numbers of others count: above those of any subject
_CITIES: Final = (
    ("420100", "武汉"),
    ("420200", "黄石"),
    ("420500", "宜昌"),
    ("420600", "襄阳"),
    ("421000", "荆州"),
)
_ROADS: Final = ("汉口路", "解放大道", "沿江大道", "长虹路", "东风路", "胜利街")
_NUMBERS: Final = Numbers(SEED)

Change = Callable[[Identity, Draw], Identity]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A class of pairs: `make` turns a subject into the record; `share` of the pairs of its kind, of about
    10,000."""

    name: str
    of: Kind
    one: bool
    share: int
    make: Change


def labelled(pairs: int) -> Iterator[tuple[Case, Identity, Identity]]:
    """(class, subject, record) …, half of them persons; the same for the same number."""
    draws = Draws(SEED, "matching")
    for index in range(pairs):
        draw = draws.at(index)
        of = Kind.PERSON if index % 2 else Kind.ORGANISATION
        subject = _person(draw) if of is Kind.PERSON else _organisation(draw, index)
        case = _drawn(of, draw)
        yield case, subject, case.make(subject, draw)


def _drawn(of: Kind, draw: Draw) -> Case:
    cases = [case for case in CASES if case.of is of]
    at = draw.below(sum(case.share for case in cases))
    for case in cases:
        at -= case.share
        if at < 0:
            return case
    raise AssertionError("shares add up")


# --- subjects -------------------------------------------------------------------------------------


def _person(draw: Draw) -> Identity:
    born = _day(draw)
    return Identity(
        kind=Kind.PERSON,
        names=(draw_person_name(draw, draw.chance(500)),),
        identifiers=frozenset({("citizenMatch", _citizen(draw, born))}),
        birth_date=born,
        phone=mobile(draw),
        address=_address(draw, draw.pick(_CITIES)[1]),
    )


def _organisation(draw: Draw, index: int) -> Identity:
    region, city = draw.pick(_CITIES)
    return Identity(
        kind=Kind.ORGANISATION,
        names=(_company_name(draw, city),),
        identifiers=frozenset({("uscc", _NUMBERS.unified_code(Holder.COMPANY, index, "91", region))}),
        address=_address(draw, city),
        phone=fixed_line(draw),
        legal_representative=draw_person_name(draw, True),
        region=region,
    )


def _company_name(draw: Draw, city: str) -> str:
    trade = draw.pick((*TRADES, *CONSTRUCTION, *REAL_ESTATE))[1]
    return f"{city}{draw.pick(SHORT_NAMES)}{trade}有限公司"


def _day(draw: Draw) -> str:
    return f"{draw.between(1950, 2004)}-{draw.between(1, 12):02}-{draw.between(1, 28):02}"


def _citizen(draw: Draw, born: str) -> str:
    return complete_citizen_id(f"{draw.pick(_CITIES)[0]}{born.replace('-', '')}{draw.below(1000):03}")


def _address(draw: Draw, city: str) -> str:
    return f"{city}市{draw.pick(_ROADS)}{draw.between(1, 900)}号{draw.between(1, 30)}栋{draw.between(1, 2000)}室"


# --- what is done to them -------------------------------------------------------------------------


@cache
def _traditional() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("s2t").convert
    return convert


def _bare(identity: Identity, *kept: str) -> Identity:
    """Without number, and without whatever is not kept."""
    gone = {"birth_date", "phone", "address", "legal_representative", "region"} - set(kept)
    nothing: dict[str, Any] = dict.fromkeys(gone)
    return replace(identity, identifiers=frozenset(), **nothing)


def _named(identity: Identity, name: str) -> Identity:
    return replace(identity, names=(name,))


def _typo(identity: Identity, draw: Draw) -> Identity:
    """One letter of the name is another, is missing, or stands twice."""
    [name] = identity.names
    at, how = draw.below(len(name)), draw.below(3)
    letter = draw.pick("伟华江达明兴业发新建") if how == 0 else ("" if how == 1 else name[at] * 2)
    return _named(identity, name[:at] + letter + name[at + 1 :])


def _form(identity: Identity, draw: Draw) -> Identity:
    [name] = identity.names
    other = draw.pick(("有限责任公司", "公司", "股份有限公司", "集团有限公司"))
    return _named(identity, name.removesuffix("有限公司") + other)


def _brackets(identity: Identity, draw: Draw) -> Identity:
    [name] = identity.names
    left, right = draw.pick((("(", ")"), ("（", "）"), ("〔", "〕")))
    return _named(identity, f"{left}{name[:2]}{right}{name[2:]}")


def _exchanged(identity: Identity, _draw: Draw) -> Identity:
    year, month, day = (identity.birth_date or "").split("-")
    return replace(identity, birth_date=f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{day}")


def _wrong_digit(identity: Identity, draw: Draw) -> Identity:
    """Another valid number: a digit was wrong and the check digit was made to fit."""
    [(scheme, value)] = identity.identifiers
    if scheme == "uscc":
        other = _NUMBERS.unified_code(Holder.COMPANY, OTHERS + draw.below(OTHERS), "91", "420100")
    else:
        serial = (int(value[14:17]) + draw.between(1, 900)) % 1000
        other = complete_citizen_id(f"{value[:14]}{serial:03}")
    return replace(identity, identifiers=frozenset({(scheme, other)}))


def _another_person(identity: Identity, draw: Draw, **same: Any) -> Identity:
    """Somebody else of the same name, who shares what is given."""
    other = replace(_person(draw), identifiers=frozenset(), names=identity.names)
    return replace(other, **same)


def _another_company(identity: Identity, draw: Draw, name: str, **same: Any) -> Identity:
    other = replace(_organisation(draw, OTHERS * 3), identifiers=frozenset(), names=(name,))
    return replace(other, **same)


def _family(identity: Identity, draw: Draw) -> Identity:
    """A relative under one roof with one phone: another given name."""
    name = identity.names[0][0] + draw_person_name(draw, True)[1:]
    return replace(_another_person(_named(identity, name), draw), phone=identity.phone, address=identity.address)


def _sister(identity: Identity, draw: Draw) -> Identity:
    """A company of one owner at one desk: another name, much alike in every third case."""
    [name] = identity.names
    other = f"{name[:2]}{draw.pick(SHORT_NAMES)}{draw.pick(TRADES)[1]}有限公司"
    if draw.chance(333):
        other = f"{name[:4]}{draw.pick('一二三四新东西')}{name[4:]}"
    shared = {each: getattr(identity, each) for each in ("address", "phone", "legal_representative", "region")}
    return _another_company(identity, draw, other, **shared)


_Row = tuple[str, bool, int, Change]
_PERSONS: Final[tuple[_Row, ...]] = (
    ("as it is", True, 1800, lambda i, d: i),
    ("traditional", True, 600, lambda i, d: _named(i, _traditional()(i.names[0]))),
    ("typo, number", True, 600, _typo),
    ("no number", True, 1200, lambda i, d: _bare(i, "birth_date", "phone", "address")),
    ("no number, no address", True, 800, lambda i, d: _bare(i, "birth_date", "phone")),
    ("name and day of birth", True, 600, lambda i, d: _bare(i, "birth_date")),
    ("name alone", True, 300, lambda i, d: _bare(i)),
    ("typo, no number", True, 400, lambda i, d: _typo(_bare(i, "birth_date", "phone"), d)),
    ("day and month exchanged", True, 300, lambda i, d: _exchanged(_bare(i, "birth_date", "phone"), d)),
    ("wrong digit in the number", True, 200, _wrong_digit),
    ("namesake", False, 1200, _another_person),
    ("namesake, no day of birth", False, 600, lambda i, d: replace(_another_person(i, d), birth_date=None)),
    ("namesake of the same day", False, 400, lambda i, d: _another_person(i, d, birth_date=i.birth_date)),
    ("namesake with an agent's phone", False, 400, lambda i, d: _another_person(i, d, phone=i.phone)),
    (
        "namesake in one dormitory, no day of birth",
        False,
        50,
        lambda i, d: _another_person(i, d, phone=i.phone, address=i.address, birth_date=None),
    ),
    (
        "namesake in one dormitory, shared phone",
        False,
        100,
        lambda i, d: _another_person(i, d, phone=i.phone, address=i.address),
    ),
    ("relative, one phone and address", False, 500, _family),
)
_ORGANISATIONS: Final[tuple[_Row, ...]] = (
    ("as it is", True, 1800, lambda i, d: i),
    ("renamed, code", True, 200, lambda i, d: _named(i, _company_name(d, "武汉"))),
    (
        "traditional, no code",
        True,
        600,
        lambda i, d: _named(_bare(i, "legal_representative", "address", "region"), _traditional()(i.names[0])),
    ),
    ("no code", True, 1200, lambda i, d: _bare(i, "legal_representative", "address", "phone", "region")),
    ("name and region", True, 1000, lambda i, d: _bare(i, "region")),
    ("brackets, no code", True, 600, lambda i, d: _brackets(_bare(i, "region", "phone"), d)),
    ("another form, no code", True, 800, lambda i, d: _form(_bare(i, "region", "phone"), d)),
    ("typo, no code", True, 800, lambda i, d: _typo(_bare(i, "region", "phone"), d)),
    ("wrong digit in the code", True, 200, _wrong_digit),
    ("same name elsewhere", False, 1000, lambda i, d: _another_company(i, d, i.names[0])),
    ("same name there", False, 300, lambda i, d: _another_company(i, d, i.names[0], region=i.region)),
    ("sister company", False, 1000, _sister),
    (
        "another of the trade",
        False,
        500,
        lambda i, d: _another_company(
            i, d, i.names[0][:2] + d.pick(SHORT_NAMES) + i.names[0][4:], region=i.region
        ),
    ),
    (
        "founded anew under name, desk and owner",
        False,
        2,
        lambda i, d: _bare(i, "legal_representative", "address", "region"),
    ),
)
CASES: Final = tuple(
    Case(name=name, of=of, one=one, share=share, make=make)
    for of, rows in ((Kind.PERSON, _PERSONS), (Kind.ORGANISATION, _ORGANISATIONS))
    for name, one, share, make in rows
)
