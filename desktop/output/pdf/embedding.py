"""Font files as reportlab embeds them: copied out right, refused where the maker forbids it."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

BLOCK = 100
UNREADABLE = (TTFError, OSError, ValueError, IndexError, KeyError, struct.error)


def unicode_map(name: str, codes: Sequence[int]) -> str:
    """The ToUnicode map of one font subset; reportlab's own is wrong above U+FFFF, which needs UTF-16BE."""
    pairs = [
        f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for place, code in enumerate(codes)
    ]
    blocks = [pairs[start : start + BLOCK] for start in range(0, len(pairs), BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose text copies out of the PDF right, rare characters included."""

    def addObjects(self, doc: Any) -> None:
        """Write the font's objects, then put the right ToUnicode map in each subset."""
        state = self.state[doc]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for number, codes in enumerate(state.subsets):
            base = fonts[f"{state.internalName}+{number}"].BaseFont
            doc.idToObject[f"toUnicodeCMap:{base}"].content = unicode_map(base, codes)


def registered(path: Path, subfont: int) -> EmbeddedFont | None:
    """The file as a registered font; the one already registered if it is; None when it cannot be used."""
    mark = hashlib.sha256(f"{path.resolve()}#{subfont}".encode()).hexdigest()[:12]
    name = f"{path.stem}-{mark}"
    if name in pdfmetrics.getRegisteredFontNames():
        font = pdfmetrics.getFont(name)
        return font if isinstance(font, EmbeddedFont) else None
    try:
        font = EmbeddedFont(name, str(path), subfontIndex=subfont, asciiReadable=False, shapable=False)
    except UNREADABLE:
        return None
    if embedding_forbidden(font):
        return None
    pdfmetrics.registerFont(font)
    return font


def embedding_forbidden(font: EmbeddedFont) -> bool:
    """Whether the maker forbids embedding (OS/2 fsType 2, no other right given); reportlab does not look."""
    rights = font.face.get_table("OS/2")[8:10]
    return len(rights) == 2 and struct.unpack(">H", rights)[0] & 0x0F == 2
