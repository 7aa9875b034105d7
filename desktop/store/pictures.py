"""Reading pictures: imported with the first picture, since its library takes long to load."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from desktop.base.clock import CHINA

UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
EXIF_IFD, TAKEN, DIGITIZED, ZONE = 0x8769, 0x9003, 0x9004, 0x9011
EARLIEST: Final = 1990
_SHAPE = "%Y:%m:%d %H:%M:%S"


def opens(source: Path | BytesIO) -> bool:
    """Whether it is a whole picture."""
    try:
        with Image.open(source) as picture:
            picture.load()
    except UNREADABLE:
        return False
    return True


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
    plain = words.strip("\0 ")[:19]
    for shape, text in ((f"{_SHAPE}%z", f"{plain}{str(zone).strip(chr(0) + ' ')}"), (_SHAPE, plain)):
        try:
            found = datetime.strptime(text, shape)  # noqa: DTZ007 - a camera without zone: set below
        except ValueError:
            continue
        found = found if found.tzinfo else found.replace(tzinfo=CHINA)
        return found if found.year >= EARLIEST else None
    return None
