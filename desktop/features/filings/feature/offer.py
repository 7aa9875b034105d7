"""报送, as offered to the program: its page, the badge 剩3日, the next filing for 今日."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.command import Command
from desktop.base.later import Later, later
from desktop.base.lights import TONES
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
from desktop.ui.feature import Badge, Feature, PageMaker


def badge(session: Session, today: date) -> Badge | None:
    """The words beside the sidebar entry while the next form is due within seven working days."""
    found = badge_words(session, today)
    return Badge(found[0], TONES[found[1]]) if found else None


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.filings.page import FilingsPage

    return FilingsPage


def _commands() -> Sequence[Command]:
    # Loaded for the command line alone.
    from desktop.features.filings.feature.commands import COMMANDS

    return COMMANDS


FILINGS = Feature(
    key="filings", title="报送", icon="send", group="工作", page=later(_page),
    records=(Filing, Figure, FormText, NoteFigure, Version, Sending, MailboxConfirmation),
    due=due_items, badge=badge, commands=Later(_commands), searchable=False)
