"""One case by its id: what moves, read like any other node."""

from __future__ import annotations

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLNonNull

from graph.lifecycle.tables import LIFECYCLES
from graph.model import MODEL
from graph.plan import Find, KeyScheme
from hub.api.names import TYPES
from hub.api.queries.inputs import TIME_ARGUMENTS
from hub.api.types import OBJECTS
from hub.read.asking import Asking
from hub.read.keys import LONGEST_KEY
from hub.read.root import Arguments, Bind, Reader, RootCall, RootField
from hub.read.walked import read


def root_name(kind: str) -> str:
    """The type's name with a small letter: `listing`."""
    name = TYPES[kind]
    return name[0].lower() + name[1:]


def _one(kind: str) -> Reader:
    def reader(field: RootField) -> Bind:
        plan = field.node()

        def bind(arguments: Arguments, asking: Asking) -> RootCall:
            time = asking.slice(arguments)
            key = (KeyScheme.ID, str(arguments["id"])[:LONGEST_KEY])
            find = Find(keys=(key,), kinds=(kind,), time=time, node=plan.select)
            return read(find, plan.grove, asking, lambda rows, _total: plan.write(rows[0], time))

        return bind

    return reader


FIELDS = {
    root_name(kind): GraphQLField(
        OBJECTS[kind],
        args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID)), **TIME_ARGUMENTS},
        description=f"One {TYPES[kind]} by its id ({MODEL.nodes[kind].zh}).",
        extensions={"root": _one(kind)},
    )
    for kind in LIFECYCLES
}
