"""Who acts for, directs or works for whom: the offices whose dates the law looks at."""

from __future__ import annotations

from graph.model.declare import Attribute, RelationKind, Type

UNITS = ("COMPANY", "GOVERNMENT_BODY", "UNION", "MEDIATION_ORG", "ARRANGEMENT")
HOLDERS = ("PERSON", "COMPANY", "UNSPECIFIED")


def _office(name: str, zh: str, doc: str, *attributes: Attribute) -> RelationKind:
    return RelationKind(name=name, zh=zh, doc=doc, sources=HOLDERS, targets=UNITS, attributes=attributes)


TITLE = Attribute(name="title", type=Type.TEXT, zh="职务", doc="Title as recorded.")

LEGAL_REP_OF = _office("LEGAL_REP_OF", "法定代表人", "Legal representative of the unit.")
PRINCIPAL_OF = _office("PRINCIPAL_OF", "主要负责人", "Principal officer of the unit.", TITLE)
DIRECTLY_RESPONSIBLE_FOR = _office(
    "DIRECTLY_RESPONSIBLE_FOR",
    "影响债务履行的直接责任人员",
    "Directly responsible for performance of the debt.",
    TITLE,
)
DIRECTOR_OF = _office("DIRECTOR_OF", "董事", "Director, member of the board.", TITLE)
SUPERVISOR_OF = _office("SUPERVISOR_OF", "监事", "Supervisor.", TITLE)
MANAGER_OF = _office("MANAGER_OF", "高级管理人员", "Senior manager.", TITLE)
EMPLOYS = RelationKind(
    name="EMPLOYS",
    zh="用工",
    doc="Employer to the person employed.",
    sources=UNITS,
    targets=("PERSON",),
    attributes=(TITLE,),
)
RELATIVE_OF = RelationKind(
    name="RELATIVE_OF",
    zh="近亲属",
    doc="Close relatives; read both ways.",
    sources=("PERSON",),
    targets=("PERSON",),
    attributes=(
        Attribute(
            name="kinship",
            type=Type.CHOICE,
            zh="亲属关系",
            doc="Kinship of source to target.",
            choices=("SPOUSE", "PARENT", "CHILD", "SIBLING", "OTHER"),
        ),
    ),
    mutual=True,
)

RELATIONS = (
    LEGAL_REP_OF,
    PRINCIPAL_OF,
    DIRECTLY_RESPONSIBLE_FOR,
    DIRECTOR_OF,
    SUPERVISOR_OF,
    MANAGER_OF,
    EMPLOYS,
    RELATIVE_OF,
)
