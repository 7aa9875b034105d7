"""Missing libraries are installed when that is possible, else the one line to type is given."""

import shutil

import pytest
import system_libraries
from system_libraries import SetupTrouble


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The libraries a pretended Debian lacks; changed by tests."""
    absent = {"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"}
    monkeypatch.setattr(system_libraries.sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "loads", lambda soname: soname not in absent)
    monkeypatch.setattr(shutil, "which", lambda _name: "apt-get")
    return absent


def test_nothing_is_asked_when_all_load(lacking: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lacking.clear()
    monkeypatch.setattr(system_libraries, "bring", lambda *_: pytest.fail("nothing is missing"))
    system_libraries.ensure()


@pytest.mark.usefixtures("lacking")
def test_without_root_the_line_to_type_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "is_root", lambda: False)
    with pytest.raises(SetupTrouble) as trouble:
        system_libraries.ensure()
    assert str(trouble.value).splitlines()[-1].strip() == "sudo apt-get install -y libegl1 libglib2.0-0"


def test_as_root_lists_are_fetched_only_after_a_first_failure(
    lacking: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def apt(*arguments: str) -> int:
        asked.append(arguments[0])
        if asked == ["install"]:
            return 100
        if arguments[0] == "install":
            lacking.clear()
        return 0

    monkeypatch.setattr(system_libraries, "is_root", lambda: True)
    monkeypatch.setattr(system_libraries, "apt", apt)
    system_libraries.ensure()
    assert asked == ["install", "update", "install"]


@pytest.mark.usefixtures("lacking")
def test_as_root_without_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "is_root", lambda: True)
    monkeypatch.setattr(system_libraries, "apt", lambda *_: 100)
    with pytest.raises(SetupTrouble, match="网络"):
        system_libraries.ensure()


@pytest.mark.usefixtures("lacking")
def test_no_apt_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SetupTrouble, match="libegl1"):
        system_libraries.ensure()


def test_other_systems_lack_nothing(lacking: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries.sys, "platform", "win32")
    assert lacking
    assert system_libraries.missing() == []


def test_this_machine_lacks_nothing() -> None:
    assert system_libraries.missing() == []
