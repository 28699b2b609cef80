"""Operations stored by hash: reviewed once, sent as 64 characters, and for some agencies the only ones.

A stored operation is a file, `operations/LIST/SHA256.graphql` in the data folder, where LIST is an agency's
code or `all`. Only `hub operations add` writes there; a request never does. To withdraw one, delete its file.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from graphql import GraphQLSchema

from adapters.disk import put_whole
from hub.answering.documents import Documents
from hub.api.types import KIND_OF_TYPE
from hub.callers.caller import Agency, Caller
from hub.errors import ErrorCode, HubError, bad_input
from hub.http.wire import GraphQLRequest
from hub.read.cursor import Cursors
from hub.read.operation import Refused
from hub.record.entry import operation_hash
from hub.scrub import holds_citizen_id, scrubbed, scrubbed_name
from hub.settings.config import BadSetting, Settings

EVERYBODY: Final = "all"


class CannotStore(Exception):
    """An operation that is not stored; the text says why and what is allowed."""


class StoredOperations:
    """The stored operations of a hub. Raises `BadSetting` for an agency that there is not."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.operations
        self._limited = _agencies(settings.reviewed_agencies)
        self.hits = 0  # operations that were looked for in the lists and found
        self.misses = 0

    def resolve(self, request: GraphQLRequest, caller: Caller) -> tuple[GraphQLRequest, str | None]:
        """The request with its text, and the hash of that if it was found in the caller's lists, which are not
        looked through for a text that may be any.

        Raises `HubError`: BAD_INPUT for a hash that the caller's lists do not hold or that is another text's,
        FORBIDDEN for a text that a limited agency's lists do not hold.
        """
        if request.stored is not None and not request.query:
            return replace(request, query=self._text(request.stored, caller)), request.stored
        if request.stored is None and caller.agency not in self._limited:
            return request, None
        digest = operation_hash(request.query)
        if request.stored not in (None, digest):
            raise bad_input(
                "extensions.persistedQuery.sha256Hash is not the SHA-256 of query; send one of the two"
            )
        if caller.agency not in self._limited:
            return request, None
        if self._find(digest, caller) is None:
            raise HubError(
                ErrorCode.FORBIDDEN, f"{caller.agency} may send its reviewed operations only, as text or by hash"
            )
        return request, digest

    def _text(self, digest: str, caller: Caller) -> str:
        text = self._find(digest, caller)
        if text is None:
            raise bad_input(
                "extensions.persistedQuery.sha256Hash: no such operation is stored for you; operations are stored"
                " by the hub's operators, never by a request, so send the text or have it reviewed"
            )
        return text

    def _find(self, digest: str, caller: Caller) -> str | None:
        """What is in the file counts only if it is still the text that was reviewed."""
        for name in (caller.agency, EVERYBODY):
            if name is None:
                continue
            try:
                content = (self._folder / name / f"{digest}.graphql").read_bytes()
            except OSError:
                continue
            if hashlib.sha256(content).hexdigest() == digest:
                self.hits += 1
                return content.decode("utf-8")
        self.misses += 1
        return None


def store(settings: Settings, schema: GraphQLSchema, text: str, agency: str | None) -> str:
    """Stores a document of one operation and gives its hash. Raises `CannotStore`, `OSError`."""
    if agency is not None and agency not in set(Agency):
        raise CannotStore(f"--agency {scrubbed_name(scrubbed(agency))[:32]!r}; allowed are {', '.join(Agency)}")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > settings.body_bytes:
        raise CannotStore(f"the operation has {size} bytes; at most {settings.body_bytes} are allowed")
    if holds_citizen_id(text, datetime.now(UTC).date()):
        raise CannotStore("the operation holds a citizen ID; a stored operation takes it as a variable")
    try:
        checked = Documents(schema, KIND_OF_TYPE, settings, Cursors.of_nobody()).read(text, None)
        checked.gauge.check({})
    except Refused as refused:
        reasons = "; ".join(error.message for error in refused.errors)
        raise CannotStore(f"the operation is not valid: {reasons}") from None
    except HubError as error:
        raise CannotStore(f"the operation is not allowed: {error.message}") from None
    digest = operation_hash(text)
    folder = settings.operations / (agency or EVERYBODY)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_whole(folder / f"{digest}.graphql", text.encode())
    return digest


def _agencies(text: str) -> frozenset[Agency]:
    names = [name for part in text.split(",") if (name := part.strip())]
    wrong = [name for name in names if name not in set(Agency)]
    if wrong:
        raise BadSetting(f"HUB_REVIEWED_AGENCIES: {wrong[0][:32]}; allowed are {', '.join(Agency)}")
    return frozenset(Agency(name) for name in names)
