"""What is listed of filings: recipients of a month and of all months, the next form due, badge, due items."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.lights import NEAR, Light, Remaining, remaining
from desktop.base.months import first_day, month_words, shifted
from desktop.base.plan import Deadline, Plan, Recipient, deadline, months
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.filings.queries.sheets import filing_of, mailboxes, plan
from desktop.features.filings.records import Filing, FilingState, Sending, SendState
from desktop.features.office.queries import is_set_up, office
from desktop.store.settings import Setting

PATIENCE = 5
"""Working days after which a sent form without a receipt is told."""


@value_class
class Line:
    """One recipient of a month: where it stands, what to write to, what to do next."""

    recipient: Recipient
    mailbox: str
    sending: Sending | None
    previous: Sending | None

    @property
    def state(self) -> SendState:
        """未报 until something was registered."""
        return self.sending.state if self.sending else SendState.NOT_SENT

    def next_step(self, version: int) -> tuple[str, str]:
        """Key (mailbox, sending or '') and words of what to do; `version`: the latest frozen one."""
        if not self.mailbox:
            return "mailbox", "确认邮箱"
        if not version:
            return "", "封存后写邮件草稿"
        if self.sending is not None and self.sending.sent_version < version:
            return "sending", "登记补正"
        words = {SendState.NOT_SENT: "登记已发", SendState.SENT: "登记回执"}
        return "sending", words.get(self.state, "修改登记")


def board(session: Session, scheme: Plan, month: str) -> list[Line]:
    """The recipients of a month in the scheme's order, with the month before beside it."""
    boxes = mailboxes(session, scheme)
    now, before = sendings(session, month), sendings(session, shifted(month, -1))
    return [Line(recipient, boxes[recipient.key], now.get(recipient.key), before.get(recipient.key))
            for recipient in scheme.recipients]


@value_class
class BoardCell:
    """One recipient and month. `words`: the day, or in words what is late; `step` as in `Line.next_step`."""

    recipient: str
    month: str
    state: SendState | None
    words: str
    late: bool
    step: str
    step_words: str
    told: str


@value_class
class MonthBoard:
    """Recipients by months; `rows` are (name, cells in the order of `months`), `due` the last day of each."""

    months: tuple[str, ...]
    due: tuple[date, ...]
    rows: tuple[tuple[str, tuple[BoardCell, ...]], ...]

    def count(self, state: SendState) -> int:
        """Cells of a state."""
        return sum(cell.state is state for _, cells in self.rows for cell in cells)

    @property
    def late(self) -> int:
        """Cells whose day has passed without a sending."""
        return sum(cell.late and cell.state is SendState.NOT_SENT for _, cells in self.rows for cell in cells)


def month_board(session: Session, scheme: Plan, today: date) -> MonthBoard:
    """Every month of the scheme that has begun; a month nobody kept here, from before the office was set up,
    has no state."""
    calendar, since = work_calendar(session), _since(session)
    begun = [month for month in months(scheme) if first_day(month) <= today]
    dues = [deadline(scheme, month, calendar) for month in begun]
    cells: dict[str, list[BoardCell]] = {recipient.key: [] for recipient in scheme.recipients}
    for month, due in zip(begun, dues, strict=True):
        filing = filing_of(session, month)
        kept = filing is not None or due.hard > since
        for line in board(session, scheme, month):
            left = remaining(due.day, today, calendar)
            cells[line.recipient.key].append(
                _cell(line, month, filing, left if kept else None, today, calendar))
    rows = tuple((recipient.name, tuple(cells[recipient.key])) for recipient in scheme.recipients)
    return MonthBoard(tuple(begun), tuple(due.day for due in dues), rows)


