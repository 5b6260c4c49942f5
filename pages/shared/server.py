"""What happens around every request? `lang="ja"`, security headers, and the database opened before the first page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared.product import product

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
    """Opens the database (and loads the sample into a new one) while the server starts, not in front of a visitor."""
    product()
    yield {}


class JapaneseAndSafe:
    """Sets the security headers and the language of the page that Streamlit serves in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, Translating(send))


class Translating:
    """Passes a response on; the start of an HTML page waits for its body, whose length changes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *HEADERS.items()]
            if is_page(message):
                self.start = message
                return
        elif self.start is not None:
            body = message.get("body", b"").replace(b'<html lang="en"', b'<html lang="ja"')
            if not message.get("more_body"):
                await self.send(with_length(self.start, len(body)))
                self.start = None
            message = {**message, "body": body}
        await self.send(message)


def is_page(start: Message) -> bool:
    """Only the one small page is rewritten: it comes uncompressed and in one piece."""
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def with_length(start: Message, length: int) -> Message:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    return {**start, "headers": [*headers, (b"content-length", str(length).encode())]}
