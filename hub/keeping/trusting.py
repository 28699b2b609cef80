"""What `hub doctor` looks at of who may come in: the issuer, the list of revoked tokens, the hub's own TLS."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cryptography import x509

from hub.callers.discovery import Discovery, DiscoveryFailed
from hub.callers.revoked import BadRevocations, read_revocations
from hub.callers.trust import Trust
from hub.http.tls import server_tls
from hub.record.finding import Finding, note, ok, wrong
from hub.settings.config import BadSetting, Settings

EXPIRES_SOON_DAYS: Final = 30


async def check_issuer(settings: Settings) -> Finding:
    """Whether tokens can be checked: the issuer's keys are asked for, once, as the hub would."""
    try:
        trust = Trust.of(settings)
        if trust.issuer is None:
            return _without_issuer(settings)
        discovery = Discovery(settings, trust)
    except BadSetting as bad:
        return wrong("issuer", str(bad))
    try:
        keys = await discovery.keys()
    except DiscoveryFailed as failed:
        return wrong("issuer", f"{trust.issuer}: {failed}")
    finally:
        await discovery.close()
    if not keys:
        return wrong("issuer", f"{trust.issuer}: publishes no key for {', '.join(trust.algorithms)}")
    also = ", and that of development (HUB_DEV=1)" if settings.dev else ""
    return (note if settings.dev else ok)("issuer", f"{trust.issuer}: {len(keys)} usable keys{also}")


def _without_issuer(settings: Settings) -> Finding:
    if settings.dev:
        return note("issuer", "that of development alone (HUB_DEV=1): no hub for people's data")
    return note("issuer", "none in these settings: hub up needs HUB_ISSUER, or HUB_DEV=1 for trying out")


def check_revocations(settings: Settings) -> Finding:
    try:
        revoked = read_revocations(settings)
    except BadRevocations as bad:
        return wrong("revocations", f"{bad}; until it is mended nobody gets in")
    return ok("revocations", f"{len(revoked.token_ids)} tokens, {len(revoked.subjects)} subjects")


def check_tls(settings: Settings) -> Finding:
    try:
        secured = server_tls(settings)
    except BadSetting as bad:
        return wrong("tls", str(bad))
    if secured is None or settings.tls_certificate is None:
        return note("tls", "none of the hub's own: a proxy must stand before it, or callers on this machine alone")
    certificate = x509.load_pem_x509_certificate(settings.tls_certificate.read_bytes())
    left = (certificate.not_valid_after_utc - datetime.now(UTC)).days
    if left < 0:
        return wrong("tls", f"the certificate ended {-left} days ago")
    say = note if left < EXPIRES_SOON_DAYS else ok
    return say("tls", f"the certificate ends in {left} days; it is read at the start only")
