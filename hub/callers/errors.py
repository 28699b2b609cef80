"""What a room of callers refuses, and in which words.

HubError
├── NotAuthenticated    the caller's header or token
└── CannotTell          whether the token holds cannot be found out now: nobody is let in meanwhile
DevIssuerOff            `hub token` outside development
CannotIssue             a token that the development issuer does not make
"""

from __future__ import annotations

from hub.errors import ErrorCode, HubError


class DevIssuerOff(Exception):
    """The development issuer was asked outside development."""


class CannotIssue(Exception):
    """A token that the development issuer does not make: says which value, and what is allowed."""


class NotAuthenticated(HubError):
    """UNAUTHENTICATED: says what was wrong with the header or the token, never what stood in it."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.UNAUTHENTICATED, message)


class CannotTell(HubError):
    """UNAVAILABLE: what a token is checked against cannot be had; names no host and no file."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.UNAVAILABLE, message)
