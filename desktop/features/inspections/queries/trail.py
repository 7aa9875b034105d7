"""What visits tell of an institution's story."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.trail import Moment
from desktop.features.inspections.queries.visits import WENT
from desktop.features.inspections.records.visits import Visit


def moments(session: Session, institution: int) -> Iterator[Moment]:
    """Each visit that was made, with what it found."""
    query = select(Visit).where(Visit.institution_id == institution, Visit.voided_at.is_(None),
                                Visit.state.in_(WENT)).order_by(Visit.id.desc())
    for visit in session.scalars(query):
        found = visit.result.value if visit.result else visit.state.value
        yield Moment(visit.on, f"检查 {visit.number} {visit.way.value}：{found}", f"inspections:{visit.id}")
