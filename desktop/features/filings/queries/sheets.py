"""What a month's form says: numbers counted from the records, what was typed, frozen versions, recipients.

A month's count leaves out rows that an earlier frozen month already counted, and a month after a frozen one
takes in what was recorded late. So the total never falls and no row counts twice.
"""

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.months import first_day, last_day, month_of, month_words, shifted, short_month
from desktop.base.plan import SUGGESTED, TYPED, Form, Plan, data_months, deadline, months, read_plan
from desktop.base.resources import resource
from desktop.base.values import value_class
from desktop.features.calendar.queries import warning, work_calendar
from desktop.features.filings.records import (
    Basis,
    Figure,
    Filing,
    FilingState,
    FormText,
    MailboxConfirmation,
    NoteFigure,
    Version,
)
from desktop.features.filings.rules import (
    EFFECTS,
    RECTIFIED,
    REMARKS,
    Around,
    Check,
    Count,
    Entry,
    Finding,
    Sheet,
    checks,
    effects_draft,
    remarks,
)
from desktop.features.office.queries import office
from desktop.features.office.rules import Office
from desktop.features.problems.records import Problem
from desktop.features.problems.rules.moves import CLOSED

NO_RECORDS = "台账里没有这类记录，实有的请填写并写明来源"


def plan(key: str) -> Plan:
    """The scheme of that key; UserError when the file is gone or faulty."""
    file = resource("plans", f"{key}.toml")
    try:
        return _read(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"找不到方案文件：{file.name}。", "请从安装包里恢复这个文件。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise UserError(f"方案文件有错：{file.name}（{error}）。", "请从安装包里恢复这个文件。") from error


@lru_cache(8)
def _read(content: str) -> Plan:
    """The scheme of these words: 20 ms each time it is not at hand."""
    return read_plan(tomllib.loads(content))


def monthly(session: Session) -> tuple[Office, Plan, Form]:
    """The office with its scheme and form; UserError when the scheme asks for no monthly form."""
    own = office(session)
    scheme = plan(own.plan)
    if scheme.form is None:
        raise UserError(f"“{scheme.name}”方案没有规定每月报送的报表，没有表可出。",
                        "要报附件2的，请在“本单位”里改用有月报的方案。")
    return own, scheme, scheme.form


def checked_month(scheme: Plan, words: str) -> str:
    """The month as 2023-09; UserError when unreadable or outside the scheme."""
    month, known = month_of(words), months(scheme)
    if month not in known:
        raise UserError(f"“{scheme.name}”方案没有{month_words(month)}的月报。",
                        f"可报{month_words(known[0])}至{month_words(known[-1])}。")
    return month


def filing_of(session: Session, month: str) -> Filing | None:
    """What is stored of a month; None while nobody touched it."""
    return session.scalar(select(Filing).where(Filing.month == month, Filing.voided_at.is_(None)))


def versions(session: Session, month: str) -> list[Version]:
    """Frozen versions of a month, the first one first."""
    return list(session.scalars(select(Version).join(Filing, Filing.id == Version.filing_id)
                                .where(Filing.month == month).order_by(Version.number)))


@value_class
class Frozen:
    """The latest frozen version of a month, read back."""

    month: str
    version: Version
    content: dict[str, Any]

    @property
    def totals(self) -> dict[str, int]:
        """Totals by key, the numbers of note 2 included."""
        numbers = self.content["numbers"].items()
        return {key: entry["total"] for key, entry in numbers if entry["total"] is not None}

    def ids(self, key: str) -> tuple[int, ...]:
        """Rows behind the total of a counted number."""
        return tuple(self.content["numbers"].get(key, {}).get("ids", ()))


def frozen_months(session: Session) -> list[Frozen]:
    """The latest version of every month that was ever frozen, in order of months."""
    rows = session.execute(select(Filing.month, Version).join(Version, Version.filing_id == Filing.id)
                           .where(Filing.voided_at.is_(None), Version.number == Filing.frozen_version)
                           .order_by(Filing.month))
    return [Frozen(month, version, json.loads(version.content)) for month, version in rows]


def sheet(session: Session, month: str, today: date, basis: Basis | None = None) -> Sheet:
    """The month's form as it would print; a frozen month as it was frozen, whatever the records say now."""
    own, scheme, form = monthly(session)
    month = checked_month(scheme, month)
    filing = filing_of(session, month)
    if filing is not None and filing.state is FilingState.FROZEN:
        found = next(item for item in frozen_months(session) if item.month == month)
        return thawed(scheme, form, found)
    return Draft(session, own, scheme, form, month, filing, today).sheet(basis)


def thawed(scheme: Plan, form: Form, found: Frozen) -> Sheet:
    """A frozen version as a sheet."""
    content, version = found.content, found.version
    entries = {key: Entry(key, item["before"], item["own"], item["typed"], item["source"], item["reason"],
                          Count(item["count"], tuple(item["own_ids"]), item["feature"], item["words"])
                          if item["count"] is not None else None, tuple(item["before_ids"]))
               for key, item in content["numbers"].items()}
    blanks = {blank.key for blank in form.blanks}
    return Sheet(
        scheme, form, found.month, version.basis, version.cutoff, version.number, True,
        {key: entry for key, entry in entries.items() if key not in blanks}, content["texts"],
        {key: entry for key, entry in entries.items() if key in blanks}, content["signatures"],
        content["office"], date.fromisoformat(content["filled_on"]), content["contact"], content["phone"])


class Draft:
    """Works out the sheet of a month that is not frozen."""

    def __init__(self, session: Session, own: Office, scheme: Plan, form: Form, month: str,
                 filing: Filing | None, today: date) -> None:
        self.session, self.own, self.scheme, self.form = session, own, scheme, form
        self.month, self.filing, self.today = month, filing, today
        self.frozen = [item for item in frozen_months(session) if item.month != month]
        self.base = next((item for item in reversed(self.frozen) if item.month < month), None)
        self.cutoff = max(first_day(month), min(today, last_day(month)))

    def sheet(self, basis: Basis | None) -> Sheet:
        """Everything the month's form prints."""
        given, duty = self.filing, self.scheme.reporting
        chosen = basis or (given.basis if given else Basis(duty.basis) if duty else Basis.TOTAL)
        numbers = {column.key: self._entry(column.key, typed=column.kind == TYPED)
                   for column in self.form.numbers()}
        notes = {blank.key: self._note(blank.key) for blank in self.form.blanks}
        findings = self.findings(chosen, numbers[RECTIFIED])
        texts, drafted = self._texts(chosen, findings)
        return Sheet(
            self.scheme, self.form, self.month, chosen, self.cutoff, given.frozen_version if given else 0,
            False, numbers, texts, notes, self._signatures(), self.own.bureau, self._filled_on(),
            self.own.contact_person or self.own.operator, self.own.contact_phone, drafted,
            (given.correcting or "") if given else "", tuple(findings))

    def _months_before(self) -> list[str]:
        after = self.base.month if self.base else ""
        return [month for month in data_months(self.scheme, self.month) if after < month < self.month]

    def _entry(self, key: str, *, typed: bool) -> Entry:
        before = self.base.totals.get(key, 0) if self.base else 0
        before_ids: tuple[int, ...] = self.base.ids(key) if self.base else ()
        for month in self._months_before():
            figure, count = figure_of(self.session, month, key), None if typed else self._count(key, month)
            own = figure.value if figure and figure.value is not None else count.value if count else None
            before += own or 0
            before_ids += count.ids if count else ()
        figure = figure_of(self.session, self.month, key)
        count = None if typed else self._count(key, self.month)
        value = figure.value if figure and figure.value is not None else count.value if count else None
        return Entry(key, before, value, typed, (figure.source or "") if figure else "",
                     (figure.reason or "") if figure else "", count, before_ids)

    def _count(self, key: str, month: str) -> Count:
        if key != RECTIFIED:
            return Count(0, words=NO_RECORDS)
        ids = self._rectified(month)
        until = min(self.cutoff, last_day(month))
        words = (f"问题整改，状态为“已销号”“回头看”“归档”，销号日期在{short_month(month)}，"
                 f"截至{until.month}月{until.day}日")
        return Count(len(ids), tuple(ids), "problems", words, tuple(self._late(ids, month)))

    def _rectified(self, month: str) -> list[int]:
        """Living problems closed in the month and not counted in another frozen month.

        The month right after a frozen one also takes those closed earlier but recorded late.
        """
        follows = self.base is not None and shifted(self.base.month, 1) == month
        first = max(self.scheme.starts, date(int(month[:4]), 1, 1)) if follows else first_day(month)
        counted = {row for item in self.frozen for row in item.ids(RECTIFIED)}
        rows = self.session.scalars(select(Problem.id).where(
            Problem.voided_at.is_(None), Problem.state.in_(CLOSED),
            Problem.closed_on.between(first, min(self.cutoff, last_day(month)))).order_by(Problem.id))
        return [row for row in rows if row not in counted]

    def _late(self, ids: Sequence[int], month: str) -> list[str]:
        late = self.session.scalar(select(func.count(Problem.id)).where(
            Problem.id.in_(ids), Problem.closed_on < first_day(month))) if ids else 0
        return [f"其中 {late} 条销号日期在{short_month(month)}以前，上次封存后才登记"] if late else []

    def _note(self, key: str) -> Entry:
        before = self.base.totals.get(key, 0) if self.base else 0
        before += sum(note_of(self.session, month, key) or 0 for month in self._months_before())
        return Entry(key, before, note_of(self.session, self.month, key), typed=True)

    def _texts(self, basis: Basis, findings: Sequence[Finding]) -> tuple[dict[str, str], frozenset[str]]:
        rows = self.session.execute(
            select(FormText.key, FormText.content).join(Filing, Filing.id == FormText.filing_id)
            .where(Filing.month == self.month, FormText.voided_at.is_(None)))
        edited = {key: content for key, content in rows}  # noqa: C416 - rows are no tuples to mypy
        texts, drafted = {}, set()
        for column in self.form.texts():
            if column.key in edited:
                texts[column.key] = edited[column.key]
                continue
            texts[column.key] = column.text.format(county=self.own.county)
            if column.kind == SUGGESTED:
                texts[column.key] = self._drafted(column.key, basis, findings)
                drafted.add(column.key)
        return texts, frozenset(drafted)

    def _drafted(self, key: str, basis: Basis, findings: Sequence[Finding]) -> str:
        if key == REMARKS:
            return remarks(basis, self.month, self.cutoff)
        first = first_day(self._first_month(basis))
        return effects_draft(self.scheme, first, self.cutoff, findings) if key == EFFECTS else ""

    def _first_month(self, basis: Basis) -> str:
        return self.month if basis is Basis.MONTH else data_months(self.scheme, self.month)[0]

    def findings(self, basis: Basis, rectified: Entry) -> list[Finding]:
        """What the records can say of the period, each with its rows; nothing counted, nothing said."""
        from desktop.features.filings.queries.effects import told  # loaded with the first sheet

        first = first_day(self._first_month(basis))
        closed = rectified.printed(basis) or 0
        return told(self.session, first, self.cutoff, (closed, rectified.ids(basis)))

    def _signatures(self) -> dict[str, str]:
        given = self.filing
        stored = {label.key: str(getattr(given, label.key) or "") if given else ""
                  for label in self.form.signatures}
        own = {"preparer": self.own.operator, "contact": self.own.contact_phone, "unit": self.own.bureau}
        found = {key: value or own.get(key, "") for key, value in stored.items()}
        day = self._filled_on()
        found["filled_on"] = f"{day.year}年{day.month}月{day.day}日"
        return found

    def _filled_on(self) -> date:
        return self.filing.filled_on if self.filing and self.filing.filled_on else self.today


def figure_of(session: Session, month: str, key: str) -> Figure | None:
    """What was typed for a number of a month."""
    return session.scalar(select(Figure).join(Filing, Filing.id == Figure.filing_id)
                          .where(Filing.month == month, Figure.key == key, Figure.voided_at.is_(None)))


def note_of(session: Session, month: str, key: str) -> int | None:
    """What was typed for a blank of note 2 of a month."""
    return session.scalar(select(NoteFigure.value).join(Filing, Filing.id == NoteFigure.filing_id)
                          .where(Filing.month == month, NoteFigure.key == key,
                                 NoteFigure.voided_at.is_(None)))


def mailboxes(session: Session, scheme: Plan) -> dict[str, str]:
    """Mailbox by recipient: as confirmed last, else the scheme's; '' while it contradicts itself."""
    found = {recipient.key: recipient.mailbox for recipient in scheme.recipients}
    for given in session.scalars(select(MailboxConfirmation).where(MailboxConfirmation.voided_at.is_(None))
                                 .order_by(MailboxConfirmation.id)):
        if given.recipient in found:
            found[given.recipient] = given.mailbox
    return found


def month_before(session: Session, made: Sheet, today: date) -> dict[str, int | None]:
    """Printed numbers of the last month on the same basis, by key; of the first month what stood before.

    A frozen total holds what stood before it: the records of months never frozen count in it from then on.
    """
    before = shifted(made.month, -1)
    if before not in months(made.plan):
        return {key: entry.before if made.basis is Basis.TOTAL else None
                for key, entry in made.numbers.items()}
    past = sheet(session, before, today)
    known = {key: entry.printed(made.basis) for key, entry in past.numbers.items()}
    if made.frozen and made.basis is Basis.TOTAL:
        return {key: entry.before or (0 if known.get(key) is not None else None)
                for key, entry in made.numbers.items()}
    return known


def changed_since(session: Session, month: str) -> list[tuple[str, tuple[int, ...]]]:
    """Frozen months up to `month` whose rows no longer stand as they were counted, with those rows."""
    found = []
    for item in frozen_months(session):
        counted = item.content["numbers"].get(RECTIFIED, {}).get("own_ids", ())
        if item.month > month or not counted:
            continue
        still = set(session.scalars(select(Problem.id).where(
            Problem.id.in_(counted), Problem.voided_at.is_(None), Problem.state.in_(CLOSED),
            Problem.closed_on <= item.version.cutoff)))
        if gone := tuple(row for row in counted if row not in still):
            found.append((item.month, gone))
    return found


def _changed_words(session: Session, month: str, gone: Sequence[int]) -> str:
    names = list(session.scalars(select(Problem.number).where(Problem.id.in_(gone)).order_by(Problem.number)))
    shown = "、".join(names[:3]) + (" 等" if len(names) > 3 else "")
    return (f"{short_month(month)}表封存以后台账有变：计入第9项的问题 {shown} 现在不再是已销号，"
            f"共 {len(gone)} 条；要改请对{short_month(month)}表出更正")


def check_month(session: Session, made: Sheet, today: date) -> list[Check]:
    """报送前检查 of a month."""
    around = [item for item in frozen_months(session) if item.month != made.month]
    earlier = next((item for item in reversed(around) if item.month < made.month), None)
    later = next((item for item in around if item.month > made.month), None)
    return checks(made, Around(
        mailboxes(session, made.plan), (earlier.month, earlier.totals) if earlier else None,
        (later.month, later.totals) if later else None,
        [*_changed(session, made.month), *(() if made.frozen else _doubts(session, made, today))]))


def _changed(session: Session, month: str) -> list[tuple[str, str]]:
    return [(f"changed:{found}", _changed_words(session, found, gone))
            for found, gone in changed_since(session, month)]


def _doubts(session: Session, made: Sheet, today: date) -> list[tuple[str, str]]:
    calendar = work_calendar(session)
    due = deadline(made.plan, made.month, calendar)
    found = []
    if gap := warning(calendar, due.day, due.hard):
        found.append(("calendar", gap))
    if today > due.day and not made.version:
        found.append(("late", f"最迟报送日{due.day.month}月{due.day.day}日已过"))
    frozen = {item.month for item in frozen_months(session)}
    open_months = [month for month in months(made.plan) if month < made.month and month not in frozen
                   and month >= max(frozen, default="")]
    if open_months and made.basis is Basis.TOTAL:
        names = "、".join(short_month(month) for month in open_months)
        found.append(("earlier", f"{names}表没有封存，{names}没有填的数在累计里按0计"))
    if made.month >= f"{today.year:04d}-{today.month:02d}" and made.cutoff < last_day(made.month):
        found.append(("cutoff", f"数据截至{made.cutoff.month}月{made.cutoff.day}日，之后销号的计入下月"))
    return found
