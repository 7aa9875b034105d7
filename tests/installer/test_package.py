"""`package`: what it refuses, what it calls foreign, what it tells; nothing is built here."""

import json
import shutil
import sqlite3
import struct
import subprocess
from pathlib import Path

import bundle
import icon
import installed
import nsis
import package
import proof
import pytest
import windows_python
import wine_prefix
from PySide6.QtGui import QImage
from system_libraries import SetupTrouble

from desktop.app import first_check_dialog, updates
from desktop.store.revisions import heads

DUMP = """
[Ordinal/Name Pointer] Table -- Ordinal Base 1
	[   0] +base[   1]  0000 PyAIter_Check
	[   1] +base[   2]  0001 _PyObject_New
	[   2] +base[   3]  0002 DllMain
"""
SIGNED = """
Current message digest    : AB12
Calculated message digest : AB12
Subject: /CN=Python Software Foundation
"""


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert package.run(["--mac"]) == 2
    assert "--windows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "codes", "called", "code"),
    [
        (["--linux"], (0, 7), ["linux"], 0),
        (["--windows"], (0, 7), ["windows"], 7),
        ([], (0, 0), ["linux", "windows"], 0),
        ([], (1, 0), ["linux"], 1),
    ],
)
def test_what_is_built(
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    codes: tuple[int, int],
    called: list[str],
    code: int,
) -> None:
    made: list[str] = []
    monkeypatch.setattr(bundle, "linux", lambda: made.append("linux") or codes[0])
    monkeypatch.setattr(package, "on_debian", lambda: made.append("windows") or codes[1])
    assert package.run(arguments) == code
    assert made == called


def test_files_of_wine_and_shims_are_found(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "good.dll").write_bytes(b"MZ own")
    assert package.foreign_files(tmp_path) == []
    (tmp_path / "_internal" / "ntdll.dll").write_bytes(b"MZ" + b"\0" * 64 + b"Wine builtin DLL")
    (tmp_path / "_internal" / "Windows.UI.dll").write_bytes(b"MZ")
    assert package.foreign_files(tmp_path) == ["_internal/Windows.UI.dll", "_internal/ntdll.dll"]


def test_every_shim_is_known_as_foreign() -> None:
    assert {name for _, name, _ in wine_prefix.SHIMS} <= package.SHIMS
    assert all((wine_prefix.SOURCES / source).is_file() for source, _, _ in wine_prefix.SHIMS)


def test_report_is_kept_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, kept = tmp_path / "made.json", tmp_path / "kept.json"
    assert bundle.keep_report(made, kept) is False
    steps = {"good": {"ok": True, "seconds": 1.0}, "bad": {"ok": False, "fault": "坏了", "seconds": 0}}
    made.write_text(json.dumps({"ok": False, "seconds": 1.0, "steps": steps}), encoding="utf-8")
    assert bundle.keep_report(made, kept) is False
    assert "坏了" in capsys.readouterr().out
    made.write_text(json.dumps({"ok": True, "seconds": 1.0, "steps": {}}), encoding="utf-8")
    assert bundle.keep_report(made, kept) is True
    assert kept.is_file()


def test_listing_counts_every_file(tmp_path: Path) -> None:
    program = tmp_path / "程序"
    (program / "_internal").mkdir(parents=True)
    (program / "_internal" / "a.dll").write_bytes(b"12345")
    (program / "b.exe").write_bytes(b"123")
    assert bundle.write_listing(program, tmp_path / "files.txt") == 8
    assert (tmp_path / "files.txt").read_text(encoding="utf-8").splitlines() == [
        "         5  _internal/a.dll",
        "         3  b.exe",
        "         8  共 2 个文件",
    ]


def test_checksum(tmp_path: Path) -> None:
    file = tmp_path / "setup.exe"
    file.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert nsis.write_checksum(file).read_text(encoding="utf-8") == f"{digest}  setup.exe\n"


def test_no_makensis_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for name in nsis.WINDOWS_PLACES:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SetupTrouble, match="NSIS"):
        nsis.compiler()


def test_icon_file() -> None:
    data = icon.icon_file([(16, b"small"), (256, b"large!")])
    assert struct.unpack_from("<3H", data) == (0, 1, 2)
    assert struct.unpack_from("<4B2H2I", data, 22) == (0, 0, 0, 0, 1, 32, 6, 43)
    assert data[38:] == b"smalllarge!"


def test_committed_icon_has_every_size() -> None:
    data = icon.ICON.read_bytes()
    (count,) = struct.unpack_from("<H", data, 4)
    assert [data[6 + 16 * place] or 256 for place in range(count)] == list(icon.SIDES)


