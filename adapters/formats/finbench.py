"""The tables of the LDBC FinBench data generator: `|` between columns, one header line, no quoting.

What the tables leave open is settled here, once:

* ids are unique within one kind only (the sample has ids that serve a person and a company), so keys carry
  the kind: `person:ID`, `company:ID`, `account:ID`, `medium:ID`;
* `createTime` has no zone and is read as Asia/Shanghai local time (+08:00). It dates relations; of a node it
  says when the record was opened, not since when the thing has its name, so nodes stay open-ended;
* amounts have ten and more decimals and are rounded half up to the fen, as money has no smaller part;
* one pair of accounts has many transfers, one medium signs in to an account many times: the time (and the
  amount) tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from pathlib import Path

from adapters.formats.probe import gather, lines, probe
from adapters.formats.record import (
    Delivery,
    Document,
    FactMeta,
    Manifest,
    NodeRow,
    Reject,
    RelationRow,
    UnusableFile,
)
from adapters.formats.shown import shown
from graph.model import MODEL

SEPARATOR = "|"
TIME = "createTime"
FEN = Decimal("0.01")

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,40})?([eE][-+]?\d{1,2})?", re.ASCII)


def instant(value: str) -> str:
    """`2020-01-01 12:38:32[.fff]` as `2020-01-01T12:38:32[.fff]+08:00`; ValueError says what is allowed."""
    found = _TIME.fullmatch(value)
    try:
        datetime.fromisoformat(value.split(".")[0])
    except ValueError:
        found = None
    if found is None:
        raise ValueError("not a time; allowed: YYYY-MM-DD HH:MM:SS, with or without a fraction")
    day, time, fraction = found.groups()
    return f"{day}T{time}{'.' + fraction.ljust(3, '0') if fraction else ''}+08:00"


def fen(value: str) -> str:
    """Yuan with two decimals, rounded half up; ValueError says what is allowed."""
    return f"{_number(value).quantize(FEN, rounding=ROUND_HALF_UP):f}"


def plain(value: str) -> str:
    """A number without an exponent: some ratios are written like 1.97e-05."""
    return f"{_number(value):f}"


_MEDIUM_KINDS: Mapping[str, str] = {
    "PHONE": "PHONE",
    **dict.fromkeys(("MAC", "POS", "ATM", "NFC", "RFID", "QRCode"), "DEVICE"),
    **dict.fromkeys(("IPv4", "IPv6", "WIFI"), "NETWORK"),
}


def medium_kind(value: str) -> str:
    """PHONE, DEVICE or NETWORK of a medium's type; ValueError says what is allowed."""
    if value not in _MEDIUM_KINDS:
        raise ValueError(f"not a type of medium; allowed: {', '.join(_MEDIUM_KINDS)}")
    return _MEDIUM_KINDS[value]


def _as_is(value: str) -> str:
    return value


