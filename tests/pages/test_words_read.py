"""Does a person read the words that officials use? Questions by their numbers, links by where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pytest
from streamlit.proto.Dataframe_pb2 import Dataframe
from streamlit.proto.PageLink_pb2 import PageLink
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart
from streamlit.testing.v1 import AppTest

from analytics.sentences.method import TOPICS
from tests.pages.opening import PAGES, opened
from tests.pages.sent import messages

QUESTION = re.compile(r"\bq\d\d\b", re.ASCII)
ASKED = [(page, {}) for page in PAGES] + [("method", {"about": topic}) for topic in TOPICS] + [("karte", {"m": "99541"})]


def read(app: AppTest) -> Iterator[str]:
    """What stands in words and in tables; a chart's rows carry more than it shows."""
    for message in messages(app):
        if isinstance(message, Dataframe):
            yield pa.ipc.open_stream(message.arrow_data.data).read_pandas().to_csv()
        elif not isinstance(message, VegaLiteChart):
            yield "".join(str(getattr(message, part, "")) for part in ("body", "label", "help", "options"))


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("page", "query"), ASKED)
def test_a_question_is_named_by_its_number(page: str, query: dict[str, str]) -> None:
    assert [text for text in read(opened(page, **query)) if QUESTION.search(text)] == []


@pytest.mark.usefixtures("served")
def test_the_links_to_the_screens_that_serve_a_role_are_told_apart() -> None:
    labels = [message.label for message in messages(opened("prefecture")) if isinstance(message, PageLink)]
    assert [label for label in labels if label != "この画面の使い方"] == [
        "全体状況",
        "支援優先度",
        "近隣比較",
        "事例・手順書",
        "市町村DXカルテ",
    ]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("page", ["gap", "priority", "overview", "neighbours"])
def test_a_response_rate_is_told_only_to_those_who_know_who_is_silent(page: str) -> None:
    said = {role: any("（回答率" in caption.value for caption in opened(page, role, "99201").caption) for role in ("県担当", "市町村担当")}
    assert said == {"県担当": True, "市町村担当": False}
