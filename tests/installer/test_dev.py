"""The one start script: its words, its choices, its exit codes."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import dev
import environment
import headless
import pytest
from system_libraries import SetupTrouble


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """What the environment's Python was asked to do; nothing is set up or run."""
    made: list[Sequence[str]] = []
    monkeypatch.setattr(environment, "ensure", lambda: None)
    monkeypatch.setattr(dev, "call", lambda arguments, **_options: made.append(arguments) or 5)
    monkeypatch.setattr(headless, "main_job", lambda *_: made.append(["main job"]) or 0)
    return made


@pytest.mark.parametrize(
    ("display", "arguments", "asked"),
    [
        (True, [], ["-m", "desktop"]),
        (True, ["check"], ["-m", "desktop", "check"]),
        (False, ["check"], ["-m", "desktop", "check"]),
        (False, [], ["main job"]),
    ],
)
def test_run_opens_the_window_where_there_is_one(
    calls: list[Sequence[str]],
    monkeypatch: pytest.MonkeyPatch,
    display: bool,
    arguments: list[str],
    asked: list[str],
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda: display)
    dev.main(["run", *arguments])
    assert calls == [asked]


def test_test_passes_arguments_and_exit_code_on(calls: list[Sequence[str]]) -> None:
    assert dev.main(["test", "-x", "tests/base"]) == 5
    assert calls == [["-m", "pytest", "-x", "tests/base"]]


@pytest.mark.parametrize(("arguments", "shared"), [
    ([], True), (["-k", "import"], True), (["-x", "tests/test_docs.py"], False),
    (["tests/test_docs.py::test_readme"], False)])
def test_only_the_whole_suite_is_shared_by_two_processes(
        calls: list[Sequence[str]], arguments: list[str], shared: bool) -> None:
    dev.main(["test", *arguments])
    assert calls == [["-m", "pytest", *(dev.WORKERS if shared else ()), *arguments]]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["fly"], 2)])
def test_usage(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == code
    shown = "".join(capsys.readouterr())
    assert all(name in shown for name in dev.COMMANDS)


def test_trouble_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def ensure() -> None:
        raise SetupTrouble("本机缺少某物。")

    monkeypatch.setattr(environment, "ensure", ensure)
    assert dev.main(["setup"]) == 2
    assert capsys.readouterr().err == "本机缺少某物。\n"


@pytest.mark.parametrize(
    ("platform", "variables", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_has_display(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], shown: bool
) -> None:
    monkeypatch.setattr(dev.sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is shown


def test_script_runs_from_any_folder(tmp_path: Path) -> None:
    script = Path(dev.__file__)
    done = subprocess.run(
        [sys.executable, script, "--help"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "setup" in done.stdout
