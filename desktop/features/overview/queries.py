"""What the page shows, gathered from every subject's offer in one reading."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.months import shifted, short_month
from desktop.base.plan import months
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import warning, work_calendar
from desktop.features.documents.records import Document, PaperDraft
from desktop.features.filings.listing import begun, next_filing, sent_states
from desktop.features.filings.queries.sheets import monthly
from desktop.features.filings.records import SendState
from desktop.features.overview.rules import (
    First,
    Holiday,
    Item,
    Offer,
    Span,
    Week,
    first_things,
    month_spans,
    next_holiday,
    placed,
    report_words,
    weeks,
)
from desktop.features.problems.queries import closed_days, found_days
from desktop.features.problems.records import Evidence, Problem
from desktop.features.problems.rules.moves import OPEN
from desktop.store import scratch
from desktop.store.attachments import unreachable
from desktop.store.scratch import FormDraft

SHOWN_MONTHS = 3
PROBLEMS = "problems"
FILINGS = "filings"
DOCUMENTS = "documents"


@value_class
class Draft:
    """A paper begun and not issued, opening at the record it is about; or a half-filled `form`."""

    title: str
    state: str
    feature: str
    row: int | None
    form: FormDraft | None = None


@value_class
class Weekly:
    """Ids of the problems found and closed in a week."""

    first: date
    found: frozenset[int]
    closed: frozenset[int]


@value_class
class Reports:
    """The next monthly report and the two before it: states by recipient, in the order of `months`.

    None: nothing was kept for an earlier month here.
    """

    form: str
    months: tuple[str, ...]
    rows: tuple[tuple[str, tuple[SendState | None, ...]], ...]
    words: str
    late: bool
    row: int | None


@value_class
class Trend:
    """This month until today against the same days of the month before: ids of problems."""

    month: str
    found: frozenset[int]
    closed: frozenset[int]
    found_before: frozenset[int]
    closed_before: frozenset[int]


@value_class
class Passed:
    """Ids of the living problems by the day on which they were found, and closed."""

    found: Mapping[date, Iterable[int]]
    closed: Mapping[date, Iterable[int]]


@value_class
class LostFile:
    """A kept file that cannot be read as it was; `problem` (id, number) when it is evidence."""

    attachment: int
    words: str
    problem: int | None
    number: str


@value_class
class Board:
    """Everything on the page, as of one moment."""

    today: date
    items: tuple[Item, ...]
    drafts: tuple[Draft, ...]
    holiday: Holiday | None
    reports: Reports | None
    warning: str
    weekly: tuple[Weekly, ...]
    open: frozenset[int]
    first: tuple[First, ...] = ()
    trend: Trend | None = None
    unreachable: tuple[LostFile, ...] = ()


def board(session: Session, today: date, offers: Iterable[Offer]) -> Board:
    """The whole page; `offers` are the due items of the subjects, in the street's order."""
    calendar, days = work_calendar(session), passed(session, today)
    dues = [due for offer in offers for due in offer(session, today)]
    items = placed(dues, today, calendar)
    return Board(today, items, tuple(drafts(session)), next_holiday(calendar, today),
                 reports(session, today, calendar), _warning(calendar, today, items), weekly(days, today),
                 open_problems(session), first_things(items), trend(days, today),
                 lost_files(session, unreachable(session)))


def _warning(calendar: WorkCalendar, today: date, items: Iterable[Item]) -> str:
    """The sentence about a year without holiday data that one of the items rests on."""
    days = [item.due.day for item in items if not item.due.calendar_days]
    return warning(calendar, today, *days) or ""


def reports(session: Session, today: date, calendar: WorkCalendar) -> Reports | None:
    """The next report with its recipients; None when nothing is to be reported."""
    found = next_filing(session, today)
    if found is None:
        return None
    _, scheme, form = monthly(session)
    last = max(found.month, f"{today:%Y-%m}")
    wanted = [shifted(last, -back) for back in range(SHOWN_MONTHS - 1, -1, -1)]
    shown = [month for month in wanted if month in months(scheme)]
    states = [_states(session, month, found.month) for month in shown]
    rows = tuple((recipient.name, tuple(state(recipient.key) for state in states))
                 for recipient in scheme.recipients)
    words = report_words(short_month(found.month), found.deadline.day, today, calendar)
    return Reports(form.attachment, tuple(short_month(month) for month in shown), rows, words,
                   found.deadline.day < today, found.row or None)


