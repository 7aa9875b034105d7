"""一案一档 as one PDF, and the ledgers in the forms offices print (domain 5.3)."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.progress import silent
from desktop.features.documents.queries import font_book
from desktop.features.problems.excel import ledger_xlsx
from desktop.features.problems.listing.forms import FORMS, MERGED, NOTICE, RECTIFYING, filled_form
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.notices.file import closing_file
from desktop.features.problems.notices.ledgers import ledger_pdf
from desktop.features.problems.operations.evidence import add_evidence, add_staged, stage_evidence
from desktop.features.problems.panels.evidence import file_rows
from desktop.features.problems.panels.shown import read_shown
from desktop.features.problems.queries import evidence_files
from desktop.features.problems.records import EvidenceKind, Problem, State
from desktop.output.pdf.sheet import Paper
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.pictures import photo
from tests.helpers.problems import bring_to, move, register


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def pages(data: bytes) -> list[str]:
    document = PdfDocument(BytesIO(data))
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def foreign(width: float, height: float, *, turned: int = 0) -> bytes:
    """Somebody else's PDF of two pages."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    for words in ("FOREIGN ONE", "FOREIGN TWO"):
        canvas.setPageRotation(turned)
        canvas.drawString(30, 30, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def attach(desk: Desk, problem: Problem, kind: EvidenceKind, name: str, data: bytes) -> None:
    desk.do(add_evidence, "佐证", problem=problem.id, evidence_kind=kind, name=name, data=data)


def file_of(desk: Desk, problem: Problem) -> list[str]:
    with desk.store.reading() as session:
        found = session.get_one(Problem, problem.id)
        return pages(closing_file(session, found, TODAY, font_book(), silent()))


def test_closing_file_holds_everything_with_page_numbers(desk: Desk) -> None:
    made = register(desk)
    attach(desk, made, EvidenceKind.BEFORE, "整改前.jpg", photo("2023:09:12 19:42:05"))
    attach(desk, made, EvidenceKind.ACCOUNT, "账户证明.pdf", foreign(420, 595))
    attach(desk, made, EvidenceKind.OTHER, "现场.mp4", b"video")
    bring_to(desk, made, State.RECTIFYING)
    move(desk, made, "extend")
    bring_to(desk, made, State.CLOSED)
    found = file_of(desk, made)
    assert all(f"第{place}页共{len(found)}页" in page for place, page in enumerate(found, 1))
    assert "一案一档" in found[0]
    assert made.number in found[0]
    contents = found[1]
    sheets = ("问题登记表", "整改前照片：整改前.jpg", "核查记录", "审核审批", "延期审批", "办理过程")
    for title in sheets:
        assert title in contents, title
        assert title in "".join(found[2:]), title
    assert "账户证明：账户证明.pdf" in contents
    assert "现场.mp4" in contents
    assert "校验值" in contents
    whole = "".join(found)
    assert "FOREIGNONE" in whole
    assert "FOREIGNTWO" in whole
    assert "拍摄时间：2023-09-12" in whole
    assert "许文彬" in whole


def test_contents_name_the_right_pages(desk: Desk) -> None:
    made = register(desk)
    attach(desk, made, EvidenceKind.REPORT, "报告.pdf", foreign(595, 842))
    attach(desk, made, EvidenceKind.AFTER, "改后.jpg", photo(""))
    found = file_of(desk, made)
    title = "整改后照片：改后.jpg"
    place = next(number for number, page in enumerate(found, 1) if title in page and number > 2)
    line = found[1].partition(title)[2]
    assert line.startswith(f"{TODAY.isoformat()}{place}")


def test_a_long_name_is_broken_and_a_see_through_picture_lies_on_white(desk: Desk) -> None:
    made, clear = register(desk), BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(clear, "PNG")
    name = f"{'很长的文件名' * 25}.png"
    attach(desk, made, EvidenceKind.OTHER, name, clear.getvalue())
    with desk.store.reading() as session:
        data = closing_file(session, session.get_one(Problem, made.id), TODAY, font_book(), silent())
    place = next(place for place, page in enumerate(pages(data)) if place > 2 and name in page)
    page = PdfDocument(BytesIO(data))[place]
    boxes = [page.get_textpage().get_charbox(number) for number in range(page.get_textpage().count_chars())]
    assert max(right for _, _, right, _ in boxes) < page.get_width()
    middle = page.render().to_pil().getpixel((300, 150))
    assert middle == (255, 255, 255)


def test_a_picture_taken_after_it_was_kept_is_told(desk: Desk) -> None:
    made = register(desk)
    attach(desk, made, EvidenceKind.BEFORE, "钟快了.jpg", photo("2099:01:01 08:00:00"))
    assert "拍摄时间：2099-01-0108:00（晚于导入，相机时钟不准）" in "".join(file_of(desk, made))
    with desk.store.reading() as session:
        assert "晚于导入，相机时钟不准" in file_rows(session, made.id, True)[0].times
        shown = read_shown(session, made.id, TODAY)
    assert shown is not None
    assert shown.pairs[0][0].taken.startswith("拍摄时间晚于导入，不准")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_foreign_pages_stand_upright_on_a4(desk: Desk, turned: int) -> None:
    made = register(desk)
    attach(desk, made, EvidenceKind.REPORT, "报告.pdf", foreign(1200, 500, turned=turned))
    with desk.store.reading() as session:
        data = closing_file(session, session.get_one(Problem, made.id), TODAY, font_book(), silent())
    document = PdfDocument(BytesIO(data))
    sizes = {tuple(sorted(round(side / 72 * 25.4) for side in document.get_page_size(place)))
             for place in range(len(document))}
    assert sizes == {(210, 297)}
    assert "FOREIGNONE" in "".join(pages(data))


def test_broken_altered_and_locked_files_are_listed_not_fatal(desk: Desk) -> None:
    made = register(desk)
    attach(desk, made, EvidenceKind.REPORT, "坏的.pdf", b"%PDF-1.7 nothing")
    attach(desk, made, EvidenceKind.CONTRACT, "改动.pdf", foreign(595, 842))
    attach(desk, made, EvidenceKind.OTHER, "丢失.jpg", photo(""))
    with desk.store.reading() as session:
        kept = {item.name: desk.store.files.path(item.sha256, item.name)
                for _, item in evidence_files(session, session.get_one(Problem, made.id))}
    kept["改动.pdf"].write_bytes(b"altered")
    kept["丢失.jpg"].unlink()
    contents = file_of(desk, made)[1]
    assert "打不开或有密码" in contents
    assert "文件已改动" in contents
    assert "找不到文件" in contents


def test_a_photo_that_is_no_photo_is_refused(desk: Desk, tmp_path: Path) -> None:
    made, fake = register(desk), tmp_path / "照片.jpg"
    fake.write_bytes(b"not a photo")
    with pytest.raises(UserError, match="不是图片"):
        attach(desk, made, EvidenceKind.AFTER, "照片.jpg", b"not a photo")
    with pytest.raises(UserError, match="不是图片"):
        stage_evidence(desk.store.files, [fake], EvidenceKind.BEFORE)


def test_a_large_video_is_kept_and_only_listed(desk: Desk, tmp_path: Path) -> None:
    made, video = register(desk), tmp_path / "现场.mp4"
    with video.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    staged = stage_evidence(desk.store.files, [video], EvidenceKind.OTHER)
    for _ in range(2):
        desk.do(add_staged, "佐证", problem=made.id, evidence_kind=EvidenceKind.OTHER, files=staged)
    with desk.store.reading() as session:
        files = evidence_files(session, session.get_one(Problem, made.id))
    assert [(item.kind, kept.size) for item, kept in files] == [(EvidenceKind.OTHER, 200 * 1024 * 1024)]
    assert "不能装订" in file_of(desk, made)[1]


HEADS = {
    "rectification": "序号,检查时间,检查人,类别,存在问题,整改措施,整改完成时间,"
                     "责任人,复查时间,复查人,复查结果",
    "notice": "序号,被检查单位,具体地点,隐患类别,存在的问题或隐患,问题或隐患图片,整改措施,"
              "整改期限（天）,整改责任人,整改资金（元）,复查时间,完成情况,复查人,备注",
    "closing": "序号,被检查单位,具体地点,类别,存在隐患或问题,采取的整改措施,整改期限,整改责任人,"
               "整改情况,完成时间,复查人,整改前图片,整改后图片",
    "problems": "序号,问题编号,发现日期,来源,机构,镇街,一级类别,二级类别,问题描述,违反依据,"
                "整改措施,整改时限,责任单位,责任人,督办级别,文书号,整改进展,完成日期,佐证材料,核查人·日期·结论,审批人·销号日期,销号号,"
                "回头看日期·结果,状态,超期天数,备注",
}


@pytest.mark.parametrize("key", list(FORMS))
def test_ledgers_print_the_forms_of_the_trade(desk: Desk, key: str) -> None:
    assert ",".join(column.head for column in FORMS[key].columns) == HEADS[key]
    made = bring_to(desk, register(desk), State.CLOSED)
    register(desk, town="金井镇", subject="金井“周老师”托管点")
    with desk.store.reading() as session:
        listing = PROBLEMS.with_data(session)
        question = Question(filters=frozenset({"closed"}))
        filled = filled_form(session, FORMS[key], listing, question, TODAY, silent())
    assert (len(filled.rows), filled.count) == (1, "共 1 个问题，涉及 1 家。")
    for paper in Paper:
        words = "".join(pages(ledger_pdf(filled, paper, font_book())))
        plain = [filled.form.title, "单位：晋江市教育局", "筛选：已销号", "日期：2023年9月25日",
                 *FORMS[key].feet]
        assert all("".join(part.split()) in words for part in plain)
        assert made.subject[:4] in words
    sheet = load_workbook(BytesIO(ledger_xlsx(filled, a3=True))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], rows[2]) == (filled.form.title, tuple(HEADS[key].split(",")))
    assert len(rows) == 1 + 1 + 1 + 1 + 1 + 1 + 1
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$3"


def test_limits_of_the_forms(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    move(desk, made, "extend")
    with desk.store.reading() as session:
        listing = PROBLEMS.with_data(session)

        def cell(form: str, head: str) -> str:
            filled = filled_form(session, FORMS[form], listing, Question(), TODAY, silent())
            return filled.rows[0][[column.head for column in filled.form.columns].index(head)]

        assert cell(MERGED.key, "整改时限") == "2023.10.12\n（原2023.09.26）"
        assert cell(NOTICE.key, "整改期限（天）") == str((date(2023, 10, 12) - date(2023, 9, 12)).days)
        assert cell(RECTIFYING.key, "责任人") == "梅岭街道办\n吴志坚"
