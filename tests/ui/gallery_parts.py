"""The larger parts of the kit, filled with invented data after the pictures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.box import Box, Tile, TileStrip
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.card import Alert, CardHead, Fact, Item, RecordCard, Section
from desktop.ui.charts import Bars, Swatch, WeekChart
from desktop.ui.empty import EmptyState
from desktop.ui.form_sheet import FormCell, FormSheet, HeadCell
from desktop.ui.gate_list import GateItem, GateList
from desktop.ui.import_grid import GridCell, GridColumn, GridRow, ImportGrid
from desktop.ui.labels import label
from desktop.ui.page_head import Piece
from desktop.ui.photo_pair import Photo, PhotoPair
from desktop.ui.stage_strip import Stage, StageState, StageStrip, StepMarks
from desktop.ui.totals_bar import Total, TotalsBar

DONE, NOW, TODO = StageState
RED_CODE = "存成了数字（3.50582E+17），末几位已丢，请对照证照填 18 位。"


def card() -> QWidget:
    """A record card as in the second picture."""
    made = RecordCard()
    made.setFixedWidth(368)
    made.show_record(
        CardHead(
            "晋江市启衡文化教育培训中心",
            "52350582MJB409833W",
            (
                ("有证有照", Tone.GREEN),
                ("学科 · 非营利", Tone.GREY),
                ("白名单", Tone.GREY),
                ("未销号 1", Tone.RED),
            ),
        ),
        (
            Section(
                "base",
                "基本",
                None,
                (
                    Fact("法定代表人", "王铉"),
                    Fact("联系电话", "138****0215", full="13800000215"),
                    Fact("主管部门", "晋江市教育局 · 民办教育股"),
                    Fact("镇街 · 社区", "梅岭街道 · 双沟社区 · 第 4 网格"),
                    Fact("实际地址", "晋江市梅岭街道和平中路 218 号三楼 301—305 室"),
                ),
            ),
            Section(
                "licence",
                "证照",
                None,
                (
                    Fact("办学许可证", "教民 135058270000386 号"),
                    Fact("有效期", "2021-03-16 至 2024-03-15", hint="剩 172 日"),
                ),
            ),
            Section(
                "money",
                "预收费",
                None,
                (
                    Fact("监管方式", "银行托管 · 农商银行 · 尾号 7731"),
                    Alert("9月12日收费 6 个月，超过 3 个月上限。", Tone.AMBER, "money:1", "看这 12 笔"),
                ),
            ),
            Section(
                "open",
                "问题",
                2,
                (
                    Item("预收费一次性收取 6 个月", "problem:47", "2023-047", "剩 1 日", Tone.AMBER, "核查"),
                    Item("从业人员资格未公示", "problem:12", "2023-012", "已销号", Tone.GREY, "8月21日"),
                ),
            ),
            Section("history", "历史", empty="还没有改动。"),
        ),
    )
    made.add_action(PrimaryButton("保存", key="Ctrl+S"))
    made.add_action(Button("一机构一页"))
    made.add_action(Button("办理", arrow=True), right=True)
    return made


def detail() -> QWidget:
    """Stage strip, gate list and photo pair as in the third picture."""
    page = QWidget()
    page.setProperty("ground", "surface")
    column = QVBoxLayout(page)
    strip = StageStrip()
    strip.set_stages(
        [
            Stage("a", "登记", DONE, "9月12日 林晓燕"),
            Stage("b", "交办", DONE, "9月13日 第21号"),
            Stage("c", "整改中", DONE, "9月14日起，延期 1 次"),
            Stage("d", "申请销号", DONE, "9月22日 机构提交"),
            Stage("e", "核查", NOW, "今天，还缺 3 项", Tone.RED),
            Stage("f", "审核", TODO, "股室负责人"),
            Stage("g", "批准", TODO, "分管领导"),
            Stage("h", "已销号", TODO),
            Stage("i", "回头看", TODO, "销号后 30 日内"),
        ]
    )
    column.addWidget(strip)
    row = QHBoxLayout()
    gate = GateList("还缺什么", "不能销号")
    gate.set_items(
        [
            GateItem("退费凭证", False, "12 名学员，已附 9 份，还缺 3 份", "proof", "添加"),
            GateItem("整改报告（盖章）", True, "1 份，9月22日"),
            GateItem("责令限期整改通知书及送达回证", True, "21号，9月13日 15:20 送达"),
            GateItem("第二名核查人", False, "至少 2 人，现只有林晓燕", "checker", "填写"),
            GateItem("第 16 项为空", False, "", "note", "填写", Tone.AMBER),
        ]
    )
    row.addWidget(gate, 2)
    pair = PhotoPair()
    pair.show_pair(Photo("整改前", None, "拍摄 9月12日 19:42"), Photo("整改后", fault="文件已改动"))
    row.addWidget(pair, 1, Qt.AlignmentFlag.AlignTop)
    column.addLayout(row)
    return page


def overview() -> QWidget:
    """Tiles and a chart as in the first picture."""
    page = QWidget()
    page.setProperty("ground", "page")
    column = QVBoxLayout(page)
    tiles = TileStrip()
    tiles.set_tiles(
        [
            Tile(
                "late",
                "已逾期",
                "7",
                Tone.RED,
                (Piece("问题 "), Piece("4", "p"), Piece(" · 工单 "), Piece("2", "w")),
            ),
            Tile("soon", "3 个工作日内到期", "12", Tone.AMBER, (Piece("问题 "), Piece("6", "p"))),
            Tile("week", "7 个工作日内到期", "19", Tone.BLUE, (Piece("问题 "), Piece("9", "p"))),
            Tile("licence", "证照 30 日内到期", "4"),
            Tile("draft", "没写完的", "5"),
        ]
    )
    column.addWidget(tiles)
    chart = WeekChart("新增", "销号")
    firsts, seconds = (3, 4, 6, 5, 7, 8, 6, 5, 7, 6, 4, 3), (0, 0, 1, 2, 2, 3, 4, 3, 4, 5, 4, 3)
    chart.set_weeks(
        [
            Bars(str(n), f"{7 + n // 4}/{n % 4 * 7 + 3}", first, second)
            for n, (first, second) in enumerate(zip(firsts, seconds, strict=True))
        ]
    )
    box = Box("近 12 周问题", hint="周一起算", link=("all", "全部"), count="33")
    for filled, words in ((False, "新增 64"), (True, "销号 31")):
        box.head.addWidget(Swatch(filled=filled))
        box.head.addWidget(label(words, "small"))
    box.body.addWidget(chart)
    column.addWidget(box, 1)
    return page


def empty() -> QWidget:
    """An empty page."""
    return EmptyState("这里放全县的校外培训机构。", "先导入镇街报来的表格，或手工登记第一家。", "导入机构")


def import_page() -> QWidget:
    """The import preview as in the fifth picture."""
    page = QWidget()
    page.setProperty("ground", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    steps = StepMarks(("选文件", "找表头", "对列", "预览", "入库"))
    steps.set_current(3)
    totals = TotalsBar()
    totals.set_totals(
        Total("all", "读入", 34),
        [
            Total("new", "新增", 11),
            Total("changed", "更新", 9),
            Total("same", "相同", 8),
            Total("skip", "跳过", 3),
            Total("bad", "失败", 3, Tone.RED),
        ],
        Total("mark", "待核对", 2, Tone.AMBER),
        "已含在新增、更新里",
    )
    top = QVBoxLayout()
    top.setContentsMargins(16, 8, 16, 4)
    top.addWidget(steps, 0, Qt.AlignmentFlag.AlignRight)
    top.addWidget(totals)
    column.addLayout(top)
    grid = ImportGrid()
    grid.show_kinds([("", "全部", 34), ("新增", "新增", 11), ("失败", "失败", 3)])
    grid.show_rows(
        (
            GridColumn("序号", "", "", 64),
            GridColumn("单位全称", "name", "同义词", 204),
            GridColumn("统一社会信用代码\n（注册号）", "code", "同义词", 172),
            GridColumn("类别", "kind", "同名", 86),
            GridColumn("有效期至", "until", "上次记住", 110),
            GridColumn("预收费\n监管方式", "way", "同义词", 130),
        ),
        (
            ("name", "机构名称"),
            ("code", "统一社会信用代码"),
            ("kind", "类别"),
            ("until", "许可证到期"),
            ("way", "监管方式"),
        ),
        (
            _row(5, "新增", Tone.GREEN, "52350582MJB4502898"),
            _row(6, "更新", Tone.BLUE, "92350582MA8T0R1X8L"),
            _row(7, "失败", Tone.RED, GridCell("3.50582E+17", "存成了数字，请填 18 位", Tone.RED, RED_CODE)),
            _row(8, "新增", Tone.GREEN, GridCell("91350582MA36F1JL53", "校验位不对，标为待核对", Tone.AMBER)),
            _row(9, "相同", Tone.GREY, "92350582MA8N5G2KXC"),
            GridRow(12, "跳过", Tone.GREY, note="小计　7 家　跳过原因：合计、小计行"),
            _row(
                13, "更新", Tone.BLUE, "92350582MA8Y9F7W9G", GridCell("银行托管", "原为：未纳入", Tone.BLUE)
            ),
        ),
    )
    column.addWidget(grid, 1)
    grid.next_fault()
    return page


def _row(number: int, kind: str, tone: Tone, code: str | GridCell, last: GridCell | None = None) -> GridRow:
    return GridRow(
        number,
        kind,
        tone,
        (
            GridCell(str(number - 4)),
            GridCell("晋江市虚构书法培训中心"),
            code if isinstance(code, GridCell) else GridCell(code),
            GridCell("文化艺术"),
            GridCell("2024-07-31"),
            last or GridCell("银行托管"),
        ),
    )


def form_sheet() -> QWidget:
    """An official form with three head rows."""
    sheet = FormSheet()
    heads = [
        "5.\n查处腐败和作风问题数",
        "6.\n批评教育帮助和处理人数",
        "7.\n党纪政务处分人数",
        "8.\n发现职能部门问题数",
        "9.\n推动整改问题数",
    ]
    sheet.set_form(
        [
            HeadCell(0, 0, "序号", 3),
            HeadCell(0, 1, "1.整治项目名称", 3),
            HeadCell(0, 2, "有关数据", 1, 7),
            *(HeadCell(1, 2 + n, text, 2) for n, text in enumerate(heads)),
            HeadCell(1, 7, "13.\n通报曝光", 1, 2),
            HeadCell(2, 7, "批次数"),
            HeadCell(2, 8, "案件数"),
            HeadCell(0, 9, "15.工作成效", 3),
        ],
        [32, 104, 50, 50, 50, 50, 50, 42, 42, 240],
        2,
    )
    sheet.set_body(
        [
            [
                FormCell("1"),
                FormCell("整治校外培训机构不规范问题，减轻中小学生课外负担", left=True),
                *(FormCell(str(n), f"c{n}", counted=n > 3) for n in range(1, 8)),
                FormCell("组织开展“百日会战”等 3 场专项行动，累计检查 126 个次……", "text", left=True),
            ]
        ]
    )
    sheet.select("c5")
    return sheet
