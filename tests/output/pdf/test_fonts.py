"""Fonts by role: fallback per character, refusal of bad files, sentences, and the shipped folder itself."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont
from reportlab.pdfbase import pdfmetrics

from desktop.output.pdf.embedding import unicode_map
from desktop.output.pdf.fonts import FontBook, Role, windows_font_folders

RARE = "䶮𬭎𬀩𬘭㛃䌷"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_draws_rare_characters(fonts: FontBook, role: Role) -> None:
    assert fonts.missing(role, f"王{RARE}镕喆堃昇煊祎a1，。《》〔〕—…") == []


def test_font_is_chosen_character_by_character(fonts: FontBook) -> None:
    runs = fonts.runs(Role.FANGSONG, "王𬭎到会")
    assert [text for _, text in runs] == ["王", "𬭎", "到会"]
    assert runs[0][0] == runs[2][0] != runs[1][0]
    assert runs[0][0].startswith("FandolFang")
    assert runs[1][0].startswith("NotoSerifSC-Regular")


def test_characters_no_font_has_are_reported_once_in_order(fonts: FontBook) -> None:
    assert fonts.missing(Role.FANGSONG, "王\ue000李\U0002a6d0\ue000 \u3000\n") == ["\ue000", "\U0002a6d0"]


def test_absent_system_fonts_are_told(fonts: FontBook) -> None:
    assert fonts.substitutes() == [
        "本机没有宋体，已用附带的宋体替代",
        "本机没有仿宋，已用附带的仿宋替代",
        "本机没有楷体，已用附带的楷体替代",
        "本机没有黑体，已用附带的黑体替代",
        "本机没有方正小标宋，已用附带的宋体加粗替代",
    ]


def test_system_font_comes_first_and_is_not_told(shipped: Path, tmp_path: Path) -> None:
    shutil.copy(shipped / "FandolKai.ttf", tmp_path / "SIMFANG.TTF")
    book = FontBook(shipped, [tmp_path])
    assert book.font_for(Role.FANGSONG, "王").startswith("SIMFANG")
    assert book.font_for(Role.FANGSONG, "𬭎").startswith("NotoSerifSC-Regular")
    assert not any("仿宋" in sentence for sentence in book.substitutes())


def test_second_choice_of_the_system_is_told_by_name(shipped: Path, tmp_path: Path) -> None:
    shutil.copy(shipped / "FandolKai.ttf", tmp_path / "仿宋_GB2312.ttf")
    book = FontBook(shipped, [tmp_path])
    assert "本机没有仿宋，已用仿宋_GB2312替代" in book.substitutes()


def test_collection_is_read_by_number(shipped: Path, tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(shipped / name) for name in ("FandolKai.ttf", "NotoSansSC-Bold.ttf")]
    collection.save(tmp_path / "simsun.ttc")
    book = FontBook(shipped, [tmp_path])
    assert book.font_for(Role.SONG, "王").startswith("simsun")
    assert book.width(Role.SONG, "1") == pytest.approx(0.555)


@pytest.mark.parametrize("damage", ["garbage", "empty", "forbidden", "folder", "cut"])
def test_unusable_system_font_counts_as_absent(shipped: Path, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "simkai.ttf"
    whole = (shipped / "FandolKai.ttf").read_bytes()
    if damage == "folder":
        target.mkdir()
    elif damage == "forbidden":
        font = TTFont(BytesIO(whole))
        font["OS/2"].fsType = 2
        font.save(target)
    else:
        target.write_bytes({"garbage": b"not a font " * 99, "empty": b"", "cut": whole[:5000]}[damage])
    book = FontBook(shipped, [tmp_path])
    assert book.font_for(Role.KAI, "王").startswith("FandolKai")
    assert "本机没有楷体，已用附带的楷体替代" in book.substitutes()


def test_absent_folders_are_no_trouble(shipped: Path, tmp_path: Path) -> None:
    assert FontBook(shipped, [tmp_path / "nowhere"]).font_for(Role.SONG, "王")


def test_book_without_any_font_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="SONG"):
        FontBook(tmp_path, []).font_for(Role.SONG, "王")


def test_fonts_are_registered_once(shipped: Path, fonts: FontBook) -> None:
    fonts.font_for(Role.SONG, "王")
    before = list(pdfmetrics.getRegisteredFontNames())
    FontBook(shipped, []).font_for(Role.SONG, "李")
    assert list(pdfmetrics.getRegisteredFontNames()) == before


def test_windows_folders_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "Microsoft" / "Windows" / "Fonts"
    own.mkdir(parents=True)
    (tmp_path / "Fonts").mkdir()
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert windows_font_folders() == (tmp_path / "Fonts", own)
    monkeypatch.delenv("SYSTEMROOT")
    monkeypatch.delenv("LOCALAPPDATA")
    assert windows_font_folders() == ()


def test_unicode_map_uses_surrogates_and_blocks_of_hundred() -> None:
    text = unicode_map("F", [0x2CB4E, *range(0x4E00, 0x4E00 + 150)])
    assert "<00> <D872DF4E>" in text
    assert "100 beginbfchar" in text
    assert "51 beginbfchar" in text


def test_shipped_fonts_are_small_free_and_truetype(shipped: Path) -> None:
    files = sorted(path.name for path in shipped.iterdir())
    assert sum(path.stat().st_size for path in shipped.iterdir()) <= 34_000_000
    assert {"README.md", "Noto-OFL.txt", "Fandol-GPL.txt"} <= set(files)
    for path in shipped.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            tables = set(font.keys())
        assert "glyf" in tables
        assert not {"GSUB", "GPOS", "CFF ", "fpgm", "prep", "cvt "} & tables