def _states(session: Session, month: str, due: str) -> Callable[[str], SendState | None]:
    """By recipient's key the state of a month; `due` is the month to be reported next."""
    held = sent_states(session, month)
    absent = SendState.NOT_SENT if month >= due or begun(session, month) is not None else None
    return lambda key: held.get(key, absent)


def drafts(session: Session) -> list[Draft]:
    """Half-filled forms, then papers begun and not issued, the latest first."""
    own = columns_of(PaperDraft)
    begun = select(own.id).where(own.voided_at.is_(None)).order_by(own.updated_at.desc(), own.id)
    rows = [session.get_one(PaperDraft, row) for row in session.scalars(begun)]
    forms = [Draft(found.title, f"填了 {found.filled} 项", "", found.row, found)
             for found in scratch.drafts(session)]
    return [*forms, *(_draft(session, row) for row in rows)]


def _draft(session: Session, row: PaperDraft) -> Draft:
    kinds: dict[str, tuple[type[Problem] | type[Document], str]] = {
        Problem.__tablename__: (Problem, PROBLEMS), Document.__tablename__: (Document, DOCUMENTS)}
    kind, page = kinds.get(row.about, (Problem, DOCUMENTS))
    about = session.get(kind, row.about_id) if row.about in kinds else None
    title, state = _wording(session, row)
    return Draft(f"{title} · {about.title()}" if about else title, state, page,
                 row.about_id if about else None)


def _wording(session: Session, row: PaperDraft) -> tuple[str, str]:
    """Title of the paper and how much of it is empty; a wording gone from the folder is said."""
    from desktop.features.documents.queries import read_paper, template_of  # loaded when a paper was begun
    from desktop.features.documents.rules import blanks_missing, text_of  # as above
    from desktop.output.wording import BlockKind  # as above

    try:
        template = template_of(session, row.template)
    except UserError:
        return row.title(), "缺文书文字"
    paper = read_paper(row.content)
    empty = len(blanks_missing(template, paper))
    return text_of(template, paper, BlockKind.TITLE), f"还空 {empty} 处" if empty else "未取号"


def weekly(days: Passed, today: date) -> tuple[Weekly, ...]:
    """Problems found and closed in each of the last whole weeks."""
    return tuple(Weekly(week.first, _within(days.found, week), _within(days.closed, week))
                 for week in weeks(today))


def _within(days: Mapping[date, Iterable[int]], span: Span | Week) -> frozenset[int]:
    return frozenset(row for day, rows in days.items() if span.first <= day <= span.last for row in rows)


def trend(days: Passed, today: date) -> Trend:
    """Problems found and closed this month and in the same days of the last."""
    now, before = month_spans(today)
    return Trend(f"{today.month}月", _within(days.found, now), _within(days.closed, now),
                 _within(days.found, before), _within(days.closed, before))


def passed(session: Session, today: date) -> Passed:
    """What `weekly` and `trend` tell about."""
    first = min(weeks(today)[0].first, month_spans(today)[1].first)
    return Passed(found_days(session, first, today), closed_days(session, first, today))


def lost_files(session: Session, faults: Mapping[int, str]) -> tuple[LostFile, ...]:
    """Files with a fault, by attachment id, those of living problems first and with their number."""
    if not faults:
        return ()
    owners = {attachment: (problem, number) for attachment, problem, number in session.execute(
        select(Evidence.attachment_id, Problem.id, Problem.number)
        .join(Problem, Problem.id == Evidence.problem_id)
        .where(Evidence.attachment_id.in_(faults), Evidence.voided_at.is_(None),
               Problem.voided_at.is_(None)))}
    found = [LostFile(row, words, *owners.get(row, (None, ""))) for row, words in faults.items()]
    return tuple(sorted(found, key=lambda lost: (lost.problem is None, lost.number, lost.attachment)))


def open_problems(session: Session) -> frozenset[int]:
    """Ids of the living problems that are not closed: 现挂账."""
    own = columns_of(Problem)
    living = select(own.id).where(own.voided_at.is_(None), own.state.in_(OPEN))
    return frozenset(session.scalars(living).all())
