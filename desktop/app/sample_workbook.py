"""A township's ledger as it really arrives: title rows, a merged head, mixed dates, three faults, a total."""

from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from desktop.app.sample_data import FIRST, ROADS
from desktop.app.sample_people import code, person

ROWS = 34
HEADS = (
    "序号",
    "单位全称",
    "统一社会\n信用代码",
    "类别",
    "负责人",
    "手机号码",
    "办学地址",
    "所在村（社区）",
    "办学许可证",
    None,
    "监管情况",
    None,
)
UNDER = {9: "许可证编号", 10: "有效期限止", 11: "全国平台", 12: "资金监管方式"}
MERGES = ("A1:L1", "I3:J3", "K3:L3", *(f"{letter}3:{letter}4" for letter in "ABCDEFGH"))
DATE_FORMS = (
    "{0:%Y}-{0:%m}-{0:%d}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y%m%d}",
)


def township_workbook(seed: int = 7) -> bytes:
    """The bytes of 安海镇's .xlsx; the same for the same seed."""
    random = Random(seed)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["安海镇校外培训机构台账（9月）"])
    sheet.append(["填表单位（盖章）：安海镇人民政府", *[None] * 10, "填表时间：2023年9月22日"])
    sheet.append(list(HEADS))
    sheet.append([UNDER.get(place) for place in range(1, len(HEADS) + 1)])
    for place in range(ROWS):
        sheet.append(_row(random, place))
    sheet.append(["合计", f"共{ROWS}家"])
    sheet.append(["注：本表由各镇（街道）于每月25日前报市教育局。填表人：        审核人："])
    for cells in MERGES:
        sheet.merge_cells(cells)
    for row in sheet.iter_rows(min_row=3, max_row=4):
        for cell in row:
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _row(random: Random, place: int) -> list[Any]:
    until = date(2023, 10, 1) + timedelta(days=random.randint(1, 900))
    name = f"晋江市安海{FIRST[place % len(FIRST)]}{random.choice(('艺术', '科技', '文化', '体育'))}培训中心"
    given: Any = code(random, random.choice(("52", "91", "92")))
    ends: Any = DATE_FORMS[place % 4].format(until) if place % 5 else until
    if place == 3:
        given = 913505821234567890
    if place == 9:
        ends = "2024-2-30"
    if place == 17:
        name = ""
    if place == 5:
        given = given[:-1] + ("0" if given[-1] != "0" else "1")
    if place == 7:
        given = f" {given.lower()} "
    return [
        place + 1,
        name or None,
        given,
        random.choice(("文化艺术类", "科技类", "体育类", "学科类")),
        person(random),
        f"139{random.randint(0, 99999999):08d}",
        f"晋江市安海镇{random.choice(ROADS)}{random.randint(1, 300)}号",
        random.choice(("安平社区", "兴胜社区", "前埔村")),
        f"教民13505829{place:07d}号",
        ends,
        random.choice(("是", "已纳入", "否", "未纳入")),
        random.choice(("银行托管", "风险保证金", "未纳入")),
    ]
