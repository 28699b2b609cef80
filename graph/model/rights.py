"""Who may see what, as loaded facts: grants, assignments, and how each source's data may be passed on.

These are read by the hub for itself and shown to nobody through the graph's own fields.
"""

from __future__ import annotations

from graph.model.declare import Access, Attribute, NodeKind, Type
from graph.model.measures import EXECUTORS

_BASIS = Attribute(
    name="legalBasis", type=Type.TEXT, zh="法律依据", doc="Instrument, version and article.", required=True
)
_PURPOSES = Attribute(
    name="purposes", type=Type.TEXTS, zh="使用目的", doc="Purposes it holds for; none given: all of the role's."
)

GRANT = NodeKind(
    name="GRANT",
    zh="授权",
    doc="What a caller may see beyond its role, for a period. Who: role, agency, court, holder; all given must "
    "fit. What: classes of facts in files or courts, or measures, or data of a source.",
    attributes=(
        Attribute(name="role", type=Type.TEXT, zh="角色", doc="Role of the development issuer's list."),
        Attribute(name="agency", type=Type.CHOICE, zh="机构", doc="Agency of the caller.", choices=EXECUTORS),
        Attribute(name="grantedCourt", type=Type.COURT_CODE, zh="受权法院", doc="Court of the caller."),
        Attribute(name="holder", type=Type.TEXT, zh="受权人", doc="Name in the caller's token: one individual."),
        Attribute(
            name="classes",
            type=Type.CHOICES,
            zh="数据类别",
            doc="Classes of facts that it opens.",
            choices=tuple(Access),
        ),
        Attribute(
            name="courts",
            type=Type.TEXTS,
            zh="法院范围",
            doc="Codes of courts whose cases it opens, with all courts below them; 最高法 for every court.",
        ),
        Attribute(
            name="files", type=Type.TEXTS, zh="案件范围", doc="Numbers of the cases or mediations it opens."
        ),
        Attribute(
            name="fields",
            type=Type.TEXTS,
            zh="数据项",
            doc="What its classes open and nothing else: attributes as COMPANY.uscc, a kind or relation alone for "
            "all of it. None given: whole facts.",
        ),
        Attribute(name="measures", type=Type.TEXTS, zh="措施", doc="Codes of measures that may be asked about."),
        Attribute(
            name="systems",
            type=Type.TEXTS,
            zh="来源系统",
            doc="Sources whose provider consents that the caller receives their data.",
        ),
        Attribute(
            name="mayPassOn", type=Type.FLAG, zh="可否转供", doc="Whether the caller may pass on what it receives."
        ),
        _PURPOSES,
        _BASIS,
        Attribute(name="edition", type=Type.TEXT, zh="版次", doc="Edition of the grants."),
    ),
    shown=False,
)

ASSIGNMENT = NodeKind(
    name="ASSIGNMENT",
    zh="承办",
    doc="A person's task in a case or mediation: what lets staff see a file outside their own court.",
    filed_by="number",
    attributes=(
        Attribute(
            name="assignee",
            type=Type.TEXT,
            zh="承办人",
            doc="Name in the caller's token.",
            required=True,
            indexed=True,
        ),
        Attribute(
            name="number", type=Type.FILE_NUMBER, zh="案号或调解编号", doc="Case or mediation.", required=True
        ),
        Attribute(
            name="task",
            type=Type.CHOICE,
            zh="职责",
            doc="What the person does in it.",
            choices=("INVESTIGATOR", "MEDIATOR", "CASE_MANAGER", "JUDGE", "CLERK"),
            required=True,
        ),
    ),
    shown=False,
)

DATA_SOURCE = NodeKind(
    name="DATA_SOURCE",
    zh="数据来源",
    doc="Whose data a source system holds and how it may be shared (政务数据共享条例 14, 25).",
    attributes=(
        Attribute(
            name="sourceSystem", type=Type.TEXT, zh="来源系统", doc="Name of the source system.", required=True
        ),
        Attribute(
            name="provider",
            type=Type.CHOICE,
            zh="提供机构",
            doc="Agency whose data it is.",
            choices=EXECUTORS,
            required=True,
        ),
        Attribute(
            name="sharing",
            type=Type.CHOICE,
            zh="共享类型",
            doc="Only UNCONDITIONAL data goes to a third party without its provider's consent.",
            choices=("UNCONDITIONAL", "CONDITIONAL", "NONE"),
            required=True,
        ),
        _BASIS,
    ),
    shown=False,
)

NODES = (GRANT, ASSIGNMENT, DATA_SOURCE)
RELATIONS = ()
