"""Has the job of deadlines pass over all clocks now and then; every hub does it, and each thing is said once."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import structlog

from graph.engine import EngineError
from hub.cases.waking import Waking

_log = structlog.get_logger(__name__)


async def pass_now_and_then(waking: Waking, *, pause_seconds: float) -> None:
    """Without end. A pass that fails is told in the log, and the next one comes."""
    while True:
        await asyncio.sleep(pause_seconds)
        try:
            counts = await waking.run()
        except EngineError as error:
            _log.warning("deadlines not looked at", reason=str(error))
        except Exception as error:  # or nobody would ever be warned again
            _log.error("deadlines not looked at", exc_info=error)
        else:
            if counts.told:
                _log.info("deadlines", **asdict(counts))
