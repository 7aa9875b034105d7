"""Institutions, their old names and codes, teaching sites, and the prepaid charges looked at.

`Institution.former` holds the old names and codes, `places` names and addresses of the other sites, one a
line, so that search finds them; the rows of `Alias` and `Site` say the rest. `marks` are the sentences
待核对, `cleared` those already confirmed. The `*_key` columns tell which institutions may be the same.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.base.chinese import compare_key, half_width
from desktop.base.fields import Kind, choice, day, flag, integer, link, long_text, money, number, text
from desktop.base.later import Later, LaterMap, later_pattern
from desktop.base.records import Record, Searchable, derived, living_orders
from desktop.base.resources import resource
from desktop.base.variants import variants


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("institutions", f"{name}.toml").read_text("utf-8"))


def _heads(key: str) -> Later[str]:
    """Other head texts of a field seen in received workbooks, read with the first import."""
    return Later(lambda: variants(_read("heads")[key]))


def _spelled(key: str, meant: Callable[[str], object]) -> LaterMap[object]:
    """Seen word -> value of the field, read with the first import."""
    return LaterMap(lambda: {seen: meant(word) for word, words in _read("spellings")[key].items()
                             for seen in words})


class Category(StrEnum):
    """培训类别; every one but 学科 and 综合 is 非学科."""

    ACADEMIC = "学科"
    SPORT = "体育"
    ART = "文化艺术"
    SCIENCE = "科技"
    MIXED = "综合"


class Nature(StrEnum):
    """营利 or not, as registered."""

    PROFIT = "营利"
    NON_PROFIT = "非营利"


class Registration(StrEnum):
    """登记证照: the “照” of 有照有证; 无 says it was looked for and there is none."""

    BUSINESS = "营业执照"
    NON_ENTERPRISE = "民非登记证"
    PUBLIC = "事业单位法人证"
    NONE = "无"


class Prepaid(StrEnum):
    """How prepaid fees are supervised."""

    CUSTODY = "银行托管"
    DEPOSIT = "风险保证金"
    NONE = "未纳入"


class Running(StrEnum):
    """运营状态."""

    OPEN = "正常"
    SUSPENDED = "停业整顿"
    NO_CHARGING = "暂停收费"
    NO_TEACHING = "停止教学"
    CLOSED = "注销"
    LOST = "失联"


class ListState(StrEnum):
    """Which list a received sheet says the institution is on: a claim, never the list itself."""

    NONE = "无"
    WHITE = "白名单"
    BLACK = "黑名单"
    WARNING = "预警"
    REMOVED = "已注销"


class Conversion(StrEnum):
    """营转非状态."""

    NOT_CONCERNED = "不涉及"
    PENDING = "办理中"
    DONE = "已完成"


class AliasKind(StrEnum):
    """What an institution was known by."""

    NAME = "曾用名"
    CODE = "旧代码"


class Institution(Searchable, Record):
    """One institution or unlicensed site; an empty value means not known, never no."""

    __tablename__ = "institution"
    called = "机构"
    __table_args__ = (Index("ix_institution_living_licence_on", "voided_at", "licence_on", "licence_from"),
                      *living_orders("institution", "sort_key", "code", "licence_until", "agreement_until"))
    name: Mapped[str] = text("机构名称", length=100, width=16, synonyms=_heads("name"))
    code: Mapped[str | None] = text(
        "统一社会信用代码", kind=Kind.CODE, length=32, width=11, index=True, synonyms=_heads("code"))
    category: Mapped[Category | None] = choice(
        "类别", Category, width=4, index=True, spellings=_spelled("category", Category),
        synonyms=_heads("category"))
    department: Mapped[str | None] = text("主管部门", length=60, width=9, synonyms=_heads("department"))
    nature: Mapped[Nature | None] = choice(
        "性质", Nature, spellings=_spelled("nature", Nature), synonyms=_heads("nature"))
    stage: Mapped[str | None] = text("招生学段", length=60, synonyms=_heads("stage"))
    content: Mapped[str | None] = text("培训内容", length=200, width=14, synonyms=_heads("content"))
    founder: Mapped[str | None] = text("举办者", length=100, synonyms=_heads("founder"))
    founded_on: Mapped[date | None] = day("设立时间", synonyms=_heads("founded_on"))

    town: Mapped[str | None] = text("镇街", length=40, width=4, index=True, synonyms=_heads("town"))
    community: Mapped[str | None] = text("社区（村）", length=40, synonyms=_heads("community"))
    grid: Mapped[str | None] = text("网格", length=40, synonyms=_heads("grid"))
    grid_person: Mapped[str | None] = text("网格员", length=40, synonyms=_heads("grid_person"))
    grid_phone: Mapped[str | None] = text(
        "网格员电话", kind=Kind.PHONE, length=40, personal=True, synonyms=_heads("grid_phone"))
    keeper: Mapped[str | None] = text("包保责任人", length=60, width=8, synonyms=_heads("keeper"))
    address: Mapped[str | None] = text("实际地址", length=200, width=18, synonyms=_heads("address"))
    area: Mapped[Decimal | None] = number("面积", help="平方米", synonyms=_heads("area"))
    rooms: Mapped[int | None] = integer("教室数", synonyms=_heads("rooms"))
    sites: Mapped[str | None] = long_text("其他教学点", length=500, synonyms=_heads("sites"))

    licence_no: Mapped[str | None] = text(
        "办学许可证号", length=60, width=12, index=True,
        synonyms=_heads("licence_no"))
    licence_office: Mapped[str | None] = text("发证机关", length=60, synonyms=_heads("licence_office"))
    licence_on: Mapped[date | None] = day("发证日期", synonyms=_heads("licence_on"))
    licence_from: Mapped[date | None] = day("许可证有效期自", width=6, synonyms=_heads("licence_from"))
    licence_until: Mapped[date | None] = day(
        "许可证到期", width=6, synonyms=_heads("licence_until"))
    licence_ended_on: Mapped[date | None] = day(
        "许可证注销日期", help="注销、吊销或收回许可证的日期",
        synonyms=_heads("licence_ended_on"))
    registration: Mapped[Registration | None] = choice(
        "登记证照", Registration, width=7, spellings=_spelled("registration", Registration),
        synonyms=_heads("registration"))
    registrar: Mapped[str | None] = text("登记机关", length=60, synonyms=_heads("registrar"))
    registered_address: Mapped[str | None] = text(
        "注册地址", length=200, width=18,
        synonyms=_heads("registered_address"))
    legal_person: Mapped[str | None] = text("法定代表人", length=40, width=6, synonyms=_heads("legal_person"))
    legal_person_id: Mapped[str | None] = text(
        "法定代表人证件号", length=40, width=11, personal=True,
        synonyms=_heads("legal_person_id"))
    principal: Mapped[str | None] = text("负责人", length=40, width=6, synonyms=_heads("principal"))
    phone: Mapped[str | None] = text(
        "联系电话", kind=Kind.PHONE, length=60, width=9, personal=True,
        synonyms=_heads("phone"))

    students: Mapped[int | None] = integer("学员数", synonyms=_heads("students"))
    staff: Mapped[int | None] = integer("从业人员数", synonyms=_heads("staff"))
    teachers: Mapped[int | None] = integer("持教师资格证数", width=6, synonyms=_heads("teachers"))

    platform_included: Mapped[bool | None] = flag(
        "全国平台纳管", width=6, spellings=_spelled("platform_included", "是".__eq__),
        synonyms=_heads("platform_included"))
    platform_on: Mapped[date | None] = day("平台纳管日期", synonyms=_heads("platform_on"))

    prepaid: Mapped[Prepaid | None] = choice(
        "预收费监管", Prepaid, width=5, index=True, spellings=_spelled("prepaid", Prepaid),
        synonyms=_heads("prepaid"))
    bank: Mapped[str | None] = text("监管银行", length=60, synonyms=_heads("bank"))
    account_name: Mapped[str | None] = text("账户名称", length=100, synonyms=_heads("account_name"))
    account_no: Mapped[str | None] = text(
        "账号", length=40, width=11, personal=True,
        synonyms=_heads("account_no"))
    agreement_no: Mapped[str | None] = text("监管协议编号", length=60, synonyms=_heads("agreement_no"))
    agreement_from: Mapped[date | None] = day("协议签订日期", synonyms=_heads("agreement_from"))
    agreement_until: Mapped[date | None] = day("协议到期日期", synonyms=_heads("agreement_until"))
    filed_no: Mapped[str | None] = text("预收费备案号", length=60, synonyms=_heads("filed_no"))
    filed_on: Mapped[date | None] = day("预收费备案日期", synonyms=_heads("filed_on"))
    deposit_due: Mapped[Decimal | None] = money("保证金应存", synonyms=_heads("deposit_due"))
    deposit_held: Mapped[Decimal | None] = money("保证金实存", synonyms=_heads("deposit_held"))
    deposit_checked_on: Mapped[date | None] = day("保证金核查日期", synonyms=_heads("deposit_checked_on"))

    list_state: Mapped[ListState] = choice(
        "来件名单", ListState, default=ListState.NONE, help="来件里的说法；在不在名单上以“黑白名单”为准",
        spellings=_spelled("list_state", ListState),
        synonyms=_heads("list_state"))
    running: Mapped[Running] = choice(
        "运营状态", Running, default=Running.OPEN, index=True, spellings=_spelled("running", Running),
        synonyms=_heads("running"))
    conversion: Mapped[Conversion | None] = choice(
        "营转非状态", Conversion, spellings=_spelled("conversion", Conversion),
        synonyms=_heads("conversion"))
    notes: Mapped[str | None] = long_text("备注", synonyms=_heads("notes"))

    marks: Mapped[str | None] = mapped_column(String(1000), active_history=True)
    cleared: Mapped[str | None] = mapped_column(String(2000), active_history=True)
    former: Mapped[str | None] = mapped_column(String(2000), active_history=True)
    places: Mapped[str | None] = mapped_column(String(4000), active_history=True)
    merged_into: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id"), index=True, active_history=True)
    code_key: Mapped[str | None] = derived(32)
    name_key: Mapped[str | None] = derived(100)
    address_key: Mapped[str | None] = derived(200)
    phone_key: Mapped[str | None] = derived(60)
    person_key: Mapped[str | None] = derived(100)

    def title(self) -> str:
        return self.name

    def searched(self) -> Iterable[str | None]:
        return (*self.spelled(), self.code, self.licence_no, self.address, self.registered_address,
                self.phone, *lines(self.places))

    def spelled(self) -> Iterable[str | None]:
        return self.name, *lines(self.former), self.legal_person, self.principal, self.keeper, self.community

    def search_labels(self) -> Mapping[str, str]:
        return {**dict.fromkeys(lines(self.places), "教学点"),
                **{old: "旧代码" if old.isascii() else "曾用名" for old in lines(self.former)}}

    def derive(self) -> None:
        """A branch shares code, telephone and 法定代表人 with its institution, so these say nothing of it."""
        own = not is_branch(self.name or "")
        self.name_key = compare_key(self.name or "") or None
        self.address_key = address_key(self.address, self.town)
        self.code_key = self.code if own else None
        self.phone_key = phone_key(self.phone) if own else None
        same_town = own and self.legal_person and self.town
        self.person_key = compare_key(f"{self.legal_person}@{self.town}") if same_town else None

    def restore_obstacle(self) -> str | None:
        return None if self.merged_into is None else f"{self.name}是合并时并进另一家的"


class Alias(Record):
    """A name or code an institution had; kept when it changes, never edited."""

    __tablename__ = "institution_alias"
    called = "曾用名"

    institution_id: Mapped[int] = link("机构", "institution.id")
    kind: Mapped[AliasKind] = choice("类型", AliasKind)
    value: Mapped[str] = text("曾用名称或代码", length=100, width=16)
    until: Mapped[date] = day("用至")

    def title(self) -> str:
        return f"{self.kind.value} {self.value}"


class Site(Record):
    """A teaching site besides the main one, which is the institution's own address."""

    __tablename__ = "institution_site"
    called = "教学点"

    institution_id: Mapped[int] = link("机构", "institution.id")
    name: Mapped[str] = text("教学点名称", length=100, width=12)
    town: Mapped[str | None] = text("镇街", length=40, width=4)
    community: Mapped[str | None] = text("社区（村）", length=40)
    address: Mapped[str] = text("地址", length=200, width=18)
    area: Mapped[Decimal | None] = number("面积", help="平方米")
    rooms: Mapped[int | None] = integer("教室数")
    licensed: Mapped[bool | None] = flag("已许可", help="办学许可证上有没有这一处")
    note: Mapped[str | None] = text("说明", length=200, width=14)

    def title(self) -> str:
        return f"教学点 {self.name}"


