"""Where the program's own files are, in the source tree and in the frozen program."""

import sys
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[2]


def resource(*parts: str) -> Path:
    """Path of a shipped file below `resources/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else _SOURCE
    return root.joinpath("resources", *parts)
