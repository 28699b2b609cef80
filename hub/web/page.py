"""GraphiQL for developers, from the hub's own files. The page holds no data and asks for the caller's token.

Nothing is fetched from elsewhere, and its policy would not let it: no script but these files, no inline
script, no eval. Inline style is allowed by a nonce to the one library that makes a `<style>` element.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.model.roles import Purpose
from hub.http.wire import SECURITY_HEADERS

FOLDER: Final = Path(__file__).resolve().parent / "graphiql"
SCRIPT: Final = "text/javascript; charset=utf-8"
STYLE: Final = "text/css; charset=utf-8"
# What is served, and nothing else of the folder.
FILES: Final[Mapping[str, tuple[Path, str]]] = {
    "page.js": (FOLDER / "page.js", SCRIPT),
    "page.css": (FOLDER / "page.css", STYLE),
    "graphiql.min.js": (FOLDER / "vendor" / "graphiql.min.js", SCRIPT),
    "graphiql.min.css": (FOLDER / "vendor" / "graphiql.min.css", STYLE),
    "react.production.min.js": (FOLDER / "vendor" / "react.production.min.js", SCRIPT),
    "react-dom.production.min.js": (FOLDER / "vendor" / "react-dom.production.min.js", SCRIPT),
}


def graphiql_routes() -> list[Route]:
    """The page at `/graphiql` and its files under it."""
    return [
        Route("/graphiql", _page, methods=["GET"]),
        *(Route(f"/graphiql/{name}", _file, methods=["GET"]) for name in FILES),
    ]


async def _page(_request: Request) -> Response:
    nonce = secrets.token_urlsafe(16)
    purposes = "".join(f"<option>{purpose}</option>" for purpose in Purpose)
    text = (FOLDER / "index.html").read_text(encoding="utf-8")
    text = text.replace("{{style_nonce}}", nonce).replace("{{purposes}}", purposes)
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy(nonce)}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


async def _file(request: Request) -> Response:
    path, kind = FILES[request.url.path.rpartition("/")[2]]
    headers = {**SECURITY_HEADERS, "Content-Type": kind, "Cache-Control": "no-cache"}
    return Response(path.read_bytes(), headers=headers)


def policy(nonce: str) -> str:
    """The page's Content-Security-Policy; fonts and pictures of the style sheet are data in it."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "connect-src 'self'",
            "font-src data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
