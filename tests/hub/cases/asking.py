"""Whoever moves cases in these tests, and what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

from adapters.formats.record import FactMeta
from tests.graphs import Node, Tie, case_of_the_purpose
from tests.hub.serving import Client

LISTING: Final = """id state version allowedEvents list grounds clock termYears decidedOn servedOn graceUntil
  publishedOn termEndsOn endCause endedOn liftedOn deletedOn caseNumber courtName measures edition
  restrictedOn deadlines { name dueAt provisional overdue law } history { version event state by role remark }"""
OPEN: Final = f"""mutation ($input: ListingInput!, $key: String) {{
  openListing(input: $input, idempotencyKey: $key) {{ {LISTING} }} }}"""
ADVANCE: Final = f"""mutation ($id: ID!, $version: Int!, $event: ListingEvent!, $key: String) {{
  advanceListing(id: $id, version: $version, event: $event, idempotencyKey: $key) {{ {LISTING} }} }}"""
READ: Final = f"""query ($id: ID!, $asOf: Date, $knownAt: DateTime) {{
  listing(id: $id, asOf: $asOf, knownAt: $knownAt) {{ {LISTING} }} }}"""
RESTRICTION: Final = """id state version allowedEvents basisRole roleOn issuedOn servedOn liftedOn measures
  deadlines { name dueAt overdue } history { event state role }"""
OPEN_RESTRICTION: Final = f"""mutation ($input: RestrictionInput!) {{
  openRestriction(input: $input) {{ {RESTRICTION} }} }}"""
ADVANCE_RESTRICTION: Final = f"""mutation ($id: ID!, $version: Int!, $event: RestrictionEvent!) {{
  advanceRestriction(id: $id, version: $version, event: $event) {{ {RESTRICTION} }} }}"""
SCREEN: Final = """query ($subjects: [SubjectKey!]!, $measure: String) {
  screen(subjects: $subjects, measure: $measure) { underMeasure since caseNumber measures { code } } }"""

COURT: Final = FactMeta(grade="B")
REGISTER: Final = FactMeta(grade="A")
DEBTOR: Final = {"source": {"system": "court", "key": "debtor"}}
MINOR: Final = {"source": {"system": "court", "key": "minor"}}
UNIT: Final = {"source": {"system": "court", "key": "unit"}}
HEAD: Final = {"source": {"system": "court", "key": "head"}}
SAID: Final = {"source": {"system": "court", "key": "said"}}
NOTHING_BARS: Final = {
    "sufficientSecurity": False,
    "sufficientProperty": False,
    "notYetInRank": False,
    "holdOffRequested": False,
    "campusLoanStudent": False,
}
NOT_BARRED: Final = {"sufficientProperty": False, "holdOffRequested": False, "campusLoanStudent": False}


def people() -> list[Node | Tie]:
    """A debtor, one of seventeen years, a unit that is debtor too, its legal representative by the register, and
    one of whom a party alone says that he is debtor and legal representative.
    """
    debts = {"partyRole": "JUDGMENT_DEBTOR"}
    return [
        case_of_the_purpose(),
        Node("PERSON", "debtor", {"name": "甲", "birthDate": "1985-03-07", "citizenId": "420112198503071237"}),
        Node("PERSON", "minor", {"name": "乙", "birthDate": "2009-06-15"}),
        Node("COMPANY", "unit", {"name": "丙公司", "uscc": "91110000600037341L"}),
        Node("PERSON", "said", {"name": "戊", "birthDate": "1988-08-08"}),
        Node("PERSON", "head", {"name": "丁", "birthDate": "1990-12-31", "citizenId": "420281199012310021"}),
        *(Tie("PARTY_TO", key, "case:1", debts, meta=COURT) for key in ("debtor", "minor", "unit")),
        Tie("LEGAL_REP_OF", "head", "unit", meta=REGISTER),
        Tie("PARTY_TO", "said", "case:1", debts),
        Tie("LEGAL_REP_OF", "said", "unit"),
    ]


@dataclass(slots=True)
class Clock:
    """The hub's clock, which a test sets to a day and which goes on from there."""

    now: datetime
    _since: float = field(default_factory=monotonic)

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=monotonic() - self._since)

    def on(self, day: str, hour: int = 2) -> None:
        """Ten in the morning in Shanghai, unless another hour of UTC is given."""
        self.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
        self._since = monotonic()


