"""The random draw: from a list, a seed and nothing else, so that anyone can draw it again.

Way `SHA256-1`. The list is written as one text (`canonical`); its SHA-256 in hex is the list's hash.
Random numbers come from blocks: block i (0, 1, 2, …) is SHA-256 of the UTF-8 text "seed|hash|i", read as a
whole number below 2**256, first byte highest. A number below n is the next block that is smaller than the
largest multiple of n not above 2**256, modulo n; larger blocks are passed over.

Objects: as long as some are wanted, a number below the sum of the weights left falls into one of them, in
the order of the list; it is drawn and leaves. Inspectors: object by object in the order drawn, two seats;
for a seat those stand in line who have been drawn least often so far, are not on this object yet and have
not stepped aside from it; a number below their count takes one, in the order of the list. One who has to
step aside (回避) is noted and the seat is drawn again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count

from desktop.base.errors import UserError

WAY = "SHA256-1"
SEATS = 2
"""行政处罚法第四十二条: 执法人员不得少于两人."""
_SPACE = 1 << 256
LONGEST_SEED = 64


@dataclass(frozen=True)
class Candidate:
    """One object of the list; `weight` at least 1, `reasons` says in words what makes it up."""

    name: str
    code: str = ""
    town: str = ""
    weight: int = 1
    reasons: str = ""
    institution: int | None = None

    @property
    def line(self) -> str:
        """Its line of the list, without the running number."""
        return "\t".join((*map(_plain, (self.name, self.code, self.town)), str(self.weight)))


@dataclass(frozen=True)
class Person:
    """One inspector in the list."""

    name: str
    card_no: str
    department: str = ""
    inspector: int | None = None

    @property
    def line(self) -> str:
        """Its line of the list, without the running number."""
        return "\t".join(map(_plain, (self.name, self.card_no, self.department)))


@dataclass(frozen=True)
class Pool:
    """The whole list; `apart`: (place of the person, place of the object) that must not meet."""

    candidates: tuple[Candidate, ...]
    people: tuple[Person, ...]
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Pick:
    """One drawn object by its place in the list, its pair, and who stepped aside."""

    candidate: int
    pair: tuple[int, ...]
    aside: tuple[int, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """Result of a draw."""

    seed: str
    fingerprint: str
    picks: tuple[Pick, ...]


def ordered(candidates: Sequence[Candidate], people: Sequence[Person],
            apart: Mapping[int, Sequence[int]] | None = None) -> Pool:
    """The list in its one order, by name, code, town, by code point; `apart`: inspector -> institutions."""
    objects = tuple(sorted(candidates, key=lambda item: (item.name, item.code, item.town, item.weight)))
    persons = tuple(sorted(people, key=lambda item: (item.name, item.card_no, item.department)))
    known = {key: frozenset(rows) for key, rows in (apart or {}).items()}
    pairs = frozenset(
        (place, at)
        for place, person in enumerate(persons) if person.inspector in known
        for at, item in enumerate(objects) if item.institution in known[person.inspector])
    return Pool(objects, persons, pairs)


def _plain(words: str) -> str:
    """Tabs and line feeds would break the list."""
    return " ".join(words.split())


def canonical(pool: Pool) -> str:
    """The list as text: what is hashed, printed and kept. Lines end in a line feed, fields in a tab."""
    lines = ["双随机抽查名单", "[检查对象] 序号 名称 代码 镇街 权重"]
    lines += [f"{place}\t{item.line}" for place, item in enumerate(pool.candidates, 1)]
    lines.append("[检查人员] 序号 姓名 执法证号 单位")
    lines += [f"{place}\t{person.line}" for place, person in enumerate(pool.people, 1)]
    lines.append("[回避] 人员序号 对象序号")
    lines += [f"{person + 1}\t{item + 1}" for person, item in sorted(pool.apart)]
    return "\n".join(lines) + "\n"


def fingerprint(text: str) -> str:
    """SHA-256 of a list's text, 64 hex digits."""
    return sha256(text.encode()).hexdigest()


