"""An answer as a file: the same facts, in formats that others read."""

from __future__ import annotations

from graphql import GraphQLObjectType, GraphQLString

from hub.api.making import given
from hub.linkage.exportable import Exportable
from hub.linkage.exports import NEEDS
from hub.read.fields import OfNodes

_FILES = {
    "graphml": given(GraphQLString, "GraphML: all nodes and links (图标记语言)."),
    "nodesCsv": given(
        GraphQLString,
        "CSV (RFC 4180) of all nodes, safe to open in a spreadsheet, after a byte order mark (节点表).",
    ),
    "linksCsv": given(GraphQLString, "The same of all links, with the names of both ends (关系表)."),
}
_READS = {"reads": OfNodes(needs=NEEDS, read=Exportable.read)}
Export = GraphQLObjectType(
    "Export",
    {
        "bods": given(
            GraphQLString,
            "Beneficial Ownership Data Standard 0.4, a JSON array of statements: persons, entities and"
            " what one has in another; whatever else the answer holds is left out (受益所有权数据标准).",
        ),
        **_FILES,
    },
    description="The answer as a file, with what is in the answer and nothing else; a request whose files hold"
    " more than `HUB_EXPORT_BYTES` together is refused (导出).",
    extensions=_READS,
)
ChangeExport = GraphQLObjectType(
    "ChangeExport",
    _FILES,
    description="A change as a file: a node was `ADDED`, `REMOVED` or `CHANGED`; a link was `ADDED` or `REMOVED`,"
    " or is there twice, as it `WAS` and as it `IS`; other ends say nothing. No BODS: its statements tell what"
    " holds on a day, so export the network of either day (变化导出).",
    extensions=_READS,
)
EXPORT = given(Export, "The same as a file (导出).")
CHANGE_EXPORT = given(ChangeExport, "The same as a file (导出).")
