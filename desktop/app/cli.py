"""Headless: the same operations as the window, answers as words or as one JSON object.

Exit codes: 0 done, 1 done with failed rows or failed checks, 2 wrong usage or unreadable input.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.app import history_out, importing, sample
from desktop.app.check import check
from desktop.app.drawing import draw_arguments, run_draw
from desktop.app.exporting import disclosed, export_listing, veiled
from desktop.app.features import STREET
from desktop.app.joining import merge_arguments, run_merge, run_sheet, sheet_arguments
from desktop.app.moving import move_arguments, run_move
from desktop.app.parser import USAGE, ChineseParser, Verb, build_parser
from desktop.app.printing import list_sheet
from desktop.app.restoring import file_argument, run_handover, run_restore, run_salvage
from desktop.app.setup import open_desk, set_up
from desktop.app.signing import admit, sign_command
from desktop.app.switching import run_decrypt, run_encrypt, sheet_file
from desktop.base.clock import Clock, FixedClock
from desktop.base.command import Answer
from desktop.base.errors import NeedsConfirmation, Trouble, UserError
from desktop.base.listing import Listing, Question
from desktop.base.plain import plain_value
from desktop.base.progress import silent
from desktop.base.records import Searchable
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up
from desktop.features.office.rules import PLANS, defaults
from desktop.output.pdf.tables import render_table
from desktop.store.desk import Desk
from desktop.store.engine import os_trouble
from desktop.store.keys import NO_KEYS, Keys, head_of, is_plain
from desktop.store.lists import count
from desktop.store.operators import Way
from desktop.store.safe_place import BY_COMMAND, UnsafePlace, danger
from desktop.store.store import FILE_NAME
from desktop.store.undo import undo
from desktop.store.views import named_view, shown_columns
from desktop.store.whole_file import ending_of, write_whole
from desktop.ui.errors import crash_report, write_report
from desktop.ui.feature import Feature, composed, readable_features, whole_listing

FAULTS = 1
MORE = {NeedsConfirmation: "（要确认的事只能在窗口里办理）", UnsafePlace: BY_COMMAND}
"""What is said here besides a trouble's own sentence."""


