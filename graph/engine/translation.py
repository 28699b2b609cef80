"""What the driver raises, told as one of `graph.failures`.

What the engines say over Bolt (Neo4j 5.26.30, ArcadeDB 26.10.2), measured: the driver's exception, the code
after `Neo.`; where ArcadeDB differs it has a line of its own, `+`.

    wrong password        AuthError           ClientError.Security.Unauthorized
    unknown database      ClientError         ClientError.Database.DatabaseNotFound
    syntax                CypherSyntaxError   ClientError.Statement.SyntaxError
    unknown variable      CypherSyntaxError   ClientError.Statement.SyntaxError
                        + ClientError         ClientError.Statement.SemanticError (also of much else)
    missing parameter     ClientError         ClientError.Statement.ParameterMissing
    unique key taken      ConstraintError     ClientError.Schema.ConstraintValidationFailed
                        + the same, at COMMIT if another transaction took it
    two MERGE one key     the second waits
                        + as a taken key: only further tries tell the two apart
    two SET one node      the second waits
                        + TransientError      TransientError.Transaction.DeadlockDetected, at COMMIT
    deadlock              TransientError      TransientError.Transaction.DeadlockDetected
    deleted meanwhile     (not met)
                        + ClientError         ClientError.Statement.EntityNotFound, also in a read
    node has relations    ConstraintError     ClientError.Schema.ConstraintValidationFailed
                        + DatabaseError       DatabaseError.General.UnknownError
    write in READ mode    ClientError         ClientError.Statement.AccessMode
                        + IT WRITES
    time limit of a run   ClientError         ClientError.Transaction.TransactionTimedOutClientConfiguration
                        + ignored; the server-wide `arcadedb.command.timeout` ends it:
                          ClientError         ClientError.Transaction.TransactionTimedOut
    rule is there already ClientError         ClientError.Schema.EquivalentSchemaRuleAlreadyExists
                        + ClientError         ClientError.Statement.SemanticError: write IF NOT EXISTS
    nothing listens       ServiceUnavailable  (none)
"""

from __future__ import annotations

import re
from typing import Final

from neo4j.exceptions import (
    AuthError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.engine.address import EngineAddress
from graph.failures import (
    EngineDenied,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
    StatementTimeout,
    UniqueViolation,
)

CONNECTION_LOST: Final = (ServiceUnavailable, SessionExpired, OSError)
# The last three are what the driver's packer says of a value that cannot travel.
DRIVER_ERRORS: Final = (Neo4jError, DriverError, OSError, ValueError, TypeError, OverflowError)
EXISTS_ALREADY: Final = frozenset(
    f"Neo.ClientError.Schema.{name}"
    for name in ("EquivalentSchemaRuleAlreadyExists", "IndexAlreadyExists", "ConstraintAlreadyExists")
)
# Called transient, but the same statement will need the same memory.
OUT_OF_MEMORY: Final = frozenset(
    f"Neo.TransientError.General.{name}"
    for name in (
        "MemoryPoolOutOfMemoryError",
        "TransactionMemoryLimit",
        "OutOfMemoryError",
        "StackOverFlowError",
    )
)
# Another transaction took away what this one had found; the next try does not find it.
GONE: Final = "Neo.ClientError.Statement.EntityNotFound"
_TIME_OVER: Final = "Neo.ClientError.Transaction.TransactionTimedOut"  # and …ClientConfiguration
# Their text is about the statement, which is ours and holds no values.
_ABOUT_THE_TEXT: Final = (
    "Neo.ClientError.Statement.SyntaxError",
    "Neo.ClientError.Statement.ParameterMissing",
)
_MESSAGE_LENGTH_MAX: Final = 200
# Neo4j: "Node(0) already exists with label `P` and property `k` = 'x'". ArcadeDB: "Duplicated key [x] found
# on index 'P[k]' already assigned to record #1:0", or, of two within one transaction, only the statement.
_TAKEN_NEO4J: Final = re.compile(r"already exists with (?:label|type) `([^`]+)` and property `([^`]+)`")
_TAKEN_ARCADEDB: Final = re.compile(r"found on index '([^'\[]+)\[([^'\]]+)\]'")


def translated(error: Exception, address: EngineAddress, *, name: str, committing: bool) -> EngineError:
    """One of `DRIVER_ERRORS` as ours; `name` is the statement's, `committing` whether the COMMIT was under way."""
    code = error.code or "" if isinstance(error, Neo4jError) else ""
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return EngineUnavailable("all connections to the engine are busy")
    if isinstance(error, CONNECTION_LOST):
        if committing:
            return OutcomeUnknown(f"{name}: the connection to {address.url} was lost while committing")
        return EngineUnavailable(f"no engine answers at {address.url}")
    if isinstance(error, AuthError):
        return EngineDenied(f"the engine at {address.url} refused user {address.user}: wrong user or password")
    if code.startswith("Neo.ClientError.Security."):
        return EngineDenied(f"{name}: user {address.user} has no right to do this on the engine")
    if code.startswith(_TIME_OVER):
        return StatementTimeout(f"{name}: ended by the engine at its time limit")
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return EngineUnavailable(f"the engine at {address.url} has no database {address.database or 'graph'}")
    if code == GONE or (code.startswith("Neo.TransientError.") and code not in OUT_OF_MEMORY):
        return EngineUnavailable(f"{name}: the engine could not do it now ({code})")
    if isinstance(error, ConstraintError):
        return _constraint(error, name, code)
    if isinstance(error, Neo4jError):
        detail = ""
        if code in _ABOUT_THE_TEXT:
            detail = ": " + str(error.message).partition("\n")[0][:_MESSAGE_LENGTH_MAX]
        return EngineRefused(f"{name}: refused by the engine ({code or 'no code'}){detail}", code)
    if isinstance(error, DriverError):
        return EngineUnavailable(f"{name}: the connection to {address.url} failed ({type(error).__name__})")
    return EngineRefused(
        f"{name}: a value cannot travel to the engine ({type(error).__name__}); allowed: null, truth, whole "
        "numbers of 64 bits, fractions, valid Unicode text, lists and maps of these"
    )


def _constraint(error: ConstraintError, name: str, code: str) -> EngineRefused:
    message = str(error.message)
    if "still has relationships" in message:
        return EngineRefused(f"{name}: a node that still has relations cannot be deleted", code)
    found = _TAKEN_NEO4J.search(message) or _TAKEN_ARCADEDB.search(message)
    on = f"{found[1]}.{found[2]}" if found else ""
    return UniqueViolation(f"{name}: the unique key {on or 'of a node or relation'} is taken", code, on)
