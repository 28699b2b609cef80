"""Documents read once: parsed, validated and measured, kept by their text with what was wrong with them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graphql import GraphQLError, GraphQLSchema, validate

from hub.documents.cost import Gauge
from hub.documents.parsing import operation_of, parse_document
from hub.errors import HubError
from hub.read.cursor import Cursors
from hub.read.operation import Operation, Refused
from hub.scrub import holds_citizen_id
from hub.settings.config import Settings

ERRORS_SHOWN_MAX = 20
KEPT_LENGTH_MAX = 16_384  # characters; a longer document is read again each time


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid operation and the gauge that measures it for given variables."""

    operation: Operation
    gauge: Gauge


class Documents:
    """Checked documents by (text, operation name); the least recently used is forgotten first.
    Long ones, and those with somebody's number in a literal, are not kept.

    Refusals are kept too, so that a wrong document sent all day costs no more than a right one.
    """

    def __init__(
        self, schema: GraphQLSchema, kind_of: Mapping[str, str], settings: Settings, cursors: Cursors
    ) -> None:
        self._schema = schema
        self._kind_of = kind_of
        self._settings = settings
        self._cursors = cursors
        self._kept: OrderedDict[tuple[str, str | None], Checked | Refused | HubError] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def read(self, text: str, operation_name: str | None) -> Checked:
        """The checked document; raises `Refused` or `HubError` (TOO_COSTLY, BAD_INPUT)."""
        key = (text, operation_name)
        kept = self._kept.get(key)
        if kept is None:
            self.misses += 1
            kept = self._read(text, operation_name)
            if len(text) <= KEPT_LENGTH_MAX and not holds_citizen_id(text, datetime.now(UTC).date()):
                self._kept[key] = kept
                if len(self._kept) > self._settings.parse_cache_entries:
                    self._kept.popitem(last=False)
        else:
            self.hits += 1
            self._kept.move_to_end(key)
        if isinstance(kept, Checked):
            return kept
        raise kept.with_traceback(None)

    def _read(self, text: str, operation_name: str | None) -> Checked | Refused | HubError:
        try:
            document = parse_document(text, self._settings)
            node = operation_of(document, operation_name)
            # Measured before it is validated: some of the standard rules are not linear in fragments.
            gauge = Gauge(document, node, self._settings, self._schema)
            errors = validate(self._schema, document, max_errors=ERRORS_SHOWN_MAX)
        except HubError as error:
            return error
        except GraphQLError as error:
            return Refused([error])
        if errors:
            return Refused(errors)
        return Checked(Operation.of(self._schema, document, node, self._kind_of, self._cursors), gauge)
