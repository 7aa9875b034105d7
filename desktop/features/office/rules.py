"""The facts of an office and what must be given before work can start."""

import re
from collections.abc import Sequence
from dataclasses import fields

from desktop.base.values import value_class

PLANS = {"quanzhou-2023": "泉州市 2023 年工作方案", "nanchang-2021": "南昌市 2021 年压减攻坚方案"}


@value_class
class Office:
    """The office: `code` is the county's six digits (GB/T 2260), `prefix` begins its document numbers."""

    county: str
    code: str
    bureau: str
    prefix: str
    plan: str
    towns: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    operator: str = "经办人"
    section: str = "校外培训监管股"
    contact_person: str = ""
    contact_phone: str = ""
    address: str = ""
    postcode: str = ""
    review_body: str = ""
    court: str = ""


LABELS = {
    "county": "县（市、区）", "code": "行政区划代码", "bureau": "单位名称", "prefix": "发文机关代字",
    "plan": "执行方案", "towns": "镇街", "departments": "责任部门", "operator": "经办人",
    "section": "承办股室", "contact_person": "联系人", "contact_phone": "联系电话", "address": "单位地址",
    "postcode": "邮政编码",
    "review_body": "行政复议机关", "court": "行政诉讼管辖法院",
}


def font_words(substitutes: Sequence[str]) -> str:
    """What this PC's fonts mean for the papers; `substitutes` as the book of fonts words them."""
    if not substitutes:
        return "公文用的字体本机都有。"
    return f"{'；'.join(substitutes)}。打印不受影响，字形与公文标准略有出入；装上字体后自动改用。"


def faults(office: Office) -> dict[str, str]:
    """What is missing or wrong, by field; empty when the office can start."""
    found: dict[str, str] = {}
    for key in ("county", "bureau", "prefix", "operator"):
        if not getattr(office, key).strip():
            found[key] = f"请填写{LABELS[key]}"
    if not re.fullmatch(r"\d{6}", office.code):
        found["code"] = "行政区划代码是 6 位数字，例如 350582"
    if office.plan not in PLANS:
        found["plan"] = f"没有这个方案，可选：{'、'.join(PLANS)}"
    return found


def defaults(county: str, code: str, plan: str) -> Office:
    """An office with everything that follows from its county, for the clerk to correct.

    The document prefix is the county's first character and 教, as 晋教 for 晋江市.
    """
    departments = tuple(f"{county}{name}" for name in (
        "教育局", "市场监督管理局", "科技局", "文化体育和旅游局", "公安局", "民政局", "消防救援大队"))
    return Office(county=county, code=code, bureau=f"{county}教育局", prefix=f"{county[:1]}教", plan=plan,
                  departments=departments, review_body=f"{county}人民政府", court=f"{county}人民法院")


FACT_KEYS = tuple(item.name for item in fields(Office) if item.name not in ("towns", "departments"))
