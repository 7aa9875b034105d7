"""The program's version: the one place where it stands.

The installer, the version resource of the .exe, `--version` and the list of what changed all read it here.
"""

VERSION = "0.2.0"
"""Three numbers."""


def parts(number: str) -> tuple[int, ...]:
    """A version as numbers, to compare; ValueError when it is none."""
    return tuple(int(part) for part in number.split("."))
