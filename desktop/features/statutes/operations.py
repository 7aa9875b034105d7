"""Seeding the library, confirming an article, correcting its words."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.statutes.queries import statute
from desktop.features.statutes.records import Statute, TextKind
from desktop.features.statutes.rules import check_confirmation, read_articles

EDITABLE = ("article", "text", "text_kind", "topics", "source", "note", "effective", "edition")
COMPARED = ("article", "text", "effective")
"""What a confirmation vouches for."""


def seed_statutes(session: Session, *, by: str, today: date, folder: Path | None = None) -> int:
    """Add the shipped articles that the library does not have yet; returns how many.

    Articles that are there stay as they are: what she confirmed or corrected is hers.
    """
    known = set(session.scalars(select(Statute.key)))
    fresh = [Statute(**asdict(article)) for article in read_articles(folder or resource("statutes"))
             if article.key not in known]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def add_statute(session: Session, *, by: str, today: date, law: str | None, article: str | None,
                text: str | None, text_kind: TextKind = TextKind.SUMMARY, effective: date | None = None,
                source: str | None = None) -> Statute:
    """An article the library lacks; 待核对 until confirmed. UserError when empty or there already."""
    named = {"law": (law or "").strip().strip("《》"), "article": (article or "").strip(),
             "text": (text or "").strip()}
    if empty := {name: "请填写" for name, value in named.items() if not value}:
        raise UserError("没有保存：法规名称、条款和条文都要填写。", "填好再保存。", empty)
    of_law = or_(Statute.law == named["law"], Statute.short == named["law"])
    twin = session.scalar(select(Statute).where(
        of_law, Statute.article == named["article"]))
    if twin is not None:
        raise UserError(f"法规条文库里已有{twin.citation}。", "请直接核对那一条。", {"article": "已有"})
    last = session.scalar(select(func.max(Statute.id))) or 0
    like = session.scalar(select(Statute).where(of_law))
    short = like.short if like else named["law"].removeprefix("中华人民共和国")
    found = Statute(key=f"own-{last + 1}", short=short, law=like.law if like else named["law"],
                    article=named["article"], text=named["text"], text_kind=text_kind,
                    effective=effective or (like.effective if like else None),
                    source=source, verified=False)
    session.add(found)
    session.flush()
    return found


def confirm_statute(session: Session, *, by: str, today: date, key: str, basis: str,
                    article: str | None = None, text: str | None = None, confirmed_by: str | None = None,
                    confirmed_on: date | None = None) -> Statute:
    """Record that somebody compared the article with the published text; from then on papers may cite it.

    `article` and `text` are the corrected words, if any. UserError when basis, number or person is missing.
    """
    found = statute(session, key)
    if found.voided:
        raise UserError(f"{found.title()}已作废，不能确认。", "先恢复这一条。")
    person, day = (confirmed_by or by).strip(), confirmed_on or today
    check_confirmation(article or found.article, basis, person, day, today)
    found.article = (article or found.article).strip()
    found.text = (text or found.text).strip()
    found.verified = True
    found.confirmed_by, found.confirmed_on, found.basis = person, day, basis.strip()
    session.flush()
    return found


def edit_statute(session: Session, *, by: str, today: date, key: str, values: Mapping[str, Any]) -> Statute:
    """Correct an article; a change of number or text makes it 待核对 again."""
    found = statute(session, key)
    if wrong := [name for name in values if name not in EDITABLE]:
        raise UserError(f"法规条文的“{'、'.join(wrong)}”不能改。")
    for needed in ("article", "text"):
        if needed in values and not str(values[needed] or "").strip():
            raise UserError("没有保存：条款号和条文不能为空。", "填好再保存。", {needed: "请填写"})
    if any(values.get(name, getattr(found, name)) != getattr(found, name) for name in COMPARED):
        found.verified = False
        found.confirmed_by = found.confirmed_on = found.basis = None
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    return found
