"""`python -m desktop`: the window, or with a command the same operations without one."""

import sys

from desktop.app.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
