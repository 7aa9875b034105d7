"""What problems, their papers and steps tell of an institution's story."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.trail import Moment
from desktop.features.documents.records import Document, DocumentState
from desktop.features.problems.records import Escalation, Evidence, Problem, State, Step

TOLD = (State.REGISTERED, State.ASSIGNED, State.CLOSED, State.LOOK_BACK, State.ARCHIVED, State.REFERRED,
        State.SHUT)


def moments(session: Session, institution: int) -> Iterator[Moment]:
    """Found, assigned, papers with their delivery, evidence by day, the ladder, closed, looked back at."""
    yield from _moves(session, institution)
    yield from _papers(session, institution)
    own = (Problem.institution_id == institution, Problem.voided_at.is_(None))
    files = (select(Evidence.added_on, Problem.id, Problem.number, func.count(Evidence.id))
             .join(Problem, Problem.id == Evidence.problem_id)
             .where(*own, Evidence.voided_at.is_(None)).group_by(Evidence.added_on, Problem.id))
    for on, row, number, count in session.execute(files):
        yield Moment(on, f"问题 {number} 收到佐证 {count} 件", f"problems:{row}")
    steps = (select(Escalation, Problem.number).join(Problem, Problem.id == Escalation.problem_id)
             .where(*own, Escalation.voided_at.is_(None)))
    for step, number in session.execute(steps):
        yield Moment(step.on, f"问题 {number} {step.rung.value}", f"problems:{step.problem_id}")


def _moves(session: Session, institution: int) -> Iterator[Moment]:
    query = (select(Step.on, Step.move, Step.to_state, Problem.id, Problem.number, Problem.category_label)
             .join(Problem, Problem.id == Step.problem_id)
             .where(Problem.institution_id == institution, Problem.voided_at.is_(None),
                    Step.voided_at.is_(None)).order_by(Step.id.desc()))
    for on, move, state, row, number, kind in session.execute(query):
        if state in TOLD:
            about = f"（{kind}）" if state is State.REGISTERED else ""
            yield Moment(on, f"问题 {number} {move}{about}", f"problems:{row}")


def _papers(session: Session, institution: int) -> Iterator[Moment]:
    query = (select(Document).join(Problem, Problem.id == Document.about_id)
             .where(Document.about == Problem.__tablename__, Problem.institution_id == institution,
                    Problem.voided_at.is_(None), Document.state != DocumentState.VOID))
    for paper in session.scalars(query):
        link = f"documents:{paper.id}"
        if paper.issued_on is not None:
            yield Moment(paper.issued_on, f"{paper.heading} {paper.number}", link)
        if paper.delivered_at is not None:
            on = paper.delivered_at.astimezone(CHINA).date()
            yield Moment(on, f"{paper.heading} {paper.number} 送达", link)
