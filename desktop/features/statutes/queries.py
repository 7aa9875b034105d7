"""Questions about articles: by key, and what stands against citing them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.statutes.records import Statute
from desktop.features.statutes.rules import best_labels, citations_in


def statute(session: Session, key: str) -> Statute:
    """The article of that key; UserError when the library has none."""
    found = session.scalar(select(Statute).where(Statute.key == key))
    if found is None:
        raise UserError(f"法规条文库里没有“{key}”。", "请在“法规”页查看现有条文。")
    return found


def statutes(session: Session, keys: Iterable[str]) -> list[Statute]:
    """The articles of these keys in their order, each once; UserError for an unknown key."""
    return [statute(session, key) for key in dict.fromkeys(keys)]


def citation_obstacles(session: Session, keys: Iterable[str], on: date) -> list[str]:
    """Why a paper of that day cannot cite these articles, one sentence part each; empty when it can."""
    found = statutes(session, keys)
    reasons = (reason for item in found for reason in (item.pending, item.not_in_force(on)))
    return [reason for reason in reasons if reason is not None]


def text_obstacles(session: Session, text: str, on: date) -> list[str]:
    """Why a text cannot cite what it cites: articles the library lacks, pending ones, ones not in force."""
    reasons: list[str] = []
    for law, article in citations_in(text):
        query = select(Statute).where(or_(Statute.law == law, Statute.short == law))
        known = {item.article: item for item in session.scalars(query)}
        meant = [known[label] for label in best_labels(article, list(known))]
        if not meant:
            reasons.append(f"《{law}》{article}不在法规条文库里")
        for item in meant:
            reasons += [reason for reason in (item.pending, item.not_in_force(on)) if reason is not None]
    return list(dict.fromkeys(reasons))
