"""Head texts made comparable, and which column of a declaration each one means."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.base.sheets import ImportColumn

_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]|^\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|「[^」]*」|<[^<>]*>|《[^》]*》")
_MARKS = re.compile(r"[★☆*※#●▲■:。,，;\"'“”‘’()\[\]【】「」<>《》\-—_·.\\]")
_JOINT = re.compile(r"以及|及其|[及和与、/+&]")
_OTHER_MEANING = re.compile(r"原|曾|旧|前|是否|主管|不|备注|说明|序号|上级")
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


def normal(head: str) -> str:
    """A head without spaces, numbering, marks and brackets, in half-width lower case; bracket text stays."""
    return _MARKS.sub("", _plain(head))


def short(head: str) -> str:
    """Like `normal`, without the text in brackets: 建筑面积（㎡） -> 建筑面积."""
    plain = _plain(head)
    return _MARKS.sub("", _BRACKETED.sub("", plain)) or _MARKS.sub("", plain)


def _plain(head: str) -> str:
    text = _SPACE.sub("", unicodedata.normalize("NFKC", head)).lower()
    return _NUMBERING.sub("", text.lstrip("★☆*※#"))


class Synonyms:
    """All head texts that the columns of a declaration know."""

    def __init__(self, columns: Sequence[ImportColumn]) -> None:
        self._known: dict[str, tuple[str, How]] = {}
        for shape in (normal, short):
            for column in columns:
                self._known.setdefault(shape(column.field.label), (column.key, How.SAME))
            for column in columns:
                for word in column.field.synonyms:
                    self._known.setdefault(shape(word), (column.key, How.SYNONYM))
        self._known.pop("", None)

    def exact(self, path: str) -> Match | None:
        """The match of a head path such as 许可证/有效期至: the whole of it before its last part."""
        last = path.rsplit("/", 1)[-1]
        tries = (normal(path.replace("/", "")), normal(last), short(path.replace("/", "")), short(last))
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

    def _pair(self, head: str) -> Match | None:
        parts = [part for part in _JOINT.split(_plain(head)) if part]
        if len(parts) != 2:
            return None
        first, second = self.exact(parts[0]), self.exact(parts[1])
        if first is None or second is None or first.keys == second.keys:
            return None
        return Match((*first.keys, *second.keys), How.SPLIT, (10, -len(head)))

    def _contained(self, head: str) -> Iterator[Match]:
        for words, (key, _) in self._known.items():
            place = head.find(words)
            if len(words) < 3 or place < 0 or len(words) < _LEAST_COVER * len(head):
                continue
            before, after = head[:place], head[place + len(words) :]
            if after in _EMPTY_ENDS and not _OTHER_MEANING.search(before):
                yield Match((key,), How.SYNONYM, (20, -len(words)))
