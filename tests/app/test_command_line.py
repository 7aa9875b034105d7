"""The command line as a stranger uses it: wrong usage, a full disk, a locale without Chinese."""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.app import cli
from desktop.app.cli import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["list"], ["list", "institutions", "--nope"], ["undo", "abc"], ["monthly"]]
)
def test_wrong_usage_with_json_is_one_object(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--json", *words])
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert json.loads(told.out)["error"] == told.err.strip()
    assert told.err.startswith("命令写得不对：")


def test_wrong_usage_without_json_leaves_stdout_empty(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["list"])
    assert capsys.readouterr().out == ""


def _program(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "desktop", "--data", str(folder), *words]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "新 台账"
    assert run(["--data", str(folder), "init", "--plan", "quanzhou-2023",
                "--county", "晋江市", "--code", "350582"]) == 0  # fmt: skip
    return folder


def test_an_answer_that_cannot_be_written_is_told(office: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            _program(office, "list", "institutions", "--json"), cwd=ROOT, stdout=full,
            stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert ended.returncode == 2
    assert "写不出去" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_a_locale_without_chinese_changes_nothing(office: Path) -> None:
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run(
        _program(office, "list", "institutions", "--json", "--search", "启明"), cwd=ROOT, env=surroundings,
        capture_output=True, check=False)  # fmt: skip
    assert (ended.returncode, json.loads(ended.stdout)["total"]) == (0, 0), ended.stderr.decode()


def parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A parser and all below it."""
    below = [child for action in parser._actions if isinstance(action, argparse._SubParsersAction)
             for child in dict.fromkeys(action.choices.values())]
    return [parser, *(item for child in below for item in parsers(child))]


def test_the_help_of_every_command_is_in_chinese() -> None:
    """English stands only where it is typed: commands, options, keys to choose from."""
    whole = cli.grammar()
    typed = {word for item in parsers(whole) for action in item._actions
             for word in (*action.option_strings, *(str(key) for key in action.choices or ()))}
    typed |= {item.prog for item in parsers(whole)}
    for item in parsers(whole):
        text = item.format_help()
        for word in sorted(typed, key=len, reverse=True):
            text = text.replace(word, "")
        left = set(re.findall(r"\b[A-Za-z]+\b", text))
        assert not left & {"usage", "positional", "arguments", "options", "show", "this", "message", "and"}
        shouted = {word for word in left if word.isupper()} - {"PDF", "JSON", "DIR", "PC", "X"}
        assert not shouted, f"{item.prog}: metavar in English"
        assert "要写的" in text or "可以加的" in text
