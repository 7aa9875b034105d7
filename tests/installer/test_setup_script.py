"""The installer's script: Chinese, silent when asked, never near the data, never half done."""

import re

import nsis
import pytest
from bundle_parts import MIGRATIONS, NAME, TITLE

from desktop.app import places

TEXT = nsis.SCRIPT.read_text(encoding="utf-8")
CODE = "\n".join(line for line in TEXT.splitlines() if not line.lstrip().startswith(";"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_sentence_is_chinese() -> None:
    shown = re.findall(r'MessageBox \S+ "([^"]*)"|Stop \d "([^"]*)"|MUI_\w+(?:TEXT|TITLE)\w* "([^"]*)"', CODE)
    texts = ["".join(found) for found in shown if "".join(found) != "${SENTENCE}"]
    assert len(texts) >= 7
    assert [text for text in texts if not CHINESE.search(text)] == []
    assert 'MUI_LANGUAGE "SimpChinese"' in CODE
    assert "Unicode true" in CODE


def test_nothing_asks_in_silent_mode() -> None:
    boxes = re.findall(r"MessageBox .*", CODE)
    assert boxes
    assert [box for box in boxes if "/SD ID" not in box] == []


def test_no_administrator() -> None:
    assert "RequestExecutionLevel user" in CODE
    assert 'InstallDir "$LOCALAPPDATA\\Programs\\${NAME}"' in CODE
    assert "HKLM" not in CODE


@pytest.mark.parametrize("code", [3, 4, 5, 6])
def test_exit_codes(code: int) -> None:
    assert f"Stop {code} " in CODE or f"SetErrorLevel {code}\n" in CODE


def test_removes_only_what_it_installed() -> None:
    removed = re.findall(r"^\s*(?:RMDir(?: /r)?|Delete) (.*)$", CODE, re.MULTILINE)
    own = re.compile(r'"\$INSTDIR(\\_internal(\.\w+)?|\\\$\{NAME\}\.exe(\.\w+)?|\\uninstall\.exe)?"$')
    links = re.compile(r'"\$(SMPROGRAMS|DESKTOP)\\')
    assert len(removed) > 10
    assert [path for path in removed if not own.match(path) and not links.match(path)] == []
    assert 'RMDir /r "$INSTDIR"' not in CODE


def test_the_data_folder_named_is_the_program_s() -> None:
    assert '!define DATA "$LOCALAPPDATA\\${TITLE}"' in CODE
    assert places.NAME == TITLE
    assert NAME.isascii()


def test_unpacks_beside_and_renames() -> None:
    steps = [
        'SetOutPath "$INSTDIR\\_internal.new"',
        'Rename "$INSTDIR\\${NAME}.exe" "$INSTDIR\\${NAME}.exe.old"',
        'Rename "$INSTDIR\\_internal" "$INSTDIR\\_internal.old"',
        'Rename "$INSTDIR\\_internal.new" "$INSTDIR\\_internal"',
        'Rename "$INSTDIR\\${NAME}.exe.new" "$INSTDIR\\${NAME}.exe"',
        'Delete "$INSTDIR\\${NAME}.exe.old"',
    ]
    section = CODE[CODE.index('Section "程序"') :]
    found = [section.find(step) for step in steps]
    assert -1 not in found
    assert found == sorted(found)
    assert 'SetOutPath "$INSTDIR\\_internal"' not in CODE


def test_migrations_lie_inside_what_is_replaced() -> None:
    assert "${SOURCE}/_internal/*" in CODE
    assert MIGRATIONS.startswith("desktop/")
