"""The measure of the search box counts every keystroke; a small county, no judgement on times."""

from pathlib import Path

from benches.county import add_institutions, add_problems, open_county
from benches.search import Keystrokes, search_bench

from desktop.app.features import STREET
from desktop.app.searching import search_hits


def test_every_keystroke_is_measured_on_filled_lists(tmp_path: Path) -> None:
    desk = open_county(tmp_path / "县")
    add_institutions(desk, 30)
    add_problems(desk, 20, 30)
    desk.do(lambda session, *, by, today: None, "收拾")
    measured = search_bench(desk, ("启明", "qmx", "第1培训"))
    with desk.store.reading() as session:
        found = search_hits(session, STREET, "第1培训", desk.today)
    desk.store.close()
    assert len(measured.times) == 9
    assert list(measured.times) == sorted(measured.times, reverse=True)
    assert {hit.kind for hit in found} >= {"机构台账"}


def test_shares_are_read_from_the_slow_end() -> None:
    measured = Keystrokes((80.0, 60.0, *[10.0] * 18))
    assert measured.within == 0.9
    assert measured.slowest_of(0.95) == 60.0
    assert measured.slowest_of(0.9) == 10.0
    assert measured.slowest_of(1) == 80.0
