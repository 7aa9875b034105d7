"""What is known of backups: where the second copy goes, when the last drill was, what is still open."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.due import Due
from desktop.base.records import columns_of
from desktop.features.backups.rules import Drill, drill_day
from desktop.features.documents.records import Document
from desktop.features.institutions.records import Institution
from desktop.features.problems.records import Problem
from desktop.store import settings
from desktop.store.attachments import Attachment
from desktop.store.journal import Act

LABELS: Mapping[str, str] = {Institution.__tablename__: "机构", Problem.__tablename__: "问题",
                             Document.__tablename__: "文书", Attachment.__tablename__: "附件"}
"""The counts a clerk knows her data by."""
SECOND, DRILL, ENCRYPTION = "backup_second", "backup_drill", "encryption"
KEY = "backups"
Offer = Callable[[Session, date], list[Due]]


def second_place(session: Session) -> Path | None:
    """The folder or stick that gets a copy of every backup."""
    chosen = settings.get(session, SECOND)
    return Path(chosen) if chosen else None


def last_drill(session: Session) -> Drill | None:
    """The last rehearsal of restoring."""
    found = settings.get(session, DRILL)
    return None if found is None else Drill(date.fromisoformat(found["day"]), found["file"], found["good"])


def drill_dues(session: Session, today: date) -> list[Due]:
    """The monthly drill, counted from the last one, or from the first day of work."""
    drill = last_drill(session)
    began = session.scalar(select(func.min(columns_of(Act).at)))
    if drill is None and began is None:
        return []
    last = drill.day if drill is not None else began.astimezone(CHINA).date() if began else today
    return [Due("演练", "做一次恢复演练", "备份", "", drill_day(last), "打开备份", KEY, 0)]


def open_items(session: Session, today: date, offers: Iterable[Offer]) -> list[Due]:
    """Everything with a date that is still to be done, by day."""
    found = [due for offer in offers for due in offer(session, today)]
    return sorted(found, key=lambda due: (due.day, due.kind, due.title, due.subject))
