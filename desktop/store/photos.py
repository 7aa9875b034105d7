"""Pictures among kept files: whether a file is one, and when it was taken by its own EXIF record.

EXIF times carry no zone unless the camera wrote one: they are the office's time (UTC+8) then.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from desktop.base.errors import UserError

SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"})
"""Names by which a file claims to be a picture this program can show."""


def is_picture_name(name: str) -> bool:
    """Whether the name says picture."""
    return Path(name).suffix.lower() in SUFFIXES


def need_picture(source: Path | BytesIO, name: str) -> None:
    """UserError when a file named as a picture is none, is cut off or of far too many pixels."""
    if not is_picture_name(name):
        return
    # The library for pictures is loaded with the first of them, not with the window.
    from desktop.store.pictures import Reading, reading

    match reading(source):
        case Reading.BROKEN:
            raise UserError(f"“{name}”打不开，不是图片或者已经损坏，没有添加。",
                            "请从手机或相机里重新传一次原图。")
        case Reading.TOO_LARGE:
            raise UserError(f"“{name}”像素太多（约 1.8 亿以上），没有添加。",
                            "请在手机上缩小后再传，或在相机设置里改用较小的尺寸重拍。")


def taken_at(path: Path, name: str) -> datetime | None:
    """When the camera took the picture; None for another file, an unset or an impossible time."""
    if not is_picture_name(name):
        return None
    # As above.
    from desktop.store import pictures

    return pictures.taken_at(path)
