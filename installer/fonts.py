"""Make resources/fonts from Debian's free fonts: subset, CFF outlines to TrueType, layout tables dropped.

reportlab reads TrueType outlines only, Debian ships these faces as CFF. Run again at will:
    python installer/fonts.py [--sources DIR] [--only NAME]
DIR holds the packages unpacked (`dpkg-deb -x`); without it they are fetched by apt-get into a temporary
folder. Same sources, same bytes. Wants fonttools (dev extra).
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
PACKAGES = ("fonts-noto-cjk", "texlive-lang-chinese", "unicode-data")
NOTO = "usr/share/fonts/opentype/noto/"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "VORG", "vhea", "vmtx", "JSTF", "STAT", "meta"]
SPACES = frozenset([0x20, 0xA0, 0x3000, *range(0x2000, 0x2010), 0x202F, 0x205F])


@dataclass(frozen=True)
class Face:
    """One font to make: file in the package, name inside a collection, characters kept, traced or not.

    Traced outlines carry a hundred curves a character; neighbouring curves are joined first.
    """

    target: str
    source: str
    collection_name: str | None
    keep: Callable[[Path, set[int]], set[int]]
    traced: bool = False


def encoded(codec: str, high: range, low: range) -> set[int]:
    """Code points of a two-byte Chinese code page."""
    pairs = (bytes([a, b]).decode(codec, "ignore") for a in high for b in low)
    return {ord(text) for text in pairs if len(text) == 1}


def latin_and_signs(available: set[int]) -> set[int]:
    """Western letters, punctuation, arrows, circled numbers, CJK signs, vertical forms, full-width forms."""
    blocks = [
        (0x20, 0x24F),
        (0x370, 0x451),
        (0x2000, 0x27BF),
        (0x3000, 0x312F),
        (0x3200, 0x33FF),
        (0xFE10, 0xFE4F),
        (0xFF00, 0xFFEF),
    ]
    return {code for first, last in blocks for code in range(first, last + 1)} & available


def gb2312(_: Path, available: set[int]) -> set[int]:
    """The 6,763 characters of GB 2312 and the signs."""
    return (encoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)) & available) | latin_and_signs(available)


def gbk(_: Path, available: set[int]) -> set[int]:
    """The 20,902 characters of GBK and the signs."""
    return (encoded("gbk", range(0x81, 0xFF), range(0x40, 0xFF)) & available) | latin_and_signs(available)


def standard_list(sources: Path) -> set[int]:
    """通用规范汉字表 (2013), 8,105 characters, from Unihan's kTGH."""
    path = sources / "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        return {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}


def common(sources: Path, available: set[int]) -> set[int]:
    """GB 2312 and 通用规范汉字表."""
    return gb2312(sources, available) | (standard_list(sources) & available)


def gbk_and_standard(sources: Path, available: set[int]) -> set[int]:
    """GBK and the rare characters of 通用规范汉字表."""
    return gbk(sources, available) | (standard_list(sources) & available)


def all_but_hangul(_: Path, available: set[int]) -> set[int]:
    """Every character of the font, Korean syllables and compatibility ideographs left out."""
    left_out = [(0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDF)]
    return available - {code for first, last in left_out for code in range(first, last + 1)}


FACES = (
    Face("NotoSerifSC-Regular.ttf", NOTO + "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", all_but_hangul),
    Face("NotoSerifSC-Bold.ttf", NOTO + "NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC Bold", common),
    Face("NotoSansSC-Regular.ttf", NOTO + "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", gbk_and_standard),
    Face("NotoSansSC-Bold.ttf", NOTO + "NotoSansCJK-Bold.ttc", "Noto Sans CJK SC Bold", gb2312),
    Face("FandolFang.ttf", FANDOL + "FandolFang-Regular.otf", None, gb2312, traced=True),
    Face("FandolKai.ttf", FANDOL + "FandolKai-Regular.otf", None, gb2312, traced=True),
)
CURVE_ERROR = 3.0
JOIN_ERROR = 4.0


def open_face(sources: Path, face: Face) -> TTFont:
    """The source font; in a collection the one whose full name is wanted."""
    path = sources / face.source
    if face.collection_name is None:
        return TTFont(path, recalcTimestamp=False)
    for number in range(20):
        font = TTFont(path, fontNumber=number, recalcTimestamp=False)
        if font["name"].getDebugName(4) == face.collection_name:
            return font
    raise SystemExit(f"{path} holds no {face.collection_name}")