@dataclass(slots=True)
class Desk:
    """One client's way through a listing: each move must be taken."""

    client: Client

    async def open(
        self, subject: Mapping[str, Any] = DEBTOR, grounds: tuple[str, ...] = ("G1",)
    ) -> dict[str, Any]:
        given = {
            "list": "COURT_DISHONEST",
            "subject": subject,
            "grounds": list(grounds),
            "conduct": "有能力而拒不履行",
            "requested": "EX_OFFICIO",
        }
        return await self.ask(OPEN, {"input": given}, role="JUDGE")

    async def move(self, case: Mapping[str, Any], role: str, event: str, **facts: Any) -> dict[str, Any]:
        variables = {"id": case["id"], "version": case["version"], "event": {event: facts}}
        return await self.ask(ADVANCE, variables, role=role)

    async def published(
        self, day: str, subject: Mapping[str, Any] = DEBTOR, grounds: tuple[str, ...] = ("G1",)
    ) -> dict[str, Any]:
        """All of it on one day: proposed, checked, decided, served, published."""
        case = await self.open(subject, grounds)
        case = await self.move(case, "JUDGE", "assess", **NOTHING_BARS)
        case = await self.move(
            case, "PRESIDENT", "decide", decisionNumber="（2026）鄂0112执1号决定书", decidedOn=day
        )
        case = await self.move(case, "CLERK", "serve", servedOn=day)
        return await self.move(case, "CLERK", "publish", publishedOn=day, stillUnperformed=True)

    async def ask(self, query: str, variables: dict[str, Any], **who: str) -> dict[str, Any]:
        [value] = (await self.client.ask(query, variables, **who)).values()
        return dict(value)

    async def refused(self, query: str, variables: dict[str, Any], **who: Any) -> dict[str, Any]:
        """The one error's extensions, with its message."""
        answer = (await self.client.post(query, variables, **who)).json()
        [error] = answer["errors"]
        return {"message": error["message"], **error["extensions"]}

    async def refused_move(self, case: Mapping[str, Any], role: str, event: str, **facts: Any) -> dict[str, Any]:
        variables = {"id": case["id"], "version": case["version"], "event": {event: facts}}
        return await self.refused(ADVANCE, variables, role=role)

    async def screened(self, subject: Mapping[str, Any], agency: str = "RAILWAY", **of: str) -> dict[str, Any]:
        variables = {"subjects": [subject], **of}
        [row] = (await self.client.ask(SCREEN, variables, role="PARTNER", agency=agency))["screen"]
        return dict(row)


@dataclass(slots=True)
class Cases:
    """One client's way through cases of another type; `fields` are those that every answer shows."""

    desk: Desk
    type: str
    fields: str

    @property
    def root(self) -> str:
        return self.type[0].lower() + self.type[1:]

    @property
    def read(self) -> str:
        return f"query ($id: ID!) {{ {self.root}(id: $id) {{ {self.fields} }} }}"

    @property
    def opening(self) -> str:
        return f"""mutation ($input: {self.type}Input!) {{
          open{self.type}(input: $input) {{ {self.fields} }} }}"""

    @property
    def advancing(self) -> str:
        return f"""mutation ($id: ID!, $version: Int!, $event: {self.type}Event!) {{
          advance{self.type}(id: $id, version: $version, event: $event) {{ {self.fields} }} }}"""

    async def open(self, subject: Mapping[str, Any], by: str = "JUDGE", **facts: Any) -> dict[str, Any]:
        return await self.desk.ask(self.opening, {"input": {"subject": subject, **facts}}, role=by)

    async def refused_open(self, subject: Mapping[str, Any], by: str = "JUDGE", **facts: Any) -> dict[str, Any]:
        return await self.desk.refused(self.opening, {"input": {"subject": subject, **facts}}, role=by)

    async def move(self, case: Mapping[str, Any], role: str, event: str, **facts: Any) -> dict[str, Any]:
        variables = {"id": case["id"], "version": case["version"], "event": {event: facts}}
        return await self.desk.ask(self.advancing, variables, role=role)

    async def refused_move(self, case: Mapping[str, Any], role: str, event: str, **facts: Any) -> dict[str, Any]:
        variables = {"id": case["id"], "version": case["version"], "event": {event: facts}}
        return await self.desk.refused(self.advancing, variables, role=role)

    async def seen(self, case: Mapping[str, Any], role: str = "JUDGE") -> dict[str, Any]:
        return await self.desk.ask(self.read, {"id": case["id"]}, role=role)


async def found(
    desk: Desk, subject: Mapping[str, Any], role: str, on: str, day: str = "2026-06-01"
) -> dict[str, Any]:
    """A finding of the court that is in force: proposed, decided and served on one day."""
    findings = Cases(desk, "JudicialFinding", "id version state")
    papers = {"reasons": "经审查认定", "evidence": ["询问笔录第3页"]}
    case = await findings.open(subject, role=role, roleOn=on, **papers)
    case = await findings.move(case, "JUDGE", "decide", decisionNumber="（2026）鄂0112执1号认定书", decidedOn=day)
    return await findings.move(case, "CLERK", "serve", servedOn=day)


ASSESSMENT: Final = """id state version allowedEvents stage courtRating selfRating lessRestrictive graceUntil
  validUntil overriddenAt deadlines { name dueAt overdue }"""
RATED: Final = {"courtRating": "YELLOW", "proposedMeasure": "纳入失信名单", "conclusion": "可以采取"}


async def assessed(
    desk: Desk,
    subject: Mapping[str, Any] = UNIT,
    stage: str = "CREDIT_PUNISHMENT",
    *,
    until: str = "2026-12-31",
    day: str = "2026-06-01",
    **rated: Any,
) -> dict[str, Any]:
    """An assessment of an enterprise that counts: notified, rated by itself and by the judge, approved."""
    assessments = Cases(desk, "ImpactAssessment", ASSESSMENT)
    case = await assessments.open(subject, stage=stage)
    case = await assessments.move(case, "CLERK", "notify", noticeSentOn=day, replyUntil=until)
    case = await assessments.move(case, "CLERK", "selfAssess", selfRating="RED", operatingStatus="正常经营")
    case = await assessments.move(case, "JUDGE", "rate", **{**RATED, **rated})
    return await assessments.move(case, "PRESIDENT", "approve", validUntil=until)
