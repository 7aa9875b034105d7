"""Reading pictures: imported with the first picture, since its library takes long to load."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from desktop.base.clock import CHINA

UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
EXIF_IFD, TAKEN, DIGITIZED, ZONE = 0x8769, 0x9003, 0x9004, 0x9011
EARLIEST: Final = 1990
LATEST: Final = 2100
_LEAST = 64
"""Pixels a JPEG is read down to when only its being whole matters."""
_SHAPE = re.compile(r"(\d{4})[:./年-](\d{1,2})[:./月-](\d{1,2})[日T\s]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_ZONE = re.compile(r"([+-])(\d{1,2}):?(\d\d)?")


class Reading(Enum):
    """What came of reading a picture."""

    WHOLE = "整张读出"
    BROKEN = "不是图片或者已经损坏"
    TOO_LARGE = "像素太多"


def reading(source: Path | BytesIO) -> Reading:
    """Whether it is a whole picture, none, or one of more pixels than this program takes into memory."""
    try:
        with Image.open(source) as picture:
            picture.draft("RGB", (_LEAST, _LEAST))
            picture.load()
    except Image.DecompressionBombError:
        return Reading.TOO_LARGE
    except UNREADABLE:
        return Reading.BROKEN
    return Reading.WHOLE


def taken_at(path: Path) -> datetime | None:
    """When the camera took the picture by its EXIF record; None for another file or an impossible time."""
    try:
        with Image.open(path) as picture:
            facts = picture.getexif().get_ifd(EXIF_IFD)
    except UNREADABLE:
        return None
    words, zone = facts.get(TAKEN) or facts.get(DIGITIZED), facts.get(ZONE)
    return _moment(words, zone) if isinstance(words, str) else None


def _moment(words: str, zone: object) -> datetime | None:
    found = _SHAPE.match(words.strip("\0 "))
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(str(zone or "")))
    except ValueError:
        return None
    return moment if EARLIEST <= moment.year < LATEST else None


def _zone(words: str) -> tzinfo:
    """The zone a camera wrote as +08:00; the office's without one."""
    plain = words.strip("\0 ")
    found = _ZONE.fullmatch(plain)
    if found is None:
        return UTC if plain == "Z" else CHINA
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-length if found[1] == "-" else length)
