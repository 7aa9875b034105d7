"""The draw: only list and seed decide; weights are honoured; who must step aside never goes."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.base.errors import UserError
from desktop.features.inspections.rules.draws import (
    Candidate,
    Person,
    Pool,
    canonical,
    draw,
    fingerprint,
    ordered,
    read_canonical,
)

FIXED = [(9, (0, 2)), (8, (3, 1)), (5, (0, 2))]
"""Drawn once and compared by hand with `by_hand`: a later version must draw the same."""
PEOPLE = tuple(Person(name, f"闽C{place:05d}", "晋江市教育局", place)
               for place, name in enumerate(("林晓燕", "陈志远", "许文彬", "王海峰"), 1))


def listed(count: int = 12, apart: dict[int, list[int]] | None = None, weight: int = 1) -> Pool:
    return ordered([Candidate(f"机构{place:02d}", f"91350582{place:010d}", "青阳街道", weight, "", place)
                    for place in range(count)], PEOPLE, apart)


def by_hand(text: str, seed: str, wanted: int, weights: list[int]) -> list[int]:
    """The way of the docstring, written once more with nothing of the program."""
    mark = sha256(text.encode("utf-8")).hexdigest()
    place, left, found = 0, list(range(len(weights))), []
    while len(found) < wanted:
        total = sum(weights[item] for item in left)
        while True:
            block = int(sha256(f"{seed}|{mark}|{place}".encode()).hexdigest(), 16)
            place += 1
            if block < (2**256 // total) * total:
                break
        rest = block % total
        for item in left:
            if rest < weights[item]:
                break
            rest -= weights[item]
        found.append(item)
        left.remove(item)
    return found


def test_anyone_draws_the_same_from_the_text_and_the_seed() -> None:
    pool = ordered([Candidate(f"机构{place:02d}", weight=1 + place % 4) for place in range(30)], PEOPLE)
    picks = draw(pool, 8, "20230925-1").picks
    expected = by_hand(canonical(pool), "20230925-1", 8, [item.weight for item in pool.candidates])
    assert [pick.candidate for pick in picks] == expected


def test_a_draw_never_changes_between_versions() -> None:
    drawn = draw(listed(), 3, "20230925")
    assert drawn.fingerprint == fingerprint(canonical(listed()))
    assert [(pick.candidate, pick.pair) for pick in drawn.picks] == FIXED


@given(st.integers(2, 40), st.text("abc123种子", min_size=1, max_size=10), st.data())
@settings(max_examples=60, deadline=None)
def test_the_printed_list_gives_the_same_draw(count: int, seed: str, data: st.DataObject) -> None:
    apart = {1: [place for place in range(count) if place % 3 == 0]}
    pool = listed(count, apart)
    wanted = data.draw(st.integers(1, count))
    again = read_canonical(canonical(pool))
    assert draw(again, wanted, seed).picks == draw(pool, wanted, seed).picks
    assert canonical(again) == canonical(pool)


@given(st.permutations(range(8)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_entering_does_not_matter(places: list[int]) -> None:
    items = [Candidate(f"机构{place}", institution=place) for place in places]
    assert canonical(ordered(items, PEOPLE[::-1])) == canonical(ordered(sorted(
        items, key=lambda item: item.name), PEOPLE))


def test_one_changed_name_is_another_hash() -> None:
    pool = listed()
    first = pool.candidates[0]
    changed = Candidate("机构〇〇", first.code, first.town, first.weight)
    other = Pool((changed, *pool.candidates[1:]), pool.people)
    assert fingerprint(canonical(other)) != fingerprint(canonical(pool))


def test_every_object_is_drawn_once_with_two_people() -> None:
    picks = draw(listed(), 12, "全部").picks
    assert sorted(pick.candidate for pick in picks) == list(range(12))
    assert all(len(set(pick.pair)) == 2 for pick in picks)
    loads = Counter(person for pick in picks for person in pick.pair)
    assert max(loads.values()) - min(loads.values()) <= 1


def test_weights_count() -> None:
    pool = ordered([Candidate("重", weight=9), *(Candidate(f"轻{place}") for place in range(9))], PEOPLE)
    heavy = next(place for place, item in enumerate(pool.candidates) if item.name == "重")
    hits = sum(draw(pool, 1, f"种子{turn}").picks[0].candidate == heavy for turn in range(2000))
    assert 900 <= hits <= 1100


def test_who_steps_aside_never_goes_and_is_noted() -> None:
    apart = {1: list(range(12)), 2: [0, 1, 2]}
    pool = listed(12, apart)
    noted = 0
    for turn in range(40):
        for pick in draw(pool, 6, f"回避{turn}").picks:
            names = [pool.people[person].name for person in pick.pair]
            assert "林晓燕" not in names
            if pool.candidates[pick.candidate].institution in (0, 1, 2):
                assert "陈志远" not in names
            noted += len(pick.aside)
    assert noted > 0


@pytest.mark.parametrize(("pool", "wanted", "seed", "words"), [
    (Pool((), PEOPLE), 1, "1", "没有检查对象"),
    (listed(3), 4, "1", "1 到 3 之间"),
    (listed(3), 0, "1", "1 到 3 之间"),
    (Pool(listed(3).candidates, PEOPLE[:1]), 1, "1", "只有 1 人"),
    (listed(3), 1, "  ", "没有写随机种子"),
    (listed(3), 1, "a|b", "不能有竖线"),
    (listed(3, {1: [0, 1, 2], 2: [0, 1, 2], 3: [0, 1, 2]}), 1, "1", "凑不齐两名检查人员"),
])
def test_what_cannot_be_drawn_says_why(pool: Pool, wanted: int, seed: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        draw(pool, wanted, seed)


@pytest.mark.parametrize("text", ["", "随便写的", "双随机抽查名单\n[检查对象]\n1\t甲\n[检查人员]\n[回避]\n",
                                  "双随机抽查名单\n[检查对象]\n1\t甲\t\t\t一\n[检查人员]\n[回避]\n"])
def test_what_is_no_list_says_so(text: str) -> None:
    with pytest.raises(UserError, match="这不是抽取名单"):
        read_canonical(text)

