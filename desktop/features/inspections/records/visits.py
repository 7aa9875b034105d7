"""A visit, what was looked at, who went, and its photos.

A visit may be to an institution or to a site that is none (黑窝点): `subject` names it as found.
`inspectors`, `inspector_count`, `checked_items`, `failed_items` and `photo_count` follow from the child rows
and change with them, so that an act on a child is an act on the visit too. `community`, `grid`, `grid_person`
and `keeper` are those of the day: a patrol by a 网格员 is a visit of kind 网格化巡查.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from desktop.base.chinese import compare_key
from desktop.base.errors import UserError
from desktop.base.fields import Kind, choice, day, flag, integer, link, long_text, text
from desktop.base.records import Guarded, Record, Searchable, derived
from desktop.features.inspections.records.kinds import kind_words
from desktop.features.statutes.rules import article_words

MARK = "检"
"""The first sign of a visit's number: 检2023-001."""


class VisitKind(StrEnum):
    """How the visit was arranged."""

    EVENING = "工作日晚间临检"
    WEEKEND = "周末集中检查"
    HOLIDAY = "假期专项检查"
    RANDOM = "双随机抽查"
    JOINT = "联合执法"
    PATROL = "网格化巡查"
    SPECIAL = "专项督查"
    CROSS = "交叉检查"
    LOOK_BACK = "回头看"


class SiteKind(StrEnum):
    """What sort of place was visited."""

    INSTITUTION = "培训机构"
    OFFICE_BUILDING = "商务楼宇"
    HOUSING = "居民小区"
    HOTEL = "酒店"
    CAFE = "咖啡厅"
    SCHOOL = "学校周边"
    OTHER = "其他"


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "计划"
    DONE = "已检查"
    CLOSED_DOOR = "未检查到"
    CANCELLED = "取消"


class VisitResult(StrEnum):
    """What a visit found."""

    CLEAN = "无问题"
    FOUND = "有问题"


class Outcome(StrEnum):
    """What was found of one item."""

    CLEAN = "无问题"
    FAILED = "有问题"
    NOT_APPLICABLE = "不适用"


class PhotoKind(StrEnum):
    """What a file kept with a visit is."""

    PHOTO = "现场照片"
    RECORDING = "音像记录"
    RECORD = "检查笔录"
    OTHER = "其他"


WAYS = {
    "晚间临检": VisitKind.EVENING, "晚间检查": VisitKind.EVENING, "夜查": VisitKind.EVENING,
    "周末检查": VisitKind.WEEKEND, "周末巡查": VisitKind.WEEKEND, "假期检查": VisitKind.HOLIDAY,
    "节假日检查": VisitKind.HOLIDAY, "寒暑假检查": VisitKind.HOLIDAY, "双随机": VisitKind.RANDOM,
    "双随机、一公开": VisitKind.RANDOM, "随机抽查": VisitKind.RANDOM, "联合检查": VisitKind.JOINT,
    "网格巡查": VisitKind.PATROL, "日常巡查": VisitKind.PATROL, "巡查": VisitKind.PATROL,
    "专项检查": VisitKind.SPECIAL, "督查": VisitKind.SPECIAL, "复查": VisitKind.LOOK_BACK,
}  # fmt: skip
RESULTS = {
    "未发现问题": VisitResult.CLEAN, "没有问题": VisitResult.CLEAN, "正常": VisitResult.CLEAN,
    "合格": VisitResult.CLEAN, "无": VisitResult.CLEAN, "否": VisitResult.CLEAN,
    "发现问题": VisitResult.FOUND, "存在问题": VisitResult.FOUND, "不合格": VisitResult.FOUND,
    "有": VisitResult.FOUND, "是": VisitResult.FOUND,
}  # fmt: skip


def object_key(institution: int | None, subject: str | None, town: str | None) -> str:
    """What tells two visited objects apart: the institution, else the name and the town of the site."""
    return f"#{institution}" if institution is not None else f"{compare_key(subject or '')}|{town or ''}"


def _answering(key: str) -> Index:
    """An index over the living visits that alone gives their ids in the order of `key`, chips or not."""
    others = [name for name in ("on", "state", "result", "way", "town") if name != key]
    return Index(f"ix_visit_living_{key}", "voided_at", key, *others)


