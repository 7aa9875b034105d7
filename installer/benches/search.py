"""Search at every keystroke: milliseconds from a key to the hits, all lists of the program asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benches.county import add_institutions, add_problems, open_county, values_of
from benches.figure import Figure, Scale
from desktop.app.features import STREET
from desktop.app.searching import answer
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk

LIMIT_MS = 50.0
TYPED = (
    "教", "张三", "启明", "晋江市启明文化教育", "qmx", "jjsqm", "91350582MA0012345", "012345", "0582 12345",
    "13900123456", "责改〔2023〕3号", "2023-000123", "林志坚", "曾", "zzj", "崇德路12号", "培训 启明",
    "第123培训", "x", "0", "9 3 5", "龘",
)  # fmt: skip
"""Names, people, initials, fragments of codes and telephones, numbers, words that are nowhere."""


@dataclass(frozen=True)
class Keystrokes:
    """`times`: milliseconds of each keystroke, slowest first."""

    times: tuple[float, ...]

    @property
    def within(self) -> float:
        """Share of keystrokes answered within `LIMIT_MS`, 0 to 1."""
        return sum(time <= LIMIT_MS for time in self.times) / len(self.times)

    def slowest_of(self, share: float) -> float:
        """Milliseconds within which that share of the keystrokes is answered."""
        place = len(self.times) - max(round(len(self.times) * share), 1)
        return self.times[place]


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """The time within which 95 % of the keystrokes are answered, beside reading one row by its id."""
    desk = open_county(folder / "数据")
    add_institutions(desk, scale.searched)
    add_problems(desk, scale.searched // 2, scale.searched)
    with desk.store.reading() as session:
        hits = answer(session, STREET, values_of(1)["code"], desk.today)
        if not any(hit.key.endswith(":1") for hit in hits):
            raise RuntimeError("the first institution is not found by its code")
    typed = search_bench(desk)
    floor = median(_one_row(desk, number % scale.searched + 1) for number in range(len(typed.times)))
    desk.store.close()
    title = f"搜索：{scale.searched} 家机构，95% 的按键"
    slow = typed.slowest_of(0.95)
    return [Figure("search", title, "ms", slow, floor, "按编号读一行", LIMIT_MS, absolute=True)]


def search_bench(desk: Desk, typed: Sequence[str] = TYPED) -> Keystrokes:
    """Type every text character by character, once to warm up and once measured."""
    keys = [text[: place + 1] for text in typed for place in range(len(text))]
    for words in keys:
        _milliseconds(desk, words)
    return Keystrokes(tuple(sorted((_milliseconds(desk, words) for words in keys), reverse=True)))


def _one_row(desk: Desk, row: int) -> float:
    begun = perf_counter()
    with desk.store.reading() as session:
        session.get_one(Institution, row)
    return (perf_counter() - begun) * 1000


def _milliseconds(desk: Desk, words: str) -> float:
    begun = perf_counter()
    with desk.store.reading() as session:
        answer(session, STREET, words, desk.today)
    return (perf_counter() - begun) * 1000
