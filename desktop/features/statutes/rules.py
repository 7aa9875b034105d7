"""The shipped articles as data, and what a confirmation must say."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.statutes.records import TextKind


@dataclass(frozen=True, slots=True)
class Article:
    """One `[[articles]]` entry of resources/statutes together with the facts of its law."""

    key: str
    law: str
    short: str
    number: str | None
    edition: str | None
    effective: date | None
    article: str
    text: str
    text_kind: TextKind
    verified: bool
    topics: str | None
    source: str | None
    note: str | None


UNKNOWN_ARTICLE = "条号待核"
"""The label of an article whose number is not known: confirming it needs the number first."""


def read_articles(folder: Path) -> Iterator[Article]:
    """Every article of the TOML files of `folder`, files by name; ValueError names a key given twice."""
    seen: set[str] = set()
    for file in sorted(folder.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        law = content["law"]
        for entry in content["articles"]:
            if entry["key"] in seen:
                raise ValueError(f"{file.name}: {entry['key']} occurs twice")
            seen.add(entry["key"])
            yield Article(
                key=entry["key"], law=law["name"], short=law["short"], number=law["number"] or None,
                edition=law["edition"] or None, effective=law.get("effective"),
                article=entry["label"], text=entry["text"].strip(), text_kind=TextKind(entry["text_kind"]),
                verified=entry["verified"], topics="、".join(entry["topics"]) or None,
                source=entry["source"] or law["source"] or None,
                note="；".join(part for part in (entry["note"], law["note"]) if part) or None)


@cache
def _shipped_words() -> Mapping[str, str]:
    return {found.key: f"{found.short}{found.article}" for found in read_articles(resource("statutes"))}


def article_words(keys: str) -> str:
    """民办教育促进法第六十四条；… for keys parted by blanks; a key the shipped library lacks stays itself."""
    return "；".join(_shipped_words().get(key, key) for key in keys.split())


def check_confirmation(article: str, basis: str, confirmed_by: str, confirmed_on: date,
                       today: date) -> None:
    """UserError when a confirmation says nothing: no number, no text compared, no person, a day to come."""
    faults: dict[str, str] = {}
    if not article.strip() or article.strip() == UNKNOWN_ARTICLE:
        faults["article"] = "先填条款号，例如：第二十二条第一款"
    if not basis.strip():
        faults["basis"] = "写明对照了哪份公布文本"
    if not confirmed_by.strip():
        faults["confirmed_by"] = "写明核对人"
    if confirmed_on > today:
        faults["confirmed_on"] = "核对日期不能晚于今天"
    if faults:
        raise UserError(f"没有确认：{'；'.join(faults.values())}。", "补齐后再确认。", faults)


_DIGITS = r"[零〇一二三四五六七八九十百千\d]+"
_ARTICLE = rf"第{_DIGITS}条(?:之{_DIGITS})?(?:第{_DIGITS}款)?"
_ITEM = rf"(?:第?（?{_DIGITS}）?项)?"
_CITED = re.compile(rf"《([^《》]+)》((?:[、，和及]*{_ARTICLE}{_ITEM})+)")


def citations_in(text: str) -> list[tuple[str, str]]:
    """Law names and articles cited in a text: 《甲法》第一条、第二条第一款 gives two pairs."""
    found = []
    for law, articles in _CITED.findall(text):
        found += [(law.strip(), article) for article in re.findall(_ARTICLE, articles)]
    return list(dict.fromkeys(found))


def best_labels(article: str, labels: Sequence[str]) -> list[str]:
    """Those of a law's `labels` that a cited article means: the closest one, else all parts of that 条."""
    wider = [label for label in labels if article.startswith(label)]
    if wider:
        return [max(wider, key=len)]
    whole = article[:article.index("条") + 1]
    return [label for label in labels if label.startswith(article)] or [
        label for label in labels if label.startswith(whole)]
