"""“查看” changes nothing by any path: every command, every operation, undo, import, restore, drafts aside."""

import hashlib
import importlib
import inspect
import pkgutil
import sqlite3
from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import desktop.features
import desktop.store
from desktop.app.cli import grammar, run
from desktop.app.features import STREET
from desktop.app.setup import open_desk
from desktop.base.errors import UserError
from desktop.features.operators.operations import save_operator
from desktop.store.desk import Desk
from desktop.store.editing import save_record, void_record
from desktop.store.operators import Role
from desktop.store.store import FILE_NAME

READING = frozenset({"list", "export", "print", "check", "agenda"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("查看") / "数据"
    assert run(["--data", str(made), "sample"]) == 0
    desk = open_desk(made)
    desk.do(save_operator, "登记陈局", name="陈局", role=Role.VIEWER)
    desk.store.close()
    assert run(["--data", str(made), "export", "institutions", str(made.parent / "机构.xlsx")]) == 0
    assert run(["--data", str(made), "backup", str(made.parent / "备份.zip")]) == 0
    return made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    made = open_desk(folder)
    yield made
    made.store.close()


def content(folder: Path) -> str:
    """Everything in the database, as one hash."""
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        lines = "\n".join(connection.iterdump())
    finally:
        connection.close()
    return hashlib.sha256(lines.encode()).hexdigest()


def commands() -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    """Every command of the grammar with its own parser."""
    def walk(parser: ArgumentParser, words: tuple[str, ...]) -> Iterator[Any]:
        groups = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
        if not groups:
            yield words, parser
        for group in groups:
            for name, part in group.choices.items():
                yield from walk(part, (*words, name))

    yield from walk(grammar(), ())


def word_for(action: Action, folder: Path) -> str:
    """Something that may stand for an argument."""
    if action.choices:
        return str(next(iter(action.choices)))
    name = f"{action.dest} {action.metavar or ''}"
    if "kind" in name:
        return "institutions"
    if action.type is Path:
        taken = folder.parent / ("备份.zip" if "zip" in name else "机构.xlsx")
        return str(taken if action.dest == "file" else folder.parent / "新" / "出.xlsx")
    if action.type is int:
        return "1"
    if "month" in name or "月份" in name:
        return "2023-09"
    if "日期" in name or action.dest in ("on", "day", "found_on", "limit"):
        return "2023-09-25"
    return {"number": "2023-001", "problem": "2023-001"}.get(action.dest, "2023-001")


def filled(words: tuple[str, ...], parser: ArgumentParser, folder: Path) -> list[str]:
    """The command with something for each argument it cannot do without."""
    found = list(words)
    for action in parser._actions:
        if action.option_strings and action.required:
            found += [action.option_strings[0], word_for(action, folder)]
        elif not action.option_strings and action.nargs not in ("?", "*"):
            found.append(word_for(action, folder))
    return found


@pytest.mark.parametrize("words", [words for words, _ in commands()], ids=" ".join)
def test_no_command_of_a_viewer_changes_anything(
    words: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = dict(commands())[words]
    before = content(folder)
    try:
        run(["--data", str(folder), "--by", "陈局", *filled(words, parser, folder)])
    except SystemExit as ended:
        assert ended.code == 2  # noqa: PT017 - wrong usage ends the program
    capsys.readouterr()
    assert content(folder) == before


@pytest.mark.parametrize(
    "words",
    [["import", "institutions", "{file}"], ["undo", "3"], ["operator", "add", "新来的"], ["restore", "{zip}"],
     ["backup", "{new}"], ["handover", "{new}"], ["drill", "{zip}"],
     ["problem", "add", "--category", "合同", "--description", "多收", "--name", "甲"]],
    ids=lambda words: words[0],
)
def test_what_changes_the_data_is_refused_with_the_reason(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"{file}": "机构.xlsx", "{zip}": "备份.zip", "{new}": "新的.zip"}
    given = [str(folder.parent / places[word]) if word in places else word for word in words]
    before = content(folder)
    try:
        code = run(["--data", str(folder), "--by", "陈局", *given])
    except SystemExit:
        pytest.fail(capsys.readouterr().err)
    told = capsys.readouterr()
    assert content(folder) == before
    assert not (folder.parent / "新的.zip").exists()
    if words[0] != "import":
        assert code == 2
        assert "只能看" in told.err


def operations() -> list[Callable[..., Any]]:
    """Every operation of the street and of the store: keyword-only functions with `by` and `today`."""
    found: dict[str, Callable[..., Any]] = {}
    for package in (desktop.features, desktop.store):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            operating = ".operations" in module.name or package is desktop.store
            if ".migrations" in module.name or not operating:
                continue
            for name, thing in vars(importlib.import_module(module.name)).items():
                if inspect.isfunction(thing) and not name.startswith("_"):
                    keys = inspect.signature(thing).parameters
                    if next(iter(keys), "") == "session" and {"by", "today"} <= set(keys):
                        found[f"{thing.__module__}.{name}"] = thing
    return [found[name] for name in sorted(found)]


def test_no_operation_is_reached(desk: Desk, folder: Path) -> None:
    every, before = operations(), content(folder)
    assert len(every) > 50
    for operation in every:
        with pytest.raises(UserError, match="只能看"):
            desk.store.perform(operation, title="试", by="陈局")
    assert content(folder) == before


def test_generic_changes_of_every_record_are_refused(desk: Desk, folder: Path) -> None:
    before = content(folder)
    for record in (record for feature in STREET for record in feature.records):
        for operation, given in ((save_record, {"values": {}}), (void_record, {"row": 1, "reason": "试"})):
            with pytest.raises(UserError, match="只能看"):
                desk.store.perform(operation, title="试", by="陈局", record=record, **given)
    assert content(folder) == before


def test_a_session_for_questions_keeps_nothing(desk: Desk, folder: Path) -> None:
    before = content(folder)
    for feature in STREET:
        with desk.store.reading() as session:
            assert isinstance(session, Session)
            for record in feature.records:
                for found in session.query(record).limit(1):
                    found.version += 1
    assert content(folder) == before