def test_stable_interface_takes_python_s_names() -> None:
    assert windows_python.stable_names(DUMP) == ["PyAIter_Check", "_PyObject_New"]


@pytest.mark.parametrize(
    ("told", "good"),
    [
        (SIGNED, True),
        (SIGNED.replace(": AB12\nS", ": CD34\nS"), False),
        (SIGNED.replace("Python", "X"), False),
    ],
)
def test_signature(told: str, good: bool) -> None:
    assert windows_python.is_signed(told) is good


def test_windows_python_takes_the_pins() -> None:
    pins = windows_python.all_pins()
    assert all("==" in pin for pin in pins)
    assert {"pyside6==6.9.3", "sqlalchemy==2.1.9"} <= set(pins)
    assert {pin.split("==")[0] for pin in pins} >= set(windows_python.TOOLS)
    assert not any(pin.startswith("pytest") for pin in pins)


def test_wrong_python_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(windows_python.sys, "version_info", (3, 12, 1))
    with pytest.raises(SetupTrouble, match=r"3\.11"):
        windows_python.assemble(tmp_path)


def test_windows_words_for_a_path() -> None:
    assert wine_prefix.windows_path(Path("/a/自测 目录/b")) == r"Z:\a\自测 目录\b"


def test_next_revision_follows_the_program_s(tmp_path: Path) -> None:
    (head,) = heads()
    (tmp_path / "proof.py").write_text(proof.next_revision(head), encoding="utf-8")
    assert heads([tmp_path]) == {proof.NEXT_REVISION}
    found: dict[str, object] = {}
    exec(compile(proof.next_revision(head), "proof.py", "exec"), found)
    assert (found["revision"], found["down_revision"]) == (proof.NEXT_REVISION, head)


def test_one_claim_that_fails_fails_the_proof(tmp_path: Path) -> None:
    made = proof.Proof()
    assert not made.holds
    made.claim("装上了", True)
    assert made.holds
    made.claim("能打开", False, 5)
    made.write(tmp_path / "proof.json")
    told = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    assert told["ok"] is False
    assert told["claims"][1] == {"claim": "能打开", "ok": False, "detail": "5"}


def test_what_an_upgrade_must_not_leave(tmp_path: Path) -> None:
    assert list(installed.leftovers(tmp_path)) == []
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / installed.STALE).touch()
    (tmp_path / "_internal.old").mkdir()
    assert {path.name for path in installed.leftovers(tmp_path)} == {installed.STALE, "_internal.old"}


def test_wizard_picture_is_a_bitmap_of_the_size_nsis_wants() -> None:
    image = QImage.fromData(nsis.wizard_picture())
    assert (image.width(), image.height()) == (164, 314)
    assert image.pixelColor(2, 2).name() == "#1a5aa6"
    assert image.pixelColor(40, 32).name() == "#ffffff"
    assert image.pixelColor(80, 68).name() == "#1a5aa6"


def test_content_of_an_installer_is_compared_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, unpacked = tmp_path / "program", tmp_path / "unpacked"
    (program / "_internal").mkdir(parents=True)
    (program / "_internal" / "a.dll").write_bytes(b"one")
    (program / f"{installed.NAME}.exe").write_bytes(b"exe")

    def unpack(dll: bytes) -> bool:
        def run(_command: object, **_options: object) -> subprocess.CompletedProcess[str]:
            (unpacked / "_internal.new").mkdir(parents=True)
            (unpacked / "_internal.new" / "a.dll").write_bytes(dll)
            (unpacked / f"{installed.NAME}.exe.new").write_bytes(b"exe")
            return subprocess.CompletedProcess([], 0)

        monkeypatch.setattr(installed.subprocess, "run", run)
        return installed.same_content(tmp_path / "setup.exe", program, unpacked)

    assert unpack(b"one")
    assert not unpack(b"two")
    assert not unpack(b"longer")


def test_the_proof_knows_the_titles_of_what_greets() -> None:
    assert proof.UPDATES == updates.TITLE
    assert proof.CHECK == first_check_dialog.TITLE
    assert proof.SEEN.search(f"[General]\n{updates.SEEN}=0.2.0\n")


def test_rows_of_a_database_are_counted(tmp_path: Path) -> None:
    data = tmp_path / "台账.db"
    connection = sqlite3.connect(data)
    connection.executescript(
        "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('0001');"
        "CREATE TABLE problem (id); INSERT INTO problem VALUES (1), (2);"
    )
    connection.commit()
    connection.close()
    assert installed.facts_of(data) == ("0001", {"alembic_version": 1, "problem": 2})
