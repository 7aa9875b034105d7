"""`python -m desktop`: the window, or with a command the same operations without one."""

import gc
import os
import sys


def need_utf8(arguments: list[str]) -> None:
    """Begin again in UTF-8 mode where file names could not be Chinese, as under LC_ALL=C."""
    if sys.getfilesystemencoding().lower() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "desktop", *arguments])


GARBAGE_AFTER = 10_000
"""New objects after which they are looked through for garbage: the rows of one page are many times Python's
own 700, and none of them is garbage. Every eleventh time those are looked through that stayed since: 110,000
objects stop every thread for 25 ms."""
TURN_S = 0.0005
"""How long a thread goes on before another has its turn: the window's asks for one at every cell it paints,
and would wait Python's own 5 ms each time while a list is counted beside it."""


def collect_garbage() -> None:
    """Begin to, after the modules are loaded: they stay. From now on threads take short turns."""
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    gc.enable()
    sys.setswitchinterval(TURN_S)


def start(arguments: list[str]) -> int:
    """Load the program and run it; the exit code."""
    gc.disable()
    # Nothing is garbage while modules load, and looking for some takes a tenth of the time.
    from desktop.app.main import main

    collect_garbage()
    return main(arguments)


if __name__ == "__main__":
    need_utf8(sys.argv[1:])
    sys.exit(start(sys.argv[1:]))
