"""The merge of two records as a fact of its own (`graph.rules.identity` decides it)."""

from __future__ import annotations

from graph.model.declare import Access, Attribute, RelationKind, Type
from graph.model.ownership import OWNERS

SAME_AS = RelationKind(
    name="SAME_AS",
    zh="同一主体",
    doc="Record to the record that represents the subject; superseding it undoes the merge.",
    sources=(*OWNERS, "COURT", "MEDIATION_ORG"),
    targets=(*OWNERS, "COURT", "MEDIATION_ORG"),
    attributes=(Attribute(name="reasons", type=Type.TEXTS, zh="理由", doc="Why they are one.", required=True),),
    slim="source",
    access=Access.PUBLIC,
)

RELATIONS = (SAME_AS,)
