"""A month's sheet of numbers, and the checks before sending: pure.

A sheet holds increments of the month and the sum of the months before; `basis` says which is printed. A check
never repairs anything: it says what is wrong and where it is mended.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Any

from desktop.base.chinese import date_cn
from desktop.base.months import first_day, shifted, short_month
from desktop.base.plan import FIXED, Form, Identity, Plan
from desktop.base.values import value_class
from desktop.features.filings.records import Basis

RECTIFIED = "rectified"
EFFECTS, REMARKS = "effects", "remarks"
RELAY_DAY = 3
"""Up to this day of the month three bureaus pass the forms on; a later correction goes to them too."""


@value_class
class Count:
    """What the ledger says: the number with the ids behind it, `feature` where they open, `words` how."""

    value: int
    ids: tuple[int, ...] = ()
    feature: str = ""
    words: str = ""
    notes: tuple[str, ...] = ()


@value_class
class Entry:
    """One number of a sheet: the sum `before`, the month's `own` (None = not filled in), and their origin.

    `ids` are all the rows behind the total, the months before included.
    """

    key: str
    before: int
    own: int | None
    typed: bool
    source: str = ""
    reason: str = ""
    count: Count | None = None
    before_ids: tuple[int, ...] = ()

    @property
    def by_ledger(self) -> bool:
        """The month's number is the ledger's own count."""
        return not self.typed and self.count is not None and self.own == self.count.value

    def printed(self, basis: Basis) -> int | None:
        """The number on paper."""
        if self.own is None:
            return None
        return self.own + self.before if basis is Basis.TOTAL else self.own

    def ids(self, basis: Basis) -> tuple[int, ...]:
        """Rows behind the number on paper; empty when it was typed."""
        own = self.count.ids if self.count else ()
        return tuple(dict.fromkeys((*self.before_ids, *own))) if basis is Basis.TOTAL else own


@value_class
class Finding:
    """One counted statement of 工作成效: its words with the number in them, and the rows behind it."""

    words: str
    value: int
    ids: tuple[int, ...] = ()
    feature: str = ""


@value_class
class Sheet:
    """Everything one month's form prints; `version` 0 is a draft. `drafted`: texts nobody has edited yet."""

    plan: Plan
    form: Form
    month: str
    basis: Basis
    cutoff: date
    version: int
    frozen: bool
    numbers: Mapping[str, Entry]
    texts: Mapping[str, str]
    notes: Mapping[str, Entry]
    signatures: Mapping[str, str]
    office: str
    filled_on: date
    contact: str
    phone: str
    drafted: frozenset[str] = frozenset()
    correcting: str = ""
    findings: tuple[Finding, ...] = ()

    def value(self, key: str) -> int | str | None:
        """What is printed in a column, or in a blank of note 2."""
        entry = self.numbers.get(key) or self.notes.get(key)
        return entry.printed(self.basis) if entry else self.texts.get(key)

    def values(self) -> dict[str, int | str | None]:
        """Printed values by key, columns first, then the blanks of note 2."""
        return {key: self.value(key) for key in (*(column.key for column in self.form.columns), *self.notes)}

    def note_lines(self) -> list[str]:
        """The notes: verbatim while no blank of theirs is filled, else with the numbers in place."""
        filled = {key: self.value(key) for key in self.notes}
        if all(value is None for value in filled.values()):
            return [note.text for note in self.form.notes]
        words = {key: " " if value is None else str(value) for key, value in filled.items()}
        return [note.template.format_map(words) for note in self.form.notes]

    def signature_lines(self) -> list[list[tuple[str, str]]]:
        """Label and value, line by line."""
        lines = sorted({label.line for label in self.form.signatures})
        return [[(label.label, self.signatures.get(label.key, "")) for label in self.form.signatures
                 if label.line == line] for line in lines]

    def file_name(self) -> str:
        """Name of the files, without ending."""
        year, number = int(self.month[:4]), int(self.month[5:])
        words = self.form.file_name.format(office=self.office, year=year, month=number)
        return re.sub(r'[\\/:*?"<>|\s]', "", words)


