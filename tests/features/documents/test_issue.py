"""Issuing, voiding, delivering: numbers never repeat nor gap, an issued file never changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.resources import resource
from desktop.features.documents.listing import DOCUMENTS
from desktop.features.documents.operations import (
    issue,
    keep_draft,
    record_delivery,
    void_document,
)
from desktop.features.documents.queries import (
    DELIVERY,
    document,
    documents_about,
    draft_of,
    load_template,
    next_number,
    office_values,
    read_paper,
    recent,
    render_paper,
    shipped_keys,
    trial_paper,
)
from desktop.features.documents.records import DeliveryWay, Document, DocumentState
from desktop.features.documents.rules import FROM_DELIVERY, Paper, printed_blocks
from desktop.features.statutes.operations import confirm_statute, seed_statutes
from desktop.output.pdf.fonts import FontBook
from desktop.store.attachments import Attachment, faults
from desktop.store.desk import Desk
from desktop.store.store import Store
from tests.helpers.desk import TODAY, make_desk

VALUES = {
    "当事人": "晋江市𬭎䶮篮球培训有限公司", "称谓": "你单位", "地点": "罗山街道福兴路96号二楼",
    "问题描述": "疏散通道堆放训练器材、应急照明灯3盏失效", "证据": "2023年9月22日现场检查记录、照片6张",
    "违反条款": "《中华人民共和国民办教育促进法实施条例》第六十三条第（五）项",
    "处理依据": "《中华人民共和国行政处罚法》第二十八条第一款", "整改期限": "2023年10月9日",
    "整改要求": "立即清空疏散通道，恢复双向畅通。\n更换失效的应急照明灯，并出具检测合格报告。",
}
ORDER = {
    "督办级别": "重点督办", "主送单位": "罗山街道办事处", "督办来源": "市督查组现场检查反馈意见",
    "督办事由": "辖区内三家机构未按期完成整改",
    "督办事项": "逐家核查整改情况\n公示核查结果",
    "办理要求": "明确专人办理", "办结时限": "2023年10月16日", "签发人": "王一鸣",
    "承办单位": "罗山街道教育工作站", "承办人": "陈小明",
}
FORM = {
    "问题编号": "2023-001", "发现日期": "2023年9月12日", "机构": "晋江市𬭎䶮篮球培训有限公司",
    "地址": "罗山街道福兴路96号二楼", "类别": "安全消防", "督办级别": "一般", "责任单位": "晋江市教育局",
    "责任人": "陈小明", "问题描述": "疏散通道堆放训练器材", "整改时限": "2023年10月9日",
    "完成日期": "2023年9月24日", "文书号": "晋教责改〔2023〕1号", "整改措施": "清空通道。\n更换照明灯。",
    "整改情况": "已清空并更换。", "佐证材料": "整改报告1份、整改后照片2份", "申请人": "蔡某",
    "申请日期": "2023年9月24日", "核查情况": "2023年9月25日现场核查，林晓燕、陈志远：属实整改到位。",
    "审核意见": "同意销号。", "审批意见": "同意销号。",
}
MORNING = datetime(2023, 9, 25, 2, tzinfo=UTC)
OWN = {"rectification": VALUES, "supervision": ORDER, "closing": FORM}
SHIPPED = {key: {name: words for name, words in trial_paper(load_template(key), "晋江市教育局").values.items()
                if words and name != "文号"} for key in shipped_keys()
           if key not in OWN and load_template(key).series}
PAPERS = {**OWN, **SHIPPED}
UNNUMBERED = {DELIVERY, "interview-record"}


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return FontBook(resource("fonts"), ())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


def paper(desk: Desk, key: str = "rectification", about_id: int = 1, **changes: str) -> Paper:
    with desk.store.reading() as session:
        given = office_values(session, load_template(key))
    values = given | PAPERS[key] | changes
    return Paper(key, values, about="problem", about_id=about_id, about_title="问题 2023-001")


def words(pdf: bytes) -> str:
    """All text of a PDF without spaces and line ends."""
    with pypdfium2.PdfDocument(pdf) as read:
        found = "".join(page.get_textpage().get_text_bounded() for page in read)
    return "".join(found.split())


def file_of(desk: Desk, wanted: str) -> bytes:
    with desk.store.reading() as session:
        attachment = session.get(Attachment, document(session, wanted).attachment_id)
        assert attachment is not None
        return desk.store.files.read(attachment)


@pytest.mark.parametrize("key", sorted(PAPERS))
def test_an_issued_paper_says_every_value_and_its_number(desk: Desk, fonts: FontBook, key: str) -> None:
    given = paper(desk, key)
    wanted = tuple(option for option in load_template(key).options if option != FROM_DELIVERY)
    given = replace(given, options=wanted)
    made = desk.do(issue, "签发", paper=given, fonts=fonts)
    said = words(file_of(desk, made.number))
    assert made.number in said
    assert key == "closing" or f"{TODAY.year}年{TODAY.month}月{TODAY.day}日" in said
    printed = {name for block in printed_blocks(load_template(key), given) for name in block.names}
    for value in (value for name, value in given.values.items() if name in printed):
        for line in value.splitlines():
            assert "".join(line.split()) in said
    assert "�" not in said


@pytest.mark.parametrize("lead", [1, 3, 6])
def test_the_text_copies_out_without_stray_spaces(desk: Desk, fonts: FontBook, lead: int) -> None:
    values = {"当事人": "晋江市青阳启明培训中心", "地点": "青阳街道崇德路2楼",
              "问题描述": "收" * lead + "6222021408001234567890123456789的账户收取3个学员学费"}
    given = replace(paper(desk, **values), options=())
    made = desk.do(issue, "签发", paper=given, fonts=fonts)
    with pypdfium2.PdfDocument(file_of(desk, made.number)) as read:
        said = "".join(page.get_textpage().get_text_range() for page in read).replace("\r\n", "")
    assert (f"经查，你单位在{values['地点']}存在{values['问题描述']}的行为，"
            f"违反了{VALUES['违反条款']}的规定。") in said


def test_every_wording_has_sample_values_here() -> None:
    assert {*PAPERS, *UNNUMBERED} == {path.stem for path in resource("notices").glob("*.txt")}


def test_the_record_holds_what_left_the_office(desk: Desk, fonts: FontBook) -> None:
    made = desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    assert (made.number, made.heading, made.addressee) == (
        "晋教责改〔2023〕1号", "责令限期整改通知书", VALUES["当事人"])
    assert (made.issued_on, made.issued_by, made.state) == (TODAY, "林晓燕", DocumentState.ISSUED)
    with desk.store.reading() as session:
        assert [item.id for item in documents_about(session, "problem", 1)] == [made.id]
        attachment = session.get(Attachment, made.attachment_id)
        assert attachment is not None
        assert attachment.name == "晋教责改〔2023〕1号 责令限期整改通知书.pdf"
        assert attachment.sha256 == made.sha256
    other = desk.do(issue, "签发", paper=paper(desk, "supervision"), fonts=fonts)
    facts = (other.number, other.addressee, other.signed_by)
    assert facts == ("晋教督办〔2023〕1号", "罗山街道办事处", "王一鸣")


def test_an_empty_blank_stops_the_paper_and_takes_no_number(desk: Desk, fonts: FontBook) -> None:
    with pytest.raises(UserError) as refused:
        desk.do(issue, "签发", paper=paper(desk, 整改期限="", 联系人="", 违反条款="第__项"), fonts=fonts)
    assert list(refused.value.fields) == ["违反条款", "整改期限", "联系人"]
    assert "还有 3 处空白：违反条款、整改期限、联系人" in refused.value.what
    with desk.store.reading() as session:
        assert next_number(session, "责改", 2023) == 1
        assert session.scalars(select(Attachment)).all() == []


def test_an_unchecked_article_stops_the_paper_until_confirmed(desk: Desk, fonts: FontBook) -> None:
    later = Desk(Store(desk.store.folder, FixedClock.on(date(2023, 11, 1))), "林晓燕")
    cited = replace(paper(desk), statutes=("order-53-18",))
    said = paper(desk, 违反条款="《校外培训行政处罚暂行办法》第十八条")
    for given in (cited, said):
        with pytest.raises(UserError, match="《校外培训行政处罚暂行办法》第十八条待核对"):
            later.do(issue, "签发", paper=given, fonts=fonts)
    later.do(confirm_statute, "核对", key="order-53-18", basis="教育部令第53号公布文本")
    assert later.do(issue, "签发", paper=cited, fonts=fonts).number == "晋教责改〔2023〕1号"
    assert later.do(issue, "签发", paper=said, fonts=fonts).number == "晋教责改〔2023〕2号"
    later.store.close()


def test_a_law_not_yet_in_force_stops_the_paper(desk: Desk, fonts: FontBook) -> None:
    with pytest.raises(UserError, match="自2023年10月15日起施行"):
        desk.do(issue, "签发", paper=replace(paper(desk), statutes=("order-53-17",)), fonts=fonts)


def test_a_character_without_a_font_stops_the_paper(desk: Desk, fonts: FontBook) -> None:
    with pytest.raises(UserError, match="1 个字没有字体能打印"):
        desk.do(issue, "签发", paper=paper(desk, 当事人="甲\U0010fffd中心"), fonts=fonts)
    with desk.store.reading() as session:
        assert next_number(session, "责改", 2023) == 1


def test_twenty_clicks_make_one_paper(desk: Desk, fonts: FontBook) -> None:
    given = replace(paper(desk), token="a1")
    made = {desk.do(issue, "签发", paper=given, fonts=fonts).number for _ in range(20)}
    assert made == {"晋教责改〔2023〕1号"}
    same = desk.do(issue, "签发", paper=replace(given, token="another"), fonts=fonts)
    assert same.number == "晋教责改〔2023〕1号"
    other = desk.do(issue, "签发", paper=replace(given, token="b", about_id=2), fonts=fonts)
    assert other.number == "晋教责改〔2023〕2号"


def test_voiding_restarting_issuing_anew_never_repeats_nor_gaps(desk: Desk, fonts: FontBook) -> None:
    numbers = []
    folder = desk.store.folder
    for step in range(6):
        store = Store(folder, FixedClock.on(TODAY))
        again = Desk(store, "林晓燕")
        made = again.do(issue, "签发", paper=paper(again, about_id=step), fonts=fonts)
        numbers.append(made.number)
        if step % 2:
            again.do(void_document, "作废", wanted=made.number, reason="当事人名称写错")
        if step == 3:
            again.do(void_document, "作废", wanted=numbers[0], reason="地址写错")
            numbers.append(again.do(issue, "签发", paper=paper(again, about_id=0), fonts=fonts).number)
        store.close()
    assert numbers == [f"晋教责改〔2023〕{number}号" for number in range(1, 8)]
    with desk.store.reading() as session:
        voided = session.scalars(DOCUMENTS.ids(Question(filters=frozenset({"void"})), TODAY)).all()
        rows = session.execute(DOCUMENTS.rows(voided, TODAY)).mappings().all()
        assert session.scalar(DOCUMENTS.count(Question(), TODAY)) == 7
    assert {row["number"]: row["void_reason"] for row in rows} == {
        numbers[0]: "地址写错", numbers[1]: "当事人名称写错", numbers[3]: "当事人名称写错",
        numbers[6]: "当事人名称写错"}
    assert {row["status"] for row in rows} == {"作废"}


def test_a_new_year_begins_with_one(desk: Desk, fonts: FontBook) -> None:
    desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    store = Store(desk.store.folder, FixedClock.on(date(2024, 1, 2)))
    later = Desk(store, "林晓燕").do(issue, "签发", paper=paper(desk, about_id=9), fonts=fonts)
    store.close()
    assert later.number == "晋教责改〔2024〕1号"


def test_voiding_wants_a_reason_and_happens_once(desk: Desk, fonts: FontBook) -> None:
    made = desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    with pytest.raises(UserError, match="作废原因"):
        desk.do(void_document, "作废", wanted=made.number, reason=" ")
    desk.do(void_document, "作废", wanted=made.number, reason="写错")
    with pytest.raises(UserError, match="已经作废"):
        desk.do(void_document, "作废", wanted=made.number, reason="再写错")
    with pytest.raises(UserError, match="已经作废，不能登记送达"):
        desk.do(record_delivery, "送达", wanted=made.number, delivered_at=MORNING,
                way=DeliveryWay.DIRECT, receiver="某某")


def test_the_kept_file_never_changes(desk: Desk, fonts: FontBook) -> None:
    made = desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    before = file_of(desk, made.number)
    given = read_paper(made.content)
    with desk.store.reading() as session:
        assert render_paper(session, given, fonts, today=TODAY, number=1).pdf == before
    desk.do(keep_draft, "草稿", paper=replace(given, values={**given.values, "地点": "别处"}))
    desk.do(void_document, "作废", wanted=made.number, reason="写错")
    assert file_of(desk, made.number) == before
    with desk.store.reading() as session:
        assert faults(session) == []
    place = next(path for path in (desk.store.folder / "附件").rglob("*.pdf"))
    place.write_bytes(before + b" ")
    with desk.store.reading() as session:
        assert faults(session) == ["文件已改动：晋教责改〔2023〕1号 责令限期整改通知书.pdf"]


@pytest.mark.parametrize(("given", "field"), [
    ({"way": DeliveryWay.DIRECT}, "receiver"),
    ({"way": DeliveryWay.LEFT, "witnesses": "陈某"}, "refusal"),
    ({"way": DeliveryWay.LEFT, "refusal": "拒绝签字"}, "witnesses"),
    ({"way": DeliveryWay.POST}, "receipt_number"),
    ({"way": DeliveryWay.ELECTRONIC, "receiver": "甲"}, "receipt_number"),
    ({"way": DeliveryWay.DIRECT, "receiver": "甲", "delivered_at": datetime(2023, 9, 26, 2, tzinfo=UTC)},
     "delivered_at"),
    ({"way": DeliveryWay.DIRECT, "receiver": "甲", "delivered_at": datetime(2023, 9, 23, 2, tzinfo=UTC)},
     "delivered_at"),
])
def test_a_delivery_names_what_the_receipt_lacks(desk: Desk, fonts: FontBook, given: dict[str, object],
                                                 field: str) -> None:
    made = desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    with pytest.raises(UserError) as refused:
        desk.do(record_delivery, "送达", wanted=made.number,
                **({"delivered_at": MORNING} | given))
    assert list(refused.value.fields) == [field]


def test_a_delivered_paper_shows_so_in_the_register(desk: Desk, fonts: FontBook) -> None:
    made = desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    desk.do(record_delivery, "送达", wanted=made.number, delivered_at=MORNING,
            way=DeliveryWay.DIRECT, receiver="蔡某", deliverers="林晓燕、许某")
    with desk.store.reading() as session:
        ids = session.scalars(DOCUMENTS.ids(Question(filters=frozenset({"delivered"})), TODAY)).all()
        rows = session.execute(DOCUMENTS.rows(ids, TODAY)).mappings().all()
        assert session.scalar(DOCUMENTS.count(Question(filters=frozenset({"undelivered"})), TODAY)) == 0
    assert [row["status"] for row in rows] == ["已送达"]


def test_a_draft_is_kept_until_issued(desk: Desk, fonts: FontBook) -> None:
    half = paper(desk, 整改期限="", 地点="写到一半")
    desk.do(keep_draft, "草稿", paper=half)
    desk.do(keep_draft, "草稿", paper=half)
    with desk.store.reading() as session:
        kept = draft_of(session, "rectification", "problem", 1)
        assert kept is not None
        assert read_paper(kept.content) == half
    desk.do(issue, "签发", paper=paper(desk), fonts=fonts)
    with desk.store.reading() as session:
        assert draft_of(session, "rectification", "problem", 1) is None


def test_the_preview_tells_where_the_blanks_are(desk: Desk, fonts: FontBook) -> None:
    with desk.store.reading() as session:
        shown = render_paper(session, paper(desk, 整改期限="", 违反条款="第__项"), fonts, today=TODAY)
        whole = render_paper(session, paper(desk), fonts, today=TODAY)
    assert [blank.key for blank in shown.blanks] == ["违反条款", "整改期限"]
    assert whole.blanks == []
    gap, whole_value = (blank.rect[2] - blank.rect[0] for blank in shown.blanks)
    assert gap < whole_value


def test_the_register_answers(desk: Desk, fonts: FontBook) -> None:
    for step in range(4):
        desk.do(issue, "签发", paper=paper(desk, about_id=step), fonts=fonts)
    with desk.store.reading() as session:
        assert [item.number[-2:] for item in recent(session, "责改", 2023)] == ["4号", "3号", "2号"]
        found = session.scalars(DOCUMENTS.ids(Question(search="责改〔2023〕3"), TODAY)).all()
        assert [session.get_one(Document, row).number for row in found] == ["晋教责改〔2023〕3号"]
        with pytest.raises(UserError, match="没有“晋教责改〔2023〕9号”"):
            document(session, "晋教责改〔2023〕9号")
