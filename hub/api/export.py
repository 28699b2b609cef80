"""An answer as a file: the same facts, in formats that others read."""

from __future__ import annotations

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLString

from hub.linkage.exports import NEEDS
from hub.read.fields import OfNodes

_TEXT = GraphQLNonNull(GraphQLString)
Export = GraphQLObjectType(
    "Export",
    {
        "bods": GraphQLField(
            _TEXT,
            description="Beneficial Ownership Data Standard 0.4, a JSON array of statements: persons, entities and"
            " what one has in another; whatever else the answer holds is left out (受益所有权数据标准).",
        ),
        "graphml": GraphQLField(_TEXT, description="GraphML: all nodes and links (图标记语言)."),
        "nodesCsv": GraphQLField(
            _TEXT,
            description="CSV (RFC 4180) of all nodes, safe to open in a spreadsheet, after a byte order mark"
            " (节点表).",
        ),
        "linksCsv": GraphQLField(
            _TEXT, description="The same of all links, with the names of both ends (关系表)."
        ),
    },
    description="The answer as a file, with what is in the answer and nothing else; of one larger than a bound the"
    " request is refused (导出).",
    extensions={"reads": OfNodes(needs=NEEDS, read=lambda found, view: found.read(view))},
)
EXPORT = GraphQLField(GraphQLNonNull(Export), description="The same as a file (导出).")
