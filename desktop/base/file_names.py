"""Names of files made from words of a record: such as Windows takes, too."""

import re
from pathlib import PurePosixPath

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
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
