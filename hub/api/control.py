"""Types of control: who controls a company, who may, what a subject controls. A candidate is never a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model import MODEL
from graph.rules.control.candidate import Group, Lack
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sole import Stop
from graph.rules.control.ties import Role
from hub.api.connections import PAGE_ARGUMENTS
from hub.api.linkage import Evidence, ShareRange
from hub.api.making import TRUNCATED, enum_of, given, listed, many, maybe
from hub.api.scalars import Date
from hub.linkage.candidates import walk_candidates, walk_controlled_by, walk_inquiry
from hub.linkage.control import walk_controlled, walk_controls
from hub.read.fields import Walked

TierType = enum_of(
    "ControllerTier",
    {
        Tier.MAJORITY: "More than half of the votes (过半数表决权).",
        Tier.PRESUMED: "No majority, but the most votes by far, or the right to choose half of the board (推定).",
        Tier.ASSERTED: "By contract or through a nominee, with a document (有书面依据的主张).",
        Tier.CLUE: "Conduct that makes one look closer, and nothing more (线索).",
    },
    "How strong the reason is; none of them is a finding (候选级别).",
)
ReasonType = enum_of("ControllerReason", dict.fromkeys(Why), "Why somebody is a candidate (候选理由).")
GroupType = enum_of(
    "ControllerGroupKind",
    {
        Group.NONE: "One alone (单独).",
        Group.CONCERT: "They act in concert (一致行动人).",
        Group.RELATIVES: "They are kin: a question to ask, never counted together unasked (近亲属).",
        Group.RING: "They control one another (互相控制).",
    },
    "Why several count as one candidate (合并原因).",
)
LackType = enum_of(
    "MissingDataKind",
    {
        Lack.UNKNOWN_SHARE: "Stakes whose share is not known exactly (比例不明).",
        Lack.NO_REGISTER: "A company without a recorded holder (无股东记载).",
        Lack.REGISTER_INCOMPLETE: "Recorded shares sum below the whole (记载不全).",
        Lack.REGISTER_OVERFULL: "Recorded shares sum above the whole (合计超过一).",
        Lack.UNKNOWN_HOLDER: "A holder that is not named, or not recorded further (持有人不明).",
        Lack.UNKNOWN_BOARD: "A right to appoint whose part of the board is not known (席位不明).",
        Lack.NO_DOCUMENT: "A contract or nominee without a paper (无书面依据).",
        Lack.OWN_STATEMENT: "A party's own statement (当事人自述).",
        Lack.INFERRED: "Inferred, and left out (推断，未计入).",
        Lack.NOT_FETCHED: "A bound was met (未读取).",
    },
    "What is not known, or is weak (缺失数据).",
)
StopType = enum_of(
    "ControlStop",
    {
        Stop.NATURAL_PERSON: "A natural person (自然人).",
        Stop.STATE_BODY: "A body of the state: the end of every chain (国家机关).",
        Stop.UNKNOWN: "Nobody known (不明).",
        Stop.NO_REGISTER: "No holder is recorded (无股东记载).",
        Stop.NO_MAJORITY: "Nobody certainly has a majority (无控股方).",
        Stop.RING: "Companies that control one another, and nobody outside them (互相控制).",
        Stop.CUT: "A bound was met; somebody may stand above (已截断).",
    },
    "Why nobody is told above (止步原因).",
)
RoleType = enum_of("OfficeRole", dict.fromkeys(Role), "An office in a company (职务).")


class ControlTypes:
    """Makes the types around the schema's subjects; `company_page` is the connection of companies."""

    def __init__(
        self,
        subject: Callable[[], GraphQLInterfaceType],
        types: Callable[[], Mapping[str, GraphQLObjectType]],
        company_page: Callable[[], GraphQLObjectType],
    ) -> None:
        self._subject = subject
        self._types = types
        self._company_page = company_page
        self._stake = GraphQLObjectType(
            "ControlStake",
            lambda: {
                "holder": maybe(self._subject(), "Who holds it (持有人)."),
                "votes": given(ShareRange, "Its part of the votes (表决权)."),
                "fact": given(Evidence, "What says so (依据)."),
            },
            description="A stake that is needed on the way (所需持股).",
        )
        self.step = GraphQLObjectType(
            "ControlStep",
            lambda: {
                "company": maybe(self._subject(), "Company that is controlled (被控制公司)."),
                "share": given(ShareRange, "What those above hold of its votes together (合计)."),
                "stakes": many(self._stake, "By which stakes (持股)."),
            },
            description="A company on the way down (控制链环节).",
        )
        self._office = GraphQLObjectType(
            "OfficeHeld",
            lambda: {
                "holder": maybe(self._subject(), "Who (任职人)."),
                "role": given(RoleType, "Office (职务)."),
                "since": maybe(Date, "First day (任职起)."),
                "until": maybe(Date, "First day out of it; null: in office (任职止)."),
                "fact": given(Evidence, "What says so (依据)."),
            },
            description="An office, of today or of the past (任职).",
        )
        self._missing = GraphQLObjectType(
            "MissingData",
            lambda: {
                "lack": given(LackType, "What is missing (缺失)."),
                "subject": maybe(self._subject(), "Of whom (主体)."),
                "facts": many(Evidence, "Facts concerned (相关记载)."),
            },
            description="What the answer does without (缺失数据).",
        )
        self._group = GraphQLObjectType(
            "ControllerGroup",
            lambda: {
                "kind": given(GroupType, "Why they count as one (原因)."),
                "members": given(GraphQLList(self._subject()), "All of them (成员)."),
            },
            description="Several who count as one candidate (候选群体).",
        )
        self._ground = GraphQLObjectType(
            "ControllerGround", self._reasons, description="One reason, with what it rests on (理由)."
        )
        self.candidate = GraphQLObjectType(
            "ControllerCandidate",
            self._candidate_fields,
            description="One who may control the company: a lead for a judge, never a finding (实际控制人候选).",
        )
        self._controller = GraphQLObjectType(
            "Controller",
            lambda: {
                "subject": maybe(self._subject(), "Who (控制人)."),
                "path": many(self.step, "Why: company by company (控制链)."),
            },
            description="One who controls the company alone (控制人).",
        )
        self._controlled_by = GraphQLObjectType(
            "ControlledBy", self._controlled_by_fields, description="Who controls a company alone (控制关系)."
        )
        self._possible = GraphQLObjectType(
            "PossibleController",
            lambda: {
                "subjects": given(GraphQLList(self._subject()), "One, or several together (主体)."),
                "votes": given(ShareRange, "Votes (表决权)."),
            },
            description="Who would have the majority in some filling of unknown shares; no candidate (可能).",
        )
        self._inquiry = GraphQLObjectType(
            "ControlInquiry", self._inquiry_fields, description="Who may control a company, and what is not known."
        )

    def company_fields(self) -> dict[str, GraphQLField]:
        """Fields of Company."""
        company = frozenset(("COMPANY",))
        return {
            "controlledBy": GraphQLField(
                self._controlled_by,
                description="Who controls it alone by more than half of the votes (控制人).",
                extensions={"reads": Walked(kinds=company, walk=walk_controlled_by)},
            ),
            "controllerCandidates": GraphQLField(
                GraphQLList(GraphQLNonNull(self.candidate)),
                description="Who may be its actual controller, best first; none of them is a finding"
                " (实际控制人候选).",
                extensions={"reads": Walked(kinds=company, walk=walk_candidates)},
            ),
            "controlInquiry": GraphQLField(
                self._inquiry,
                description="The candidates with what might be, former officers and what is missing (控制核查).",
                extensions={"reads": Walked(kinds=company, walk=walk_inquiry)},
            ),
        }

    def subject_fields(self) -> dict[str, GraphQLField]:
        """Fields of every subject."""
        subjects = frozenset(MODEL.subjects)
        return {
            "controls": GraphQLField(
                listed(self._types()["COMPANY"]),
                description="Companies that it controls alone, nearest first; at most 1,000, else TOO_COSTLY:"
                " `controlled` has pages (所控制公司).",
                extensions={"reads": Walked(kinds=subjects, walk=walk_controls)},
            ),
            "controlled": GraphQLField(
                GraphQLNonNull(self._company_page()),
                args=PAGE_ARGUMENTS,
                description="Companies that it controls alone, in order of id (所控制公司，分页).",
                extensions={"reads": Walked(kinds=subjects, walk=walk_controlled)},
            ),
        }

    def _reasons(self) -> dict[str, GraphQLField]:
        return {
            "reason": given(ReasonType, "Kind of reason (理由)."),
            "why": given(GraphQLString, "The reason in a sentence."),
            "whyZh": given(GraphQLString, "The same in Chinese (说明)."),
            "votes": maybe(ShareRange, "Votes that it is about (表决权)."),
            "path": many(self.step, "From those named down to the company (控制链)."),
            "evidence": many(Evidence, "All facts that it rests on (依据)."),
        }

    def _candidate_fields(self) -> dict[str, GraphQLField]:
        return {
            "subject": maybe(self._subject(), "Who; of a group the first (主体)."),
            "group": maybe(self._group, "Who counts together; null for one alone (群体)."),
            "tier": given(TierType, "How strong the best reason is (级别)."),
            "isFinding": given(GraphQLBoolean, "Always false: that needs a court's decision (非认定)."),
            **self._reasons(),
            "grounds": many(self._ground, "All reasons, strongest first (全部理由)."),
            "offices": many(self._office, "Its offices in the company (任职)."),
            "missing": many(self._missing, "What is not known or weak (缺失数据)."),
            "stop": given(StopType, "Why nobody is told above (止步原因)."),
        }

    def _controlled_by_fields(self) -> dict[str, GraphQLField]:
        return {
            "controllers": many(self._controller, "The ultimate one first; of any two, one controls the other."),
            "ultimate": maybe(self._subject(), "At the top; null for none or a ring (最终)."),
            "count": given(GraphQLInt, "How many there are (人数)."),
            "stop": given(StopType, "Why nobody stands above (止步原因)."),
            "ring": given(GraphQLList(self._subject()), "Those at the top who control one another (互相控制者)."),
            "truncated": TRUNCATED,
        }

    def _inquiry_fields(self) -> dict[str, GraphQLField]:
        return {
            "candidates": many(self.candidate, "Candidates, best first (候选)."),
            "possible": many(self._possible, "Who might have the majority if more were known (可能)."),
            "formerOfficers": many(self._office, "Who held office before, the latest last (前任)."),
            "missing": many(self._missing, "What is not known or weak (缺失数据)."),
            "truncated": TRUNCATED,
        }
