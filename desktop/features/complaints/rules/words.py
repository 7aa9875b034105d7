"""Words of received orders: which value they mean, who called, what stays hidden, what a text is about."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from desktop.base.chinese import compare_key, half_width, one_line
from desktop.base.later import later_pattern
from desktop.base.resources import resource
from desktop.base.values import value_class
from desktop.base.variants import variants
from desktop.features.complaints.records import (
    Channel,
    ComplaintKind,
    Satisfaction,
    Sector,
    Tier,
    Verdict,
    phone_key,
)

W = TypeVar("W", bound=StrEnum)
OTHER_PROJECT = "其他"
NOBODY = frozenset({"匿名", "不详", "未知", "无名", "保密", "匿名用户", "匿名市民", "群众", "市民",
                    "不愿透露", "无", "-", "—", "/", "空"})
_MOBILE = later_pattern(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LANDLINE = later_pattern(r"(?<!\d)(?:0\d{2,3}[-— ]?)?[2-8]\d{6,7}(?!\d)")
_IDENTITY = later_pattern(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PEOPLE = later_pattern(r"[、,，;；/\n|]+|(?<=女士|先生)[和与及](?=.{2})"
                     r"|(?<=女士|先生)(?=[^、,，;；/\n|和与及\s(（]{2})")
_JOINED = later_pattern(r"\s+|[和与及]")
_NUMBERS = later_pattern(r"[、,，;；/\n|]+|\s+(?=\d{7}|0\d{2,3}-?\d{7})")
_BRACKETS = later_pattern(r"[（(][^（）()]*[）)]")
_COURTESY = ("女士", "先生", "小姐", "同学", "同志", "老师", "阿姨", "家长", "某某", "某")


@value_class
class Person:
    """Somebody who called, as the order names them; either may be missing, not both."""

    name: str | None = None
    phone: str | None = None


@value_class
class Project:
    """One word of 项目, what it is recognised by, and the branch of the problems' tree it leads to."""

    name: str
    keywords: tuple[str, ...]
    category: str
    branch: str | None


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(
        resource("complaints", name).read_text(encoding="utf-8"))
    return found


@cache
def heads() -> Mapping[str, tuple[str, ...]]:
    """Other head texts seen in exports of 12345, by key of the import."""
    content: dict[str, Any] = tomllib.loads(resource("complaints", "heads.toml").read_text(encoding="utf-8"))
    return {key: variants(words) for key, words in content.items()}


@cache
def projects() -> tuple[Project, ...]:
    """The words of 项目 in the order in which they are recognised."""
    content: dict[str, Any] = tomllib.loads(
        resource("complaints", "projects.toml").read_text(encoding="utf-8"))
    return tuple(Project(item["name"], tuple(item["keywords"].split()), item["category"], item.get("branch"))
                 for item in content["project"])


@cache
def _known(table: str) -> Mapping[str, str]:
    """Folded word -> value, of one table of words.toml."""
    return {compare_key(word): value for value, words in _table("words.toml")[table].items()
            for word in (value, *words.split()) if word or value == ""}


def _meant(table: str, text: str | None, kind: type[W], other: W) -> tuple[W, str | None]:
    """The value of a text and the words to keep: None when the words are the value itself."""
    words = one_line(text or "").strip()
    if not words:
        return other, None
    found = _known(table).get(compare_key(words))
    if found:
        return kind(found), None if found == words else words
    return other, words


def channel_of(text: str | None) -> tuple[Channel, str | None]:
    """The channel and the words kept; nothing stated is 12345."""
    if not (text or "").strip():
        return Channel.HOTLINE, None
    return _meant("channel", text, Channel, Channel.OTHER)


def kind_of(text: str | None) -> tuple[ComplaintKind, str | None]:
    """The kind and the words kept; nothing stated is 投诉."""
    if not (text or "").strip():
        return ComplaintKind.COMPLAINT, None
    return _meant("kind", text, ComplaintKind, ComplaintKind.OTHER)


def satisfaction_of(text: str | None) -> tuple[Satisfaction | None, str | None]:
    """满意度 and the words kept; words never seen are 其他, 未评价 and its like are nothing."""
    words = one_line(text or "").strip()
    if not words or _known("satisfaction").get(compare_key(words)) == "":
        return None, None
    return _meant("satisfaction", words, Satisfaction, Satisfaction.OTHER)


def verdict_of(text: str | None) -> Verdict | None:
    """属实 and its like; None for anything else."""
    found = _known("verdict").get(compare_key(one_line(text or "").strip()))
    return Verdict(found) if found else None


