"""问题整改, as offered to the program: page, list, what it adds to institutions, due items."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from desktop.base.command import Command
from desktop.base.fields import Kind
from desktop.base.later import Later, later
from desktop.base.listing import Filter, Listing, computed
from desktop.base.marks import Tone
from desktop.base.merging import Merge, merge_rows
from desktop.base.score import Score
from desktop.base.trail import Moment, Trail
from desktop.features.complaints.records import Complaint
from desktop.features.documents.records import Document
from desktop.features.inspections.records.visits import Outcome, Visit, VisitFinding
from desktop.features.institutions.records import Institution
from desktop.features.problems.queries import (
    due_items,
    evidence_names,
    overdue_count,
)
from desktop.features.problems.records import (
    Check,
    Escalation,
    Evidence,
    Extension,
    Problem,
    ProblemVisit,
    Step,
)
from desktop.features.problems.rules.moves import OPEN
from desktop.store.attachments import Attachment
from desktop.ui.feature import Action, Badge, Feature, FormOpener, Offered, PageMaker, Panel, Picker, Reach
from desktop.ui.sections import Item, Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.services import Services


def badge(session: Session, today: date) -> Badge | None:
    """4 逾期, else how many are open."""
    late = overdue_count(session, today)
    if late:
        return Badge(f"{late} 逾期", Tone.RED)
    opened = session.scalar(select(func.count(Problem.id)).where(Problem.voided_at.is_(None),
                                                                 Problem.state.in_(OPEN)))
    return Badge(str(opened)) if opened else None


def _open_of_institution(today: date) -> Any:
    row = aliased(Problem)
    return select(func.count(row.id)).where(row.institution_id == Institution.id, row.voided_at.is_(None),
                                            row.state.in_(OPEN)).correlate(Institution).scalar_subquery()


def papers_section(session: Session, row: int, today: date) -> Section | None:
    """文书 on an institution's card: the last ones issued about its problems."""
    from desktop.features.documents.listing import status  # loaded with the first card
    from desktop.features.problems.panels.shown import MOST_ON_CARD  # as above

    query = select(Document).join(Problem, Problem.id == Document.about_id).where(
        Document.about == Problem.__tablename__, Problem.institution_id == row, Problem.voided_at.is_(None))
    found = session.scalars(query.order_by(Document.issued_on.desc(), Document.id.desc())).all()
    rows = tuple(Item(f"{paper.heading}　{paper.about_title or ''}", f"documents:{paper.id}", paper.number,
                      right=status(paper.state, paper.delivered_at is not None))
                 for paper in found[:MOST_ON_CARD])
    return Section("documents", "文书", len(found), rows, "没有发过文书。")


def _on_institution() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.problems.panels.shown import institution_section

    return institution_section


def _on_visit() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.problems.panels.shown import visit_section

    return visit_section


def _on_complaint() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.problems.panels.shown import complaint_section

    return complaint_section


def _turn_visit() -> "Callable[[Services, int, QWidget], None]":
    # Loaded when first asked for.
    from desktop.features.problems.form.sources import turn_visit

    return turn_visit


def _turn_complaint() -> "Callable[[Services, int, QWidget], None]":
    # Loaded when first asked for.
    from desktop.features.problems.form.sources import turn_complaint

    return turn_complaint


def _unturned(today: date) -> Any:
    """Visits with a failed item that is no problem yet."""
    row, tied = aliased(Problem), aliased(ProblemVisit)
    turned = select(row.id).where(row.finding_id == VisitFinding.id, row.voided_at.is_(None)).exists()
    again = select(tied.id).where(tied.finding_id == VisitFinding.id, tied.voided_at.is_(None)).exists()
    return Visit.id.in_(select(VisitFinding.visit_id).where(
        VisitFinding.outcome == Outcome.FAILED, VisitFinding.voided_at.is_(None), ~turned, ~again))


