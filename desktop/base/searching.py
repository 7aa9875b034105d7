"""Search through an index of SQLite's FTS5: any substring, 拼音首字母, any script, never a silent zero.

A searched record holds its values folded, one a line (`search_text`), and their spellings (`initials`, the
spellings of one value in one line); the first line is the name in both. `tokens` makes of them the words of
the index: one token a character, but three characters at every place of a run of letters and digits, since
single ones would stand in every record. So a phrase of tokens is exactly a substring. Tokens of the name are
marked, and so is a void record, so that both can be asked for without reading the table.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, column, text, true
from sqlalchemy.orm import Session

from desktop.base.chinese import initials, strip_controls

NAMED, SINGLE, GONE, BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Marks of tokens: of the name, of one letter or digit alone, of a void record, between two values."""
TOKEN_SIGNS = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
"""ASCII signs that are tokens too; `fold` leaves no other."""
MOST_WORDS = 16
LONGEST_WORD = 200

_RUNS = re.compile("([0-9a-z]+)")
_NUMBERED = re.compile(r"(?P<before>\D*?)\(?(?P<year>(?:19|20)\d\d)(?:\)|年|-|/|\.)第?"
                       r"0*(?P<number>[1-9]\d{0,3})号?")
_SPACED_NUMBER = re.compile(r"(?<=\d\d)\s*(?:[\])〕】）]\s*第?\s*\d{1,4}(?:\s*号)?|年\s*第?\s*\d{1,4}\s*号)")
_LAST_RUN = re.compile("[0-9a-z]*$")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTER_BYTES = _LETTERS.encode("ascii")
_PARTING = "\x1e"
_OF_RUNS = bytes(code if code in _LETTER_BYTES or code == ord(_PARTING) else 0 for code in range(256))
_WHOLE = bytes(255 if code in _LETTER_BYTES else 0 for code in range(256))
_SPACED = bytes(code if code in _LETTER_BYTES else ord(" ") for code in range(256))
_UTF_16, _UTF_32 = f"utf-16-{sys.byteorder[0]}e", f"utf-32-{sys.byteorder[0]}e"
_TWO_BYTES, _FOUR_BYTES = "H", "I"
_CACHED = 1 << 15
_SHORT = 8
_ALIKE = {"(": "[{【〔〖", ")": "]}】〕〗", "-": "‐‑‒–—―−", "”": "\"“„‟", "’": "'`‘‚‛", "·": "•・‧∙⋅",
          "/": "\\"}
_FOLDED: dict[int, str | None] = {ord(one): sign for sign, many in _ALIKE.items() for one in many}
_FOLDED |= dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def fold(text: str) -> str:
    """The form in which words are compared: half-width, small letters, one sort of bracket, dash and
    quote, no spaces, control characters or variation selectors."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    if plain.isalnum():
        return plain
    plain = plain.translate(_FOLDED)
    return "".join((plain if plain.isprintable() else strip_controls(plain, keep="")).split())


def wanted_words(wanted: str) -> list[str]:
    """The folded words of what was typed, split at spaces but in 〔2026〕 3 号; at most `MOST_WORDS`."""
    joined = _SPACED_NUMBER.sub(lambda found: "".join(found[0].split()), wanted)
    folded = (fold(word)[:LONGEST_WORD] for word in joined.split())
    return [word for word in folded if word][:MOST_WORDS]


@lru_cache(LONGEST_WORD)
def same_numbers(word: str) -> tuple[str, ...]:
    """A folded word and, of a number of a paper or record, its other spellings: 责改2026年3号 and
    责改[2026]03 are 责改(2026)3号, 2026-3 is also 2026-003."""
    found = _NUMBERED.fullmatch(word)
    if found is None:
        return (word,)
    before, year, number = found["before"], found["year"], found["number"]
    spelled = [word, f"{before}({year}){number}号"]
    if f"{year}-" in word:
        spelled.append(f"{before}{year}-{number:0>3}")
    return tuple(dict.fromkeys(spelled))


def search_text(values: Sequence[str]) -> str:
    """The folded values of a record, one a line, the name first."""
    joined = "\n".join(values)
    plain = unicodedata.normalize("NFKC", joined).casefold()
    bare = plain.replace("\n", "")
    if bare.isalnum() and len(plain) - len(bare) == len(values) - 1 == joined.count("\n"):
        return plain
    return "\n".join(map(fold, values))


def spellings(values: Sequence[str], spelled: Sequence[str]) -> str:
    """The 拼音首字母 of those values that are `spelled`, one a line; the first line is the name's."""
    name = values[0] if values else ""
    first = initials(name) if name in spelled else ""
    return "\n".join([first, *(initials(value) for value in spelled if value != name)]).rstrip("\n")


