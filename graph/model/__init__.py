"""What the graph knows, declared once as data; see `declare` for how it is stored."""

from __future__ import annotations

from graph.model import (
    assessments,
    coercion,
    courts,
    exit_ban,
    findings,
    freezes,
    identity,
    matching,
    measures,
    money,
    objections,
    offices,
    organisations,
    ownership,
    people,
    performances,
    projects,
    public_bodies,
    repairs,
    rights,
    sealed,
)
from graph.model.declare import Model

MODEL = Model.of(
    nodes=(
        *people.NODES,
        *organisations.NODES,
        *public_bodies.NODES,
        *courts.NODES,
        *projects.NODES,
        *money.NODES,
        *measures.NODES,
        *findings.NODES,
        *exit_ban.NODES,
        *coercion.NODES,
        *freezes.NODES,
        *assessments.NODES,
        *objections.NODES,
        *performances.NODES,
        *repairs.NODES,
        *rights.NODES,
        *sealed.NODES,
        *matching.NODES,
    ),
    relations=(
        *ownership.RELATIONS,
        *offices.RELATIONS,
        *public_bodies.RELATIONS,
        *courts.RELATIONS,
        *projects.RELATIONS,
        *money.RELATIONS,
        *measures.RELATIONS,
        *sealed.RELATIONS,
        *identity.RELATIONS,
    ),
)

__all__ = ["MODEL"]
