"""A model whose questionnaire changed in 2026: what the tests of change are drawn on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import SMALL, World, answer

# Against the golden paper: q1 stays, q2 and q6 become one, q3 moves to another aspect and factor, q4 weighs more, q5 becomes two, q7 is new.
NEW = [
    {"id": "q1", "step": "step0", "aspect": "structure", "weight": 1, "factors": ["f6"], "points": (0, 10, 20)},
    {"id": "n26", "step": "step1", "aspect": "character", "weight": 2, "factors": ["f1"], "points": (0, 10)},
    {"id": "q3", "step": "step2", "aspect": "results", "weight": 1, "factors": ["f7"], "points": (0, 30)},
    {"id": "q4", "step": "step3", "aspect": "results", "weight": 3, "factors": ["f7"], "points": (0, 4, 10)},
    {"id": "n5a", "step": "step3", "aspect": "community", "weight": 1, "factors": ["f8"], "points": (0, 5)},
    {"id": "n5b", "step": "step3", "aspect": "community", "weight": 2, "factors": ["f8"], "points": (0, 10)},
    {"id": "q7", "step": "step0", "aspect": "structure", "weight": 1, "factors": ["f4"], "points": (0, 10)},
]
BRIDGE = [("q2", "n26"), ("q6", "n26"), ("q5", "n5a"), ("q5", "n5b")]


def changed_model(folder: Path) -> Path:
    """The golden model with a second questionnaire from 2026 on, and the bridge to it."""
    shutil.copytree(SMALL / "model", folder)
    old = yaml.safe_load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    questions = [
        {key: value for key, value in question.items() if key != "points"}
        | {"field": "自治体DX", "text": question["id"], "choices": [{"label": f"{p}点", "points": p} for p in question["points"]]}
        for question in NEW
    ]
    new = {"id": "new", "rounds": [2026, 2027], "steps": old["steps"], "questions": questions}
    for name, content in (("questionnaire_new.yaml", new), ("bridge.yaml", [{"old": a, "new": b} for a, b in BRIDGE])):
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def fill(world: World, rounds: Any, **tables: Any) -> World:
    """The world with these answers (round → code → question → points) and tables alone."""
    world.forget("survey", "municipalities", "neighbours", "steps", "support_log")
    rows = [answer(code, r, q, p) for r, codes in rounds.items() for code, given in codes.items() for q, p in given.items()]
    for table, put in ({"survey": rows} | tables).items():
        world.put(table, put)
    return world
