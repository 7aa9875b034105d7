"""The floor of the start: an empty PySide6 window, painted, and SQLAlchemy imported. Says `ready`."""

import os

import sqlalchemy.orm
from PySide6.QtWidgets import QApplication, QMainWindow

from benches.memory import peak_mb


def main() -> None:
    """Show the window, say so with the memory held, and go without cleaning up."""
    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    print("ready", peak_mb(), sqlalchemy.orm.__name__, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