def content_of(sheet: Sheet) -> dict[str, Any]:
    """A sheet as the JSON a frozen version keeps: every number with its origin, texts and signatures."""
    return {
        "numbers": {key: _kept(entry) for key, entry in {**sheet.numbers, **sheet.notes}.items()},
        "texts": dict(sheet.texts), "signatures": dict(sheet.signatures), "office": sheet.office,
        "filled_on": sheet.filled_on.isoformat(), "contact": sheet.contact, "phone": sheet.phone,
        "printed": sheet.values(),
    }


def _kept(entry: Entry) -> dict[str, Any]:
    count = entry.count
    return {
        "before": entry.before, "own": entry.own, "total": entry.printed(Basis.TOTAL), "typed": entry.typed,
        "source": entry.source, "reason": entry.reason, "count": count.value if count else None,
        "words": count.words if count else "", "feature": count.feature if count else "",
        "own_ids": list(count.ids) if count else [], "before_ids": list(entry.before_ids),
        "ids": list(entry.ids(Basis.TOTAL)),
    }


@value_class
class Change:
    """One corrected place: what was sent, what is right."""

    label: str
    old: int | str | None
    new: int | str | None


def changes(form: Form, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Printed values that differ between two versions, in the form's order."""
    labels = {column.key: column.label for column in form.columns} | {
        blank.key: f"注2 {blank.label}" for blank in form.blanks}
    return [Change(label, old.get(key), new.get(key)) for key, label in labels.items()
            if old.get(key) != new.get(key)]


def remarks(basis: Basis, month: str, cutoff: date) -> str:
    """The default of 备注."""
    until = f"{cutoff.month}月{cutoff.day}日"
    if basis is Basis.TOTAL:
        return f"（累计数，截至{until}）"
    return f"（本月数，{int(month[5:])}月1日至{until}）"


def effects_draft(plan: Plan, first: date, last: date, findings: Sequence[Finding]) -> str:
    """工作成效 from what was counted, in the order given; '' when nothing was."""
    if not findings:
        return ""
    names = [action.name for action in plan.actions
             if (action.starts or plan.starts) <= last and (action.ends or plan.ends) >= first]
    head = f"组织开展{''.join(f'“{name}”' for name in names)}等专项行动，" if names else ""
    return f"{head}{'；'.join(finding.words for finding in findings)}。"


def correction_words(plan: Plan, month: str, today: date) -> str:
    """What a correction asks for on `today`: after the 3rd the three bureaus have passed the form on."""
    relayed = first_day(shifted(month, 1)).replace(day=RELAY_DAY)
    words = (f"{short_month(month)}表已报出，更正要写明原数、现数和理由，"
             f"向{len(plan.recipients)}个收件单位重新报送")
    if today <= relayed:
        return f"{words}。"
    return (f"{words}；{date_cn(relayed)}已过，市科技局、市文旅局、市体育局已报市教育局汇总，"
            "请同时电话告知市教育局，并在更正说明里注明。")


def difference(now: int | None, before: int | None) -> str:
    """＋12, －2, 持平; '' when one of them is not known."""
    if now is None or before is None:
        return ""
    gap = now - before
    return f"＋{gap}" if gap > 0 else f"－{-gap}" if gap < 0 else "持平"


class Level(StrEnum):
    """How much a check weighs: 拦住 stops 封存, 提醒 does not."""

    BLOCKS = "拦住"
    WARNS = "提醒"
    PASSED = "通过"


@value_class
class Check:
    """One line of 报送前检查; `where` names the place that mends it, such as figure:cases."""

    key: str
    level: Level
    sentence: str
    where: str = ""
    verb: str = ""


@value_class
class Around:
    """What a sheet is checked against: mailboxes by recipient ('' = not settled), frozen totals of the months
    before and after, sentences of doubt about earlier months, the deadline and the calendar's gaps."""

    mailboxes: Mapping[str, str]
    earlier: tuple[str, Mapping[str, int]] | None = None
    later: tuple[str, Mapping[str, int]] | None = None
    doubts: Sequence[tuple[str, str]] = field(default=())


def checks(sheet: Sheet, around: Around) -> list[Check]:
    """报送前检查: what blocks first, then reminders, then what is in order."""
    makers: Sequence[Callable[[Sheet, Around], list[Check]]] = (
        _mailboxes, _empty, _sources, _identities, _falling, _texts, _notes, _signatures, _doubts, _label)
    found = [check for maker in makers for check in maker(sheet, around)]
    order = list(Level)
    return sorted(found, key=lambda check: order.index(check.level))


def blocking(found: Sequence[Check]) -> list[Check]:
    """The checks that stop 封存."""
    return [check for check in found if check.level is Level.BLOCKS]


def _mailboxes(sheet: Sheet, around: Around) -> list[Check]:
    found = []
    for recipient in sheet.plan.recipients:
        if around.mailboxes.get(recipient.key):
            continue
        words = "邮箱有两种写法，请确认一次" if len(recipient.candidates) > 1 else "没有邮箱，请填写"
        found.append(Check(f"mailbox:{recipient.key}", Level.BLOCKS, f"{recipient.name}{words}",
                           f"mailbox:{recipient.key}", "确认"))
    return found or [Check("mailbox", Level.PASSED, f"{len(sheet.plan.recipients)}个收件邮箱都已确定")]


def _items(sheet: Sheet, keys: Sequence[str]) -> str:
    """第5、6、13项, each number once."""
    names = dict.fromkeys(sheet.form.column(key).item for key in keys)
    return f"第{'、'.join(name.removeprefix('第').removesuffix('项') for name in names)}项"


def _empty(sheet: Sheet, _around: Around) -> list[Check]:
    keys = [key for key, entry in sheet.numbers.items() if entry.own is None]
    if not keys:
        return [Check("empty", Level.PASSED, f"{len(sheet.numbers)}个数都已填写")]
    words = f"{_items(sheet, keys)}没有填，没有发生的请确认为0"
    return [Check("empty", Level.BLOCKS, words, f"figure:{keys[0]}", "填写")]


def _sources(sheet: Sheet, _around: Around) -> list[Check]:
    found = []
    bare = [entry.key for entry in sheet.numbers.values()
            if entry.typed and entry.own is not None and not entry.source]
    if bare:
        found.append(Check("source", Level.BLOCKS, f"{_items(sheet, bare)}没有来源（来文或会议）",
                           f"figure:{bare[0]}", "填写"))
    changed = [entry.key for entry in sheet.numbers.values()
               if not entry.typed and entry.count and entry.own != entry.count.value
               and not (entry.reason or entry.source)]
    if changed:
        found.append(Check("reason", Level.BLOCKS, f"{_items(sheet, changed)}改用了别的数，没有写理由",
                           f"figure:{changed[0]}", "填写"))
    return found


def _identities(sheet: Sheet, _around: Around) -> list[Check]:
    found, passed = [], []
    for identity in sheet.form.checks:
        bases = [Basis.TOTAL] if identity.basis == "累计" else list(Basis)
        numbers = {**sheet.numbers, **sheet.notes}
        left, right = numbers[identity.left], numbers[identity.right]
        pairs = [(basis, left.printed(basis), right.printed(basis)) for basis in bases]
        wrong = [(basis, one, two) for basis, one, two in pairs
                 if one is not None and two is not None and not identity.holds(one, two)]
        if wrong:
            basis, one, two = wrong[-1]
            place = "notes" if identity.left in sheet.notes else f"figure:{identity.left}"
            words = f"{identity.sentence}（{basis.value}：{one} 与 {two}）"
            found.append(Check(identity.key, Level.BLOCKS, words, place, "改正"))
        elif all(one is not None and two is not None for _, one, two in pairs):
            passed.append(identity)
    return found + _agreeing(sheet, passed)


def _agreeing(sheet: Sheet, passed: Sequence[Identity]) -> list[Check]:
    """The identities that hold, in two lines as a reader groups them."""
    people, batches = [], []
    for identity in passed:
        if identity.left in sheet.notes:
            batches.append("注2")
        elif sheet.form.column(identity.left).unit == "批":
            batches.append(sheet.form.column(identity.left).item.removeprefix("第").removesuffix("项"))
        else:
            left, right = (sheet.form.column(key).item[1:-1] for key in (identity.left, identity.right))
            people.append(f"{left} ≤ {right}")
    found = []
    if people:
        found.append(Check("order", Level.PASSED, f"{'、'.join(people)}：人数、份数不倒挂"))
    if batches:
        found.append(Check("batches", Level.PASSED, f"{'、'.join(dict.fromkeys(batches))}：件数不少于批次数"))
    return found


def _falling(sheet: Sheet, around: Around) -> list[Check]:
    totals = {key: total for key, entry in sheet.numbers.items()
              if (total := entry.printed(Basis.TOTAL)) is not None}
    found = []
    for neighbour, sign in ((around.earlier, 1), (around.later, -1)):
        if neighbour is None:
            continue
        month, frozen = neighbour
        wrong = [key for key, total in totals.items() if key in frozen and sign * (total - frozen[key]) < 0]
        if wrong:
            words = "少于" if sign == 1 else "大于"
            found.append(Check("falling", Level.BLOCKS, f"{_items(sheet, wrong)}累计数{words}已封存的"
                               f"{short_month(month)}", f"figure:{wrong[0]}", "查看"))
        elif sign == 1 and totals:
            found.append(Check("falling", Level.PASSED,
                               f"{len(totals)}项累计数都不少于{short_month(month)}"))
    return found


def _texts(sheet: Sheet, _around: Around) -> list[Check]:
    found = []
    for column in sheet.form.texts():
        if not sheet.texts.get(column.key, "").strip() and column.key != REMARKS:
            level = Level.BLOCKS if column.kind == FIXED else Level.WARNS
            name = re.sub(r"^\d+\.", "", column.label)
            place = f"text:{column.key}"
            found.append(Check(place, level, f"{column.item}“{name}”为空", place, "填写"))
    if EFFECTS in sheet.drafted and sheet.texts.get(EFFECTS):
        words = f"{sheet.form.column(EFFECTS).item}是程序按记录拟的初稿，请看过再报"
        found.append(Check("drafted", Level.WARNS, words, f"text:{EFFECTS}", "查看"))
    return found


def _notes(sheet: Sheet, _around: Around) -> list[Check]:
    empty = [blank for blank in sheet.form.blanks if sheet.value(blank.key) is None]
    if not empty:
        return []
    return [Check("notes", Level.WARNS, f"注2有{len(empty)}个数没有填，印出来是空格", "notes", "填写")]


def _signatures(sheet: Sheet, _around: Around) -> list[Check]:
    empty = [label.label.strip("：").replace("（签字）", "") for label in sheet.form.signatures
             if not sheet.signatures.get(label.key)]
    if not empty:
        return []
    return [Check("signatures", Level.WARNS, f"{'、'.join(empty)}没有填，打印后要手写", "signatures", "填写")]


def _doubts(_sheet: Sheet, around: Around) -> list[Check]:
    return [Check(key, Level.WARNS, sentence, key if key.startswith("changed:") else "",
                  "查看" if key.startswith("changed:") else "") for key, sentence in around.doubts]


def _label(sheet: Sheet, _around: Around) -> list[Check]:
    return [Check("attachment", Level.PASSED, f"附件号写作“{sheet.form.attachment}”，与方案正文一致")]
