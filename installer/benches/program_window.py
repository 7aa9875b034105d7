"""The start that is measured: the program's own window on a data folder, painted. Says `ready`."""

import gc
import os
import sys
from datetime import date
from pathlib import Path


def main(folder: Path) -> None:
    """What `desktop.__main__` and `open_window` do, on a day that stands still."""
    gc.disable()
    # As in the program itself: nothing is garbage while modules load.
    from desktop.__main__ import collect_garbage  # after gc.disable
    from desktop.app import main as program  # as above
    from desktop.app.setup import open_desk  # as above
    from desktop.base.clock import FixedClock  # as above

    collect_garbage()
    app = program.make_application()
    window = program.start(open_desk(folder, FixedClock.on(date(2023, 9, 25))))
    assert window is not None
    window.show()
    app.processEvents()
    print("ready", flush=True)
    # As a closed program leaves them: the next start has no write-ahead log to read.
    window.desk.store.close()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
