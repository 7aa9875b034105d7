"""Small pictures as a phone writes them, with the shooting time in their EXIF record."""

from io import BytesIO

from PIL import Image

WIDTH, HEIGHT = 64, 48


def photo(taken: str = "", zone: str = "", *, tint: tuple[int, int, int] = (90, 120, 150)) -> bytes:
    """A JPEG; `taken` such as 2023:09:12 19:42:05, `zone` such as +08:00."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), tint)
    exif = picture.getexif()
    facts = exif.get_ifd(0x8769)
    if taken:
        facts[0x9003] = taken
    if zone:
        facts[0x9011] = zone
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()
