"""Merging and 一机构一页 without a window."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from desktop.app import cli
from desktop.features.institutions.operations import save_institution, void_institution
from desktop.features.institutions.records import Institution
from desktop.features.problems.records import Problem
from desktop.store.desk import Desk
from desktop.store.journal import Act
from tests.helpers.desk import make_desk
from tests.helpers.problems import register
from tests.helpers.rows import differences, stored

CODE = "91350524MA31ABCD0M"
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    names = {"晋江市启明培训中心": CODE, "晋江市启航培训中心": None, "晋江市听潮古筝培训中心": None}
    for name, code in names.items():
        made.do(save_institution, "登记", values={"name": name, "code": code, "town": "梅岭街道",
                                                "phone": "13800000215"}, confirmed=True)
    yield made
    made.store.close()


@pytest.fixture
def run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Run:
    def asked(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = cli.run([*words, "--data", str(desk.store.folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return asked


def test_a_merge_is_looked_at_first_then_made_then_undone(desk: Desk, run: Run) -> None:
    problem = register(desk, subject="晋江市启航培训中心", institution_id=2)
    before = stored(desk.store)
    code, told = run("merge", "institutions", CODE, "晋江市启航培训中心", "--check")
    assert (code, told["merged"], told["kept"], told["gone"]) == (0, False, 1, 2)
    assert "问题 1 个" in told["moves"]
    assert stored(desk.store) == before, "--check writes nothing"
    code, told = run("merge", "institutions", CODE, "2")
    assert (code, told["merged"]) == (0, True)
    with desk.store.reading() as session:
        assert session.get_one(Problem, problem.id).institution_id == 1
        assert session.get_one(Institution, 2).merged_into == 1
        newest = max(session.scalars(select(Act.id)))
    assert run("undo", str(newest))[0] == 0
    assert differences(before, stored(desk.store)) == []


@pytest.mark.parametrize(("second", "why"), [
    ("晋江市启明培训中心", "不能和自己合并"), ("没有这家", "台账里没有"), ("3", "已作废")])
def test_a_merge_that_makes_no_sense_is_refused_in_words(desk: Desk, run: Run, second: str, why: str) -> None:
    desk.do(void_institution, "作废", row=3, reason="重复登记")
    before = stored(desk.store)
    code, told = run("merge", "institutions", CODE, second)
    assert code == 2
    assert why in told["error"]
    assert stored(desk.store) == before


def test_one_page_of_an_institution_as_pdf(desk: Desk, run: Run, tmp_path: Path) -> None:
    register(desk, subject="晋江市启明培训中心", institution_id=1)
    out = tmp_path / "一页.pdf"
    code, told = run("sheet", "institutions", CODE, str(out))
    assert (code, told["name"]) == (0, "晋江市启明培训中心")
    with pypdfium2.PdfDocument(out) as paper:
        words = "".join(page.get_textpage().get_text_bounded() for page in paper)
    assert CODE in words
    assert "2023-001" in words
    assert "13800000215" not in words, "personal data is masked"
