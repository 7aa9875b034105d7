"""Columns of the credit platforms: head, code, and how each is filled from a plain row. Pure.

双公示 (全国信用信息共享平台): field codes CF_… and XK_… as deployed systems use them; the official text of
the 2021 standard was not read, so compare them with the county's own template (待核对). The other platforms
have no published codes here: their heads follow 公示规定 and 民政部令60号. Dates are YYYY/MM/DD, sums 万元,
codes text. A personal number is given for natural persons only, where the standard has a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.features.lists.records import Matter, Platform, SubjectKind

Facts = Mapping[str, str]
"""What is known of one matter, by plain keys; missing keys are empty."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Chinese head, its code ("" where the platform names none), the fact it takes.

    `longest`: characters the platform takes; `needed`: a row without it is refused there.
    """

    head: str
    code: str
    key: str = ""
    longest: int = 2000
    needed: bool = False


PENALTY = (
    Field("行政相对人名称", "CF_XDR_MC", "name", 200, needed=True),
    Field("行政相对人类别", "CF_XDR_LB", "subject_kind", needed=True),
    Field("统一社会信用代码", "CF_XDR_SHXYM", "code", 18),
    Field("工商注册号", "CF_XDR_GSZC", longest=50), Field("组织机构代码", "CF_XDR_ZZJG", longest=32),
    Field("税务登记号", "CF_XDR_SWDJ", longest=32), Field("事业单位证书号", "CF_XDR_SYDW"),
    Field("社会组织登记证号", "CF_XDR_SHZZ", longest=50),
    Field("法定代表人", "CF_FRDB", "legal_person", 50), Field("法定代表人证件类型", "CF_FR_ZJLX"),
    Field("法定代表人证件号码", "CF_FR_ZJHM"),
    Field("自然人证件类型", "CF_XDR_ZJLX", "id_kind"),
    Field("自然人证件号码", "CF_XDR_ZJHM", "id_number", 64),
    Field("行政处罚决定书文号", "CF_WSH", "number", 128, needed=True),
    Field("违法行为类型", "CF_WFXW", "offence", 2000, needed=True),
    Field("违法事实", "CF_SY", "facts", 5000, needed=True), Field("处罚依据", "CF_YJ", "basis", needed=True),
    Field("处罚类别", "CF_CFLB", "kinds", 36, needed=True),
    Field("处罚内容", "CF_NR", "content", needed=True),
    Field("罚款金额（万元）", "CF_NR_FK", "fine"), Field("没收金额（万元）", "CF_NR_WFFF", "confiscated"),
    Field("暂扣或吊销证照名称及编号", "CF_NR_ZKDX", "revoked", 200),
    Field("处罚决定日期", "CF_JDRQ", "decided_on", needed=True), Field("处罚有效期", "CF_YXQ", "valid_until"),
    Field("公示截止期", "CF_GSJZQ", "public_until"), Field("处罚机关", "CF_CFJG", "agency", 200, needed=True),
    Field("处罚机关统一社会信用代码", "CF_CFJGDM", longest=18),
    Field("数据来源单位", "CF_SJLY", "source", 200),
    Field("数据来源单位统一社会信用代码", "CF_SJLYDM", longest=18),
    Field("备注", "BZ", "note"),
)  # fmt: skip
LICENCE = (
    Field("行政相对人名称", "XK_XDR_MC", "name", 200, needed=True),
    Field("行政相对人类别", "XK_XDR_LB", "subject_kind", needed=True),
    Field("统一社会信用代码", "XK_XDR_SHXYM", "code", 18, needed=True),
    Field("工商注册号", "XK_XDR_GSZC"), Field("组织机构代码", "XK_XDR_ZZJG"),
    Field("税务登记号", "XK_XDR_SWDJ"),
    Field("事业单位证书号", "XK_XDR_SYDW"), Field("社会组织登记证号", "XK_XDR_SHZZ"),
    Field("法定代表人", "XK_FRDB", "legal_person", 50), Field("法定代表人身份证号", "XK_FR_SFZH"),
    Field("自然人证件类型", "XK_XDR_ZJLX"), Field("自然人证件号码", "XK_XDR_ZJHM"),
    Field("行政许可决定文书名称", "XK_XKWS", "paper"), Field("行政许可决定文书号", "XK_WSH", "number", 128),
    Field("许可类别", "XK_XKLB"), Field("许可证书名称", "XK_XKZS", "certificate"),
    Field("许可编号", "XK_XKBH", "licence_no", needed=True), Field("许可内容", "XK_NR", "content"),
    Field("许可决定日期", "XK_JDRQ", "decided_on", needed=True), Field("有效期自", "XK_YXQZ", "valid_from"),
    Field("有效期至", "XK_YXQZI", "valid_until"), Field("许可机关", "XK_XKJG", "agency", 200, needed=True),
    Field("许可机关统一社会信用代码", "XK_XKJGDM"), Field("当前状态", "XK_ZT", "status"),
    Field("数据来源单位", "XK_LYDW", "source"), Field("数据来源单位统一社会信用代码", "XK_LYDWDM"),
    Field("备注", "BZ", "note"),
)  # fmt: skip
BLACK = (
    Field("名称", "", "name", 200, needed=True), Field("统一社会信用代码", "", "code", 18),
    Field("法定代表人", "", "legal_person"), Field("证件号码（掩码）", "", "id_masked"),
    Field("列入事由", "", "reason", needed=True), Field("依据", "", "basis", needed=True),
    Field("决定文书号", "", "number"), Field("认定单位", "", "agency", needed=True),
    Field("列入日期", "", "listed_on", needed=True), Field("公示截止日期", "", "public_until"),
    Field("移出日期", "", "removed_on"), Field("移出原因", "", "removal"), Field("数据来源", "", "source"),
    Field("备注", "", "national"),
)  # fmt: skip
COMPANY_LICENCE = (
    Field("企业名称", "", "name", needed=True), Field("统一社会信用代码", "", "code", 18, needed=True),
    Field("许可文件编号", "", "licence_no", needed=True), Field("许可文件名称", "", "certificate"),
    Field("有效期自", "", "valid_from"), Field("有效期至", "", "valid_until"),
    Field("许可机关", "", "agency"),
    Field("许可内容", "", "content"), Field("状态", "", "status"),
)  # fmt: skip
COMPANY_PENALTY = (
    Field("当事人名称", "", "name", needed=True), Field("统一社会信用代码", "", "code", 18, needed=True),
    Field("行政处罚决定书文号", "", "number", needed=True), Field("违法行为类型", "", "offence", needed=True),
    Field("行政处罚内容", "", "content", needed=True), Field("罚款金额（万元）", "", "fine"),
    Field("没收金额（万元）", "", "confiscated"), Field("决定机关", "", "agency"),
    Field("处罚决定日期", "", "decided_on"), Field("公示截止日期", "", "public_until"),
)  # fmt: skip
LISTING = (
    Field("名称", "", "name", needed=True), Field("统一社会信用代码", "", "code", 18, needed=True),
    Field("列入原因", "", "reason", needed=True), Field("列入日期", "", "listed_on"),
    Field("列入决定文书号", "", "number"), Field("移出原因", "", "removal"),
    Field("移出日期", "", "removed_on"),
    Field("作出决定机关", "", "agency"), Field("备注", "", "national"),
)  # fmt: skip
CHECK = (
    Field("名称", "", "name", needed=True), Field("统一社会信用代码", "", "code", 18, needed=True),
    Field("检查实施机关", "", "agency"), Field("类型", "", "kind"), Field("日期", "", "checked_on"),
    Field("结果", "", "result"), Field("备注", "", "number"),
)  # fmt: skip
SOCIAL_PENALTY = (
    Field("社会组织名称", "", "name", needed=True), Field("统一社会信用代码", "", "code", 18, needed=True),
    Field("处罚种类", "", "kinds", needed=True), Field("处罚结果", "", "content", needed=True),
    Field("罚款金额（万元）", "", "fine"), Field("没收金额（万元）", "", "confiscated"),
    Field("违法事实", "", "facts", 5000, needed=True), Field("处罚依据", "", "basis"),
    Field("处罚时间", "", "decided_on"), Field("处罚部门", "", "agency"), Field("决定书文号", "", "number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet of a platform: its name, the matters it holds, its columns."""

    name: str
    matters: tuple[Matter, ...]
    fields: tuple[Field, ...]


