"""The command line as a stranger uses it: wrong usage, a full disk, a locale without Chinese."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.app import cli
from desktop.app.cli import run
from desktop.app.sample import DAY
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from tests.helpers.county import county_copy
from tests.helpers.rows import stored

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["list"], ["list", "institutions", "--nope"], ["undo", "abc"], ["monthly"]]
)
def test_wrong_usage_with_json_is_one_object(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--json", *words])
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert json.loads(told.out)["error"] == told.err.strip()
    assert told.err.startswith("命令写得不对：")


def test_wrong_usage_without_json_leaves_stdout_empty(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["list"])
    assert capsys.readouterr().out == ""


def _program(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "desktop", "--data", str(folder), *words]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "新 台账"
    assert run(["--data", str(folder), "init", "--plan", "quanzhou-2023",
                "--county", "晋江市", "--code", "350582"]) == 0  # fmt: skip
    return folder


def test_an_answer_that_cannot_be_written_is_told(office: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            _program(office, "list", "institutions", "--json"), cwd=ROOT, stdout=full,
            stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert ended.returncode == 2
    assert "写不出去" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_a_locale_without_chinese_changes_nothing(office: Path) -> None:
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run(
        _program(office, "list", "institutions", "--json", "--search", "启明"), cwd=ROOT, env=surroundings,
        capture_output=True, check=False)  # fmt: skip
    assert (ended.returncode, json.loads(ended.stdout)["total"]) == (0, 0), ended.stderr.decode()


def parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A parser and all below it."""
    below = [child for action in parser._actions if isinstance(action, argparse._SubParsersAction)
             for child in dict.fromkeys(action.choices.values())]
    return [parser, *(item for child in below for item in parsers(child))]


def test_the_help_of_every_command_is_in_chinese() -> None:
    """English stands only where it is typed: commands, options, keys to choose from."""
    whole = cli.grammar()
    typed = {word for item in parsers(whole) for action in item._actions
             for word in (*action.option_strings, *(str(key) for key in action.choices or ()))}
    typed |= {item.prog for item in parsers(whole)}
    for item in parsers(whole):
        text = item.format_help()
        for word in sorted(typed, key=len, reverse=True):
            text = text.replace(word, "")
        left = set(re.findall(r"\b[A-Za-z]+\b", text))
        assert not left & {"usage", "positional", "arguments", "options", "show", "this", "message", "and"}
        shouted = {word for word in left if word.isupper()} - {"PDF", "JSON", "DIR", "PC", "X"}
        assert not shouted, f"{item.prog}: metavar in English"
        assert "要写的" in text or "可以加的" in text


def _told(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(["--data", str(folder), *words]) == 2
    told = capsys.readouterr().err
    assert "程序遇到意外" not in told, told
    return told


@pytest.mark.parametrize("words", [
    ("undo", "99999999999999999999"), ("list", "institutions", "--limit", "9" * 20),
    ("problem", "show", "9" * 25), ("visit", "sheet", "9" * 20, "--out", "a.pdf"),
    ("draw", "--n", "9" * 19, "--seed", "1"), ("merge", "institutions", "9" * 20, "1")])  # fmt: skip
def test_a_number_beyond_the_database_is_told(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert "没有" in _told(office, capsys, *words)


def test_arguments_that_are_no_text_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for word in ("\udcff", "a\0b"):
        with pytest.raises(SystemExit):
            run(["list", word])
        assert "不是文字" in capsys.readouterr().err


def test_a_file_in_place_of_the_data_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "文件"
    place.write_bytes(b"")
    for words in (("list", "institutions"), ("check",), ("sample",),
                  ("init", "--plan", "quanzhou-2023", "--county", "晋江市", "--code", "350582")):  # fmt: skip
        assert "是文件，不是文件夹" in _told(place, capsys, *words)


def test_an_export_never_takes_the_place_of_the_data(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (office / "台账.db").read_bytes()
    assert ".xlsx" in _told(office, capsys, "export", "institutions", str(office / "台账.db"))
    assert ".pdf" in _told(office, capsys, "print", "institutions", str(tmp_path / "a.xlsx"))
    assert ".pdf" in _told(office, capsys, "board", "--out", str(office / "台账.db"))
    assert "不能被" in _told(office, capsys, "board", "--out", str(office / "附件" / "a.pdf"))
    assert "不能被" in _told(office, capsys, "export", "institutions", str(office / "附件" / "a.xlsx"))
    assert (office / "台账.db").read_bytes() == data
    assert run(["--data", str(office), "check"]) == 0


def test_no_number_is_taken_for_a_paper_without_a_place(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "数据"
    shutil.copytree(county, folder)
    assert run(["--data", str(folder), "--json", "list", "documents"]) == 0
    before = json.loads(capsys.readouterr().out)["total"]
    (tmp_path / "文件").write_bytes(b"")
    out = str(tmp_path / "文件" / "a.pdf")
    assert "不是文件夹" in _told(folder, capsys, "notice", "rectification", "2023-047", "--out", out)
    assert run(["--data", str(folder), "--json", "list", "documents"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == before


def test_a_list_that_cannot_be_searched_says_so(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "数据"
    shutil.copytree(county, folder)
    for listing in ("callers", "escalation", "credit-reports", "operators"):
        for command in (["list", listing], ["export", listing, str(tmp_path / "a.xlsx")]):
            assert "不能按文字查找" in _told(folder, capsys, *command, "--search", "曾")


def test_work_on_a_folder_without_data_says_so_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "没有"
    assert "没有数据文件" in _told(folder, capsys, "salvage")
    assert "还没有台账数据" in _told(folder, capsys, "decrypt")
    assert not folder.exists()


@pytest.mark.parametrize("words", [
    "sheet institutions 1", "problem file 2023-045 --out", "notice rectification 2023-045 --out",
    "notice closing 2023-045 --out", "notice supervision 2023-045 --out", "board --out",
    "document word 晋教责改〔2023〕1号 --out", "document receipt 晋教责改〔2023〕1号 --out",
    "ledger problems --out", "blacklist print", "credit-export credit",
    "monthly 2023-09 --out {folder} --stub",
])  # fmt: skip
def test_a_file_is_not_written_under_an_ending_of_another_sort(
        county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    with county_copy(county, tmp_path) as desk:
        before = stored(desk.store)
        data = desk.store.folder
    place = tmp_path / "别的.wrong"
    given = words.format(folder=tmp_path / "月报").split()
    assert run(["--data", str(data), *given, str(place)]) == 2
    told = capsys.readouterr().err
    assert "不知道怎样写“别的.wrong”。文件名请以 ." in told
    assert not place.exists()
    desk = open_desk(data, FixedClock.on(DAY))
    assert stored(desk.store) == before, "nothing was numbered or registered for a file without a place"
    desk.store.close()
