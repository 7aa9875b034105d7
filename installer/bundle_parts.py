"""What goes into the program that is installed: names, version, data files, modules left out, files trimmed.

Read by `desktop.spec` (Windows and Linux alike), by the commands that build, and by the tests.
"""

import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "OversightDesk"
TITLE = "校外培训治理台账"
PUBLISHER = "校外培训治理台账"
ICON = ROOT / "resources" / "app.ico"
PROGRAM_KINDS = frozenset({".exe", ".dll", ".pyd"})
"""What Windows loads."""

VERSION_FILE = ROOT / "desktop" / "base" / "version.py"
MIGRATIONS = "desktop/store/migrations"
LICENCES = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)

EXCLUDED = (
    *("tkinter", "unittest.mock", "pydoc_data", "lib2to3", "test", "distutils", "numpy", "pandas"),
    *(f"lxml.{name}" for name in ("html", "objectify", "isoschematron", "sax", "cssselect")),
    *("setuptools", "pkg_resources", "_distutils_hack", "pip", "wheel"),
    *(f"PySide6.Qt{name}" for name in ("Qml", "Quick", "QuickWidgets", "OpenGL", "OpenGLWidgets", "Test")),
    *("PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.scripts"),
    *(f"sqlalchemy.dialects.{name}" for name in ("mysql", "oracle", "mssql")),
    *("PIL._avif", "PIL.AvifImagePlugin", "PIL._webp", "PIL.WebPImagePlugin", "PIL._imagingcms"),
    *("PIL.ImageCms", "PIL.ImageQt", "PIL.ImageTk", "PIL._imagingtk", "reportlab.graphics.testshapes"),
    *(
        "pytest",
        "_pytest",
        "pytestqt",
        "pytest_randomly",
        "pytest_timeout",
        "xdist",
        "execnet",
        "hypothesis",
        "mypy",
        "ruff",
        "importlinter",
        "grimp",
        "xlwt",
    ),
    *("fontTools", "PyInstaller", "pefile"),
)
"""Modules no command of the program needs; everything of the `dev` extra is among them."""

TRIMMED = (
    *("opengl32sw", "d3dcompiler", "qt6opengl", "qt6qml", "qt6quick", "qt6virtualkeyboard", "qt6eglfs"),
    *("plugins/generic/", "plugins/tls/", "plugins/networkinformation/", "plugins/egldeviceintegrations/"),
    *("plugins/virtualkeyboard/", "platforminputcontexts/qtvirtualkeyboard"),
    "platforminputcontexts/libqtvirtualkeyboard",
    *(f"platforms/{lib}{name}" for lib in ("", "lib") for name in
      ("qdirect2d", "qeglfs", "qlinuxfb", "qvnc", "qvkkhrdisplay", "qminimal")),
    *(f"imageformats/{lib}{name}" for lib in ("", "lib") for name in
      ("qpdf", "qtga", "qwbmp", "qicns", "qtiff", "qwebp")),
)  # fmt: skip
"""Parts of file names (lower case) that Qt's hooks bring along and that nothing here loads."""

TRANSLATIONS = ("qtbase_zh_cn.qm", "qt_zh_cn.qm")


def project() -> dict[str, object]:
    """The [project] table of pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(table, dict)
    return table


def version() -> str:
    """Version of the program, three numbers, where the program itself has it."""
    found = re.search(r'^VERSION = "(.+)"$', VERSION_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def requirements() -> list[str]:
    """What the program itself needs, pinned; not the tools."""
    needed = project()["dependencies"]
    assert isinstance(needed, list)
    return [str(line) for line in needed]


def data_files() -> list[tuple[str, str]]:
    """(file or folder, folder in the program): where `base.resources` and `store.migrate` look for them."""
    scripts = sorted((ROOT / MIGRATIONS).rglob("*.py"))
    moved = [(str(file), file.parent.relative_to(ROOT).as_posix()) for file in scripts]
    return [(str(ROOT / "resources"), "resources"), *moved]


def hidden_modules() -> list[str]:
    """Every module of the program: alembic's scripts import some that nothing else names."""
    found = sorted((ROOT / "desktop").rglob("*.py"))
    dotted = [file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for file in found]
    scripts = MIGRATIONS.replace("/", ".")
    return [
        name.removesuffix(".__init__")
        for name in dotted
        if not name.startswith(scripts) and not name.endswith("__main__")
    ]


def kept(place: str) -> bool:
    """False for a file of the bundle that is trimmed; `place` is its path inside the program's folder."""
    lower = place.replace("\\", "/").lower()
    if "/translations/" in lower:
        return lower.endswith(TRANSLATIONS)
    return not any(part in lower for part in TRIMMED)


def closure(requirements: Sequence[str]) -> Iterator[str]:
    """Names of the distributions that these requirements bring, each once, as far as they are installed."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        match = re.match(r"[A-Za-z0-9._-]+", waiting.pop(0))
        name = re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
        if not name or name in seen:
            continue
        seen.add(name)
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        yield name
        waiting += [need for need in needs if "extra ==" not in need]


def licence_files(requirements: Sequence[str]) -> list[tuple[str, str]]:
    """(file, folder in the program) of every licence text that the libraries carry: 许可/<library>."""
    found = []
    for name in closure(requirements):
        for file in distribution(name).files or ():
            inside = ".dist-info/" in file.as_posix()
            if inside and LICENCES.search(file.name) and file.suffix in ("", ".txt", ".md", ".rst"):
                found.append((str(file.locate()), f"许可/{name}"))
    return found


def python_licence() -> list[tuple[str, str]]:
    """Python's own licence text, where this Python keeps it."""
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    return [
        (str(place / "LICENSE.txt"), "许可/python") for place in places if (place / "LICENSE.txt").is_file()
    ][:1]


def version_resource(number: str) -> str:
    """The version resource of the .exe (language 0804, Unicode), as PyInstaller reads it."""
    parts = [int(part) for part in number.split(".")]
    four = tuple([*parts, 0, 0, 0, 0][:4])
    words = {
        "CompanyName": PUBLISHER,
        "FileDescription": TITLE,
        "FileVersion": number,
        "InternalName": NAME,
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": TITLE,
        "ProductVersion": number,
    }
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0, OS=0x40004, "
        "fileType=1, subtype=0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('080404b0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [0x0804, 1200])])])\n"
    )