def tokens(search_text: str | None, spellings: str | None, void: int | None) -> str:
    """What the index holds of one record."""
    name, _, rest = (search_text or "").partition("\n")
    name_spelled, _, rest_spelled = (spellings or "").partition("\n")
    named, other = f"{name}\n{name_spelled}", f"{rest}\n{rest_spelled}"
    made = [_named_words(named)]
    for line in other.split("\n"):
        if line:
            made.append(_kept_words(line) if len(line) <= _SHORT else _cut(line))
        made.append(BREAK)
    made.pop()
    made += [token for letter, token in _NAMED_SINGLES if letter in named]
    made += [token for letter, token in _SINGLES if letter in other]
    if void:
        made.append(GONE)
    return " ".join(made)


def tokens_of_many(records: Sequence[tuple[str, str, bool]]) -> list[str]:
    """`tokens` of each (search_text, spellings, void), cut all at once at a fraction of the cost."""
    parted = [(*text.partition("\n")[::2], *spelled.partition("\n")[::2]) for text, spelled, _ in records]
    named = _cut_many([f"{name}\n{spelled}" for name, _, spelled, _ in parted], NAMED)
    other = _cut_many([f"{rest}\n{spelled}" for _, rest, _, spelled in parted], "")
    made = [f"{words}{others}{letters}{singles}"
            for (words, letters), (others, singles) in zip(named, other, strict=True)]
    for place, (_, _, void) in enumerate(records):
        if void:
            made[place] += GONE
    return made


def expression(wanted: str, *, void: bool | None = None, names: bool = False) -> str:
    """The FTS5 question for records holding every word; '' when nothing is wanted.

    `void` asks for void or living records only; `names` for words within the name.
    """
    parts = [_phrase(word, names) for word in wanted_words(wanted)]
    if not parts:
        return ""
    asked = " AND ".join(parts)
    if void is None:
        return asked
    return f'({asked}) AND "{GONE}"' if void else f'({asked}) NOT "{GONE}"'


def index_name(record: Any) -> str:
    """The index table of a searched record class."""
    return f"search_{record.__tablename__}"


def notes_name(record: Any) -> str:
    """The table of the rows whose place in the index is out of date."""
    return f"{index_name(record)}_notes"


def found_ids(session: Session, record: Any, wanted: str, *, void: bool | None = None, names: bool = False,
              most: int = -1) -> set[int]:
    """Ids of at most so many records that hold every word of `wanted` (`void` and `names` as in `expression`;
    no words but `void`: all void ones)."""
    question, values = _question(record, wanted, void, names)
    asked = session.connection().exec_driver_sql(f"{question} LIMIT :most", {**values, "most": most})
    return set(asked.scalars())


def search_condition(record: Any, wanted: str) -> ColumnElement[bool]:
    """Every word of `wanted` (split at spaces) is found in the record's values or their 拼音首字母."""
    if not wanted_words(wanted):
        return true()
    question, values = _question(record, wanted, None, False)
    given: list[Any] = [bindparam(name, value, unique=True) for name, value in values.items()]
    condition: ColumnElement[bool] = record.id.in_(text(question).bindparams(*given).columns(column("id")))
    return condition


def _question(record: Any, wanted: str, void: bool | None, names: bool) -> tuple[str, dict[str, str]]:
    """The statement that gives the ids, and what it is given.

    Rows that wait to be indexed anew are asked themselves, so that nothing depends on how far the index is.
    `typeof`, since with "IS NULL" SQLite would go through an index of all living rows for the few that wait.
    """
    index, waiting = index_name(record), f"SELECT id FROM {notes_name(record)}"
    values = {"words": expression(wanted, void=void, names=names) or (f'"{GONE}"' if void else "")}
    texts = [_FIRST_LINE.format(text) if names else text for text in ("search_text", "initials")]
    parts = [] if void is None else [f"typeof(voided_at) {'<>' if void else '='} 'null'"]
    for place, word in enumerate(wanted_words(wanted)):
        spelled = {f"w{place}_{number}": one for number, one in enumerate(same_numbers(word))}
        values |= spelled
        parts.append(f"({' OR '.join(f'instr({text}, :{name})' for text in texts for name in spelled)})")
    indexed = f"SELECT rowid FROM {index} WHERE words MATCH :words AND rowid NOT IN ({waiting})"
    others = f"SELECT id FROM {record.__tablename__} WHERE id IN ({waiting}) AND {' AND '.join(parts)}"
    return f"{indexed} UNION ALL {others}", values