def read_canonical(text: str) -> Pool:
    """The list of a text made by `canonical`; UserError when it is none."""
    sections: list[list[list[str]]] = []
    for line in text.splitlines()[1:]:
        if line.startswith("["):
            sections.append([])
        elif line and sections:
            sections[-1].append(line.split("\t"))
    try:
        objects, persons, apart = sections
        pool = Pool(
            tuple(Candidate(name, code, town, int(weight)) for _, name, code, town, weight in objects),
            tuple(Person(name, card, department) for _, name, card, department in persons),
            frozenset((int(person) - 1, int(item) - 1) for person, item in apart))
    except ValueError as error:
        raise UserError("这不是抽取名单：内容读不出对象、人员和回避三部分。",
                        "请用抽取时一并生成的名单 .txt 文件，不要改动。") from error
    return pool


def next_purpose(on: date, used: Collection[str]) -> str:
    """2023年9月双随机抽查, and 第2批 from the second one of the month on."""
    plain = f"{on.year}年{on.month}月双随机抽查"
    batches = (f"{plain}（第{batch}批）" for batch in count(2))
    return plain if plain not in used else next(words for words in batches if words not in used)


def obstacles(pool: Pool, wanted: int, seed: str) -> list[str]:
    """Why nothing can be drawn; empty when it can."""
    found = []
    if not pool.candidates:
        found.append("名单里没有检查对象，请放宽抽取范围")
    elif not 1 <= wanted <= len(pool.candidates):
        found.append(f"抽取数量应在 1 到 {len(pool.candidates)} 之间（名单里有 {len(pool.candidates)} 家）")
    if len(pool.people) < SEATS:
        found.append(f"在岗、有执法证号的检查人员只有 {len(pool.people)} 人，至少要 {SEATS} 人")
    if not seed.strip():
        found.append("没有写随机种子")
    elif len(seed) > LONGEST_SEED or any(ord(letter) < 32 or letter == "|" for letter in seed):
        found.append(f"随机种子最长 {LONGEST_SEED} 个字，不能有竖线和换行")
    return found


def draw(pool: Pool, wanted: int, seed: str) -> Drawn:
    """Draw `wanted` objects and a pair for each; UserError when that is not possible."""
    faults = obstacles(pool, wanted, seed)
    if faults:
        raise UserError(f"没有抽取：{'；'.join(faults)}。")
    mark = fingerprint(canonical(pool))
    numbers = _Numbers(seed, mark)
    objects = _objects(pool, wanted, numbers)
    loads = [0] * len(pool.people)
    picks = tuple(_pair(pool, item, loads, numbers) for item in objects)
    return Drawn(seed, mark, picks)


class _Numbers:
    """The stream of random numbers of one draw."""

    def __init__(self, seed: str, mark: str) -> None:
        self._blocks = _blocks(seed, mark)

    def below(self, count: int) -> int:
        """The next number below `count`, each equally likely."""
        limit = _SPACE - _SPACE % count
        return next(block for block in self._blocks if block < limit) % count


def _blocks(seed: str, mark: str) -> Iterator[int]:
    place = 0
    while True:
        yield int.from_bytes(sha256(f"{seed}|{mark}|{place}".encode()).digest(), "big")
        place += 1


def _objects(pool: Pool, wanted: int, numbers: _Numbers) -> list[int]:
    left = list(range(len(pool.candidates)))
    found: list[int] = []
    while len(found) < wanted:
        rest = numbers.below(sum(pool.candidates[place].weight for place in left))
        for place in left:
            rest -= pool.candidates[place].weight
            if rest < 0:
                break
        left.remove(place)
        found.append(place)
    return found


def _pair(pool: Pool, item: int, loads: list[int], numbers: _Numbers) -> Pick:
    pair: list[int] = []
    aside: list[int] = []
    while len(pair) < SEATS:
        free = [person for person in range(len(pool.people)) if person not in pair and person not in aside]
        if not free:
            name = pool.candidates[item].name
            raise UserError(f"没有抽取：“{name}”要回避的人太多，凑不齐两名检查人员。",
                            "请增加检查人员，或者核对回避登记。")
        least = min(loads[person] for person in free)
        line = [person for person in free if loads[person] == least]
        taken = line[numbers.below(len(line))]
        if (taken, item) in pool.apart:
            aside.append(taken)
        else:
            pair.append(taken)
    for person in pair:
        loads[person] += 1
    return Pick(item, tuple(pair), tuple(aside))
