"""Which institution a text names: by its name, an old one, or the short name people use; only proposed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import half_width
from desktop.features.institutions.records import Institution, lines
from desktop.features.office.queries import is_set_up, office, towns

_KEY, _TOWNS = "complaints.names", "complaints.towns"
_ENDS = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|分公司|公司|培训学校|培训中心|培训机构|培训部|俱乐部|工作室|学校|中心|机构"
    r"|教育咨询|教育科技|文化传播|文化传媒|文化艺术|文化|艺术|体育|科技|教育|培训|舞蹈|美术|信息|咨询|文体)+$")
_PLACES = re.compile(r"^(?:福建省|福建|[一-鿿]{2,3}市)+")
_TOWN = re.compile(r"^(?:[一-鿿]{2,7}?省)?(?:[一-鿿]{2,4}?[市县区]){0,3}([一-鿿]{2,4}?(?:街道|镇|乡))")
_AFTER = ("培训", "教育", "机构", "学校", "艺术", "体育", "舞蹈", "美术", "科技", "中心", "俱乐部", "托管",
          "画室", "书法", "音乐", "公司", "工作室", "编程")
_SURE, _SHORT = 3, 2


@dataclass(frozen=True, slots=True)
class Named:
    """An institution that a text names, and the words that name it."""

    institution: int
    name: str
    words: str


class Names:
    """Every way the ledger's institutions are called; `find` looks for them in a text."""

    def __init__(self, rows: Iterable[tuple[int, str, str | None]], places: Iterable[str] = ()) -> None:
        self._called: dict[str, dict[int, None]] = {}
        self.names: dict[int, str] = {}
        near = tuple(sorted((place for place in places if len(place) > 1), key=len, reverse=True))
        for row, name, former in rows:
            self.names[row] = name
            for known in (name, *lines(former)):
                if not known.isascii():
                    for form in _forms(_plain(known), near):
                        self._called.setdefault(form, {})[row] = None
        self._lengths = sorted({len(form) for form in self._called}, reverse=True)

    def exactly(self, name: str) -> int | None:
        """The one institution called so in full; None for none or several."""
        plain = _plain(name)
        found = [row for row in self._called.get(plain, ()) if _plain(self.names[row]) == plain]
        found = found or list(self._called.get(plain, ()))
        return found[0] if len(found) == 1 and plain else None

    def find(self, text: str) -> list[Named]:
        """The institutions named, the longest words first; each once."""
        plain = _plain(text)
        hits: dict[int, str] = {}
        covered: list[tuple[int, int]] = []
        for length in self._lengths:
            for start in range(len(plain) - length + 1):
                end = start + length
                rows = self._called.get(plain[start:end])
                if rows is None or any(first <= start and end <= last for first, last in covered):
                    continue
                if length >= _SURE or plain.startswith(_AFTER, end):
                    covered.append((start, end))
                    hits |= {row: plain[start:end] for row in rows if row not in hits}
        return [Named(row, self.names[row], words) for row, words in hits.items()]

    def proposal(self, text: str) -> Named | None:
        """The institution named by the longest words, when these words name no other one."""
        found = self.find(text)
        alone = len(found) == 1 or (len(found) > 1 and len(found[0].words) > len(found[1].words))
        return found[0] if alone else None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", half_width(text))


def _forms(name: str, places: tuple[str, ...]) -> list[str]:
    """The whole name, without the place before it, and its core: 晋江市启明星培训中心 -> 启明星."""
    rest = _PLACES.sub("", name)
    for place in places:
        if rest.startswith(place) and len(rest) > len(place) + 1:
            rest = rest[len(place):]
            break
    rest = re.sub(r"\([^()]*\)", "", rest)
    core = _ENDS.sub("", rest)
    known = [form for form in (name, rest) if len(form) >= _SURE + 1]
    return list(dict.fromkeys([*known, *([core] if len(core) >= _SHORT else [])]))


def names(session: Session) -> Names:
    """The names of the living institutions; read once a session."""
    kept = session.info.get(_KEY)
    if not isinstance(kept, Names):
        rows = session.execute(select(Institution.id, Institution.name, Institution.former)
                               .where(Institution.voided_at.is_(None)).order_by(Institution.id)).all()
        own = office(session) if is_set_up(session) else None
        places = [*own.towns, own.county, *_bare(own.towns)] if own else []
        kept = session.info[_KEY] = Names([(row, name, former) for row, name, former in rows], places)
    return kept


def town_of(session: Session, *texts: str | None) -> str | None:
    """The town that these texts name: of the office's the longest one, else as the first text writes it."""
    kept = session.info.get(_TOWNS)
    if not isinstance(kept, tuple):
        kept = session.info[_TOWNS] = towns(session)
    return town_in(kept, *texts) or next((town for town in map(_written, texts[:2]) if town), None)


def town_in(known_towns: Iterable[str], *texts: str | None) -> str | None:
    """The first text that names a town, its whole name before its bare one."""
    every = list(known_towns)
    known: Mapping[str, str] = dict(zip(_bare(every), every, strict=True))
    for text in texts:
        plain = _plain(text or "")
        found = [town for town in known.values() if town in plain]
        found = found or [town for bare, town in known.items() if len(bare) > 1 and bare in plain]
        if found:
            return max(found, key=len)
    return None


def _written(text: str | None) -> str | None:
    found = _TOWN.match(_plain(text or ""))
    return found.group(1) if found else None


def _bare(known: Iterable[str]) -> list[str]:
    return [re.sub(r"(?:街道办事处|街道办|街道|镇|乡)$", "", town) or town for town in known]
