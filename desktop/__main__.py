"""`python -m desktop`: the window, or with a command the same operations without one."""

import gc
import sys


def start(arguments: list[str]) -> int:
    """Load the program and run it; the exit code."""
    gc.disable()
    # Nothing is garbage while modules load, and looking for some takes a tenth of the time.
    from desktop.app.main import main

    gc.freeze()
    gc.enable()
    return main(arguments)


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
