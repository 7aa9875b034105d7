"""The lists on an institution's card, as plain data."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.marks import Tone
from desktop.features.institutions.records import Institution, ListState
from desktop.features.lists.queries.standing import lines_of_institution
from desktop.features.lists.records import ListEntry, ListKind, Standing
from desktop.ui.sections import Alert, Fact, Item, Section

TONES = {ListKind.WHITE: Tone.GREEN, ListKind.BLACK: Tone.RED}
CLAIMED = {ListState.WHITE: ListKind.WHITE, ListState.BLACK: ListKind.BLACK}


def institution_tags(session: Session, row: int, today: date) -> tuple[tuple[str, Tone], ...]:
    """白名单 or 黑名单, for the head of the institution's card."""
    standing = [line for line in lines_of_institution(session, row) if line.standing is Standing.LISTED]
    return tuple(dict.fromkeys((line.listing.value, TONES[line.listing]) for line in standing))


def institution_section(session: Session, row: int, today: date) -> Section:
    """Every line about the institution; what a received sheet claims and no line says."""
    lines = lines_of_institution(session, row)
    standing = {line.listing for line in lines if line.standing is Standing.LISTED}
    rows: list[Fact | Item | Alert] = []
    claimed = CLAIMED.get(session.get_one(Institution, row).list_state)
    if claimed is not None and claimed not in standing:
        rows.append(Alert(f"来件写着“{claimed.value}”，名单上没有：核对后在“黑白名单”里办列入。", Tone.AMBER))
    rows += [_item(line) for line in lines]
    return Section("lists", "名单", len(lines), tuple(rows), "不在白名单，也不在黑名单。")


def _item(line: ListEntry) -> Item:
    tone = TONES[line.listing] if line.standing is Standing.LISTED else Tone.GREY
    return Item(what_of(line), f"lists:{line.id}", line.listing.value, words=line.standing.value, tone=tone,
                right=when_of(line))


def what_of(line: ListEntry) -> str:
    """Why it was listed, or why it left."""
    if line.standing is Standing.REMOVED:
        return line.removal.value if line.removal else ""
    return line.item_label or ("证照齐全" if line.listing is ListKind.WHITE else line.reason or "")


def when_of(line: ListEntry) -> str:
    """The day of the last move."""
    day = line.removed_on or line.listed_on
    return date_cn(day) if day is not None else ""
