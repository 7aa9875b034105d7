"""备份与恢复, as offered to the program; loaded later: its page and commands."""

from collections.abc import Sequence

from desktop.base.command import Command
from desktop.base.later import Later, later
from desktop.features.backups.queries import KEY, drill_dues
from desktop.ui.feature import Feature, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.backups.page.whole import BackupPage

    return BackupPage


def _commands() -> Sequence[Command]:
    # Loaded for the command line alone.
    from desktop.features.backups.feature.commands import COMMANDS

    return COMMANDS


BACKUPS = Feature(
    key=KEY, title="备份与恢复", icon="folder", group="依据", page=later(_page), due=drill_dues,
    searchable=False, commands=Later(_commands))
