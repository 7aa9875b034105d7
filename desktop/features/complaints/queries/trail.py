"""What complaints tell of an institution's story."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.trail import Moment
from desktop.features.complaints.records import Complaint, State, Step

TOLD = (State.ACCEPTED, State.CLOSED, State.REFUSED, State.TRANSFERRED)


def moments(session: Session, institution: int) -> Iterator[Moment]:
    """Each case coming in and ending, and each further round."""
    query = (select(Step.on, Step.move, Step.to_state, Step.round, Complaint.id, Complaint.number,
                    Complaint.project)
             .join(Complaint, Complaint.id == Step.complaint_id)
             .where(Complaint.institution_id == institution, Complaint.voided_at.is_(None),
                    Step.voided_at.is_(None)).order_by(Step.id.desc()))
    for on, move, state, turn, row, number, project in session.execute(query):
        if state in TOLD or (turn > 1 and state is State.CHECKING):
            about = f"（{project}）" if project and state is State.ACCEPTED else ""
            yield Moment(on, f"投诉 {number} {move}{about}", f"complaints:{row}")
