"""What follows from an institution's facts: the matrix of papers, doubts, faults, prepaid limits.

Months are counted by dates: a course that began on a day has lasted exactly three months on the day of the
same number three months later (the last day of that month when it has no such day), and longer from the day
after. 超过 leaves the number itself out, so exactly 3 months, 60 lessons or 5000 yuan are allowed.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from desktop.base.chinese import half_width, one_line
from desktop.base.fields import Kind, field_of
from desktop.base.records import attributes
from desktop.base.social_code import agrees, check_character, foreign_characters
from desktop.base.values import value_class
from desktop.features.institutions.records import (
    Category,
    Institution,
    ListState,
    Nature,
    Prepaid,
    PrepaidCharge,
    Registration,
    Running,
)

WARNING_DAYS = 30
"""Calendar days before a licence or an agreement lapses during which it is shown as lapsing."""
MOST_MONTHS = 3
MOST_HOURS = 60
MOST_YUAN = Decimal(5000)
_BRACKET = re.compile("[()（）]")
_NOT_DIGITS = re.compile(r"\D")
_NOT_IN_CODES = re.compile(r"[\s\-–—]")
NO_CODE = frozenset(("无", "暂无", "没有", "办理中", "正在办理", "待办", "未办理", "-", "—", "/", "无照"))


class Papers(StrEnum):
    """The matrix of the scheme; 照 is the registration, 证 the licence in force on the day.

    有证无照 is the passing state between the licence and the registration that follows it.
    """

    BOTH = "有照有证"
    NO_LICENCE = "有照无证"
    NEITHER = "无照无证"
    NO_REGISTRATION = "有证无照"


def papers(institution: Institution, today: date) -> Papers:
    """Where the institution stands in the matrix on `today`."""
    if registered(institution):
        return Papers.BOTH if licensed(institution, today) else Papers.NO_LICENCE
    return Papers.NO_REGISTRATION if licensed(institution, today) else Papers.NEITHER


def registered(institution: Institution) -> bool:
    """By the stated registration; when none is stated, by having a code."""
    if institution.registration is not None:
        return institution.registration is not Registration.NONE
    return bool(institution.code)


def licensed(institution: Institution, today: date) -> bool:
    """True when a licence has begun, has not run out and was not taken back; its last day counts."""
    begun = institution.licence_from is None or institution.licence_from <= today
    lasting = institution.licence_until is None or institution.licence_until >= today
    kept = institution.licence_ended_on is None or institution.licence_ended_on > today
    return bool(institution.licence_no) and begun and lasting and kept


def cleaned(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values as they are stored: empty text is None, and as `normal`."""
    blank = [key for key, value in values.items() if value.__class__ is str and not value.strip()]
    return normal({**values, **dict.fromkeys(blank)} if blank else values)


