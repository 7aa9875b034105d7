"""机构台账, as offered to the program."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.features.institutions.form import open_institution_form, picks
from desktop.features.institutions.listing import INSTITUTIONS as LEDGER
from desktop.features.institutions.listing import SECTIONS
from desktop.features.institutions.operations import MERGES, save_institution
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.queries import due
from desktop.features.institutions.records import Alias, Apart, Institution, PrepaidCharge, Site
from desktop.ui.feature import Badge, Feature

IN_LIST = frozenset(item.key for _, fields in SECTIONS for item in fields)
"""What the list may set: the fields of the form."""


def badge(session: Session, today: date) -> Badge:
    """Number of living institutions."""
    count = session.scalar(select(func.count(Institution.id)).where(Institution.voided_at.is_(None)))
    return Badge(str(count or 0))


INSTITUTIONS = Feature(
    key=LEDGER.key,
    title=LEDGER.title,
    icon="building",
    group="台账",
    records=(Institution, Alias, PrepaidCharge, Site, Apart),
    listings=(LEDGER,),
    imports=(INSTITUTION_IMPORT,),
    page=InstitutionsPage,
    form=open_institution_form,
    change=save_institution,
    editable=IN_LIST,
    picks=picks,
    due=due,
    merges=MERGES,
    badge=badge,
)