class Apart(Record):
    """Two institutions that look alike were compared and are not the same; the lower id comes first."""

    __tablename__ = "institution_apart"
    called = "核对结论"

    first_id: Mapped[int] = link("机构", "institution.id")
    second_id: Mapped[int] = link("另一家", "institution.id")
    reason: Mapped[str | None] = text("依据", length=200, width=14)

    def title(self) -> str:
        return "不是同一家的核对结论"


class PrepaidCharge(Record):
    """One charge as seen in receipts or contracts; `excess` is what the rule check says of it, one a line."""

    __tablename__ = "prepaid_charge"
    called = "收费记录"

    institution_id: Mapped[int] = link("机构", "institution.id")
    charged_on: Mapped[date] = day("收费日期")
    amount: Mapped[Decimal] = money("金额")
    months: Mapped[int | None] = integer("月数", help="没有起止日期时填写")
    starts_on: Mapped[date | None] = day("课程开始")
    ends_on: Mapped[date | None] = day("课程结束")
    hours: Mapped[int | None] = integer("课时")
    student: Mapped[str | None] = text("学员或班级", length=60, personal=True)
    course: Mapped[Category | None] = choice("课程性质", Category, spellings=_spelled("category", Category),
                                             help="不填时按机构类别")
    source: Mapped[str | None] = text("来源", length=100, width=14, help="合同、收据、家长反映等")
    excess: Mapped[str | None] = mapped_column(String(600), active_history=True)

    def title(self) -> str:
        return f"{self.charged_on.isoformat()} 收费 {self.amount:.2f} 元"


