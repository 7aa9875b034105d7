"""Which font files stand for which kind of Chinese lettering, in order of preference.

System files carry Windows' names; shipped files lie in resources/fonts (see its README). A role's first face
is what the office expects; any later one is a substitute the clerk is told about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Kinds of lettering an official paper uses."""

    SONG = "宋体"
    FANGSONG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    TITLE = "小标宋"


@dataclass(frozen=True)
class Face:
    """One face: its name in words, file names it may have (lower case), number inside a .ttc collection."""

    label: str
    files: tuple[str, ...]
    subfont: int = 0
    shipped: bool = False


SIMSUN = Face("宋体", ("simsun.ttc", "simsun.ttf"))
SIMSUN_EXT_B = Face("宋体扩展B", ("simsunb.ttf",))
SHIPPED_SONG = Face("附带的宋体", ("NotoSerifSC-Regular.ttf",), shipped=True)
SHIPPED_SONG_BOLD = Face("附带的宋体加粗", ("NotoSerifSC-Bold.ttf",), shipped=True)
SHIPPED_HEI = Face("附带的黑体", ("NotoSansSC-Regular.ttf",), shipped=True)
SHIPPED_FANG = Face("附带的仿宋", ("FandolFang.ttf",), shipped=True)
SHIPPED_KAI = Face("附带的楷体", ("FandolKai.ttf",), shipped=True)
LAST = (SHIPPED_SONG, SIMSUN_EXT_B)

CHAINS: dict[Role, tuple[Face, ...]] = {
    Role.SONG: (SIMSUN, *LAST),
    Role.FANGSONG: (
        Face("仿宋", ("simfang.ttf",)),
        Face(
            "仿宋_GB2312", ("仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang_gb2312.ttf", "fs_gb2312.ttf")
        ),
        SHIPPED_FANG,
        *LAST,
    ),
    Role.KAI: (Face("楷体", ("simkai.ttf",)), SHIPPED_KAI, *LAST),
    Role.HEI: (
        Face("黑体", ("simhei.ttf",)),
        Face("微软雅黑", ("msyh.ttc", "msyh.ttf")),
        SHIPPED_HEI,
        *LAST,
    ),
    Role.TITLE: (
        Face(
            "方正小标宋",
            ("方正小标宋_gbk.ttf", "方正小标宋简体.ttf", "fzxbsk.ttf", "fzxbsjw.ttf", "fzxbsjw--gb1-0.ttf"),
        ),
        SHIPPED_SONG_BOLD,
        SIMSUN,
        *LAST,
    ),
}