_FIRST_LINE = "substr({0}, 1, instr({0} || char(10), char(10)) - 1)"
_SINGLES = tuple((letter, f"{SINGLE}{letter}") for letter in _LETTERS)
_NAMED_SINGLES = tuple((letter, f"{NAMED}{SINGLE}{letter}") for letter in _LETTERS)


def _named_words(text: str) -> str:
    return NAMED + _cut(text).replace(" ", f" {NAMED}")


@lru_cache(_CACHED)
def _kept_words(line: str) -> str:
    """The words of towns and persons, who stand in many records."""
    return _cut(line)


def _cut(text: str) -> str:
    """The words of a text: each sign, and the three letters and digits from every place of a run."""
    if text.isascii() and text.isalnum():
        return _threes(text)
    if "\n" in text or " " in text:
        text = text.replace("\n", BREAK).replace(" ", BREAK)
    parts = _RUNS.split(text)
    return " ".join([_threes(part) if place % 2 else " ".join(part)
                     for place, part in enumerate(parts) if part])


def _threes(run: str) -> str:
    """abcd -> abc bcd cd d."""
    return " ".join(_places(len(run))(run)) if len(run) > 1 else run


@lru_cache(LONGEST_WORD)
def _places(length: int) -> Callable[[str], Iterable[str]]:
    """Cuts a run of that length."""
    return itemgetter(*(slice(start, start + 3) for start in range(length)))


def _cut_many(texts: Sequence[str], mark: str) -> list[tuple[str, str]]:
    """For each text the words `_cut` makes, every one marked, and those of its single letters; all in one go.

    Beside each sign of the joined texts the two that follow it are laid where they are of its run, blanks
    where they are not, and a blank: that reads as the words, since more blanks part them as one does.
    """
    joined = _PARTING.join(texts)
    if joined.count(_PARTING) != len(texts) - 1:
        return [_cut_alone(text, mark) for text in texts]
    joined = joined.replace("\n", BREAK).replace(" ", BREAK)
    runs = joined.encode("ascii", "replace").translate(_OF_RUNS)
    inside = int.from_bytes(runs.translate(_WHOLE), "little")
    second = int.from_bytes(runs[1:], "little") & inside
    third = int.from_bytes(runs[2:], "little") & inside & (inside >> 8)
    signs = len(joined)
    columns = [mark * signs, joined, *(part.to_bytes(signs, "little").translate(_SPACED).decode("latin-1")
                                       for part in (second, third))]
    words = _woven(columns if mark else columns[1:], signs).split(f"{mark}{_PARTING}   ")
    return [(word, _singles(letters, mark))
            for word, letters in zip(words, runs.split(_PARTING.encode()), strict=True)]


def _cut_alone(text: str, mark: str) -> tuple[str, str]:
    words = "".join(f"{mark}{word} " for word in _cut(text).split(" "))
    return words, _singles(text.encode("ascii", "ignore"), mark)


def _woven(columns: Sequence[str], signs: int) -> str:
    """The first sign of each of the texts, a space, the second sign of each, a space, and so on."""
    narrow = len(columns[-3].encode("utf-16-le", "surrogatepass")) == 2 * signs
    form, kind = (_UTF_16, _TWO_BYTES) if narrow else (_UTF_32, _FOUR_BYTES)
    step = len(columns) + 1
    woven = array(kind, (" " * (step * signs)).encode(form))
    for place, signs_there in enumerate(columns):
        woven[place::step] = array(kind, signs_there.encode(form, "surrogatepass"))
    return woven.tobytes().decode(form, "surrogatepass")


def _singles(run: bytes, mark: str) -> str:
    """The words of the letters and digits that stand in a text, each once, in their order."""
    letters = _LETTER_BYTES.translate(None, _LETTER_BYTES.translate(None, run)).decode("ascii")
    between = f" {mark}{SINGLE}"
    return between[1:] + between.join(letters) + " " if letters else ""


def _phrase(word: str, names: bool) -> str:
    asked = " OR ".join(_one_phrase(spelled, names) for spelled in same_numbers(word))
    return f"({asked})" if " OR " in asked else asked


def _one_phrase(word: str, names: bool) -> str:
    if len(word) == 1 and word in _LETTERS:
        grams, star = [f"{SINGLE}{word}"], ""
    else:
        last = _LAST_RUN.search(word)
        open_run = len(last.group()) if last else 0
        grams, star = _cut(word).split(" "), "*" if 0 < open_run < 3 else ""
        grams = grams[: len(grams) - min(max(open_run - 1, 0), 2)]
    named = f'"{" ".join(NAMED + gram for gram in grams)}"{star}'
    return named if names else f'("{" ".join(grams)}"{star} OR {named})'
