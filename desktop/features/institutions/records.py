"""Institutions, their old names and codes, and the prepaid charges looked at.

`Institution.former` holds the old names and codes, one a line, so that search finds them; the rows of
`Alias` say until when each was used. `marks` are the sentences 待核对, `cleared` those already confirmed.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.base.fields import Kind, choice, day, flag, integer, link, long_text, money, number, text
from desktop.base.records import Record, Searchable


def heads(*rows: str) -> tuple[str, ...]:
    """Head texts written with spaces between them."""
    return tuple(" ".join(rows).split())


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
    """Which published list the institution stands on."""

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


CATEGORY_SPELLINGS = {
    "学科类": Category.ACADEMIC, "学科培训": Category.ACADEMIC, "文化课": Category.ACADEMIC,
    "义务教育学科类": Category.ACADEMIC, "高中学科类": Category.ACADEMIC, "学科类培训": Category.ACADEMIC,
    "体育类": Category.SPORT, "非学科（体育）": Category.SPORT, "非学科类（体育类）": Category.SPORT,
    "文化艺术类": Category.ART, "艺术类": Category.ART, "艺术": Category.ART, "文艺": Category.ART,
    "文艺类": Category.ART, "文旅": Category.ART, "文旅类": Category.ART, "文体艺术": Category.ART,
    "非学科（文化艺术）": Category.ART, "非学科类（文化艺术类）": Category.ART, "科技类": Category.SCIENCE,
    "科创": Category.SCIENCE, "科创类": Category.SCIENCE, "科学技术": Category.SCIENCE,
    "科学技术类": Category.SCIENCE, "非学科（科技）": Category.SCIENCE,
    "非学科类（科技类）": Category.SCIENCE, "综合类": Category.MIXED, "其他": Category.MIXED,
    "其他类": Category.MIXED, "混合": Category.MIXED,
}  # fmt: skip
INCLUDED_SPELLINGS = {
    "已纳入": True, "纳入": True, "已入驻": True, "已上线": True, "已录入": True, "已入库": True,
    "已纳管": True, "未纳入": False, "未入驻": False, "未上线": False, "未录入": False, "未入库": False,
    "未纳管": False,
}  # fmt: skip
PREPAID_SPELLINGS = {
    "托管": Prepaid.CUSTODY, "资金托管": Prepaid.CUSTODY, "银行托管方式": Prepaid.CUSTODY,
    "银行资金托管": Prepaid.CUSTODY, "第三方托管": Prepaid.CUSTODY, "保证金": Prepaid.DEPOSIT,
    "风险保证金方式": Prepaid.DEPOSIT, "风险储备金": Prepaid.DEPOSIT, "未监管": Prepaid.NONE,
    "无": Prepaid.NONE, "否": Prepaid.NONE, "未签订": Prepaid.NONE, "未托管": Prepaid.NONE,
    "暂未纳入": Prepaid.NONE, "没有": Prepaid.NONE,
}  # fmt: skip
REGISTRATION_SPELLINGS = {
    "营业执照（企业）": Registration.BUSINESS, "企业": Registration.BUSINESS, "公司": Registration.BUSINESS,
    "企业法人": Registration.BUSINESS, "个体": Registration.BUSINESS, "个体户": Registration.BUSINESS,
    "个体工商户": Registration.BUSINESS, "工商登记": Registration.BUSINESS,
    "民非": Registration.NON_ENTERPRISE, "民办非企业": Registration.NON_ENTERPRISE,
    "民办非企业单位": Registration.NON_ENTERPRISE, "民办非企业单位登记证书": Registration.NON_ENTERPRISE,
    "民非登记证书": Registration.NON_ENTERPRISE, "社会服务机构": Registration.NON_ENTERPRISE,
    "事业单位": Registration.PUBLIC, "事业单位法人证书": Registration.PUBLIC, "无照": Registration.NONE,
    "没有": Registration.NONE, "未登记": Registration.NONE, "未办理": Registration.NONE,
}  # fmt: skip
RUNNING_SPELLINGS = {
    "正常运营": Running.OPEN, "正常营业": Running.OPEN, "在营": Running.OPEN, "营业": Running.OPEN,
    "营业中": Running.OPEN, "存续": Running.OPEN, "在业": Running.OPEN, "正常办学": Running.OPEN,
    "停业": Running.SUSPENDED, "歇业": Running.SUSPENDED, "整改停业": Running.SUSPENDED,
    "停课整顿": Running.SUSPENDED, "停课": Running.NO_TEACHING, "停止办学": Running.NO_TEACHING,
    "停办": Running.NO_TEACHING, "已注销": Running.CLOSED, "吊销": Running.CLOSED, "已关停": Running.CLOSED,
    "关停": Running.CLOSED, "关闭": Running.CLOSED, "失踪": Running.LOST, "查无下落": Running.LOST,
    "无法联系": Running.LOST,
}  # fmt: skip
NATURE_SPELLINGS = {
    "营利性": Nature.PROFIT, "盈利": Nature.PROFIT, "盈利性": Nature.PROFIT, "营利性机构": Nature.PROFIT,
    "非营利性": Nature.NON_PROFIT, "非盈利": Nature.NON_PROFIT, "非盈利性": Nature.NON_PROFIT,
    "非营利性机构": Nature.NON_PROFIT, "公益": Nature.NON_PROFIT,
}  # fmt: skip
CONVERSION_SPELLINGS = {
    "已转": Conversion.DONE, "完成": Conversion.DONE, "已转非": Conversion.DONE, "未转": Conversion.PENDING,
    "未完成": Conversion.PENDING, "正在办理": Conversion.PENDING, "无": Conversion.NOT_CONCERNED,
    "无需": Conversion.NOT_CONCERNED,
}  # fmt: skip


class Institution(Searchable, Record):
    """One institution or unlicensed site; an empty value means not known, never no."""

    __tablename__ = "institution"
    called = "机构"

    name: Mapped[str] = text(
        "机构名称", length=100, width=16,
        synonyms=heads("培训机构名称 单位名称 机构全称 学校名称 校外培训机构名称 培训学校名称 企业名称",
                       "办学机构 办学机构名称 持证主体 培训机构 名称 机构 培训点名称 场所名称 主体名称 单位全称 全称",
                       "培训机构全称 学校全称 校名 机构名 单位名 办学单位 办学单位名称 培训单位 培训单位名称 企业全称",
                       "机构（学校）名称 校外机构名称 被检查单位 市场主体名称 商户名称 字号名称"))
    code: Mapped[str | None] = text(
        "统一社会信用代码", kind=Kind.CODE, length=32, width=11, index=True,
        synonyms=heads("社会信用代码 统一信用代码 信用代码 统一代码 持证主体代码 统一社会信用代码证号",
                       "组织机构代码 社会统一信用代码 营业执照号 营业执照注册号 执照号 登记证号 USCC 信用代码证号",
                       "机构代码 统一社会代码 社会信用码 统一信用码 注册号 营业执照编号 统一社会信用代码（注册号）"))
    category: Mapped[Category | None] = choice(
        "类别", Category, width=4, index=True, spellings=CATEGORY_SPELLINGS,
        synonyms=heads("培训类别 机构类型 机构类别 学校类型 培训类型 办学类别 学科类别 类型 办学类型",
                       "学科类或非学科类 行业类别 培训性质 机构性质类别 培训种类 所属类别 学科非学科 类别（学科或非学科）"))
    department: Mapped[str | None] = text(
        "主管部门", length=60, width=9,
        synonyms=heads("业务主管部门 行业主管部门 业务主管单位 主管单位 审批部门 监管部门 归口部门"))
    nature: Mapped[Nature | None] = choice(
        "性质", Nature, spellings=NATURE_SPELLINGS,
        synonyms=heads("办学性质 机构性质 营利性质 营利或非营利 营利非营利 是否营利"))
    stage: Mapped[str | None] = text(
        "招生学段", length=60, synonyms=heads("学段 招生对象 培训对象 培训学段 办学层次"))
    content: Mapped[str | None] = text(
        "培训内容", length=200, width=14,
        synonyms=heads("办学内容 培训项目 培训科目 办学范围 培训范围 开设课程 经营范围 业务范围"))
    founder: Mapped[str | None] = text(
        "举办者", length=100, synonyms=heads("举办者名称 举办者姓名 举办人 投资人 举办者名称（姓名）"))
    founded_on: Mapped[date | None] = day(
        "设立时间", synonyms=heads("成立日期 成立时间 设立日期 批准设立时间 注册日期 开办时间"))

    town: Mapped[str | None] = text(
        "镇街", length=40, width=4, index=True,
        synonyms=heads("镇（街道） 镇街道 镇（街） 乡镇 街道 乡镇街道 乡镇（街道） 所属镇街 所属乡镇",
                       "所在镇街 所属街道 属地 属地镇街 辖区 所在乡镇 镇别 区域"))
    community: Mapped[str | None] = text(
        "社区（村）", length=40,
        synonyms=heads("所在村（社区） 所在村 所在村居 所属村（社区） 所属村居 社区 村居 村（居） 村（社区） 所属社区 居村委 村社区 所在社区"))
    grid: Mapped[str | None] = text(
        "网格", length=40, synonyms=heads("所属网格 网格名称 网格编号 所在网格 网格号"))
    grid_person: Mapped[str | None] = text(
        "网格员", length=40, synonyms=heads("网格员姓名 网格责任人 网格长 专职网格员"))
    grid_phone: Mapped[str | None] = text(
        "网格员电话", kind=Kind.PHONE, length=40, personal=True, synonyms=heads("网格员联系电话 网格员手机"))
    keeper: Mapped[str | None] = text(
        "包保责任人", length=60, width=8,
        synonyms=heads("包保人 包保领导 包保干部 挂钩领导 挂包领导 挂钩干部 包干责任人 监管责任人 责任人",
                       "包片干部 驻点监管员"))
    address: Mapped[str | None] = text(
        "实际地址", length=200, width=18,
        synonyms=heads("详细地址（办学点） 办学场所 办学场所地址 经营场所地址 教学点地址 机构所在地 所在地 地点 地址 办学地址 实际经营地址 经营地址 学校地址 实际办学地址 教学地址 培训地址",
                       "培训场所地址 机构地址 办学地点 详细地址 场所地址 经营场所"))
    area: Mapped[Decimal | None] = number(
        "面积", help="平方米",
        synonyms=heads("建筑面积 场所面积 办学面积 培训面积 使用面积 场地面积 教学面积 面积（平方米）",
                       "建筑面积（㎡） 场所面积（平方米）"))
    rooms: Mapped[int | None] = integer("教室数", synonyms=heads("教室数量 教室间数 教室 教室（间）"))
    sites: Mapped[str | None] = long_text(
        "其他教学点", length=500, synonyms=heads("教学点 分校地址 其他校区 分支机构 其他教学点地址"))

    licence_no: Mapped[str | None] = text(
        "办学许可证号", length=60, width=12, index=True,
        synonyms=heads("许可证号 许可证编号 办学许可证编号 办学许可证 许可证 办学许可证号码 办学证号",
                       "证书编号 许可编号 民办学校办学许可证号 许可证号码"))
    licence_office: Mapped[str | None] = text(
        "发证机关", length=60, synonyms=heads("发证机构 发证单位 许可机关 审批机关 颁证机关"))
    licence_on: Mapped[date | None] = day(
        "发证日期", synonyms=heads("发证时间 颁证日期 办证日期 许可日期 批准日期 首次发证日期"))
    licence_from: Mapped[date | None] = day(
        "许可证有效期自", width=6,
        synonyms=heads("有效期限起 有效期起 有效期自 许可证有效期起 有效期开始 证件起始日 许可证起始日期"))
    licence_until: Mapped[date | None] = day(
        "许可证到期", width=6, index=True,
        synonyms=heads("有效期限止 有效期至 有效期止 证件到期日 许可证有效期至 许可证到期日 许可证有效期止",
                       "到期日 到期时间 有效期 许可证有效期 有效期限 证件有效期 办学许可证有效期",
                       "办学许可证有效期至 截止日期"))
    licence_ended_on: Mapped[date | None] = day(
        "许可证注销日期", help="注销、吊销或收回许可证的日期",
        synonyms=heads("许可证吊销日期 许可证收回日期 注销日期 吊销日期"))
    registration: Mapped[Registration | None] = choice(
        "登记证照", Registration, width=7, spellings=REGISTRATION_SPELLINGS,
        synonyms=heads("登记类型 登记证照类型 法人登记类型 证照类型 登记形式 法人类型 主体类型 办学资质"))
    registrar: Mapped[str | None] = text(
        "登记机关", length=60, synonyms=heads("法人登记部门 登记部门 登记管理机关 注册机关"))
    registered_address: Mapped[str | None] = text(
        "注册地址", length=200, width=18,
        synonyms=heads("住所 登记地址 注册住所 营业执照地址 法人住所 住所地址"))
    legal_person: Mapped[str | None] = text(
        "法定代表人", length=40, width=6,
        synonyms=heads("法人代表 法人 法定代表人姓名 法人姓名 经营者 法代 法人代表姓名"))
    legal_person_id: Mapped[str | None] = text(
        "法定代表人证件号", length=40, width=11, personal=True,
        synonyms=heads("法定代表人身份证号 法人身份证号 身份证号 身份证号码 证件号码"))
    principal: Mapped[str | None] = text(
        "负责人", length=40, width=6,
        synonyms=heads("校长 校长姓名 负责人姓名 校长（负责人） 校长（负责人）姓名 实际负责人 联系人",
                       "机构负责人 主要负责人 举办者或负责人"))
    phone: Mapped[str | None] = text(
        "联系电话", kind=Kind.PHONE, length=60, width=9, personal=True,
        synonyms=heads("电话 手机 手机号 手机号码 联系方式 负责人电话 负责人联系电话 电话号码 联系手机",
                       "法人电话 移动电话 机构电话"))

    students: Mapped[int | None] = integer(
        "学员数",
        synonyms=heads("在读学员人数 学生数 在校生数 学员人数 在读学员数 学生人数 在培学员数 培训人数",
                       "在册学员数 在读人数"))
    staff: Mapped[int | None] = integer(
        "从业人员数", synonyms=heads("从业人员 教职工数 员工数 工作人员数 教职员工数 从业人数"))
    teachers: Mapped[int | None] = integer(
        "持教师资格证数", width=6,
        synonyms=heads("持证教师数 有教师资格证人数 教师资格证人数 持证教师 具备教师资格人数 教师数",
                       "专任教师数"))

    platform_included: Mapped[bool | None] = flag(
        "全国平台纳管", width=6, spellings=INCLUDED_SPELLINGS,
        synonyms=heads("纳入平台监管 是否纳入全国监管平台 全国平台 平台纳管 是否纳入平台 纳入全国平台",
                       "全国监管平台 纳管情况 是否纳管 平台录入 纳入监管平台 是否纳入监管平台 平台监管"))
    platform_on: Mapped[date | None] = day("平台纳管日期",
        synonyms=heads("纳管日期 纳入平台日期 平台录入日期"))

    prepaid: Mapped[Prepaid | None] = choice(
        "预收费监管", Prepaid, width=5, index=True, spellings=PREPAID_SPELLINGS,
        synonyms=heads("资金监管方式 预收费监管方式 预收费 资金监管 监管方式 预收费资金监管方式 资金监管情况",
                       "预收费资金监管 资金监管模式 预收费方式"))
    bank: Mapped[str | None] = text(
        "监管银行", length=60, synonyms=heads("托管银行 开户银行 开户行 监管账户银行 资金监管银行 银行"))
    account_name: Mapped[str | None] = text(
        "账户名称", length=100, synonyms=heads("账户名 户名 托管账户名称 专用账户名称"))
    account_no: Mapped[str | None] = text(
        "账号", length=40, width=11, personal=True,
        synonyms=heads("银行账号 专用账户 监管账户 托管账号 资金监管账号 专用账号"))
    agreement_no: Mapped[str | None] = text("监管协议编号", length=60,
        synonyms=heads("协议编号 托管协议编号 协议号"))
    agreement_from: Mapped[date | None] = day(
        "协议签订日期", synonyms=heads("签订日期 托管协议签订日期 协议签订时间 签约日期 监管协议签订日期"))
    agreement_until: Mapped[date | None] = day(
        "协议到期日期", index=True,
        synonyms=heads("协议到期日 托管协议到期日 协议有效期至 监管协议到期日期 协议到期时间"))
    filed_no: Mapped[str | None] = text("预收费备案号", length=60, synonyms=heads("备案号 备案编号"))
    filed_on: Mapped[date | None] = day("预收费备案日期", synonyms=heads("备案日期 备案时间"))
    deposit_due: Mapped[Decimal | None] = money("保证金应存", synonyms=heads("应存保证金 保证金应存金额"))
    deposit_held: Mapped[Decimal | None] = money(
        "保证金实存", synonyms=heads("实存保证金 保证金余额 保证金金额 保证金实存金额"))
    deposit_checked_on: Mapped[date | None] = day("保证金核查日期", synonyms=heads("保证金核对日期"))

    list_state: Mapped[ListState] = choice(
        "名单状态", ListState, default=ListState.NONE,
        spellings={"白": ListState.WHITE, "黑": ListState.BLACK, "预警名单": ListState.WARNING,
                   "未列入": ListState.NONE, "否": ListState.NONE},
        synonyms=heads("名单 所在名单 黑白名单 名单类型 黑白名单状态"))
    running: Mapped[Running] = choice(
        "运营状态", Running, default=Running.OPEN, index=True, spellings=RUNNING_SPELLINGS,
        synonyms=heads("办学状态 经营状态 登记状态 营业状态 机构状态 运营情况 办学情况 目前状态 状态"))
    conversion: Mapped[Conversion | None] = choice(
        "营转非状态", Conversion, spellings=CONVERSION_SPELLINGS,
        synonyms=heads("营转非 营转非情况 营转非进度"))
    notes: Mapped[str | None] = long_text("备注", synonyms=heads("说明 备注说明 其他情况 情况说明"))

    marks: Mapped[str | None] = mapped_column(String(1000), active_history=True)
    cleared: Mapped[str | None] = mapped_column(String(2000), active_history=True)
    former: Mapped[str | None] = mapped_column(String(2000), active_history=True)

    def title(self) -> str:
        return self.name

    def searched(self) -> Iterable[str | None]:
        return (self.name, self.code, *lines(self.former), self.licence_no, self.address,
                self.registered_address, self.legal_person, self.principal, self.phone, self.keeper,
                self.community)


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
    course: Mapped[Category | None] = choice("课程性质", Category, spellings=CATEGORY_SPELLINGS,
                                             help="不填时按机构类别")
    source: Mapped[str | None] = text("来源", length=100, width=14, help="合同、收据、家长反映等")
    excess: Mapped[str | None] = mapped_column(String(600), active_history=True)

    def title(self) -> str:
        return f"{self.charged_on.isoformat()} 收费 {self.amount:.2f} 元"


def lines(joined: str | None) -> tuple[str, ...]:
    """The sentences or names of a text that holds one a line."""
    return tuple((joined or "").splitlines())
