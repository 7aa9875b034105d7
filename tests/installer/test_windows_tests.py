"""`test --windows`: what is brought, what is left out, what is told; nothing runs under Wine here."""

from pathlib import Path

import package
import pytest
import windows_python
import windows_tests
from windows_tests import ALONE, FLOORS, Floor

ROOT = Path(__file__).parents[2]
WORKSHOP = {"architecture", "installer", "torture", "helpers", "samples", "old_databases", "__pycache__"}


def test_every_floor_of_tests_is_run_or_belongs_to_the_workshop() -> None:
    folders = {place.name for place in (ROOT / "tests").iterdir() if place.is_dir()}
    assert folders - WORKSHOP == set(FLOORS)
    alone = {place.name for place in (ROOT / "tests").glob("test_*.py")}
    assert alone == {*ALONE, "test_docs.py"}


def test_the_test_libraries_are_brought_and_no_tool() -> None:
    names = {line.split("==")[0] for line in windows_tests.pins_of_tests()}
    assert {"pytest", "pytest-qt", "hypothesis"} <= names
    assert not names & {"ruff", "mypy", "pyinstaller"}
    assert not set(windows_tests.pins_of_tests()) & set(windows_python.all_pins())


def test_libraries_are_brought_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def bring(folder: Path, requirements: list[str]) -> None:
        folder.mkdir(exist_ok=True)
        calls.append(folder)
        assert "colorama==0.4.6" in requirements

    monkeypatch.setattr(windows_python, "install", bring)
    windows_tests.bring_test_libraries(tmp_path / "tests")
    windows_tests.bring_test_libraries(tmp_path / "tests")
    assert calls == [tmp_path / "tests"]


def test_qt_has_its_folder_of_fonts(tmp_path: Path) -> None:
    windows_tests.give_font_folder(tmp_path)
    windows_tests.give_font_folder(tmp_path)
    assert (tmp_path / "PySide6" / "lib" / "fonts").is_dir()


def test_a_floor_in_words() -> None:
    assert Floor("tests/base", 0, "9 passed", 3.2).words == "✓ tests/base：9 passed（3 秒）"
    assert Floor("tests/ui", 1, "1 failed", 3.2).words.startswith("✗ ")
    assert Floor("tests/ui", 0, "....F...", 3.2).words.startswith("✗ ")


@pytest.mark.parametrize(("page", "fine"), [("cp936", True), ("CP936", True), ("utf-8", False)])
def test_the_self_test_must_have_run_under_936(tmp_path: Path, page: str, fine: bool) -> None:
    report = tmp_path / "selftest.json"
    report.write_text(f'{{"code_page": "{page}"}}', encoding="utf-8")
    assert package.speaks_936(report) is fine
