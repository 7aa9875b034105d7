"""机构台账, as offered to the program."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.later import Later, later
from desktop.base.listing import Listing
from desktop.base.merging import Merge
from desktop.base.sheets import ImportSpec
from desktop.features.institutions.queries import due
from desktop.features.institutions.records import Alias, Apart, Institution, PrepaidCharge, Site
from desktop.ui.feature import Badge, Feature, FormOpener, PageMaker, Picker


def badge(session: Session, today: date) -> Badge:
    """Number of living institutions."""
    count = session.scalar(select(func.count(Institution.id)).where(Institution.voided_at.is_(None)))
    return Badge(str(count or 0))


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.institutions.page import InstitutionsPage

    return InstitutionsPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.institutions.form import open_institution_form

    return open_institution_form


def _picks() -> Picker:
    # Loaded with the form.
    from desktop.features.institutions.form import picks

    return picks


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.institutions.listing import INSTITUTIONS as LEDGER

    return (LEDGER,)


def _in_list() -> Sequence[str]:
    """What the list may set: the fields of the form."""
    # Loaded with the first list.
    from desktop.features.institutions.listing import SECTIONS

    return [item.key for _, fields in SECTIONS for item in fields]


def _imports() -> Sequence[ImportSpec]:
    # Loaded with the first import.
    from desktop.features.institutions.excel import INSTITUTION_IMPORT

    return (INSTITUTION_IMPORT,)


def _change() -> Callable[..., Any]:
    # Loaded with the first change.
    from desktop.features.institutions.operations import save_institution

    return save_institution


def _merges() -> Sequence[Merge]:
    # Loaded with the first merge.
    from desktop.features.institutions.operations import MERGES

    return MERGES


INSTITUTIONS = Feature(
    key="institutions",
    title="机构台账",
    icon="building",
    group="台账",
    records=(Institution, Alias, PrepaidCharge, Site, Apart),
    listings=Later(_listings),
    imports=Later(_imports),
    page=later(_page),
    form=later(_form),
    change=later(_change),
    editable=Later(_in_list),
    picks=later(_picks),
    due=due,
    merges=Later(_merges),
    badge=badge,
)
