"""Files that arrive by dropping or pasting: paths as they are, a bare picture written to a file first."""

from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage


def has_files(given: QMimeData) -> bool:
    """Whether it brings files or a picture (cheap: asked on every move of the mouse)."""
    return given.hasImage() or any(url.isLocalFile() for url in given.urls())


def incoming_files(given: QMimeData, now: datetime) -> list[Path]:
    """Its files, folders left out; else its picture as a new file 剪贴板图片_20230925_104233.png."""
    paths = [Path(url.toLocalFile()) for url in given.urls() if url.isLocalFile()]
    files = [path for path in paths if path.is_file()]
    if files or not given.hasImage():
        return files
    image = given.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return []
    path = Path(mkdtemp(prefix="ledger-")) / f"剪贴板图片_{now:%Y%m%d_%H%M%S}.png"
    return [path] if image.save(str(path)) else []


def folders_words(given: QMimeData) -> str:
    """What to say of folders among what was dropped; "" when there are none."""
    names = [Path(url.toLocalFile()).name for url in given.urls()
             if url.isLocalFile() and Path(url.toLocalFile()).is_dir()]
    return f"文件夹没有添加：{'、'.join(names)}，请打开它选里面的文件" if names else ""
