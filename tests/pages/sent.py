"""What has left the server? Every text and every number of the messages that a page's run made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest


def elements(block: Any) -> Iterator[Any]:
    """All elements below a block, sidebar and main alike."""
    for child in getattr(block, "children", {}).values():
        if getattr(child, "children", None) is not None:
            yield from elements(child)
        if getattr(child, "proto", None) is not None:
            yield child


def messages(app: AppTest) -> list[Any]:
    return [element.proto for element in elements(app._tree)]


def raw(app: AppTest) -> bytes:
    """All messages as bytes: a text that is in none of them was not sent."""
    return b"\n".join(message.SerializeToString() for message in messages(app))


def tables(app: AppTest) -> list[pd.DataFrame]:
    """Every data frame that was sent, for a table or for a chart."""
    found = []
    for message in messages(app):
        for data in arrow_bytes(message):
            found.append(pa.ipc.open_stream(data).read_pandas())
    return found


def arrow_bytes(message: Any) -> Iterator[bytes]:
    for field, value in message.ListFields():
        if field.type == field.TYPE_BYTES and isinstance(value, bytes) and value[:4] == b"\xff\xff\xff\xff":
            yield value
        elif field.type == field.TYPE_MESSAGE:
            for part in value if hasattr(value, "__len__") and not hasattr(value, "ListFields") else [value]:
                if hasattr(part, "ListFields"):
                    yield from arrow_bytes(part)


def numbers(app: AppTest) -> set[float]:
    """Every number in those frames, to nine decimals."""
    return {round(float(value), 9) for frame in tables(app) for name in frame.select_dtypes("number") for value in frame[name].dropna()}
