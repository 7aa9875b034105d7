"""A work order as pasted text: each field guessed from its label, else from what it looks like.

Lines such as 来电人：王女士 count first; what they leave open is looked for in the whole text. Every guess is
shown for correction, and the text itself is kept.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from desktop.base.chinese import half_width, strip_controls
from desktop.base.clock import CHINA
from desktop.features.complaints.rules.words import heads, order_number

_LABELLED = re.compile(r"^\s*[【\[]?([^：:】\]\n]{2,12})[】\]]?\s*[：:]\s*(.*)$")
_INNER = re.compile(r"[\s；;，,]+([^\s：:；;，,]{2,12})[：:]")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])([A-Z]{0,4}\d{8,20}(?:-\d+)?)(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\d*]{4}\d{4}(?!\d)")
_NAME = re.compile(r"([一-鿿]{1,3}(?:女士|先生))")
_MOMENT = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:\s*(\d{1,2})[:时](\d{1,2}))?")
_LONG = ("content", "answer")
_DAYS = ("on", "due_on", "closed_on", "checked_on")


def guess(text: str) -> dict[str, Any]:
    """Values by the keys of intake; `original` is the text itself, `on` a moment, other days dates."""
    clean = strip_controls(text).strip()
    if not clean:
        return {}
    found = _labelled(clean)
    rest = half_width(clean)
    if "number" not in found and (hit := _number(rest)):
        found["number"] = hit
    if "phone" not in found and (phone := _MOBILE.search(rest)):
        found["phone"] = phone.group()
    if "name" not in found and (name := _NAME.search(clean)):
        found["name"] = name.group(1)
    if "on" not in found and (on := moment_of(rest)):
        found["on"] = on
    found.setdefault("content", clean)
    found["number"] = order_number(found.get("number"))
    found["original"] = clean
    return {key: value for key, value in found.items() if value}


def _labelled(text: str) -> dict[str, Any]:
    """The values of lines with a known label; lines without one go on with a long text."""
    found: dict[str, Any] = {}
    last = ""
    for line in _INNER.sub(_on_its_own, text).split("\n"):
        hit = _LABELLED.match(line)
        key = _labels().get(_bare(hit.group(1))) if hit else None
        if hit is None or key is None:
            if last in _LONG and line.strip():
                found[last] = f"{found[last]}\n{line.strip()}".strip()
            continue
        last = "" if key in found else key
        if last:
            found[key] = hit.group(2).strip()
    for key in _DAYS:
        if key in found:
            moment = moment_of(half_width(found[key]))
            found[key] = moment if key == "on" or moment is None else moment.astimezone(CHINA).date()
    return found


def _on_its_own(hit: re.Match[str]) -> str:
    """来电人：王女士 联系电话：139…: a known label within a line begins one of its own."""
    return f"\n{hit.group(1)}：" if _bare(hit.group(1)) in _labels() else hit.group()


@cache
def _labels() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for key, words in heads().items():
        for word in words:
            known.setdefault(_bare(word), key)
    return known


def _bare(words: str) -> str:
    return re.sub(r"[\s（()）]", "", words)


def _number(text: str) -> str | None:
    """The first long number that is neither a telephone nor an identity card."""
    for hit in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", hit.group(1))
        if not _MOBILE.fullmatch(hit.group(1)) and not (len(digits) == 18 and digits == hit.group(1)):
            return hit.group(1)
    return None


def moment_of(text: str) -> datetime | None:
    """The first day (and time) of a text; None when there is none or it is no day."""
    hit = _MOMENT.search(text)
    if hit is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in hit.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        return None


def day_of(value: object) -> date | None:
    """The office's day of a guessed moment."""
    return value.astimezone(CHINA).date() if isinstance(value, datetime) else None
