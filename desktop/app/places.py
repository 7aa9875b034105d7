"""Where the data folder is when nobody says otherwise: never in the program folder, never synced."""

import os
import sys
from pathlib import Path

NAME = "校外培训治理台账"


def default_folder() -> Path:
    """Per user: %LOCALAPPDATA% on Windows, the XDG data folder elsewhere."""
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        root = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(root) / NAME / "数据"
