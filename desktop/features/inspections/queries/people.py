"""检查人员: who may go, whom a name means, who went together last."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.base.errors import UserError
from desktop.features.inspections.records.visits import Inspector, Visit

_PARTS = re.compile(r"[、,，;；/\s]+")
_CARD = re.compile(r"(.+?)[(（](.+?)[)）]")
RECENT = 300
"""How many of the last visits are looked through for those who went together."""


def inspectors(session: Session, *, every: bool = False) -> list[Inspector]:
    """People who go, in pinyin order; `every`: those who left too."""
    query = select(Inspector).where(Inspector.voided_at.is_(None)).order_by(Inspector.sort_key, Inspector.id)
    return list(session.scalars(query if every else query.where(Inspector.active.is_(True))))


def people_named(session: Session, words: str | None) -> list[int]:
    """Ids of the people in 林晓燕、陈志远(35058202): by name, by the beginning of it where only one begins
    so, by card where it is written. UserError at `inspectors` for a name that is not one person."""
    return [_person(session, part) for part in _PARTS.split((words or "").strip()) if part]


def names_in(words: str) -> str:
    """The names of such a line as a visit keeps them, cards left out."""
    parts = [part for part in _PARTS.split(words.strip()) if part]
    return "、".join(carded[1] if (carded := _CARD.fullmatch(part)) else part for part in parts)


def _person(session: Session, words: str) -> int:
    known = inspectors(session)
    carded = _CARD.fullmatch(words)
    name, card = (carded[1], compare_key(carded[2])) if carded else (words, None)
    found = [one for one in known if compare_key(one.name) == compare_key(name)]
    found = found or [one for one in known if compare_key(one.name).startswith(compare_key(name))]
    if card is not None:
        found = [one for one in found if compare_key(one.card_no or "") == card]
    if len(found) == 1:
        return found[0].id
    if not found:
        raise UserError(f"没有叫“{words}”的检查人员。", "请先在“检查人员”里登记姓名和执法证号。",
                        {"inspectors": f"没有“{words}”"})
    several = "、".join(f"{one.name}（{one.card_no or '没有证号'}）" for one in found)
    raise UserError(f"“{words}”有几个人：{several}。", "请在姓名后面写上证号，例如 林晓燕(35058201)。",
                    {"inspectors": "有几个人，请写证号"})


def names_written(session: Session, rows: list[int]) -> str:
    """These people as `people_named` reads them: the card behind a name that two have."""
    known = inspectors(session, every=True)
    written = []
    for row in rows:
        one = session.get_one(Inspector, row)
        double = sum(other.name == one.name for other in known) > 1
        written.append(f"{one.name}({one.card_no})" if double and one.card_no else one.name)
    return "、".join(written)


def recent_crews(session: Session) -> list[str]:
    """Who went together on the last visits, the most frequent first, then everybody by name."""
    last = select(Visit.inspectors).where(Visit.voided_at.is_(None), Visit.inspectors.is_not(None)).order_by(
        Visit.on.desc(), Visit.id.desc()).limit(RECENT).subquery()
    query = select(last.c.inspectors).group_by(last.c.inspectors).order_by(func.count().desc())
    return [*session.scalars(query), *(one.name for one in inspectors(session))]
