"""Head texts made comparable, and which column of a declaration each one means."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from desktop.base.fields import Kind
from desktop.base.sheets import ImportColumn

_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]|^\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|「[^」]*」|<[^<>]*>|《[^》]*》")
_MARKS = re.compile(r"[★☆*※#●▲■:。,，;\"'“”‘’()\[\]【】「」<>《》\-—_·.\\]")
_UNIT = re.compile(r"/(?:m2|㎡|平方米|平米|人|名|个|间|元|万元)$")
_JOINT = re.compile(r"以及|及其|[及和与、/+&]")
_OTHER_MEANING = re.compile(r"原|曾|旧|前|是否|主管|不|备注|说明|序号|上级")
_ELSEWHERE = re.compile(
    r"原|曾|旧|前|主管|不|备注|说明|序号|上级|日期|时间|编号|号码|电话|手机|身份|金额|[及和与、/]"
)
_LEAST_COVER = 0.6
_EMPTY_ENDS = frozenset({"", "情况", "信息", "全称", "名称", "号", "号码", "填写", "一栏", "日期", "时间"})


class How(StrEnum):
    """How a column of a file came to mean a column of ours."""

    SAME = "同名"
    SYNONYM = "同义词"
    REMEMBERED = "上次记住"
    SPLIT = "拆成两项"
    CHOSEN = "手工"
    NONE = "未对上"


@dataclass(frozen=True, slots=True)
class Match:
    """A head means `keys` (two when it holds two values); a smaller `rank` is the surer match."""

    keys: tuple[str, ...]
    how: How
    rank: tuple[int, int]


@lru_cache(1 << 15)
def normal(head: str) -> str:
    """A head without spaces, numbering, marks and brackets, in half-width lower case; bracket text stays."""
    return _MARKS.sub("", _plain(head))


@lru_cache(1 << 15)
def short(head: str) -> str:
    """Like `normal`, without the text in brackets and the unit: 建筑面积（㎡）, 建筑面积/㎡ -> 建筑面积."""
    plain = _UNIT.sub("", _plain(head).rstrip("*:"))
    return _MARKS.sub("", _BRACKETED.sub("", plain)) or _MARKS.sub("", plain)


def _plain(head: str) -> str:
    text = _SPACE.sub("", unicodedata.normalize("NFKC", head)).lower()
    return _NUMBERING.sub("", text.lstrip("★☆*※#"))


def _joined(parts: Sequence[str], shape: Callable[[str], str]) -> str:
    return "".join(shape(part) for part in parts)


class Synonyms:
    """All head texts that the columns of a declaration know."""

    def __init__(self, columns: Sequence[ImportColumn]) -> None:
        self._known: dict[str, tuple[str, How]] = {}
        self._like = [
            (_pattern(word), column.key, len(word), column.field.kind is Kind.FLAG)
            for column in columns
            for word in column.field.synonyms
            if "*" in word
        ]
        for shape in (normal, short):
            for column in columns:
                self._known.setdefault(shape(column.field.label), (column.key, How.SAME))
            for column in columns:
                for word in column.field.synonyms:
                    if "*" not in word:
                        self._known.setdefault(shape(word), (column.key, How.SYNONYM))
        self._known.pop("", None)

    def exact(self, path: str) -> Match | None:
        """The match of a head path such as 许可证/有效期至: the whole of it before its last part."""
        parts = path.split("/")
        tries = (_joined(parts, normal), normal(parts[-1]), _joined(parts, short), short(parts[-1]))
        for rank, words in enumerate(tries):
            if words in self._known:
                key, how = self._known[words]
                return Match((key,), how, (rank * 2 + (how is not How.SAME), -len(words)))
        return None

    def matches(self, path: str) -> Iterator[Match]:
        """Every way to read a head: exact, else as two values, else by the words it mostly consists of."""
        found = self.exact(path)
        if found is not None:
            yield found
            return
        pair = self._pair(path.rsplit("/", 1)[-1])
        if pair is not None:
            yield pair
            return
        yield from self._contained(normal(path.rsplit("/", 1)[-1]))
        yield from self._alike(short(path.rsplit("/", 1)[-1]))

    def _pair(self, head: str) -> Match | None:
        parts = [part for part in _JOINT.split(_plain(head)) if part]
        if len(parts) != 2:
            return None
        first, second = self.exact(parts[0]), self.exact(parts[1])
        if first is None or second is None:
            return None
        if first.keys == second.keys:
            return Match(first.keys, How.SYNONYM, (9, -len(head)))
        return Match((*first.keys, *second.keys), How.SPLIT, (10, -len(head)))

    def _contained(self, head: str) -> Iterator[Match]:
        for words, (key, _) in self._known.items():
            place = head.find(words)
            if len(words) < 3 or place < 0 or len(words) < _LEAST_COVER * len(head):
                continue
            before, after = head[:place], head[place + len(words) :]
            if after in _EMPTY_ENDS and not _OTHER_MEANING.search(before):
                yield Match((key,), How.SYNONYM, (20, -len(words)))

    def _alike(self, head: str) -> Iterator[Match]:
        """Synonyms with `*`, which stands for any words that do not tell of something else."""
        for pattern, key, length, is_flag in self._like:
            found = pattern.fullmatch(head.removeprefix("是否") if is_flag else head)
            if found is not None and not _ELSEWHERE.search("".join(found.groups())):
                yield Match((key,), How.SYNONYM, (30, -length))


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile("(.*)".join(re.escape(part) for part in word.split("*")))
