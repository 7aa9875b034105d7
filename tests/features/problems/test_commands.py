"""The whole chain without a window, by the commands the program offers."""

import errno
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest

from desktop.base.command import Answer
from desktop.base.errors import Trouble, UserError
from desktop.features.problems.feature import papers
from desktop.features.problems.feature.commands import COMMANDS
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.do(seed_statutes, "录入法规条文")
    return desk


def run(desk: Desk, *words: str) -> Answer:
    command = next(item for item in COMMANDS if item.words == words[:2])
    parser = ArgumentParser()
    command.arguments(parser)
    answer = command.run(desk, parser.parse_args(words[2:]))
    json.dumps(answer.data, ensure_ascii=False)
    return answer


def add(desk: Desk, *more: str) -> dict[str, Any]:
    return run(
        desk,
        "problem",
        "add",
        "--name",
        "晋江市启衡文化教育培训中心",
        "--category",
        "预收费与收费",
        "--subcategory",
        "超期",
        "--description",
        "一次性收取6个月学费",
        "--found",
        "2023-09-12",
        "--town",
        "梅岭街道",
        "--address",
        "泉安路88号",
        "--refunds",
        "2",
        *more,
    ).data


def test_the_whole_chain(desk: Desk, tmp_path: Path) -> None:
    number = add(desk)["number"]
    assert number == "2023-001"
    run(
        desk,
        "problem",
        "move",
        number,
        "assign",
        "measures=退费；重签合同",
        "limit=2023-10-09",
        "duty_department=梅岭街道办",
        "duty_person=吴志坚",
    )
    run(desk, "problem", "move", number, "start")
    notice = run(desk, "notice", "rectification", number, "--out", str(tmp_path / "责改.pdf")).data
    assert notice["number"] == "晋教责改〔2023〕1号"
    assert Path(notice["file"]).read_bytes().startswith(b"%PDF")
    again = run(desk, "notice", "rectification", number, "--out", str(tmp_path / "again.pdf")).data
    assert again["number"] == notice["number"]
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "责改.pdf").read_bytes()
    early = run(desk, "problem", "close", number, "--reviewer", "陈志远", "--approver", "许文彬")
    assert early.faults
    run(
        desk,
        "problem",
        "move",
        number,
        "apply",
        "signer=王铉",
        "on=2023-09-25",
        "result=已退",
        "finished_on=2023-09-24",
    )
    refused = run(desk, "problem", "close", number, "--reviewer", "陈志远", "--approver", "许文彬")
    assert refused.faults
    assert [item["what"] for item in refused.data["missing"]] == [
        "整改报告",
        "送达回证",
        "整改前照片",
        "整改后照片",
        "账户证明",
        "退费凭证",
        "核查人",
        "核查结论",
    ]
    for kind in ("整改报告", "送达回证", "整改前照片", "整改后照片", "账户证明", "退费凭证"):
        file = tmp_path / f"{kind}.pdf"
        file.write_bytes(kind.encode())
        run(desk, "problem", "evidence", number, kind, str(file), "--copies", "2")
    run(
        desk,
        "problem",
        "check",
        number,
        "--first",
        "林晓燕",
        "--second",
        "陈志远",
        "--conclusion",
        "属实整改到位",
    )
    closed = run(desk, "problem", "close", number, "--reviewer", "陈志远", "--approver", "许文彬")
    assert not closed.faults
    shown = run(desk, "problem", "show", number).data
    assert (shown["state"], shown["closed_on"], shown["missing"]) == ("已销号", "2023-09-25", [])


def test_refused_move_tells_what_is_missing(desk: Desk) -> None:
    number = add(desk)["number"]
    answer = run(desk, "problem", "move", number, "assign", "limit=2023-10-09")
    assert answer.faults
    assert set(answer.data["fields"]) == {"measures", "duty_department", "duty_person"}
    assert run(desk, "problem", "show", number).data["state"] == "登记"


def test_token_makes_one_record(desk: Desk) -> None:
    assert {add(desk, "--token", "一次")["id"] for _ in range(20)} == {1}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("problem", "show", "2023-999"), "没有编号为"),
        (("problem", "move", "1", "assign", "limit"), "看不懂"),
        (("problem", "move", "1", "assign", "limit=昨天"), "写得不对"),
        (("problem", "move", "1", "assign", "title=x"), "用不到"),
        (("problem", "edit", "1", "state=已销号"), "不能这样改"),
        (("problem", "evidence", "1", "整改报告", "没有这个文件.pdf"), "找不到"),
    ],
)
def test_wrong_words_are_told(desk: Desk, words: tuple[str, ...], sentence: str) -> None:
    add(desk)
    with pytest.raises(Exception, match=sentence) as caught:
        run(desk, *words)
    assert hasattr(caught.value, "advice")


def test_notice_with_empty_blanks_is_refused_with_the_red_list(desk: Desk, tmp_path: Path) -> None:
    number = add(desk)["number"]
    with pytest.raises(UserError, match="整改期限、整改要求"):
        run(desk, "notice", "rectification", number, "--out", str(tmp_path / "x.pdf"))
    assert not (tmp_path / "x.pdf").exists()


def test_papers_are_written_whole(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk left half a PDF behind: what was there before stays, and nothing else appears."""
    number = add(desk)["number"]
    old = tmp_path / "一案一档.pdf"
    old.write_bytes(b"before")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    command = next(item for item in papers.PAPERS if item.words == ("problem", "file"))
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Trouble, match="磁盘已满"):
        command.run(desk, Namespace(problem=number, out=old))
    assert old.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"] == [old.name]


def test_edit(desk: Desk) -> None:
    number = add(desk)["number"]
    run(desk, "problem", "edit", number, "progress=已约谈")
    with pytest.raises(UserError):
        run(desk, "problem", "edit", number, "x=1")
