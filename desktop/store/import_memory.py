"""How the columns of an earlier file were mapped, kept for the next one; and the batches imported so far.

A mapping is remembered twice: for files with the same heads, and for files of the same source. It is an act
of its own, so that remembering never stands in the way of undoing an import.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.store.importing import IMPORT
from desktop.store.journal import Act
from desktop.store.settings import get, put
from desktop.store.undo import undoable

Mapped = Mapping[str, Sequence[str]]
"""Normalised head -> keys; none = not imported."""


@dataclass(frozen=True)
class Batch:
    """One import: `number` is the act, `counts` its totals, `obstacle` why it cannot be undone."""

    number: int
    at: datetime
    by: str
    title: str
    file: str
    counts: Mapping[str, int]
    obstacle: str | None


def recall(session: Session, spec: str, fingerprint: str, source: str = "") -> dict[str, list[str]]:
    """The mapping of the same heads, else of the same source, else empty."""
    for key in _keys(spec, fingerprint, source):
        found = get(session, key)
        if isinstance(found, dict):
            return {str(head): [str(key) for key in keys] for head, keys in found.items()}
    return {}


def remember(
    session: Session, *, by: str, today: date, spec: str, fingerprint: str, source: str, mapping: Mapped
) -> None:
    """Keep a mapping for both; a mapping that is known already changes nothing."""
    value = {head: list(keys) for head, keys in mapping.items()}
    for key in _keys(spec, fingerprint, source):
        if get(session, key) != value:
            put(session, key, value)


def batches(session: Session, limit: int = 100) -> list[Batch]:
    """The imports, the latest first; undone ones stay in the list with the reason 已经撤销过."""
    acts = session.scalars(select(Act).where(Act.kind == IMPORT).order_by(Act.id.desc()).limit(limit)).all()
    return [_batch(session, act) for act in acts]


def _batch(session: Session, act: Act) -> Batch:
    facts: dict[str, Any] = json.loads(act.summary)
    counts = {key: value for key, value in facts.items() if isinstance(value, int)}
    return Batch(
        act.id, act.at, act.by, act.title, str(facts.get("file", "")), counts, undoable(session, act)
    )


def _keys(spec: str, fingerprint: str, source: str) -> list[str]:
    by_source = hashlib.sha256(source.encode()).hexdigest()[:16]
    kept = [f"import_mapping:{spec}:{fingerprint}"]
    return [*kept, f"import_mapping:{spec}:from:{by_source}"] if source else kept
