"""The one agency of HUB_AGENCIES_DIR that a command asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.agencies.endpoint import Endpoint
    from adapters.agencies.mapping import AgencyMapping
    from hub.settings.config import Settings


def asked_endpoint(
    settings: Settings, agency: str, is_asked: Callable[[AgencyMapping], bool], otherwise: str
) -> Endpoint:
    """`otherwise` says what an agency is not that is not asked so. Raises UnusableFile, UnusableMapping."""
    from adapters.agencies.endpoint import read_endpoints
    from adapters.formats.record import UnusableFile
    from adapters.formats.shown import shown
    from hub.settings.law import adopt_law

    if settings.agencies_dir is None:
        raise UnusableFile(
            "HUB_AGENCIES_DIR: nobody is asked anything; allowed: a folder with an agency's file *.toml"
        )
    adopt_law(settings)  # a mapping may name a measure of an edition of the installation's own
    asked = {each.agency: each for each in read_endpoints(settings.agencies_dir) if is_asked(each.mapping)}
    if agency not in asked:
        known = ", ".join(sorted(asked)) or "none has an endpoint"
        raise UnusableFile(f"AGENCY {shown(agency)}: {otherwise}; allowed: {known}")
    return asked[agency]
