"""How paper and sheets are made for the screen; each is loaded when it is first asked for."""

from collections.abc import Callable
from functools import partial

from desktop.base.later import later
from desktop.store.desk import Desk
from desktop.ui.outputs import Outputs


def _export() -> Callable[..., int]:
    # Loaded with the first export.
    from desktop.app.exporting import export_listing

    return export_listing


def _paper() -> Callable[..., bytes]:
    # Loaded with the first printed list.
    from desktop.app.printing import list_pdf

    return list_pdf


def _history_sheet() -> Callable[..., int]:
    # Loaded when the history is first exported.
    from desktop.app.history_out import write_sheet

    return write_sheet


def _history_paper() -> Callable[..., bytes]:
    # Loaded when the history is first printed.
    from desktop.app.history_out import paper

    return paper


def outputs_of(desk: Desk) -> Outputs:
    """What the pages at this desk may ask of paper."""
    return Outputs(partial(later(_export), desk), partial(later(_paper), desk),
                   partial(later(_history_sheet), desk), partial(later(_history_paper), desk))
