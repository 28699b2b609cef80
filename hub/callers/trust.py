"""What the settings say of whom to trust, read once and refused with one line where it cannot be."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from graph.rules.sm2 import SM2
from hub.callers.addresses import normalised
from hub.callers.algorithms import ALGORITHMS
from hub.settings.config import BadSetting, Settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LOOPBACK: Final = "localhost"


class NoIssuer(BadSetting):
    """A hub that trusts nobody's tokens would answer nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimNames:
    """Under which names the issuer tells what the hub asks."""

    role: str = "role"
    agency: str = "agency"
    court: str = "court"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """`issuer` is the OpenID Connect issuer, exactly as its tokens name it; None: only that of development.

    `certificate_header` is in lower case and counts from `proxies` only. `public_url` is where callers reach the
    hub, without a slash at its end; None: tokens that want a proof of possession are not taken.
    """

    issuer: str | None
    audience: str
    algorithms: tuple[str, ...]
    leeway_seconds: float
    claims: ClaimNames
    proxies: tuple[Network, ...]
    certificate_header: str | None
    public_url: str | None

    @property
    def proof_algorithms(self) -> tuple[str, ...]:
        """What a caller may sign proofs of possession with."""
        # SM2 costs ten milliseconds of a thread each time, and a proof comes with each request.
        return tuple(name for name in self.algorithms if name != SM2)

    @classmethod
    def of(cls, settings: Settings) -> Trust:
        """Raises `BadSetting`."""
        return cls(
            issuer=_issuer(settings),
            audience=settings.audience,
            algorithms=_algorithms(settings),
            leeway_seconds=settings.clock_leeway_seconds,
            proxies=_proxies(settings),
            certificate_header=_certificate_header(settings),
            public_url=_public_url(settings),
            claims=ClaimNames(role=settings.claim_role, agency=settings.claim_agency, court=settings.claim_court),
        )


def check_trust(settings: Settings) -> None:
    """Raises `NoIssuer` for a hub that would trust nobody, `BadSetting` for a setting that cannot be."""
    if settings.issuer is None and not settings.dev:
        raise NoIssuer(
            "no issuer of tokens is configured: HUB_ISSUER names that of an OpenID Connect provider, HUB_DEV=1"
            " starts a development hub with its own"
        )
    Trust.of(settings)


def safe_url(url: str, settings: Settings) -> bool:
    """Whether keys may be fetched there: by https, or in development from this machine itself.

    What comes over plain http could be anybody's keys, and whoever gives the keys gives out every role.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and settings.dev and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    if host == _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _issuer(settings: Settings) -> str | None:
    issuer = settings.issuer
    if issuer is not None and (not safe_url(issuer, settings) or urlsplit(issuer).query):
        raise BadSetting(
            "HUB_ISSUER: an https URL without query and fragment is allowed; http only with HUB_DEV=1 and for"
            " this machine (localhost, 127.0.0.1, [::1])"
        )
    return issuer


def _algorithms(settings: Settings) -> tuple[str, ...]:
    names = tuple(name for part in settings.algorithms.split(",") if (name := part.strip()))
    wrong = [name for name in names if name not in ALGORITHMS]
    if wrong or not names:
        raise BadSetting(
            f"HUB_ALGORITHMS: {wrong[0][:32] if wrong else 'none named'}; allowed are {', '.join(ALGORITHMS)}"
        )
    return names


def _proxies(settings: Settings) -> tuple[Network, ...]:
    names = [name for part in settings.proxies.split(",") if (name := part.strip())]
    try:
        return tuple(ipaddress.ip_network(name) for name in names)
    except ValueError:
        raise BadSetting("HUB_PROXIES: addresses and networks are allowed, for example 10.1.0.0/16") from None


def _certificate_header(settings: Settings) -> str | None:
    name = settings.proxy_certificate_header
    if name is not None and not settings.proxies.strip():
        raise BadSetting("HUB_PROXY_CERTIFICATE_HEADER needs HUB_PROXIES: the addresses from which it counts")
    return None if name is None else name.lower()


def _public_url(settings: Settings) -> str | None:
    url = settings.public_url
    if url is None:
        return None
    if normalised(url) is None or urlsplit(url).query or urlsplit(url).fragment:
        raise BadSetting("HUB_PUBLIC_URL: an http or https URL without query and fragment is allowed")
    return url.rstrip("/")