def tier_of(channel: Channel) -> Tier | None:
    """The level a channel usually belongs to."""
    found = _table("words.toml")["tier"].get(channel.value)
    return Tier(found) if found else None


def project_of(*texts: str | None) -> str:
    """The first 项目 whose keyword stands in the texts, a text that names one itself going first."""
    joined = "\n".join(text for text in texts if text)
    names = {item.name for item in projects()}
    for text in texts:
        if text and text.strip() in names:
            return text.strip()
    return next((item.name for item in projects() if any(word in joined for word in item.keywords)),
                OTHER_PROJECT)


def project_named(name: str | None) -> Project:
    """The project of that name; 其他 for an unknown one."""
    return next((item for item in projects() if item.name == name), projects()[-1])


def sector_of(*texts: str | None) -> Sector | None:
    """行业 by keywords; None when nothing tells."""
    joined = "\n".join(text for text in texts if text)
    for value, words in _sectors().items():
        if any(word in joined for word in words):
            return Sector(value)
    return None


@cache
def _sectors() -> Mapping[str, tuple[str, ...]]:
    return {value: tuple(words.split()) for value, words in _table("words.toml")["sector"].items()}


def order_number(text: str | None) -> str | None:
    """A work-order number as it is compared: half-width capitals without spaces and apostrophes."""
    plain = re.sub(r"[\s'‘’`\u200b\ufeff]+", "", half_width(text or "")).upper()
    return re.sub(r"(?<=\d)\.0+$", "", plain) or None


def people_of(names: str | None, phones: str | None) -> list[Person]:
    """Everybody an order names: two in one cell are two people; nobody for 匿名 without a number."""
    parts = [part for whole in _PEOPLE.split(names or "") for part in _two(whole)]
    called = [name for name in map(_name, parts) if name]
    numbers = [part.strip() for part in _NUMBERS.split(half_width(phones or "").strip()) if part.strip()]
    if len(called) <= 1:
        name = called[0] if called else None
        every = "、".join(numbers)[:60] or None
        return [Person(name, every)] if name or every else []
    return [Person(name, numbers[place] if place < len(numbers) else None)
            for place, name in enumerate(called)]


def _two(text: str) -> list[str]:
    """张三和李四 and 张三 李四 are two names; 李和平 and 张 三 are one."""
    parts = _JOINED.split(text.strip())
    return parts if len(parts) > 1 and all(2 <= len(part) <= 6 for part in parts) else [text]


def _name(text: str) -> str | None:
    plain = one_line(_BRACKETS.sub("", text)).strip()[:60]
    return None if not plain or plain in NOBODY else plain


def full_name(name: str | None) -> bool:
    """True when a name says who it is: 王女士 and 陈某 do not."""
    return bool(name) and not any((name or "").endswith(word) for word in _COURTESY) and len(name or "") > 1


def same_person(name: str | None, phone: str | None, other: Person) -> bool:
    """True when name and number of a known caller and of an order are written alike."""
    return (phone_key(phone) == phone_key(other.phone)
            and compare_key(name or "") == compare_key(other.name or ""))


def hidden(text: str | None, names: Iterable[str | None] = ()) -> str:
    """The text with telephone and identity numbers and the callers' names masked."""
    plain = _IDENTITY.sub(lambda hit: hit.group()[:3] + "*" * 11 + hit.group()[-4:], text or "")
    plain = _MOBILE.sub(lambda hit: f"{hit.group()[:3]}****{hit.group()[-4:]}", plain)
    plain = _LANDLINE.sub(_masked_landline, plain)
    for name in names:
        if name and len(name) > 1:
            plain = plain.replace(name, name[0] + "*" * (len(name) - 1))
    return plain


def _masked_landline(hit: re.Match[str]) -> str:
    digits = hit.group()
    return digits if len(re.sub(r"\D", "", digits)) < 7 else "****".join((digits[:-6], digits[-2:]))


def masked_name(name: str | None) -> str:
    """陈**: the first character."""
    return (name or "")[:1] + "*" * max(len(name or "") - 1, 0)


def summary_of(title: str | None, content: str | None, people: Sequence[Person]) -> str:
    """诉求内容 of a case: what the order says, nobody named."""
    joined = "\n".join(dict.fromkeys(part.strip() for part in (title, content) if part and part.strip()))
    return hidden(joined, [person.name for person in people])[:2000]
