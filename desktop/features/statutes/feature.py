"""What 法规 offers: its page, its form, and the shipped articles at the first start."""

from collections.abc import Callable, Sequence

from desktop.base.later import Later, later
from desktop.base.listing import Listing
from desktop.features.statutes.records import Statute
from desktop.ui.feature import Feature, FormOpener, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.statutes.page import StatutesPage

    return StatutesPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.statutes.form import open_statute

    return open_statute


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.statutes.listing import STATUTES as LIBRARY

    return (LIBRARY,)


def _seed() -> Callable[..., int]:
    # Loaded for a new data folder alone.
    from desktop.features.statutes.operations import seed_statutes

    return seed_statutes


STATUTES = Feature(
    key="statutes", title="法规", icon="scale", group="依据", records=(Statute,), listings=Later(_listings),
    page=later(_page), form=later(_form), seed=later(_seed))
