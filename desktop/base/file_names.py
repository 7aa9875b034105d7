"""Names of files made from words of a record: such as Windows takes, too."""

import re
from pathlib import PurePosixPath

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_PROGRAMS = frozenset((
    ".appref-ms", ".application", ".bat", ".chm", ".cmd", ".com", ".cpl", ".diagcab", ".dll", ".exe",
    ".gadget", ".hta", ".inf", ".iso", ".jar", ".js", ".jse", ".library-ms", ".lnk", ".mht", ".mhtml",
    ".msc", ".msi", ".msp", ".mst", ".pif", ".ps1", ".psm1", ".py", ".pyw", ".reg", ".scf", ".scr",
    ".sct", ".search-ms", ".settingcontent-ms", ".sh", ".url", ".vb", ".vbe", ".vbs", ".vhd", ".vhdx",
    ".website", ".ws", ".wsc", ".wsf", ".wsh", ".xll",
))
LONGEST = 120
"""Characters; the folder in front of it counts within Windows' 260 as well."""


def file_name(words: str) -> str:
    """`words` as the name of a file: "曾/老师: 托管.pdf" -> "曾_老师_ 托管.pdf"; the ending stays.

    No character Windows forbids, none of its device names, no dot or space at the end, at most LONGEST long.
    """
    plain = _NOT_IN_NAMES.sub("_", words).rstrip(". ") or "_"
    ending = PurePosixPath(plain).suffix
    stem = plain.removesuffix(ending)[: LONGEST - len(ending)].rstrip(". ") or "_"
    return f"_{stem}{ending}" if _DEVICES.fullmatch(stem) else f"{stem}{ending}"


def is_program(name: str) -> bool:
    """Whether Windows would run a file of that name, or go where it points, when it is opened."""
    return PurePosixPath(file_name(name)).suffix.lower() in _PROGRAMS
