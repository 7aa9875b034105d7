"""What 报送 offers: its page, the badge 剩3日, the next filing for 今日, and the headless commands."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.lights import TONES
from desktop.features.filings.form import COMMANDS
from desktop.features.filings.listing import badge_words, due_items
from desktop.features.filings.records import (
    Figure,
    Filing,
    FormText,
    MailboxConfirmation,
    NoteFigure,
    Sending,
    Version,
)
from desktop.ui.feature import Badge, Feature


def badge(session: Session, today: date) -> Badge | None:
    """The words beside the sidebar entry while the next form is due within seven working days."""
    found = badge_words(session, today)
    return Badge(found[0], TONES[found[1]]) if found else None


FILINGS = Feature(
    key="filings", title="报送", icon="send", group="工作",
    records=(Filing, Figure, FormText, NoteFigure, Version, Sending, MailboxConfirmation),
    due=due_items, badge=badge, commands=COMMANDS, searchable=False)