class Visit(Guarded, Searchable, Record):
    """One visit to one object; `slot_note` says which doubt about its time was confirmed."""

    __tablename__ = "visit"
    called = "检查"
    __table_args__ = (_answering("on"), _answering("sort_key"), _answering("object_key"),
                      Index("ix_visit_voided_at_state_on", "voided_at", "state", "on"),
                      Index("ix_visit_institution_id_on", "institution_id", "voided_at", "state", "on"),
                      Index("ix_visit_town_community_on", "voided_at", "state", "town", "community", "on"),
                      {"sqlite_autoincrement": True})

    number: Mapped[str] = text("检查编号", length=20, width=6, unique=True)
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    way: Mapped[VisitKind] = choice("检查方式", VisitKind, width=7, index=True,
                                     synonyms=("检查类型", "检查形式", "类型"), spellings=WAYS)
    on: Mapped[date] = day("检查日期", synonyms=("日期", "检查时间", "巡查日期"))
    starts: Mapped[str | None] = text("开始时间", length=5, width=4, help="24 小时制，例如 19:30",
                                      synonyms=("时间", "到达时间"))
    ends: Mapped[str | None] = text("结束时间", length=5, width=4, help="24 小时制，例如 20:40",
                                    synonyms=("离开时间",))
    institution_id: Mapped[int | None] = link("关联机构", "institution.id", index=False)
    subject: Mapped[str] = text("被检查对象", length=100, width=14, help="机构名称，或者无证场所的名称、门牌",
                                synonyms=("机构名称", "被检查单位", "单位名称", "点位", "督查机构"))
    site_kind: Mapped[SiteKind] = choice("场所类型", SiteKind, default=SiteKind.INSTITUTION, width=5,
                                         synonyms=("点位类型",))
    town: Mapped[str | None] = text("镇街", length=40, width=5, synonyms=("街道", "乡镇", "属地"))
    community: Mapped[str | None] = text("社区（村）", length=40, width=5,
                                         synonyms=("社区", "村（社区）", "村"))
    address: Mapped[str | None] = text("地址", length=200, width=16, synonyms=("检查地点", "详细地址"))
    unannounced: Mapped[bool] = flag("四不两直", default=False)
    departments: Mapped[str | None] = text("参加部门", length=200, width=10,
                                           synonyms=("参与部门", "联合部门"))
    campaign: Mapped[str | None] = text("专项行动", length=60, width=8, help="例如 监管护苗、百日会战",
                                        synonyms=("行动名称",))
    inspectors: Mapped[str | None] = text("检查人员", length=200, width=8, synonyms=("检查人", "督查人员"))
    inspector_count: Mapped[int] = integer("人数", default=0)
    grid: Mapped[str | None] = text("网格", length=40, width=5)
    grid_person: Mapped[str | None] = text("网格员", length=40, width=5)
    keeper: Mapped[str | None] = text("包保责任人", length=60, width=5, synonyms=("包保领导", "包保人"))
    site_person: Mapped[str | None] = text("现场负责人", length=40, width=5,
                                           help="被检查单位在场的人", synonyms=("陪同人员", "在场人员"))
    site_phone: Mapped[str | None] = text("现场联系电话", length=40, width=7, kind=Kind.PHONE, personal=True)
    state: Mapped[VisitState] = choice("状态", VisitState, default=VisitState.PLANNED, width=4)
    result: Mapped[VisitResult | None] = choice("检查结果", VisitResult, width=4, index=True,
                                                synonyms=("结果", "是否发现问题"), spellings=RESULTS)
    record: Mapped[str | None] = long_text("检查情况", width=24, length=4000,
                                           synonyms=("现场情况", "发现情况", "发现问题", "存在问题"))
    handling: Mapped[str | None] = long_text("现场处理", width=16, length=1000,
                                             synonyms=("处理意见", "处理情况", "处置情况"))
    checked_items: Mapped[int] = integer("检查项数", default=0)
    failed_items: Mapped[int] = integer("问题项数", default=0)
    photo_count: Mapped[int] = integer("照片份数", default=0)
    reason: Mapped[str | None] = text("未检查原因", length=200, width=10, help="关门、搬走、取消的原因")
    slot_note: Mapped[str | None] = text("时段说明", length=200, width=12)
    handler: Mapped[str | None] = text("经办", length=40, width=4)
    note: Mapped[str | None] = long_text("备注", width=12)
    object_key: Mapped[str] = derived(160, index=False)

    @validates("state")
    def _keep_state(self, key: str, value: Any) -> Any:
        if self.may_move():
            return value
        if value != (self.state or VisitState.PLANNED):
            raise UserError("没有保存：状态只能由办理改变，不能直接填写。", "请用“记为已检查”等按钮。")
        return value

    def title(self) -> str:
        return f"检查{self.number.removeprefix(MARK)}"

    def derive(self) -> None:
        self.object_key = object_key(self.institution_id, self.subject, self.town)

    def searched(self) -> Iterable[str | None]:
        return [self.subject, self.number, self.inspectors, self.community, self.address, self.campaign,
                self.record]

    def spelled(self) -> Iterable[str | None]:
        return [self.subject, self.inspectors, self.community]


