"""The benchmarks: their arithmetic, their table, and that every bench runs and measures what it says."""

import json

import bench
import pytest
from benches.figure import Figure, as_json, table

SLOW = Figure("import", "导入", "s", 9.0, 2.0, "读 + 写", 4)
FAST = Figure("pause", "停顿", "ms", 80.0, 2.0, "等待", 100, absolute=True)


def test_ratio_is_held_against_the_floor_or_the_value_against_its_bound() -> None:
    assert (SLOW.ratio, SLOW.kept, SLOW.allowed) == (4.5, False, "≤ 4 ×")
    assert (FAST.ratio, FAST.kept, FAST.allowed) == (40.0, True, "≤ 100 ms")


def test_table_and_json_tell_the_same() -> None:
    lines = table([SLOW, FAST]).splitlines()
    assert lines[2] == "| 导入 | 9 s | 2 s | 读 + 写 | 4.50 | ≤ 4 × | 未达到 |"
    assert lines[3].endswith("| ≤ 100 ms | 达到 |")
    assert [found["kept"] for found in json.loads(as_json([SLOW, FAST]))] == [False, True]


@pytest.mark.parametrize("name", bench.BENCHES)
def test_every_bench_measures_in_a_process_of_its_own(name: str) -> None:
    figures = bench.measure_apart(name, small=True)
    assert figures
    assert all(figure.value > 0 and figure.floor > 0 for figure in figures)


def test_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        bench.main(["nothing"])
    assert refused.value.code == 2
    assert "window" in capsys.readouterr().err
