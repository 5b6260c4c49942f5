"""What happens around every request? `lang="ja"`, security headers, and the database opened before the first page."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.errors import Unusable
from pages.shared import barriers, japanese
from pages.shared.product import product

log = logging.getLogger("dxkarte")

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    # Streamlit's own scripts need eval (Vega) and inline styles; nothing may come from or go to anywhere else.
    b"content-security-policy": b"default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    b"style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss: data: blob:; img-src 'self' data: blob:; frame-ancestors 'self'",
}


@asynccontextmanager
async def opened_store(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Opens the database (and loads the sample into a new one) while the server starts, not in front of a visitor.

    What keeps it from opening is said here for who started it, and on every page until it is mended.
    """
    try:
        product()
    except Unusable as error:
        log.error("%s", error)
    Thread(target=load_what_pages_need, daemon=True).start()
    yield {}


def load_what_pages_need() -> None:
    """Loads the charts and exports while the first browser still loads its scripts: the first page need not wait for them."""
    for module in ("altair", "analytics.charts.overview", "analytics.charts.maps", "analytics.registry", "pages.shared.screen"):
        import_module(module)


class JapaneseAndSafe:
    """Sets the security headers and the language of the page that Streamlit serves in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(uncompressed(scope), receive, Translating(send))


def uncompressed(scope: Scope) -> Scope:
    """Where a browser wants a page, not one of its parts, the answer has to come readable: without compression."""
    if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}


class Translating:
    """Passes a response on; the start of an HTML page waits for its body, whose length changes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *HEADERS.items()]
            if is_page(message):
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {**message, "body": translated(self.body)}
            await self.send(with_length(self.start, len(message["body"])))
            self.start = None
        await self.send(message)


def translated(page: bytes) -> bytes:
    """Streamlit's one HTML page in Japanese: language, title, a word for browsers without JavaScript, our script before its own."""
    text = page.decode().replace('<html lang="en"', '<html lang="ja"')
    text = text.replace("<title>Streamlit</title>", "<title>ご近所DXカルテ</title>")
    text = re.sub(r"<noscript>.*?</noscript>", "<noscript><p>この画面にはJavaScriptが要ります。</p></noscript>", text, flags=re.DOTALL)
    return text.replace("<head>", f"<head><script>{base_address()}{japanese.script()}{barriers.SCRIPT}</script>", 1).encode()


def base_address() -> str:
    """Where the server is. Untold, Streamlit's script tries below the open page first, and /karte/_stcore/health is not there (404)."""
    path = json.dumps("/" + str(st.get_option("server.baseUrlPath") or "").strip("/"))
    return f"window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {path} }};"


def is_page(start: Message) -> bool:
    """Only the one small page is rewritten: it comes uncompressed."""
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def with_length(start: Message, length: int) -> Message:
    """Without the marks of Streamlit's own file: a browser that kept our page would be told that nothing changed."""
    headers = [(name, value) for name, value in start["headers"] if name not in {b"content-length", b"etag", b"last-modified"}]
    return {**start, "headers": [*headers, (b"content-length", str(length).encode())]}
