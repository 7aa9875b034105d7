"""Pictures among kept files: whether a file is one, and when it was taken by its own EXIF record.

EXIF times carry no zone unless the camera wrote one: they are the office's time (UTC+8) then.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from desktop.base.clock import CHINA
from desktop.base.errors import UserError

SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"})
"""Names by which a file claims to be a picture this program can show."""

UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
EXIF_IFD, TAKEN, DIGITIZED, ZONE = 0x8769, 0x9003, 0x9004, 0x9011
EARLIEST: Final = 1990
_SHAPE = "%Y:%m:%d %H:%M:%S"


def is_picture_name(name: str) -> bool:
    """Whether the name says picture."""
    return Path(name).suffix.lower() in SUFFIXES


def need_picture(source: Path | BytesIO, name: str) -> None:
    """UserError when a file named as a picture is none, or is cut off."""
    if not is_picture_name(name):
        return
    try:
        with Image.open(source) as picture:
            picture.load()
    except UNREADABLE as error:
        raise UserError(f"“{name}”打不开，不是图片或者已经损坏，没有添加。",
                        "请从手机或相机里重新传一次原图。") from error


def taken_at(path: Path) -> datetime | None:
    """When the camera took the picture; None for another file, an unset or an impossible time."""
    try:
        with Image.open(path) as picture:
            facts = picture.getexif().get_ifd(EXIF_IFD)
    except UNREADABLE:
        return None
    words, zone = facts.get(TAKEN) or facts.get(DIGITIZED), facts.get(ZONE)
    return _moment(words, zone) if isinstance(words, str) else None


def _moment(words: str, zone: object) -> datetime | None:
    plain = words.strip("\0 ")[:19]
    for shape, text in ((f"{_SHAPE}%z", f"{plain}{str(zone).strip(chr(0) + ' ')}"), (_SHAPE, plain)):
        try:
            found = datetime.strptime(text, shape)  # noqa: DTZ007 - a camera without zone: set below
        except ValueError:
            continue
        found = found if found.tzinfo else found.replace(tzinfo=CHINA)
        return found if found.year >= EARLIEST else None
    return None