def normal(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values without blank text as they are stored: codes in their normal form, 办理中 is no code. They are
    those given where nothing has to change."""
    changed: dict[str, Any] = {}
    for key, tidied in _NORMAL:
        text = values.get(key)
        if text is not None and (tidy := tidied(text)) != text:
            changed[key] = tidy
    return {**values, **changed} if changed else values


def normal_code(text: str) -> str | None:
    """Half-width upper case without spaces and hyphens; None for words that say there is no code."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = _NOT_IN_CODES.sub("", half_width(one_line(text))).upper()
    return None if not plain or plain in NO_CODE or one_line(text) in NO_CODE else plain


_NORMAL = (("name", one_line), ("licence_no", one_line), ("code", normal_code))


def code_mark(code: str) -> str | None:
    """None for a sound code, else what is doubtful about it. Letters may stand in any place but 3 to 8."""
    if len(code) == 18 and code[2:8].isdigit() and agrees(code):
        return None
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现有 {len(code)} 位：{code}"
    foreign = foreign_characters(code)
    if foreign:
        return f"统一社会信用代码里不会有“{'、'.join(foreign)}”：{code}"
    if not code[2:8].isdigit():
        return f"统一社会信用代码第 3 至 8 位应是行政区划数字：{code}"
    expected = check_character(code[:17])
    if code[17] != expected:
        return f"统一社会信用代码校验位不符（末位 {code[17]}，按前 17 位应为 {expected}）：{code}"
    return None


def marks(values: Mapping[str, Any]) -> list[str]:
    """What should be compared with the papers (待核对); nothing here stops saving."""
    found = [mark] if (code := values.get("code")) and (mark := code_mark(code)) else []
    category, nature, registration = values.get("category"), values.get("nature"), values.get("registration")
    if category is None:
        found.append("类别未填")
    elif category is Category.MIXED:
        found.append("类别为综合，请核对主管部门")
    if registration is Registration.NON_ENTERPRISE and nature is Nature.PROFIT:
        found.append("民非登记证与“营利”不一致")
    phone = values.get("phone") or ""
    mobile = phone if phone.isdecimal() else _NOT_DIGITS.sub("", phone)
    if mobile.startswith("1") and 9 <= len(mobile) <= 13 and len(mobile) != 11:
        found.append(f"联系电话像手机号但不是 11 位：{len(mobile)} 位")
    if values.get("prepaid") is Prepaid.NONE and values.get("agreement_no"):
        found.append("预收费为“未纳入”，却填有监管协议编号")
    return found


_ORDERED = (
    ("licence_from", "licence_until", "许可证到期早于有效期自"),
    ("licence_on", "licence_until", "许可证到期早于发证日期"),
    ("agreement_from", "agreement_until", "协议到期日期早于签订日期"),
)
_COUNTS = ("area", "rooms", "students", "staff", "teachers", "deposit_due", "deposit_held")


def faults(values: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be so, by field."""
    found: dict[str, str] = {}
    for earlier, later, message in _ORDERED:
        first, last = values.get(earlier), values.get(later)
        if first is not None and last is not None and last < first:
            found[later] = f"{message}（{first.isoformat()}）"
    for key in _COUNTS:
        value = values.get(key)
        if value is not None and value < 0:
            found[key] = "不能是负数"
    staff, teachers = values.get("staff"), values.get("teachers")
    if staff is not None and teachers is not None and teachers > staff:
        found["teachers"] = f"持教师资格证数多于从业人员数（{staff}）"
    return found


_REGISTRATIONS = {"9": Registration.BUSINESS, "1": Registration.PUBLIC}
_NATURES = {Registration.NON_ENTERPRISE: Nature.NON_PROFIT, Registration.BUSINESS: Nature.PROFIT}


def registration_of(code: str | None) -> Registration | None:
    """The kind of registration its code tells (登记管理部门 and 机构类别), None when it does not."""
    if not code or len(code) != 18:
        return None
    if code.startswith("52"):
        return Registration.NON_ENTERPRISE
    return _REGISTRATIONS.get(code[0])


_DEPARTMENT_WORDS = {
    Category.ACADEMIC: ("教育",), Category.MIXED: ("教育",), Category.SCIENCE: ("科技", "科学技术"),
    Category.SPORT: ("体育",), Category.ART: ("文旅", "文广", "文化"),
}  # fmt: skip


@lru_cache(100)
def department_for(category: Category | None, departments: tuple[str, ...]) -> str | None:
    """The office's department that answers for the category, None when it has none of that name."""
    words = _DEPARTMENT_WORDS[category] if category is not None else ()
    return next((name for word in words for name in departments if word in name), None)


@lru_cache(1000)
def following(registration: Registration | None, category: Category | None, departments: tuple[str, ...]
              ) -> Mapping[str, Any]:
    """What follows by field from the registration a code tells and from the category; what does not is left
    out."""
    # 民办非企业单位 are 非营利, companies and 个体户 营利.
    found = {"registration": registration, "nature": _NATURES.get(registration or Registration.NONE),
             "department": department_for(category, departments)}
    return {key: value for key, value in found.items() if value is not None}


def name_forms(name: str) -> tuple[str, ...]:
    """The spellings of one name: as it is, with half-width brackets, with full-width ones."""
    if not _BRACKET.search(name):
        return (name,)
    half = name.replace("（", "(").replace("）", ")")
    return tuple(dict.fromkeys((name, half, half.replace("(", "（").replace(")", "）"))))


@value_class
class Limit:
    """One limit on prepaid fees with the words it rests on."""

    clause: str
    source: str


SPAN = Limit(
    "不得一次性收取或以充值、次卡等形式变相收取时间跨度超过3个月或60课时的费用", "教监管函〔2021〕2号")
SUM = Limit("非学科类一次性收取费用不得超过5000元", "教育部等十三部门意见（2022年12月）")


@value_class
class Excess:
    """One limit a charge goes beyond: what was found, and the limit."""

    finding: str
    limit: Limit

    @property
    def sentence(self) -> str:
        """One line for the card and the register."""
        return f"{self.finding}（{self.limit.source}：{self.limit.clause}）"


def excesses(charge: PrepaidCharge, category: Category | None) -> list[Excess]:
    """Limits the charge goes beyond; `category` is the institution's, for a charge that names no course.

    The limit in yuan holds for 非学科 only; where neither tells which it is, the finding says so.
    """
    found = []
    if over := _over_months(charge):
        found.append(Excess(over, SPAN))
    if charge.hours is not None and charge.hours > MOST_HOURS:
        found.append(Excess(f"一次收费 {charge.hours} 课时，超过 {MOST_HOURS} 课时", SPAN))
    course = charge.course or category
    if charge.amount > MOST_YUAN and course is not Category.ACADEMIC:
        doubt = "，课程性质未定，请核对是否非学科类" if course in (None, Category.MIXED) else ""
        found.append(Excess(f"一次收费 {charge.amount:.2f} 元，超过 {MOST_YUAN} 元{doubt}", SUM))
    return found


def charge_faults(charge: PrepaidCharge) -> dict[str, str]:
    """What cannot be so, by field."""
    found: dict[str, str] = {}
    if charge.amount <= 0:
        found["amount"] = "金额应大于 0"
    if charge.starts_on and charge.ends_on and charge.ends_on < charge.starts_on:
        found["ends_on"] = "课程结束早于课程开始"
    for key in ("months", "hours"):
        value = getattr(charge, key)
        if value is not None and value <= 0:
            found[key] = "应大于 0"
    return found


def _over_months(charge: PrepaidCharge) -> str:
    if charge.starts_on is not None and charge.ends_on is not None:
        if charge.ends_on > months_later(charge.starts_on, MOST_MONTHS):
            return (f"一次收费 {charge.starts_on.isoformat()} 至 {charge.ends_on.isoformat()}，"
                    f"超过 {MOST_MONTHS} 个月")
        return ""
    if charge.months is not None and charge.months > MOST_MONTHS:
        return f"一次收费 {charge.months} 个月，超过 {MOST_MONTHS} 个月"
    return ""


def months_later(start: date, months: int) -> date:
    """The day of the same number `months` later, the month's last day when there is none."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def working(institution: Institution) -> bool:
    """False once closed: nothing falls due any more."""
    return institution.running is not Running.CLOSED


TWIN_KEYS = {
    "code_key": "统一社会信用代码", "name_key": "名称", "address_key": "地址", "phone_key": "电话",
    "person_key": "法定代表人",
}  # fmt: skip
"""What two institutions may share, by the column it is compared in."""


def alike(first: Institution, second: Institution) -> list[str]:
    """What the two share, in words; empty when nothing says that they are one and the same."""
    return [words for key, words in TWIN_KEYS.items()
            if getattr(first, key) is not None and getattr(first, key) == getattr(second, key)]


def suspicion(shared: Sequence[str]) -> str:
    """What sharing these means: entered twice, or the same institution under another name."""
    twice = TWIN_KEYS["code_key"] in shared or TWIN_KEYS["name_key"] in shared
    return "疑似重复登记" if twice else "疑似原机构换名"


class Source(StrEnum):
    """Where a field of the merged institution comes from."""

    KEPT = "保留的"
    GONE = "并入的"
    BOTH = "两者都留"


@value_class
class MergeLine:
    """One field in which the two differ: both values, where the merged one comes from, what may be chosen."""

    key: str
    label: str
    kept: Any
    gone: Any
    source: Source
    choices: tuple[Source, ...]

    def value(self, wanted: Source | None = None) -> Any:
        """The merged value, taken from where it is wanted if it can be, else from the proposed place."""
        source = wanted if wanted in self.choices else self.source
        if source is Source.BOTH:
            return f"{self.kept}\n{self.gone}"
        return self.kept if source is Source.KEPT else self.gone


def merge_lines(kept: Institution, gone: Institution) -> list[MergeLine]:
    """The fields in which the two differ; a value that only one has is taken, long texts are joined."""
    found = []
    for attribute in attributes(Institution):
        facts = field_of(attribute)
        own, other = getattr(kept, attribute.key), getattr(gone, attribute.key)
        if own == other:
            continue
        if _unknown(own) or _unknown(other):
            choices: tuple[Source, ...] = (Source.GONE if _unknown(own) else Source.KEPT,)
        elif facts.kind is Kind.LONG and len(own) + len(other) < (facts.length or 0):
            choices = (Source.BOTH, Source.KEPT, Source.GONE)
        else:
            choices = (Source.KEPT, Source.GONE)
        found.append(MergeLine(attribute.key, facts.label, own, other, choices[0], choices))
    return found


def _unknown(value: Any) -> bool:
    return value in (None, "", ListState.NONE)
