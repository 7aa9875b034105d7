"""临时表, as offered to the program; loaded later: its page, and the command that fills a mapped blank."""

from collections.abc import Sequence

from desktop.base.command import Command
from desktop.base.later import Later, later
from desktop.features.blanks.records import Blank, BlankCell
from desktop.ui.feature import Feature, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.blanks.page import BlanksPage

    return BlanksPage


def _commands() -> Sequence[Command]:
    # Loaded for the command line alone.
    from desktop.features.blanks.feature.commands import COMMANDS

    return COMMANDS


BLANKS = Feature(
    key="blanks", title="临时表", icon="clipboard", group="工作", page=later(_page),
    records=(Blank, BlankCell), searchable=False, commands=Later(_commands))