def lines(joined: str | None) -> tuple[str, ...]:
    """The sentences or names of a text that holds one a line."""
    return tuple(joined.splitlines()) if joined else ()


_BRANCH = later_pattern(r"分校|校区|教学点|分部|分公司|门店|分店|（[^）]*校）")
_ABOVE = later_pattern(
    r"^(?:[一-鿿]{2,7}?省)?(?:[一-鿿]{2,4}?市){0,2}([一-鿿]{1,4}?[镇乡]|[一-鿿]{2,4}?街道)?")
_NO_PLACE, _NO_DIGITS = later_pattern(r"[^0-9a-z一-鿿]+"), later_pattern(r"[^0-9]+")
_FLOOR, _NEXT = later_pattern(r"[一二三四五六七八九](?=[楼层])"), later_pattern(r"[、,，;；/]|\s+(?=\d{7})")
_FLOORS = str.maketrans("一二三四五六七八九", "123456789")


def is_branch(name: str) -> bool:
    """True when the name itself says it is one site of a larger institution."""
    return _BRANCH.search(name) is not None


def address_key(address: str | None, town: str | None) -> str | None:
    """Street and house number with the town, province and city left out; None when no house is named."""
    plain = _NO_PLACE.sub("", compare_key(address or ""))
    above = _ABOVE.match(plain)
    rest = plain[above.end():] if above else plain
    if "楼" in rest or "层" in rest:
        rest = _FLOOR.sub(lambda hit: hit.group().translate(_FLOORS), rest)
    if len(rest) < 5 or _NO_DIGITS.fullmatch(rest):
        return None
    return f"{rest.replace('层', '楼')}@{town or (above.group(1) if above else '') or ''}"


def phone_key(phone: str | None) -> str | None:
    """The digits of the first telephone number; None when there are fewer than seven."""
    digits = _NO_DIGITS.sub("", _NEXT.split(half_width(phone or "").strip())[0])
    return digits if len(digits) >= 7 else None
