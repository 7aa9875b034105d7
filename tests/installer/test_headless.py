"""The main job without a window: steps in order, stops at the first that cannot be done, lists the files."""

from pathlib import Path

import headless
import pytest


class Recorder(headless.Desk):
    """Answers like the program without running it."""

    codes: dict[str, int]
    made: list[list[str]]

    def do(self, *arguments: str) -> int:
        self.made.append(list(arguments))
        return self.codes.get(arguments[0], 0)

    def ask(self, *_arguments: str) -> dict[str, list[dict[str, str]]]:
        return {"rows": [{"number": "2023-001"}, {"number": "2023-002"}]}


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> type[Recorder]:
    Recorder.codes, Recorder.made = {}, []
    monkeypatch.setattr(headless, "Desk", Recorder)
    return Recorder


def test_every_step_in_order(recorder: type[Recorder], tmp_path: Path) -> None:
    assert headless.main_job(Path("python"), tmp_path / "示例县") == 0
    words = [step[0] for step in recorder.made if step[0] != "import"]
    assert words == ["sample", "notice", "export", "monthly", "check"]
    assert next(step for step in recorder.made if step[0] == "notice")[2] == "2023-001"


@pytest.mark.parametrize(("code", "last", "end"), [(1, "check", 0), (2, "monthly", 2), (-9, "monthly", 9)])
def test_failed_rows_go_on_and_failed_steps_stop(
    recorder: type[Recorder], tmp_path: Path, code: int, last: str, end: int
) -> None:
    recorder.codes = {"monthly": code}
    assert headless.main_job(Path("python"), tmp_path / "示例县") == end
    assert recorder.made[-1][0] == last


def test_what_an_earlier_run_left_is_gone(recorder: type[Recorder], tmp_path: Path) -> None:
    left = tmp_path / "旧.txt"
    left.touch()
    headless.main_job(Path("python"), tmp_path)
    assert recorder.made
    assert not left.exists()


def test_listing_gives_sizes(tmp_path: Path) -> None:
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送" / "附件2.xlsx").write_bytes(b"x" * 2048)
    assert headless.listing(tmp_path).split() == ["2.0", "KB", str(Path("报送/附件2.xlsx"))]


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (3 * 1024**2, "3.0 MB")]
)
def test_size_words(size: int, shown: str) -> None:
    assert headless.size_words(size) == shown
