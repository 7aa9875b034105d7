"""文书簿 without a window: numbers, deliveries, receipts, Word files and wordings by command."""

from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest

from desktop.base.command import Answer
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.documents.feature.offer import DOCUMENTS
from desktop.features.documents.operations import issue
from desktop.features.documents.queries import font_book
from desktop.features.office.rules import font_words
from desktop.features.problems.notices.papers import RECTIFICATION, papers_of
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import move, register


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


@pytest.fixture
def number(desk: Desk) -> str:
    problem = move(desk, register(desk, basis="《民办教育促进法》第六十二条"), "assign")
    with desk.store.reading() as session:
        papers, _ = papers_of(session, [problem.id], RECTIFICATION, TODAY)
    return desk.do(issue, "签发", paper=papers[0], fonts=font_book()).number


def run(desk: Desk, *words: str) -> Answer:
    """The command of these words and arguments."""
    command = next(item for item in DOCUMENTS.commands if item.words == words[:len(item.words)])
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(desk, parser.parse_args(words[len(command.words):]))


def test_numbers_are_reserved_used_by_hand_and_told(desk: Desk, number: str) -> None:
    made = run(desk, "document", "reserve", "责改", "2", "4", "--reason", "现场检查手写用")
    assert made.data["numbers"][-1] == "晋教责改〔2023〕4号"
    run(desk, "document", "handwritten", "晋教责改〔2023〕3号", "--heading", "通知书", "--addressee",
        "某中心", "--on", "2023-09-22")
    told = run(desk, "document", "numbers")
    assert told.lines == ["责改〔2023〕1—4号：已用 2，预留 2，无缺号"]
    assert not told.faults


def test_a_delivery_to_the_minute_with_what_its_way_needs(desk: Desk, number: str) -> None:
    with pytest.raises(UserError, match="留置送达要写见证人"):
        run(desk, "document", "deliver", number, "--on", "2023-09-25", "--at", "9:05", "--way", "留置送达",
            "--refusal", "拒签")
    with pytest.raises(UserError, match="送达时间写得不对"):
        run(desk, "document", "deliver", number, "--on", "2023-09-25", "--at", "25:05")
    with pytest.raises(UserError, match="日期写得不对"):
        run(desk, "document", "deliver", number, "--on", "昨天", "--at", "9:05")
    made = run(desk, "document", "deliver", number, "--on", "2023-09-25", "--at", "9:05", "--way", "邮寄送达",
               "--receipt", "XA123456789CN", "--receiver", "蔡某")
    assert made.data == {"number": number, "delivered_at": "2023-09-25T09:05:00+08:00", "limit_on": None}


def test_the_receipt_and_the_word_file_hold_the_number(desk: Desk, number: str, tmp_path: Path) -> None:
    pdf, word = tmp_path / "回证.pdf", tmp_path / "通知.docx"
    run(desk, "document", "receipt", number, "--out", str(pdf))
    run(desk, "document", "word", number, "--out", str(word))
    with pypdfium2.PdfDocument(pdf) as read:
        assert number in "".join(read[0].get_textpage().get_text_bounded().split())
    assert number in [line.text for line in docx.Document(BytesIO(word.read_bytes())).paragraphs]
    run(desk, "document", "reserve", "责改", "2", "--reason", "手写")
    with pytest.raises(UserError, match="没有送达回证"):
        run(desk, "document", "receipt", "晋教责改〔2023〕2号", "--out", str(pdf))
    with pytest.raises(UserError, match="手写的文书"):
        run(desk, "document", "word", "晋教责改〔2023〕2号", "--out", str(word))


def test_a_wording_from_a_file_is_checked_and_restored(desk: Desk, tmp_path: Path) -> None:
    shipped = run(desk, "document", "wording", "supervision").data["text"]
    file = tmp_path / "督办.txt"
    file.write_text(shipped.replace("标题：督办通知单", "标题：督办函"), encoding="utf-8")
    assert "标题：督办函" in run(desk, "document", "wording", "supervision", "--file", str(file)).data["text"]
    file.write_text(shipped.replace("{办结时限}", "{办结时间}"), encoding="utf-8")
    told = r"^“督办通知单”的文字 督办.txt 第 \d+ 行有错：空“{办结时间}”没有在上面列出"
    with pytest.raises(UserError, match=told):
        run(desk, "document", "wording", "supervision", "--file", str(file))
    listed = "空：办结时限｜报送办理结果的最后一天，写年月日\n"
    file.write_text(shipped.replace("{办结时限}", "10月底").replace(listed, ""), encoding="utf-8")
    with pytest.raises(NeedsConfirmation, match="少了程序会自动填的空：办结时限"):
        run(desk, "document", "wording", "supervision", "--file", str(file))
    file.write_bytes(shipped.encode("gbk", errors="ignore"))
    with pytest.raises(UserError, match="UTF-8"):
        run(desk, "document", "wording", "supervision", "--file", str(file))
    assert run(desk, "document", "wording", "督办通知单", "--restore").data["text"] == shipped


def test_what_fonts_are_missing_is_one_sentence() -> None:
    assert font_words([]) == "公文用的字体本机都有。"
    told = font_words(["本机没有仿宋，已用附带的仿宋替代", "本机没有楷体，已用附带的楷体替代"])
    assert told.startswith("本机没有仿宋，已用附带的仿宋替代；本机没有楷体")
