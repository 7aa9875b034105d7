"""文书簿, as offered to the program; loaded later: all that is not shown at the start."""

from collections.abc import Sequence

from desktop.base.command import Command
from desktop.base.later import Later, later
from desktop.base.listing import Listing
from desktop.features.documents.records import Document, PaperDraft, Printout, Wording
from desktop.ui.feature import Feature, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.documents.page.register import RegisterPage

    return RegisterPage


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.documents.listing import DOCUMENTS as REGISTER

    return (REGISTER,)


def _commands() -> Sequence[Command]:
    # Loaded for the command line alone.
    from desktop.features.documents.feature.commands import COMMANDS

    return COMMANDS


DOCUMENTS = Feature(
    key="documents", title="文书簿", icon="file", group="工作",
    records=(Document, PaperDraft, Wording, Printout),
    listings=Later(_listings), page=later(_page), commands=Later(_commands))