def subset(font: TTFont, codes: set[int]) -> None:
    """Keep the glyphs of these characters; drop layout, hints and vertical metrics."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.drop_tables = [*options.drop_tables, *DROPPED]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def drawn(font: TTFont) -> set[int]:
    """Characters whose glyph has an outline, and the spaces: an empty glyph would hide a gap."""
    glyphs = font.getGlyphSet()
    marked: set[int] = set()
    for code, name in font.getBestCmap().items():
        pen = RecordingPen()
        glyphs[name].draw(pen)
        if pen.value or code in SPACES:
            marked.add(code)
    return marked


def outline_pen(target: TTGlyphPen, traced: bool) -> Cu2QuPen:
    """The pen that takes cubic curves; errors in units of 1/1000 em."""
    pen = Cu2QuPen(target, CURVE_ERROR, reverse_direction=True)
    return Cu2QuPen(Qu2CuPen(pen, JOIN_ERROR, all_cubic=True), 0.5) if traced else pen


def to_truetype(font: TTFont, traced: bool) -> None:
    """Replace the CFF outlines by quadratic ones."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(outline_pen(pen, traced))
        table.glyphs[name] = pen.glyph(dropImpliedOnCurves=True)
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = table
    advances = font["hmtx"]
    for name in order:
        glyph = table.glyphs[name]
        glyph.recalcBounds(table)
        advances[name] = (advances[name][0], getattr(glyph, "xMin", 0))
    set_profile(font, len(order))


def set_profile(font: TTFont, count: int) -> None:
    """The header tables of a TrueType font without instructions."""
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    profile.numGlyphs = count
    for field in (
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(profile, field, 0)
    profile.maxZones = 1
    post = font["post"]
    post.formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"


def make(sources: Path, face: Face) -> str:
    """Write one font; the answer is a line for the reader."""
    font = open_face(sources, face)
    subset(font, face.keep(sources, set(font.getBestCmap())))
    full = set(font.getBestCmap())
    with_outline = drawn(font)
    if full - with_outline:
        for table in font["cmap"].tables:
            table.cmap = {code: name for code, name in table.cmap.items() if code in with_outline}
    to_truetype(font, face.traced)
    path = TARGET / face.target
    font.save(path)
    return f"{face.target}: {len(with_outline):,} characters, {path.stat().st_size / 1e6:.1f} MB"


def write_licences(sources: Path) -> None:
    """The licence texts as the packages carry them."""
    noto = (sources / "usr/share/doc/fonts-noto-cjk/copyright").read_text(encoding="utf-8")
    original = TTFont(sources / NOTO / "NotoSerifCJK-Regular.ttc", fontNumber=0, lazy=True)
    owner = original["name"].getDebugName(0)
    body = noto.split("License: SIL-1.1\n -", 1)[1].split("License: GPL-3+\n This", 1)[0]
    plain = ["" if line.strip() == "." else line[1:] for line in f" -{body}".splitlines()]
    (TARGET / "Noto-OFL.txt").write_text(f"{owner}\n\n" + "\n".join(plain).strip() + "\n", encoding="utf-8")
    documents = sources / "usr/share/doc/texlive-doc/fonts/fandol"
    readme = (documents / "README").read_text(encoding="utf-8").strip()
    terms = gzip.decompress((documents / "COPYING.gz").read_bytes()).decode("utf-8").strip()
    (TARGET / "Fandol-GPL.txt").write_text(f"{readme}\n\n{terms}\n", encoding="utf-8")


def fetched(folder: Path) -> Path:
    """The packages, downloaded by apt-get from the machine's own Debian sources and unpacked."""
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True)
    unpacked = folder / "unpacked"
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", str(package), str(unpacked)], check=True)
    return unpacked


def chosen(only: str | None) -> Iterator[Face]:
    """The faces whose file name begins with `only`; all without it."""
    return (face for face in FACES if only is None or face.target.startswith(only))


def main() -> int:
    """Make the fonts; exit 1 when a package or a tool is absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--only")
    given = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    temporary = None if given.sources else Path(tempfile.mkdtemp())
    try:
        sources = given.sources or fetched(temporary or Path())
        write_licences(sources)
        with ProcessPoolExecutor(max_workers=2) as pool:
            for line in pool.map(make, *zip(*((sources, face) for face in chosen(given.only)), strict=True)):
                print(line)
    except (OSError, subprocess.CalledProcessError) as trouble:
        print(f"字体没有做成：{trouble}", file=sys.stderr)
        return 1
    finally:
        if temporary:
            shutil.rmtree(temporary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
