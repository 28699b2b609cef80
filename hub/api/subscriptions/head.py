"""What the hub vouches for of its own record, each time it signs: to be kept where its administrators are not."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import GraphQLField, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo, GraphQLString

from graph.model.roles import Purpose
from graph.rules.days import stored_instant
from hub.api.scalars import DateTime
from hub.api.subscriptions.watch import Watch
from hub.errands.serving import Serves
from hub.record.checkpoint import ORIGIN

AuditHead = GraphQLObjectType(
    "AuditHead",
    {
        "log": GraphQLField(
            GraphQLNonNull(GraphQLString), description=f"Origin of the log, `{ORIGIN}` and 16 digits (日志)."
        ),
        "size": GraphQLField(GraphQLNonNull(GraphQLInt), description="Entries that are vouched for (条数)."),
        "rootHash": GraphQLField(
            GraphQLNonNull(GraphQLString), description="Root of the Merkle tree over them, base64 (根哈希)."
        ),
        "at": GraphQLField(GraphQLNonNull(DateTime), description="When it was signed (签署时间)."),
        "checkpoint": GraphQLField(
            GraphQLNonNull(GraphQLString),
            description="The signed note, as `hub audit verify --checkpoint` takes it (签名检查点).",
        ),
    },
    description="A checkpoint of one log; it stands for all before it (审计日志检查点).",
)


async def _heads(_parent: None, info: GraphQLResolveInfo[Watch]) -> AsyncGenerator[dict[str, Any]]:
    async with aclosing(info.context.record.heads()) as heads:
        async for head in heads:
            checkpoint = head.checkpoint
            yield {
                "log": f"{ORIGIN}{checkpoint.log}",
                "size": checkpoint.size,
                "rootHash": base64.b64encode(checkpoint.root).decode(),
                "at": stored_instant(checkpoint.time),
                "checkpoint": head.note.decode(),
            }


FIELDS = {
    "auditHead": GraphQLField(
        GraphQLNonNull(AuditHead),
        description="The newest checkpoint of the log that the answering process writes, then each that covers"
        " more than events of this field; for the purpose AUDIT (检查点推送).",
        subscribe=_heads,
        resolve=lambda head, _info: head,
        extensions={**Serves.purpose(Purpose.AUDIT).extension, "of_the_record": True},
    ),
}
