from __future__ import annotations

import io
import logging

import orjson
import structlog

NUMBER = "110105194912310028"


def _event(stream: io.StringIO) -> dict[str, object]:
    (line,) = stream.getvalue().splitlines()
    return dict(orjson.loads(line))


def test_a_line_is_one_json_object(stream: io.StringIO) -> None:
    structlog.get_logger("hub.x").info("served", request_id="7c", rows=3)
    event = _event(stream)
    assert (event["event"], event["level"], event["logger"], event["rows"]) == ("served", "info", "hub.x", 3)


def test_a_library_line_has_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("slow %s", "client")
    assert _event(stream)["event"] == "slow client"


def test_a_level_below_is_not_logged(stream: io.StringIO) -> None:
    structlog.get_logger("hub.x").debug("detail")
    assert stream.getvalue() == ""


def test_a_citizen_number_is_hidden_wherever_it_stands(stream: io.StringIO) -> None:
    log = structlog.get_logger("hub.x")
    log.info(f"party {NUMBER}", who=NUMBER, deep={"a": [{NUMBER: (NUMBER, int(NUMBER))}]}, one=int(NUMBER))
    assert NUMBER not in stream.getvalue()


def test_a_citizen_number_in_a_library_line_is_hidden(stream: io.StringIO) -> None:
    logging.getLogger("neo4j").warning("parameter %s", NUMBER, extra={"value": NUMBER})
    assert NUMBER not in stream.getvalue()


def test_a_citizen_number_in_a_traceback_is_hidden(stream: io.StringIO) -> None:
    try:
        raise ValueError(NUMBER)
    except ValueError:
        structlog.get_logger("hub.x").exception("failed")
    assert "ValueError: ***" in str(_event(stream)["exception"])


def test_what_opens_a_door_is_dropped(stream: io.StringIO) -> None:
    structlog.get_logger("hub.x").info("got", Authorization="Bearer abc", headers={"authorization": "abc"})
    event = _event(stream)
    assert "Authorization" not in event and event["headers"] == {}


def test_a_value_without_a_form_of_its_own_is_scrubbed_as_text(stream: io.StringIO) -> None:
    structlog.get_logger("hub.x").info("got", error=ValueError(NUMBER), raw=NUMBER.encode())
    assert NUMBER not in stream.getvalue()