def _of_visit(today: date) -> Any:
    row = aliased(Problem)
    return select(func.count(row.id)).where(row.visit_id == Visit.id, row.voided_at.is_(None)).correlate(
        Visit).scalar_subquery()


def _of_complaint(today: date) -> Any:
    row = aliased(Problem)
    return select(func.count(row.id)).where(row.complaint_id == Complaint.id, row.voided_at.is_(None)
                                            ).correlate(Complaint).scalar_subquery()


def _open_of_complaint(today: date) -> Any:
    row = aliased(Problem)
    return Complaint.id.in_(select(row.complaint_id).where(
        row.complaint_id.is_not(None), row.voided_at.is_(None), row.state.in_(OPEN)))


def _open_points(today: date) -> Any:
    """Two points for each open problem of the institution, six at most."""
    return func.min(_open_of_institution(today) * 2, 6)


def _moments() -> Callable[[Session, int], Iterable[Moment]]:
    # Loaded with the first card.
    from desktop.features.problems.panels.trail import moments

    return moments


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.problems.page.whole import ProblemsPage

    return ProblemsPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.problems.form.entry import open_problem_form

    return open_problem_form


def _picks() -> Picker:
    # Loaded with the form.
    from desktop.features.problems.form.entry import form_picks

    return form_picks


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.problems.listing import ladder, lists

    return lists.PROBLEMS, lists.RECTIFICATION, ladder.ESCALATIONS


def _in_list() -> Sequence[str]:
    # Loaded with the first list.
    from desktop.features.problems.operations.entry import IN_LIST

    return tuple(IN_LIST)


def _change() -> Callable[..., Any]:
    # Loaded with the first change.
    from desktop.features.problems.operations.entry import change_problem

    return change_problem


def _merges() -> Sequence[Merge]:
    # Loaded with the first merge.
    from desktop.features.problems.operations.entry import give_to

    return (replace(merge_rows(Institution, Problem.institution_id, "问题", "个"), move=give_to),)


def _commands() -> Sequence[Command]:
    from desktop.features.problems.feature.commands import COMMANDS  # for the command line alone
    from desktop.features.problems.feature.ladder import LADDER  # as above
    from desktop.features.problems.feature.papers import PAPERS  # as above

    return *COMMANDS, *LADDER, *PAPERS


PROBLEMS = Feature(
    key="problems", title="问题整改", icon="flag", group="台账",
    records=(Problem, Evidence, Check, Extension, Step, Escalation, ProblemVisit),
    listings=Later(_listings), page=later(_page), form=later(_form),
    panels=(Panel(Institution, later(_on_institution)), Panel(Institution, papers_section),
            Panel(Visit, later(_on_visit)), Panel(Complaint, later(_on_complaint))),
    actions=(Action(Visit, "转为问题…", later(_turn_visit)),
             Action(Complaint, "转为问题…", later(_turn_complaint))),
    offers=(Offered(Institution, (computed("open_problems", "未销号", _open_of_institution,
                                           kind=Kind.INTEGER, width=3),),
                    (Filter("open_problems", "有未销号问题", lambda today: _open_of_institution(today) > 0,
                            "问题"),)),
            Offered(Visit, (computed("problems", "登记问题", _of_visit, kind=Kind.INTEGER, width=4,
                                     shown=False),),
                    (Filter("unturned", "有问题未登记", _unturned, "问题"),)),
            Offered(Complaint, (computed("problems", "引出问题", _of_complaint, kind=Kind.INTEGER, width=4,
                                         shown=False),),
                    (Filter("open_problems", "问题未销号", _open_of_complaint, "问题"),))),
    scores=(Score(Institution, "未销号问题", "每个未销号的问题 2，最多 6", _open_points),),
    merges=Later(_merges), change=later(_change), editable=Later(_in_list), picks=later(_picks),
    due=due_items, badge=badge, commands=Later(_commands), reaches=(Reach(Attachment, evidence_names),),
    trails=(Trail(Institution, later(_moments)),),
)
