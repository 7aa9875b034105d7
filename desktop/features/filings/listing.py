"""What is listed of filings: the recipients of a month, the next form to go out, its badge and due item."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.lights import NEAR, Light, Remaining, remaining
from desktop.base.months import first_day, month_words, shifted
from desktop.base.plan import Deadline, Plan, Recipient, deadline, months
from desktop.features.calendar.queries import work_calendar
from desktop.features.filings.queries import filing_of, mailboxes, plan
from desktop.features.filings.records import Filing, FilingState, Sending, SendState
from desktop.features.office.queries import is_set_up, office
from desktop.store.settings import Setting


@dataclass(frozen=True)
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


def sendings(session: Session, month: str) -> dict[str, Sending]:
    """What is registered for a month, by recipient."""
    rows = session.scalars(select(Sending).join(Filing, Filing.id == Sending.filing_id)
                           .where(Filing.month == month, Sending.voided_at.is_(None)))
    return {row.recipient: row for row in rows}


@dataclass(frozen=True)
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
    since = session.scalar(select(Setting.created_at).where(Setting.key == "office"))
    assert isinstance(since, datetime)
    calendar = work_calendar(session)
    for month in months(scheme):
        if first_day(month) > today:
            return None
        filing, due = filing_of(session, month), deadline(scheme, month, calendar)
        if filing is None and due.hard <= since.date():
            continue
        sent = sum(1 for row in sendings(session, month).values() if row.state is not SendState.NOT_SENT)
        if sent < len(scheme.recipients):
            frozen = filing is not None and filing.state is FilingState.FROZEN
            left = remaining(due.day, today, calendar)
            return NextFiling(month, due, left, frozen, sent, filing.id if filing else 0)
    return None


def due_items(session: Session, today: date) -> list[Due]:
    """The next filing, for 今日."""
    found = next_filing(session, today)
    if found is None:
        return []
    scheme = plan(office(session).plan)
    assert scheme.form is not None
    subject = f"{scheme.form.attachment}，{len(scheme.recipients)}个收件单位"
    return [Due("报送", f"{month_words(found.month)}{scheme.form.title}", subject, "", found.deadline.day,
                found.next_step, "filings", found.row)]


def badge_words(session: Session, today: date) -> tuple[str, Light] | None:
    """剩3日 beside the sidebar entry; None when nothing is due within seven working days."""
    found = next_filing(session, today)
    if found is None or found.left.days > NEAR:
        return None
    return found.left.words.replace(" ", ""), found.left.light
