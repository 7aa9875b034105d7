"""The lists from the command line: a batch, one step to the black list, papers, three exports, receipts."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop.app.cli import run as run_command
from tests.helpers.desk import make_desk
from tests.helpers.lists import institution, made_code

TODAY = ("--today", "2023-09-25")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    desk = make_desk(tmp_path)
    institution(desk, "晋江市启衡艺术培训中心", code=made_code(1), list_state="白名单")
    institution(desk, "晋江市乐学培训中心", code=made_code(2, "52"), address="泉安中路1号")
    desk.store.close()
    return desk.store.folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ran(*words: str, code: int = 0) -> dict[str, Any]:
        assert run_command([*words, "--data", str(data), *TODAY, "--json"]) == code, words
        found = json.loads(capsys.readouterr().out)
        assert isinstance(found, dict)
        return found

    return ran


def test_from_a_batch_to_three_exports(run: Any, tmp_path: Path) -> None:
    run("whitelist", "batch", "2023年第一批")
    assert run("whitelist", "add", "2023年第一批", "--claimed")["added"] == 1
    assert run("whitelist", "add", "2023年第一批", "--licensed")["added"] == 1
    made = run("whitelist", "publish", "2023年第一批", "--on", "2023-07-28", "--approval", "晋教〔2023〕6号",
               "--approved-by", "陈志远")
    assert made["count"] == 2
    assert run("list", "whitelist")["total"] == 2
    found = run("blacklist", "add", "--institution", made_code(1), "--item", "N05", "--reason", "收费超期",
                "--basis", "《中华人民共和国民办教育促进法实施条例》第六十三条第一款第（十一）项", "--told",
                "2023-09-14", "--approve", "--on", "2023-09-20", "--approved-by", "陈志远",
                "--found", "2023-09-12")
    assert (found["state"], found["listed_on"]) == ("在册", "2023-09-20")
    assert [change["kind"] for change in run("whitelist", "changes", "2023年第一批")["changes"]] == ["移出"]
    assert run("lists", "figures")["白名单"]["closing"] == 1
    run("export", "blacklist", str(tmp_path / "黑名单.xlsx"))
    heads = [cell.value for cell in load_workbook(tmp_path / "黑名单.xlsx").worksheets[0][1]]
    assert {"列入事由", "决定文书号", "移出理由"} <= set(heads)
    counts = {kind: run("credit-export", kind, str(tmp_path / f"{kind}.xlsx"))["rows"]
              for kind in ("credit", "gsxt", "social", "penalty")}
    assert counts["credit"] == {"行政许可": 2, "行政处罚": 0, "行业黑名单": 1}
    assert counts["gsxt"] == {"行政许可": 1, "行政处罚": 0, "行业黑名单": 1, "抽查检查": 0}
    assert counts["social"] == {"行政处罚": 0, "行业黑名单": 0, "行政检查": 0}
    assert counts["penalty"] == {"行政处罚": 0}
    assert run("credit-receipt", "credit", "--receipt", "闽信1")["reported"] == 3
    assert run("credit-export", "blacklist", str(tmp_path / "x.xlsx"))["rows"] == {"行业黑名单": 0}
    assert run("credit-export", "blacklist", str(tmp_path / "x.xlsx"), "--all")["rows"] == {"行业黑名单": 1}


def test_a_decision_in_ten_thousands(run: Any, tmp_path: Path) -> None:
    run("decision", "add", "--institution", made_code(1), "--number", "晋教罚〔2023〕1号", "--offence",
        "违规收费", "--facts", "一次性收取6个月学费", "--basis", "民办教育促进法第六十二条", "--kinds",
        "警告;罚款", "--content", "警告，罚款12345.67元", "--fine", "12345.67", "--on", "2023-09-18")
    path = tmp_path / "双公示.xlsx"
    assert run("credit-export", "penalty", str(path))["faults"] == []
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert dict(zip(rows[1], rows[2], strict=True))["CF_NR_FK"] == "1.234567"
    assert dict(zip(rows[1], rows[2], strict=True))["CF_XDR_SHXYM"] == made_code(1)


def test_what_is_refused_says_why(run: Any, tmp_path: Path) -> None:
    assert "台账里没有" in run("blacklist", "add", "--institution", "没有", "--item", "N05", "--reason", "x",
                           code=2)["error"]
    run("blacklist", "add", "--name", "林某", "--kind", "个人", "--item", "N01", "--reason", "无证办班",
        "--basis", "民办教育促进法第六十四条", "--town", "安海镇", "--told", "2023-09-14", "--approve",
        "--approved-by", "陈志远")
    refused = run("blacklist", "remove", "林某", "--reason", "整改到位并查验合格", "--note", "x", code=2)
    assert "移出理由只能是" in refused["error"]
    run("blacklist", "print", str(tmp_path / "黑名单.pdf"))
    run("whitelist", "print", "now", str(tmp_path / "白名单.xlsx"))
    assert (tmp_path / "黑名单.pdf").read_bytes().startswith(b"%PDF")