def _cell(line: Line, month: str, filing: Filing | None, left: Remaining | None, today: date,
          calendar: WorkCalendar) -> BoardCell:
    """`left` None: the month is not kept here."""
    sending, version = line.sending, filing.frozen_version if filing else 0
    step, step_words = line.next_step(version) if version else ("", "")
    if step == "mailbox":
        step, step_words = "sending", "登记已发"
    if left is None:
        return BoardCell(line.recipient.key, month, None, "未在本机办理", False, "", "", "")
    if sending is None:
        words = left.words if version else f"未封存，{left.words}"
        return BoardCell(line.recipient.key, month, SendState.NOT_SENT, words, left.light is Light.RED,
                         step, step_words, "")
    day = f"{sending.on.month}月{sending.on.day}日"
    waited = calendar.workdays_between(sending.on, today)
    silent = sending.state is SendState.SENT and waited > PATIENCE
    old = sending.sent_version < version
    words = f"第{version}版未报" if old else f"{day}，已过 {waited} 个工作日没有回执" if silent else day
    told = "，".join(part for part in (
        f"{day}{sending.how or ''}", f"第{sending.sent_version}版", f"经办{sending.handler}",
        sending.note or "") if part)
    return BoardCell(line.recipient.key, month, sending.state, words, silent or old, step, step_words, told)


def sendings(session: Session, month: str) -> dict[str, Sending]:
    """What is registered for a month, by recipient."""
    rows = session.scalars(select(Sending).join(Filing, Filing.id == Sending.filing_id)
                           .where(Filing.month == month, Sending.voided_at.is_(None)))
    return {row.recipient: row for row in rows}


def sent_states(session: Session, month: str) -> dict[str, SendState]:
    """Where each recipient of a month stands, of whom anything is registered."""
    own, filing = columns_of(Sending), columns_of(Filing)
    rows = session.execute(select(own.recipient, own.state).where(
        filing.id == own.filing_id, filing.month == month, own.voided_at.is_(None)))
    return {row.recipient: row.state for row in rows.all()}


def begun(session: Session, month: str) -> tuple[int, FilingState] | None:
    """Id and state of what is stored of a month; None while nobody touched it."""
    own = columns_of(Filing)
    kept = select(own.id, own.state).where(own.month == month, own.voided_at.is_(None))
    found = session.execute(kept).first()
    return None if found is None else (found.id, found.state)


@value_class
class NextFiling:
    """The next form to go out."""

    month: str
    deadline: Deadline
    left: Remaining
    frozen: bool
    sent: int
    row: int

    @property
    def next_step(self) -> str:
        """What to do."""
        return "写邮件草稿、登记已发" if self.frozen else "填报、封存"


def next_filing(session: Session, today: date) -> NextFiling | None:
    """The earliest month still to be sent; months due before the office was set up count only when begun."""
    if not is_set_up(session):
        return None
    scheme = plan(office(session).plan)
    since = _since(session)
    calendar = work_calendar(session)
    for month in months(scheme):
        if first_day(month) > today:
            return None
        filing, due = begun(session, month), deadline(scheme, month, calendar)
        if filing is None and due.hard <= since:
            continue
        sent = sum(state is not SendState.NOT_SENT for state in sent_states(session, month).values())
        if sent < len(scheme.recipients):
            row, state = filing or (0, None)
            left = remaining(due.day, today, calendar)
            return NextFiling(month, due, left, state is FilingState.FROZEN, sent, row)
    return None


def _since(session: Session) -> date:
    """The day the office was set up here."""
    own = columns_of(Setting)
    since = session.scalar(select(own.created_at).where(own.key == "office"))
    assert isinstance(since, datetime)
    return since.date()


def due_items(session: Session, today: date) -> list[Due]:
    """The next filing and the later months of the scheme: 今日 shows what is near, 日历 all of them."""
    found = next_filing(session, today)
    if found is None:
        return []
    scheme = plan(office(session).plan)
    assert scheme.form is not None
    subject = f"{scheme.form.attachment}，{len(scheme.recipients)}个收件单位"
    calendar, title = work_calendar(session), scheme.form.title
    items = [Due("报送", f"{month_words(found.month)}{title}", subject, "", found.deadline.day,
                 found.next_step, "filings", found.row)]
    return items + [Due("报送", f"{month_words(month)}{title}", subject, "",
                        deadline(scheme, month, calendar).day, "填报、封存", "filings", 0)
                    for month in months(scheme) if month > found.month]


def badge_words(session: Session, today: date) -> tuple[str, Light] | None:
    """剩3日 beside the sidebar entry; None when nothing is due within seven working days."""
    found = next_filing(session, today)
    if found is None or found.left.days > NEAR:
        return None
    return found.left.words.replace(" ", ""), found.left.light
