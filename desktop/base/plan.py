"""A scheme as data: phases, targets, who receives what by when, and its official form.

Read from the parsed TOML of resources/plans (its README names the keys). Months are written 2023-08.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, TypeVar

from desktop.base.errors import UserError
from desktop.base.months import first_day, shifted
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar

T = TypeVar("T")
FIXED, TYPED, SUGGESTED = "固定", "填写", "建议"
"""Kinds of form columns: the scheme's text, what is typed with its source, what the records suggest."""


@value_class
class Head:
    """One head cell; rows and columns count from 1."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


@value_class
class Column:
    """One leaf column of the form; `number` tells counts from texts."""

    col: int
    key: str
    label: str
    unit: str
    kind: str
    number: bool
    source: str
    meaning: str
    text: str = ""

    @property
    def item(self) -> str:
        """第9项; the label's own words where it has no number."""
        found = re.match(r"\d+", self.label)
        return f"第{found.group()}项" if found else self.label


@value_class
class Blank:
    """One number of note 2."""

    key: str
    label: str
    unit: str


@value_class
class Note:
    """A note under the table: verbatim, and with its blanks."""

    text: str
    template: str


@value_class
class SignatureLabel:
    """One label under the notes; `line` 1 or 2."""

    key: str
    label: str
    line: int


@value_class
class Identity:
    """A relation between two numbers; `basis` 每期 holds for month and total, 累计 for the total only."""

    key: str
    left: str
    relation: str
    right: str
    sentence: str
    basis: str

    def holds(self, left: int, right: int) -> bool:
        """Whether the two numbers agree."""
        return left <= right if self.relation == "不大于" else (left == 0) == (right == 0)


@value_class
class Form:
    """The official form as data."""

    key: str
    title: str
    attachment: str
    paper: str
    file_name: str
    heads: tuple[Head, ...]
    notes: tuple[Note, ...]
    blanks: tuple[Blank, ...]
    signatures: tuple[SignatureLabel, ...]
    columns: tuple[Column, ...]
    checks: tuple[Identity, ...]

    def column(self, key: str) -> Column:
        """The column of that key; UserError when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        known = "、".join(column.key for column in self.columns)
        raise UserError(f"表里没有“{key}”这一栏。", f"可用：{known}。")

    def numbers(self) -> tuple[Column, ...]:
        """The counted and typed columns."""
        return tuple(column for column in self.columns if column.number)

    def texts(self) -> tuple[Column, ...]:
        """The columns of words."""
        return tuple(column for column in self.columns if not column.number)


@value_class
class Candidate:
    """A mailbox found in the scheme, and where."""

    address: str
    found: str


@value_class
class Recipient:
    """Who receives the form; an empty mailbox means the scheme contradicts itself."""

    key: str
    name: str
    full_name: str
    phone: str
    mailbox: str
    candidates: tuple[Candidate, ...]
    note: str


@value_class
class Reporting:
    """The monthly duty: months as 2023-08, both included."""

    form: str
    rule: str
    due_day: int
    strictly_before: bool
    from_month: str
    to_month: str
    basis: str
    text: str


@value_class
class Dated:
    """A phase, target or special action: whatever of its dates the scheme gives."""

    key: str
    name: str
    reference: str
    starts: date | None = None
    ends: date | None = None
    due: date | None = None
    text: str = ""


@value_class
class Mail:
    """Wording of the drafts."""

    subject: str
    body: str


@value_class
class Plan:
    """A scheme; `reporting`, `form` and `mail` are None when it asks for no monthly form."""

    key: str
    name: str
    title: str
    starts: date
    ends: date
    phases: tuple[Dated, ...]
    targets: tuple[Dated, ...]
    actions: tuple[Dated, ...]
    recipients: tuple[Recipient, ...]
    reporting: Reporting | None
    form: Form | None
    mail: Mail | None

    def recipient(self, ref: str) -> Recipient:
        """By key or name; UserError when there is none."""
        for recipient in self.recipients:
            if ref in (recipient.key, recipient.name, recipient.full_name):
                return recipient
        known = "、".join(recipient.name for recipient in self.recipients)
        raise UserError(f"方案里没有收件单位“{ref}”。", f"可选：{known}。")


def read_plan(content: Mapping[str, Any]) -> Plan:
    """A scheme from the parsed form of resources/plans/*.toml."""
    reporting = _part(Reporting, content["reporting"]) if "reporting" in content else None
    wanted = reporting.form if reporting else ""
    form = next((_form(found) for found in content.get("forms", ()) if found["key"] == wanted), None)
    return Plan(
        content["key"], content["name"], content["title"], content["starts"], content["ends"],
        _parts(Dated, content.get("phases", ())), _parts(Dated, content.get("targets", ())),
        _parts(Dated, content.get("actions", ())),
        tuple(_recipient(found) for found in content.get("recipients", ())),
        reporting if form else None, form,
        _part(Mail, content["mail"]) if "mail" in content else None)


def _part(kind: type[T], content: Mapping[str, Any], **more: Any) -> T:
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: value for key, value in content.items() if key in names and key not in more}, **more)


def _parts(kind: type[T], contents: Iterable[Mapping[str, Any]]) -> tuple[T, ...]:
    return tuple(_part(kind, content) for content in contents)


def _form(content: Mapping[str, Any]) -> Form:
    lists = {"heads": Head, "notes": Note, "blanks": Blank, "signatures": SignatureLabel, "columns": Column,
             "checks": Identity}
    return _part(Form, content, **{key: _parts(kind, content[key]) for key, kind in lists.items()})


def _recipient(content: Mapping[str, Any]) -> Recipient:
    return _part(Recipient, content, candidates=_parts(Candidate, content["mailbox_candidates"]))


def months(plan: Plan) -> list[str]:
    """Months that have a form of their own; empty when the scheme asks for none."""
    if plan.reporting is None:
        return []
    found = [plan.reporting.from_month]
    while found[-1] < plan.reporting.to_month:
        found.append(shifted(found[-1], 1))
    return found


def data_months(plan: Plan, month: str) -> list[str]:
    """Months counted together for the total up to `month`: from the scheme's first month of that year on."""
    first = max(f"{plan.starts.year:04d}-{plan.starts.month:02d}", f"{month[:4]}-01")
    found = []
    while first <= month:
        found.append(first)
        first = shifted(first, 1)
    return found


@value_class
class Deadline:
    """`hard`: the day named by the scheme; `day`: the last working day it can go out."""

    hard: date
    day: date
    guessed: tuple[int, ...] = ()

    def words(self, calendar: WorkCalendar) -> str:
        """10月1日前的最后一个工作日, and why it is not the day before."""
        words = f"{self.hard.month}月{self.hard.day}日前的最后一个工作日"
        rest = [self.day + timedelta(days=n) for n in range(1, (self.hard - self.day).days + 1)]
        named = next((day for day in rest if calendar.day_name(day) and not calendar.is_workday(day)), None)
        return f"{words}；{named.day}日起是{calendar.day_name(named)}" if named and len(rest) > 1 else words


def deadline(plan: Plan, month: str, calendar: WorkCalendar) -> Deadline:
    """When the form of `month` is due: data of a month go out before the 1st of the next."""
    assert plan.reporting is not None
    hard = first_day(shifted(month, 1)).replace(day=plan.reporting.due_day)
    day = calendar.last_workday_before(hard) if plan.reporting.strictly_before else hard
    return Deadline(hard, day, tuple(calendar.uncovered(day, hard)))
