"""The partner's question: is this party under a measure, since when, by which court."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLList, GraphQLNonNull, GraphQLString

from hub.api.parties import Parties
from hub.api.queries.inputs import SubjectKey
from hub.api.standing import ScreeningType
from hub.read.asking import Asking
from hub.read.fields import Answers
from hub.read.root import Arguments, Bind, RootCall, RootField

PARTIES = {
    "subjects": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(SubjectKey)))),
    "measure": GraphQLArgument(GraphQLString, description="Code of one measure; all without (措施代码)."),
}


def _screen(field: RootField) -> Bind:
    plain = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        parties, time = Parties.of(arguments, asking), asking.present

        def finish(answers: Answers) -> Any:
            return plain(parties.rows(answers[0][0], time))

        return RootCall((parties.find(time),), finish)

    return bind


FIELDS = {
    "screen": GraphQLField(
        GraphQLNonNull(GraphQLList(GraphQLNonNull(ScreeningType))),
        args=PARTIES,
        description="Whether each party is under a measure now, in the order asked; at most"
        " `HUB_SUBJECTS_MAX` (核查).",
        extensions={"root": _screen},
    ),
}
