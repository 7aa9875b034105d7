"""The self-test does every step on a fresh folder, and a step that fails is told."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app import selftest


def test_every_step_is_done(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "自测 目录"
    assert selftest.run(folder) == 0
    told = json.loads((folder / selftest.REPORT).read_text(encoding="utf-8"))
    assert told["ok"] is True
    assert list(told["steps"]) == [name for name, _ in selftest.STEPS]
    assert all(step["ok"] and step["found"] and step["seconds"] >= 0 for step in told["steps"].values())


def test_a_fault_is_told_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(_trial: selftest.Trial) -> str:
        raise selftest.Fault("字体没有嵌入")

    monkeypatch.setattr(selftest, "STEPS", (("bad", bad), ("good", lambda _trial: "found")))
    assert selftest.run(tmp_path) == 1
    told = json.loads((tmp_path / selftest.REPORT).read_text(encoding="utf-8"))
    assert told["steps"]["bad"]["fault"] == "Fault: 字体没有嵌入"
    assert told["steps"]["good"]["ok"] is True


@pytest.mark.parametrize(
    "pdf",
    [
        b"no pdf",
        b"%PDF-1.4 nothing",
        b"%PDF-1.4 /Type /FontDescriptor /FontFile2 1 0 R /Type /FontDescriptor",
    ],
)
def test_fonts_that_are_not_embedded_are_found(pdf: bytes) -> None:
    with pytest.raises(selftest.Fault):
        selftest.embedded_fonts(pdf)


def test_a_command_that_refuses_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(selftest.Fault, match="还没有台账数据"):
        selftest.Trial(tmp_path).command("check")
