"""列入黑名单决定书 and 移出白名单决定书: values for their wordings, from the lines they are about."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.features.documents.queries import office_values, template_of
from desktop.features.documents.rules import Paper
from desktop.features.lists.queries.standing import item_of, negative_list
from desktop.features.lists.records import (
    ListBatch,
    ListEntry,
    ListKind,
    Removal,
    Standing,
    SubjectKind,
)
from desktop.features.lists.rules.negative import NegativeItem
from desktop.features.office.queries import office
from desktop.features.statutes.queries import statutes

BLACKLISTING, DELISTING = "blacklisting", "delisting"
TITLES = {BLACKLISTING: "列入黑名单决定书", DELISTING: "移出白名单决定书"}
CONDUCT = "负面清单行为"
"""The section of 移出白名单决定书 for one who goes onto the black list."""


def papers_for(session: Session, entry: ListEntry, today: date) -> list[Paper]:
    """Both papers of a black line, 移出白名单 first where it leaves that list; of a white line its own."""
    if entry.listing is ListKind.WHITE:
        return [delisting_paper(session, entry, black_of(session, entry), today)]
    white = white_of(session, entry)
    first = [delisting_paper(session, white, entry, today)] if white is not None else []
    return [*first, blacklisting_paper(session, entry, today)]


def white_of(session: Session, black: ListEntry) -> ListEntry | None:
    """The white line that a black line ends, or ended on the day of its listing."""
    if black.institution_id is None:
        return None
    lines = session.scalars(select(ListEntry).where(
        ListEntry.listing == ListKind.WHITE, ListEntry.institution_id == black.institution_id,
        ListEntry.voided_at.is_(None), ListEntry.standing != Standing.PROPOSED)
        .order_by(ListEntry.id.desc())).all()
    if black.standing is Standing.PROPOSED:
        return next((line for line in lines if line.standing is Standing.LISTED), None)
    return next((line for line in lines if line.removal is Removal.TO_BLACK
                 and line.removed_on == black.listed_on), None)


def black_of(session: Session, white: ListEntry) -> ListEntry | None:
    """The black line for which a white one ended; None when it ended otherwise."""
    if white.removal is not Removal.TO_BLACK:
        return None
    return session.scalar(select(ListEntry).where(
        ListEntry.listing == ListKind.BLACK, ListEntry.institution_id == white.institution_id,
        ListEntry.voided_at.is_(None), ListEntry.listed_on == white.removed_on).order_by(ListEntry.id.desc()))


def blacklisting_paper(session: Session, entry: ListEntry, today: date) -> Paper:
    """The decision that puts a subject on the black list; unknown blanks are empty."""
    item = item_of(entry)
    removals = [word.value for word in item.removals] if item is not None else []
    own = {
        "当事人": entry.name, "代码": entry.code or "",
        "称谓": "你" if entry.subject_kind is SubjectKind.PERSON else "你单位",
        "地点": entry.address or entry.town or "", "查处日期": _day(entry.found_on),
        "列入事由": _inline(entry.reason), "负面清单项": entry.item_label or "",
        "列入依据": _inline(entry.basis) or _usual_basis(session, item, today),
        "列入日期": _day(entry.listed_on), "告知日期": _day(entry.told_on),
        "陈述申辩": _inline(entry.objection),
        "公示起": _day(entry.public_from), "公示止": _day(entry.public_until),
        "移出情形": "\n".join(f"{words}。" for words in removals if words != Removal.MISTAKE.value),
    }
    sections = (("代码", "代码"), ("告知", "告知日期"), ("公示", "公示止"), ("移出", "移出情形"),
                ("联系", "联系人"))
    return _paper(session, entry, BLACKLISTING, own, sections)


def delisting_paper(session: Session, white: ListEntry, black: ListEntry | None, today: date) -> Paper:
    """The decision that takes an institution off the white list, for a 负面清单 fact or otherwise."""
    if white.standing is Standing.PROPOSED:
        raise UserError(f"{white.name}还没有公布，不用开移出白名单决定书。", "从批次里撤下就行。")
    if white.standing is Standing.LISTED and black is None:
        raise UserError(f"{white.name}还在白名单上。", "先办“移出”或“列入黑名单”，再开决定书。")
    batch = session.get(ListBatch, white.batch_id) if white.batch_id else None
    on = white.removed_on or (black.listed_on if black is not None else None)
    own = {
        "当事人": white.name, "代码": white.code or "", "批次": batch.name if batch else "",
        "列入白名单日期": _day(white.listed_on), "移出日期": _day(on),
    }
    if black is not None:
        own |= {"查处日期": _day(black.found_on), "列入事由": _inline(black.reason),
                "负面清单项": black.item_label or "",
                "处理依据": negative_list().delisting_basis.get(office(session).plan, "")}
    else:
        note = f"（{_inline(white.removal_note)}）" if white.removal_note else ""
        own["移出理由"] = f"{white.removal.value if white.removal else ''}{note}"
    sections = [("代码", "代码"), ("联系", "联系人")]
    paper = _paper(session, white, DELISTING, own, sections)
    return paper if black is None else _with(paper, CONDUCT)


def _with(paper: Paper, section: str) -> Paper:
    return Paper(paper.template, paper.values, paper.statutes, paper.about, paper.about_id, paper.about_title,
                 (*(paper.options or ()), section))


def _paper(session: Session, entry: ListEntry, template: str, own: dict[str, str],
           sections: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Paper:
    values = {**office_values(session, template_of(session, template)), **own}
    return Paper(template, {name: words for name, words in values.items() if words},
                 about=ListEntry.__tablename__, about_id=entry.id, about_title=entry.title(),
                 options=tuple(name for name, blank in sections if values.get(blank)))


def _usual_basis(session: Session, item: NegativeItem | None, today: date) -> str:
    """The checked articles in force that the item rests on; the others have to be typed after checking."""
    found = statutes(session, item.statutes) if item is not None else []
    return "、".join(article.citation for article in found
                    if article.pending is None and article.not_in_force(today) is None)


def usual_basis(session: Session, key: str | None, today: date) -> str:
    """What a form offers as 列入依据 for the item of that key."""
    return _usual_basis(session, negative_list().item(key), today)


def _day(day: date | None) -> str:
    return date_cn(day) if day is not None else ""


def _inline(words: str | None) -> str:
    return "".join((words or "").split("\n")).strip().rstrip("。；;")


def paper_title(entry: ListEntry, template: str) -> str:
    """How the act of issuing is called."""
    return f"签发{TITLES[template]}（{entry.name}）"