def run(arguments: list[str]) -> int:
    """Run one command; the exit code."""
    given = grammar().read(arguments)
    try:
        answer = _answer(given)
    except Trouble as trouble:
        return _refused(given, f"{trouble.sentence}{MORE.get(type(trouble), '')}")
    except OSError as error:
        return _refused(given, os_trouble(error, given.data).sentence)
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches the clerk
        place = write_report(given.data, crash_report(error))
        return _refused(
            given, f"程序遇到意外，这一步没有做成，之前的数据都在。详细情况记在 {place or '（无法写入）'}。"
        )
    try:
        if given.json:
            print(json.dumps(answer.data, ensure_ascii=False, default=plain_value))
        for line in answer.lines:
            print(line, file=sys.stderr if given.json else sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("这一步已经做完，但结果写不出去：磁盘可能已满。请腾出空间后再查看。", file=sys.stderr)
        return USAGE
    return FAULTS if answer.faults else 0


def grammar() -> ChineseParser:
    """The grammar of all commands."""
    return build_parser(VERBS, tuple(command for feature in STREET for command in feature.commands))


def _refused(given: Namespace, sentence: str) -> int:
    print(sentence, file=sys.stderr)
    if given.json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    return USAGE


def _answer(given: Namespace) -> Answer:
    if given.closed:
        keys = _keys(given)
        admit(given.data, _clock(given.today), given.by, keys)
        answer = given.run(given.data, keys, given)
        assert isinstance(answer, Answer)
        return answer
    desk = open_desk(given.data, _clock(given.today), _keys(given), must_exist=not given.fresh)
    try:
        if desk.store.closed:
            print(f"{desk.store.closed}。", file=sys.stderr)
        answer = given.run(sign_command(desk, given.by), given)
        assert isinstance(answer, Answer)
        return answer
    finally:
        desk.store.close()


def _keys(given: Namespace) -> Keys:
    """What opens the data, when it is encrypted and may lie where it does."""
    file = given.data / FILE_NAME
    if danger(given.data) is not None or is_plain(head_of(file)):
        return NO_KEYS
    # Few data folders are encrypted.
    from desktop.app.unlocking import unlocked

    return unlocked(file)


def _clock(day: str | None) -> Clock | None:
    if day is None:
        return None
    try:
        return FixedClock.on(date.fromisoformat(day))
    except ValueError as error:
        raise UserError(f"日期写得不对：{day}。", "请写成 2023-09-25。") from error


def listings() -> dict[str, Listing]:
    """All lists by key, with what other subjects add."""
    return {listing.key: composed(listing, STREET) for feature in STREET for listing in feature.listings}


def _street(desk: Desk) -> tuple[Feature, ...]:
    """The subjects; those that newer data has no tables for add nothing to the others' lists."""
    return STREET if desk.store.newer is None else readable_features(STREET, desk.store.lacking())


STEPS = "escalation"
"""The list that problems --escalation means."""


def asked_list(desk: Desk, given: Namespace) -> tuple[Listing, Question]:
    """The list and the question of the arguments; --view brings its columns and its question along."""
    known = {listing.key: listing for feature in STREET for listing in feature.listings}
    kind = STEPS if given.escalation and given.kind == "problems" else given.kind
    if kind not in known:
        raise UserError(f"没有“{kind}”这个台账。", f"可选：{'、'.join(known)}。")
    street = _street(desk)
    with desk.store.reading() as session:
        if given.view is None:
            listing = composed(known[kind], street).with_data(session)
            return listing, _question(listing, given)
        listing = whole_listing(known[kind], street, session)
        view = named_view(session, listing, given.view)
        shown = shown_columns(session, listing, view)
    return (listing.showing(shown) if shown else listing), _question(listing, given, view.question)


def _init(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        if is_set_up(session):
            raise UserError("这个文件夹已经登记过本单位。", "要改请在窗口的“本单位”里改。")
    facts = defaults(given.county, given.code, given.plan)
    set_up(desk, facts)
    return Answer(
        {"county": facts.county, "code": facts.code, "plan": facts.plan, "bureau": facts.bureau},
        [f"已建立{facts.bureau}的台账：{desk.store.folder}"],
    )


def _import(desk: Desk, given: Namespace) -> Answer:
    return importing.run_import(desk, given.kind, given.file, check_only=given.check, sheet=given.sheet)


def _undo(desk: Desk, given: Namespace) -> Answer:
    act = desk.do(undo, f"撤销第 {given.batch} 批", act=given.batch)
    return Answer({"batch": given.batch, "undone": True}, [f"已撤销第 {given.batch} 批：{act.title}"])


def _question(listing: Listing, given: Namespace, asked: Question | None = None) -> Question:
    asked = asked or Question()
    filters = asked.filters
    if (given.search or "").strip() and not issubclass(listing.record, Searchable):
        raise UserError(f"{listing.title}不能按文字查找。", "请去掉 --search，列出全部再看。")
    if given.state:
        found = [chip.key for chip in listing.filters if given.state in (chip.label, chip.key)]
        if not found:
            words = "、".join(chip.label for chip in listing.filters)
            raise UserError(f"{listing.title}没有“{given.state}”这个状态。", f"可选：{words}。")
        filters = filters | frozenset(found[:1])
    return replace(asked, search=given.search or asked.search, filters=filters)


def _list(desk: Desk, given: Namespace) -> Answer:
    listing, asked = asked_list(desk, given)
    if given.limit is not None and given.limit < 0:
        raise UserError("--limit 要是 0 或更大的整数。")
    with desk.store.reading() as session:
        counted = count(session, listing, asked, desk.today)
        ids = list(session.scalars(listing.ids(asked, desk.today).limit(given.limit)))
        read = {
            row[0]: row
            for start in range(0, len(ids), 500)
            for row in session.execute(listing.rows(ids[start : start + 500], desk.today))
        }
    full = disclosed(desk, listing, asked, listing.columns, given.personal, Way.COMMAND)
    hidden = [] if full else [place for place, column in enumerate(listing.columns, 1)
                              if column.field.personal]
    found = {number: veiled(row, hidden) for number, row in read.items()}
    rows = [_named(listing, number, found[number]) for number in ids]
    shown = [column for column in listing.columns if column.shown]
    hints = _hints(desk, listing, asked) if not counted.rows else []
    lines = [f"{listing.title}：{counted.words}", *hints]
    lines += [
        "\t".join(_words(listing, column.key, found[number], desk.today) for column in shown)
        for number in ids
    ]
    data: dict[str, Any] = {"total": counted.rows, "rows": rows, **({"hints": hints} if hints else {})}
    if counted.holders is not None:
        data["holders"] = counted.holders
    return Answer(data, [] if given.json else lines)


def _hints(desk: Desk, listing: Listing, asked: Question) -> list[str]:
    """What to say instead of nothing: never a silent zero."""
    if not asked.search.strip():
        return []
    if asked.filters:
        return [f"筛选“{listing.words(asked)}”里没有，可以去掉筛选再找。"]
    # Only for what was not found.
    from desktop.app.searching import zero_words

    with desk.store.reading() as session:
        return zero_words(session, _street(desk), asked.search, listing, desk.today)


def _named(listing: Listing, number: int, row: Any) -> dict[str, Any]:
    """A row as JSON: `id`, `name` where the list has one, then its columns by key."""
    values = {
        column.key: plain_value(value) for column, value in zip(listing.columns, row[1:], strict=True)
    }
    named = {"name": values[listing.named_by]} if listing.named_by in values else {}
    return {"id": number, **named, **values}


def _words(listing: Listing, key: str, row: Any, today: date) -> str:
    place = next(place for place, column in enumerate(listing.columns) if column.key == key)
    return listing.columns[place].text(row[place + 1], today).replace("\n", " ")


def _export(desk: Desk, given: Namespace) -> Answer:
    if given.kind == history_out.HISTORY:
        _need_unused(given, "（变更记录）", view=given.view, state=given.state, personal=given.personal,
                     escalation=given.escalation)
        return history_out.write(desk, given)
    _need_unused(given, "（台账）", month=given.month, who=given.who, sort=given.sort, record=given.record,
                 **{"from": given.first, "to": given.last})
    ending_of(given.out, ".xlsx")
    listing, asked = asked_list(desk, given)
    rows = export_listing(desk, listing, asked, given.out, silent(), given.personal)
    return Answer({"file": str(given.out), "rows": rows}, [f"已导出 {rows} {listing.unit}：{given.out}"])


def _print(desk: Desk, given: Namespace) -> Answer:
    if given.kind == history_out.HISTORY:
        _need_unused(given, "（变更记录）", view=given.view, state=given.state, personal=given.personal,
                     escalation=given.escalation)
        return history_out.write(desk, given)
    _need_unused(given, "（台账）", month=given.month, who=given.who, sort=given.sort, record=given.record,
                 **{"from": given.first, "to": given.last})
    ending_of(given.out, ".pdf")
    listing, asked = asked_list(desk, given)
    title = f"{listing.title}（{given.view}）" if given.view else ""
    sheet = list_sheet(desk, listing, asked, title, silent(), given.personal)
    write_whole(given.out, render_table(sheet, font_book()))
    rows = len(sheet.rows)
    return Answer({"file": str(given.out), "rows": rows}, [f"已排成 PDF，{rows} {listing.unit}：{given.out}"])


def _need_unused(given: Namespace, what: str, **unused: object) -> None:
    if found := [f"--{key}" for key, value in unused.items() if value]:
        raise UserError(f"{given.kind}{what}用不到{'、'.join(found)}，没有写出。",
                        "请去掉后再试，用 --help 看说明。")


def _kind(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="台账", help="institutions、problems 等；导出、打印还有 history")


def _init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--plan", required=True, choices=sorted(PLANS), help="执行的方案")
    parser.add_argument("--county", required=True, help="县（市、区）名称")
    parser.add_argument("--code", required=True, help="六位行政区划代码")


def _sample_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--workbook", type=Path, metavar="文件.xlsx", help="同时写出一份可导入的镇街台账")


def _import_arguments(parser: ArgumentParser) -> None:
    _kind(parser)
    parser.add_argument("file", type=Path, metavar="文件", help="要导入的表格")
    parser.add_argument("--check", action="store_true", help="只核对，不写入")
    parser.add_argument("--sheet", help="工作表名称；不写则自动选")


def _undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="批号")


def _asking(parser: ArgumentParser) -> None:
    parser.add_argument("--search", help="查找的文字")
    parser.add_argument("--state", help="状态，例如 整改中")
    parser.add_argument("--view", metavar="名称", help="在窗口里存过的视图")
    parser.add_argument("--personal", default="", metavar="用途",
                        help="不遮住个人信息；用途、条数和办理人记入变更记录")
    parser.add_argument("--escalation", action="store_true", help="问题的督办移送台账，同 escalation")


def _list_arguments(parser: ArgumentParser) -> None:
    _kind(parser)
    _asking(parser)
    parser.add_argument("--limit", type=int, help="最多列出几条")


def _export_arguments(parser: ArgumentParser) -> None:
    _kind(parser)
    parser.add_argument("out", type=Path, metavar="表格文件.xlsx")
    _asking(parser)
    _history(parser)


def _print_arguments(parser: ArgumentParser) -> None:
    _kind(parser)
    parser.add_argument("out", type=Path, metavar="打印件.pdf")
    _asking(parser)
    _history(parser)


def _history(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="月份", help="变更记录（history）只要这一个月的，例如 2023-09")
    parser.add_argument("--from", dest="first", metavar="日期", help="变更记录从哪一天起，例如 2023-09-01")
    parser.add_argument("--to", dest="last", metavar="日期", help="变更记录到哪一天止（含）")
    parser.add_argument("--who", metavar="姓名", help="变更记录只要这个人办的")
    parser.add_argument("--sort", metavar="种类", help="变更记录只要这一类的，例如 机构、问题")
    parser.add_argument("--record", metavar="台账:内部号",
                        help="变更记录（history）只要这一条的，例如 institutions:12")


def _check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seal", metavar="尾号", help="打印的变更记录末尾的尾号，同数据核对")


VERBS = (
    Verb("init", "建立新台账：登记本单位", _init_arguments, _init, fresh=True),
    Verb("sample", "载入示例县", _sample_arguments, sample.run_sample, fresh=True),
    Verb("import", "从表格导入", _import_arguments, _import),
    Verb("undo", "撤销一批", _undo_arguments, _undo),
    Verb("merge", "把重复的两家机构合并成一家，可以撤销", merge_arguments, run_merge),
    Verb("sheet", "一机构一页存成 PDF", sheet_arguments, run_sheet),
    Verb("list", "列出台账", _list_arguments, _list),
    Verb("export", "导出台账为表格", _export_arguments, _export),
    Verb("print", "把台账排成 PDF", _print_arguments, _print),
    Verb("draw", "双随机抽取检查对象和检查人员，登记并排进计划", draw_arguments, run_draw),
    Verb("restore", "从备份或交接包恢复，现有数据先另存", file_argument,
         lambda folder, keys, given: run_restore(folder, _clock(given.today), given, keys), closed=True),
    Verb("move", "把网络共享、网盘同步文件夹里的数据搬到本机磁盘并核对，旧文件夹原样留着", move_arguments,
         lambda folder, keys, given: run_move(folder, _clock(given.today), given), closed=True),
    Verb("salvage", "数据文件损坏时：以最近的好备份为底，找回还能读出的改动", lambda parser: None,
         lambda folder, keys, given: run_salvage(folder, _clock(given.today), keys), closed=True),
    Verb("encrypt", "给数据文件加密：先写出恢复单", sheet_file,
         lambda folder, keys, given: run_encrypt(folder, _clock(given.today), given), closed=True),
    Verb("decrypt", "取消数据文件的加密", lambda parser: None,
         lambda folder, keys, given: run_decrypt(folder, _clock(given.today), given, keys), closed=True),
    Verb("handover", "生成交接包：数据、附件、文书文字、未办事项清单", file_argument, run_handover),
    Verb("check", "核对数据是否完好", _check_arguments, lambda desk, given: check(desk, given.seal)),
)