def _number(value: str) -> Decimal:
    if not _NUMBER.fullmatch(value):
        raise ValueError("not a number; allowed: digits with at most 15 before the point, no sign")
    return Decimal(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column that becomes an attribute."""

    name: str
    attribute: str
    read: Callable[[str], str] = _as_is


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table. `keys` pairs an id column with its prefix: one for a node, holder and held for a relation.

    The columns of `item` together tell facts between the same pair apart.
    """

    name: str
    kind: str
    header: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    item: tuple[str, ...] = ()


_BLOCKED = Column(name="isBlocked", attribute="blocked")
_CREATED = Column(name=TIME, attribute="createdAt", read=instant)
_OCCURRED = Column(name=TIME, attribute="occurredAt", read=instant)
_SHARE = Column(name="ratio", attribute="share", read=plain)

NODE_TABLES = (
    Table(
        name="Person",
        kind="PERSON",
        header=("personId", "personName", "isBlocked", TIME),
        keys=(("personId", "person"),),
        columns=(Column(name="personName", attribute="name"), _BLOCKED, _CREATED),
    ),
    Table(
        name="Company",
        kind="COMPANY",
        header=("companyId", "companyName", "isBlocked", TIME),
        keys=(("companyId", "company"),),
        columns=(Column(name="companyName", attribute="name"), _BLOCKED, _CREATED),
    ),
    Table(
        name="Account",
        kind="ACCOUNT",
        header=("accountId", TIME, "isBlocked", "accoutType"),  # the generator's own spelling
        keys=(("accountId", "account"),),
        columns=(Column(name="accoutType", attribute="accountType"), _BLOCKED, _CREATED),
    ),
    Table(
        name="Medium",
        kind="MEDIUM",
        header=("mediumId", "mediumType", "isBlocked", TIME),
        keys=(("mediumId", "medium"),),
        columns=(
            Column(name="mediumType", attribute="mediumType"),
            Column(name="mediumType", attribute="mediumKind", read=medium_kind),
            _BLOCKED,
            _CREATED,
        ),
    ),
)
RELATION_TABLES = (
    Table(
        name="PersonInvestCompany",
        kind="SHAREHOLDER_OF",
        header=("investorId", "companyId", "ratio", TIME),
        keys=(("investorId", "person"), ("companyId", "company")),
        columns=(_SHARE,),
    ),
    Table(
        name="CompanyInvestCompany",
        kind="SHAREHOLDER_OF",
        header=("investorId", "companyId", "ratio", TIME),
        keys=(("investorId", "company"), ("companyId", "company")),
        columns=(_SHARE,),
    ),
    Table(
        name="PersonGuaranteePerson",
        kind="GUARANTOR_OF",
        header=("fromId", "toId", TIME),
        keys=(("fromId", "person"), ("toId", "person")),
        columns=(_CREATED,),
    ),
    Table(
        name="CompanyGuaranteeCompany",
        kind="GUARANTOR_OF",
        header=("fromId", "toId", TIME),
        keys=(("fromId", "company"), ("toId", "company")),
        columns=(_CREATED,),
    ),
    Table(
        name="PersonOwnAccount",
        kind="OWNS_ACCOUNT",
        header=("personId", "accountId", TIME),
        keys=(("personId", "person"), ("accountId", "account")),
        columns=(),
    ),
    Table(
        name="CompanyOwnAccount",
        kind="OWNS_ACCOUNT",
        header=("companyId", "accountId", TIME),
        keys=(("companyId", "company"), ("accountId", "account")),
        columns=(),
    ),
    Table(
        name="AccountTransferAccount",
        kind="TRANSFERS",
        header=("fromId", "toId", "amount", TIME),
        keys=(("fromId", "account"), ("toId", "account")),
        columns=(Column(name="amount", attribute="amount", read=fen), _OCCURRED),
        item=(TIME, "amount"),
    ),
    Table(
        name="MediumSignInAccount",
        kind="SIGNS_IN",
        header=("mediumId", "accountId", TIME),
        keys=(("mediumId", "medium"), ("accountId", "account")),
        columns=(_OCCURRED,),
        item=(TIME,),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (*NODE_TABLES, *RELATION_TABLES)}
_ORDER = {name: place for place, name in enumerate(TABLES)}


class FinBench:
    """Format `finbench`: a folder with the tables, or some of them as files; `.csv` or `.csv.gz`."""

    name = "finbench"

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        found = gather(paths, _table, f"{', '.join(TABLES)}, each .csv or .csv.gz")
        _refuse_doubles([path for _, path, _ in found])
        documents = []
        for name, path, table in sorted(found, key=lambda file: _ORDER[file[2].name]):
            look = probe(path)
            _check_header(path, table)
            documents.append(Document(name=name, path=path, digest=look.digest, rows=look.lines - 1))
        return Delivery(format=self.name, documents=tuple(documents), manifest=Manifest(grade="A"))

    def read(self, delivery: Delivery) -> Iterator[NodeRow | RelationRow | Reject]:
        return chain.from_iterable(_rows(document) for document in delivery.documents)


def _table(file_name: str) -> Table | None:
    stem = file_name.removesuffix(".gz")
    return TABLES.get(stem.removesuffix(".csv")) if stem.endswith(".csv") else None


def _refuse_doubles(paths: list[Path]) -> None:
    """A table that lies plain and packed in one folder: which of the two counts cannot be known."""
    plain_paths = {path for path in paths if path.suffix != ".gz"}
    for path in paths:
        if path.suffix == ".gz" and path.with_suffix("") in plain_paths:
            raise UnusableFile(f"{path}: the table lies beside it unpacked too; allowed: one of the two")


def _check_header(path: Path, table: Table) -> None:
    header = next((tuple(line.rstrip("\r\n").split(SEPARATOR)) for _, line in lines(path)), ())
    if header != table.header:
        raise UnusableFile(
            f"{path}: header is {shown(SEPARATOR.join(header))}; allowed: {SEPARATOR.join(table.header)}"
        )


def _rows(document: Document) -> Iterator[NodeRow | RelationRow | Reject]:
    table = _table(document.path.name)
    if table is None:
        raise UnusableFile(f"{document.path}: not a FinBench table; allowed: {', '.join(TABLES)}")
    for number, line in lines(document.path):
        if number == 1 or not line.strip():
            continue
        cells = line.rstrip("\r\n").split(SEPARATOR)
        if len(cells) != len(table.header):
            yield Reject(
                file=document.name,
                line=number,
                field="row",
                value=f"{len(cells)} columns",
                reason=f"wrong number of columns; allowed: {len(table.header)}",
            )
            continue
        yield _row(table, document, number, dict(zip(table.header, cells, strict=True)))


def _row(table: Table, document: Document, line: int, cells: Mapping[str, str]) -> NodeRow | RelationRow | Reject:
    keys = []
    for column, prefix in table.keys:
        if not (cells[column].isascii() and cells[column].isdigit()):
            return _reject(document, line, column, cells, "not an id; allowed: digits")
        keys.append(f"{prefix}:{cells[column]}")
    values: dict[str, object] = {}
    column = TIME
    try:
        created = instant(cells[TIME])
        for spec in table.columns:
            column = spec.name
            if cells[column]:
                values[spec.attribute] = spec.read(cells[column])
    except ValueError as error:
        return _reject(document, line, column, cells, str(error))
    if table.kind in MODEL.nodes:
        return NodeRow(kind=table.kind, key=keys[0], values=values, document=document, line=line)
    return RelationRow(
        kind=table.kind,
        source_key=keys[0],
        target_key=keys[1],
        values=values,
        document=document,
        line=line,
        item=" ".join(cells[name] for name in table.item),
        meta=FactMeta(valid_from=created[:10]),
    )


def _reject(document: Document, line: int, column: str, cells: Mapping[str, str], reason: str) -> Reject:
    return Reject(file=document.name, line=line, field=column, value=cells[column][:40], reason=reason)