class VisitFinding(Record):
    """One item of a checklist as it was looked at; its words stay when the checklist changes later.

    `category` and `subcategory` are words and key of the problems' tree, `statute_keys` keys of the library
    parted by blanks. `detail` is what was found on the spot, in her words.
    """

    __tablename__ = "visit_finding"
    called = "检查项"

    visit_id: Mapped[int] = link("检查", "visit.id")
    checklist: Mapped[str] = text("检查清单", length=40, width=6)
    item_key: Mapped[str] = text("检查项编号", length=40)
    wording: Mapped[str] = long_text("检查内容", length=400, width=20)
    outcome: Mapped[Outcome] = choice("结论", Outcome, default=Outcome.CLEAN, index=True)
    detail: Mapped[str | None] = long_text("发现的问题", length=1000, width=20)
    statute_keys: Mapped[str | None] = text("依据条文", length=400, meaning=article_words)
    category: Mapped[str | None] = text("问题类别", length=20, width=6)
    subcategory: Mapped[str | None] = text("二级类别", length=4, meaning=kind_words)
    measures: Mapped[str | None] = long_text("整改措施", length=1000, width=16)
    position: Mapped[int] = integer("次序", default=0)

    def title(self) -> str:
        return f"检查项“{self.wording[:20]}”"


class Inspector(Searchable, Record):
    """A person with an enforcement card; `active` False once left."""

    __tablename__ = "inspector"
    called = "检查人员"

    name: Mapped[str] = text("姓名", length=40, width=6, index=True)
    card_no: Mapped[str | None] = text("执法证号", length=40, width=9, unique=True)
    department: Mapped[str | None] = text("单位", length=60, width=12)
    phone: Mapped[str | None] = text("联系电话", length=40, width=8, kind=Kind.PHONE, personal=True)
    active: Mapped[bool] = flag("在岗", default=True)
    note: Mapped[str | None] = text("备注", length=200, width=12)

    def title(self) -> str:
        return f"检查人员 {self.name}"

    def searched(self) -> Iterable[str | None]:
        return [self.name, self.card_no, self.department]


class VisitInspector(Record):
    """Who went, with the card as it was shown that day."""

    __tablename__ = "visit_inspector"
    called = "出动人员"

    visit_id: Mapped[int] = link("检查", "visit.id")
    inspector_id: Mapped[int | None] = link("检查人员", "inspector.id")
    name: Mapped[str] = text("姓名", length=40)
    card_no: Mapped[str | None] = text("执法证号", length=40)
    department: Mapped[str | None] = text("单位", length=60)

    def title(self) -> str:
        return f"出动人员 {self.name}"


class VisitPhoto(Record):
    """One kept file of a visit; `finding_id` when it shows one item."""

    __tablename__ = "visit_photo"
    called = "检查照片"

    visit_id: Mapped[int] = link("检查", "visit.id")
    finding_id: Mapped[int | None] = link("检查项", "visit_finding.id")
    kind: Mapped[PhotoKind] = choice("种类", PhotoKind, default=PhotoKind.PHOTO)
    attachment_id: Mapped[int] = link("文件", "attachment.id")
    added_on: Mapped[date] = day("添加日期")
    note: Mapped[str | None] = text("说明", length=200)

    def title(self) -> str:
        return f"检查{self.kind.value}"
