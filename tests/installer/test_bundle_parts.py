"""What goes into the installed program: every shipped file at its place, no tool of the workshop."""

import pkgutil
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import bundle_parts as parts
import environment
import pytest

import desktop
from desktop.app.places import NAME as DATA_NAME
from desktop.base.resources import resource
from desktop.base.version import VERSION
from desktop.store.revisions import SCRIPTS


def placed() -> dict[str, Path]:
    """Place in the program → file, for everything in the list of data files."""
    found = {}
    for source, folder in parts.data_files():
        path = Path(source)
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        base = path.parent if path.is_file() else path
        found |= {f"{folder}/{file.relative_to(base).as_posix()}": file for file in files}
    return found


def test_every_shipped_file_keeps_its_place() -> None:
    shipped = [file for file in (parts.ROOT / "resources").rglob("*") if file.is_file()]
    shipped += list(SCRIPTS.rglob("*.py"))
    assert len(shipped) > 50
    there = placed()
    assert {file.relative_to(parts.ROOT).as_posix(): file for file in shipped} == there


def test_every_folder_of_resources_is_shipped() -> None:
    folders = {folder.name for folder in (parts.ROOT / "resources").iterdir() if folder.is_dir()}
    assert {place.split("/")[1] for place in placed() if place.count("/") > 1 and place[0] == "r"} == folders


def test_the_frozen_program_looks_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("fonts", "x.ttf") == tmp_path / "resources" / "fonts" / "x.ttf"
    assert SCRIPTS.relative_to(parts.ROOT).as_posix() == parts.MIGRATIONS


def test_every_module_of_the_program_is_named() -> None:
    walked = {module.name for module in pkgutil.walk_packages(desktop.__path__, "desktop.")}
    wanted = {name for name in walked if not re.search(r"\.migrations|__main__", name)}
    assert wanted <= set(parts.hidden_modules())


def test_no_tool_of_the_workshop_is_shipped() -> None:
    needed = set(parts.closure(parts.requirements()))
    tools = set(environment.pins(parts.ROOT / "pyproject.toml")) - set(parts.requirements())
    names = {re.split(r"[=<>]", tool)[0] for tool in tools}
    assert names & needed == set()
    modules = packages_distributions()
    for name in names:
        own = {module for module, owners in modules.items() if name in [owner.lower() for owner in owners]}
        assert own & set(parts.EXCLUDED), name


def test_nothing_left_out_is_imported_by_the_program() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (parts.ROOT / "desktop").rglob("*.py")]
    used = set(re.findall(r"^\s*(?:from|import) ([\w.]+)", "\n".join(texts), re.MULTILINE))
    assert [name for name in used if any(f"{name}.".startswith(f"{out}.") for out in parts.EXCLUDED)] == []


@pytest.mark.parametrize(
    ("place", "stays"),
    [
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qoffscreen.dll", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("Qt6Pdf.dll", True),
        (r"PySide6\plugins\iconengines\qsvgicon.dll", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        (r"PySide6\plugins\generic\qtuiotouchplugin.dll", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("resources/fonts/NotoSansSC-Regular.ttf", True),
        ("resources/notices/rectification.txt", True),
    ],
)
def test_what_is_trimmed(place: str, stays: bool) -> None:
    assert parts.kept(place) is stays


def test_no_shipped_file_is_trimmed() -> None:
    assert [place for place in placed() if not parts.kept(place)] == []


def test_version_resource_is_chinese() -> None:
    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo")
    plain = {name: lambda *given, **named: [*given, *named.values()] for name in (*names, "VarStruct")}
    made = str(eval(parts.version_resource("1.2.3"), plain))
    assert "(1, 2, 3, 0)" in made
    assert "080404b0" in made
    assert f"['FileDescription', '{parts.TITLE}']" in made


def test_names_agree_with_the_program() -> None:
    assert parts.TITLE == DATA_NAME
    assert re.fullmatch(r"\d+\.\d+\.\d+", parts.version())
    assert parts.version() == VERSION


def test_licences_come_along() -> None:
    folders = {folder for _, folder in parts.licence_files(parts.requirements())}
    assert {"许可/sqlalchemy", "许可/reportlab", "许可/openpyxl"} <= folders
    assert all(Path(file).is_file() for file, _ in parts.licence_files(parts.requirements()))