SHEETS: Mapping[Platform, tuple[SheetPlan, ...]] = {
    Platform.CREDIT: (
        SheetPlan("行政许可", (Matter.LICENCE,), LICENCE), SheetPlan("行政处罚", (Matter.PENALTY,), PENALTY),
        SheetPlan("行业黑名单", (Matter.LISTED, Matter.DELISTED), BLACK)),
    Platform.COMPANIES: (
        SheetPlan("行政许可", (Matter.LICENCE,), COMPANY_LICENCE),
        SheetPlan("行政处罚", (Matter.PENALTY,), COMPANY_PENALTY),
        SheetPlan("行业黑名单", (Matter.LISTED, Matter.DELISTED), LISTING),
        SheetPlan("抽查检查", (Matter.CHECK,), CHECK)),
    Platform.SOCIAL: (
        SheetPlan("行政处罚", (Matter.PENALTY,), SOCIAL_PENALTY),
        SheetPlan("行业黑名单", (Matter.LISTED, Matter.DELISTED), LISTING),
        SheetPlan("行政检查", (Matter.CHECK,), CHECK)),
}  # fmt: skip


def platform_day(day: date | None) -> str:
    """2023/09/20; empty for none."""
    return f"{day:%Y/%m/%d}" if day is not None else ""


def party_kind(kind: SubjectKind, code: str | None) -> str:
    """法人及非法人组织, 自然人 or 个体工商户."""
    if kind is SubjectKind.PERSON:
        return "自然人"
    return "个体工商户" if (code or "").startswith("92") else "法人及非法人组织"


def row_faults(fields: tuple[Field, ...], facts: Facts) -> list[str]:
    """What the platform would refuse of a row: columns that are empty, texts that are too long."""
    empty = [field.head for field in fields if field.needed and not facts.get(field.key)]
    long = [f"{field.head}超过 {field.longest} 字" for field in fields
            if len(facts.get(field.key, "")) > field.longest]
    return [*([f"缺{'、'.join(empty)}"] if empty else []), *long]
