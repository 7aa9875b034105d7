"""文书簿 without a screen: commands for numbers, wordings, deliveries and Word files."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.base.clock import CHINA
from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.documents.operations import (
    record_delivery,
    register_handwritten,
    reserve_numbers,
    restore_wording,
    save_wording,
    void_document,
)
from desktop.features.documents.queries import (
    document,
    font_book,
    issued_docx,
    receipt_paper,
    register_lines,
    render_paper,
    shipped_keys,
    wording_source,
)
from desktop.features.documents.records import (
    DeliveryWay,
)
from desktop.features.documents.rules import read_moment, wording_key, wording_name
from desktop.output.wording import parse
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import ending_of, write_whole


def _void_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="文号", help="例如 晋教责改〔2023〕22号")
    parser.add_argument("--reason", required=True, metavar="原因", help="作废原因，留在登记簿里")


def _void(desk: Any, given: Namespace) -> Answer:
    found = desk.do(void_document, f"作废{given.number}", wanted=given.number, reason=given.reason)
    return Answer({"number": found.number, "state": found.state.value, "reason": found.void_reason},
                  [f"{found.number}已作废：{found.void_reason}"])


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"日期写得不对：{words}。", "请写成 2023-09-25。") from error


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="文号", help="例如 晋教责改〔2023〕22号")


def _deliver_arguments(parser: ArgumentParser) -> None:
    _number(parser)
    parser.add_argument("--on", required=True, metavar="日期", help="2023-09-25")
    parser.add_argument("--at", required=True, metavar="时间", help="到分，例如 15:20")
    parser.add_argument("--way", metavar="方式", choices=[way.value for way in DeliveryWay],
                        default=DeliveryWay.DIRECT.value)
    for key, name in _DELIVERY:
        parser.add_argument(f"--{key}", metavar=name, default="")


_DELIVERY = (("receiver", "接收人"), ("deliverers", "送达人"), ("refusal", "拒收理由"), ("place", "送达地点"),
             ("witnesses", "见证人"), ("receipt", "回执号"), ("note", "备注"))


def _deliver(desk: Any, given: Namespace) -> Answer:
    try:
        at = read_moment(_day(given.on), given.at)
    except ValueError as error:
        raise UserError(f"送达时间写得不对：{given.at}。", f"{error}。") from error
    facts = {key if key != "receipt" else "receipt_number": getattr(given, key) for key, _ in _DELIVERY}
    found = desk.do(record_delivery, f"登记{given.number}送达", wanted=given.number, delivered_at=at,
                    way=DeliveryWay(given.way), **facts)
    limit = found.limit_on.isoformat() if found.limit_on else None
    words = f"，限期到 {limit}" if limit else ""
    return Answer({"number": found.number, "delivered_at": found.delivered_at.astimezone(CHINA).isoformat(),
                   "limit_on": limit}, [f"{found.number}已登记送达{words}。"])


def _reserve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("series", metavar="文种", help="例如 责改")
    parser.add_argument("first", type=int, metavar="起号")
    parser.add_argument("last", type=int, metavar="止号", nargs="?")
    parser.add_argument("--year", type=int, metavar="年份")
    parser.add_argument("--reason", required=True, metavar="用处")


def _reserve(desk: Any, given: Namespace) -> Answer:
    made = desk.do(reserve_numbers, f"预留{given.series}文号", series=given.series, first=given.first,
                   last=given.last or given.first, year=given.year or desk.today.year, reason=given.reason)
    return Answer({"numbers": [line.number for line in made]},
                  [f"已预留 {len(made)} 个号：{made[0].number} 到 {made[-1].number}。"])


def _hand_arguments(parser: ArgumentParser) -> None:
    _number(parser)
    for key, name in (("heading", "文书名称"), ("addressee", "主送"), ("on", "成文日期")):
        parser.add_argument(f"--{key}", required=True, metavar=name)
    parser.add_argument("--signed-by", metavar="签发人", default="")


def _hand(desk: Any, given: Namespace) -> Answer:
    found = desk.do(register_handwritten, f"登记手写的{given.number}", wanted=given.number,
                    heading=given.heading, addressee=given.addressee, issued_on=_day(given.on),
                    signed_by=given.signed_by)
    return Answer({"number": found.number, "state": found.state.value}, [f"{found.number}已登记。"])


def _lines(desk: Any, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        lines = register_lines(session)
    rows = [{"series": line.series, "year": line.year, "last": line.last, "used": line.used,
             "reserved": line.reserved, "void": line.void, "gaps": list(line.gaps)} for line in lines]
    faults = any(line.gaps for line in lines)
    return Answer({"series": rows}, [line.words for line in lines] or ["还没有取过文号。"], faults=faults)


def _out(parser: ArgumentParser) -> None:
    _number(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="文件")


def _word(desk: Any, given: Namespace) -> Answer:
    ending_of(given.out, ".docx")
    with desk.store.reading() as session:
        data = issued_docx(session, given.number)
    write_whole(given.out, data)
    return Answer({"file": str(given.out)}, [f"已存为 {given.out.name}。"])


def _receipt(desk: Any, given: Namespace) -> Answer:
    ending_of(given.out, ".pdf")
    with desk.store.reading() as session:
        paper = receipt_paper(session, document(session, given.number).id)
        data = render_paper(session, paper, font_book(), today=desk.today).pdf
    write_whole(given.out, data)
    return Answer({"file": str(given.out)}, [f"送达回证已存为 {given.out.name}。"])


def _wording_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="文书", choices=shipped_keys(), type=wording_key,
                        help="、".join(f"{key} {wording_name(key)}" for key in shipped_keys()))
    parser.add_argument("--file", type=Path, metavar="文件.txt", help="换成这个文件里的文字")
    parser.add_argument("--restore", action="store_true", help="恢复原文")


def _text_of(file: Path) -> str:
    try:
        with machine_troubles(file):
            return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{file.name} 不是 UTF-8 编码。", "用记事本打开，另存为 UTF-8。") from error


def _wording(desk: Any, given: Namespace) -> Answer:
    if given.restore:
        desk.do(restore_wording, "恢复文书原文", key=given.key)
    elif given.file is not None:
        source = _text_of(given.file)
        parse(given.key, source, f"{wording_name(given.key)}的文字 {given.file.name} ")
        desk.do(save_wording, "修改文书文字", key=given.key, source=source)
    with desk.store.reading() as session:
        text = wording_source(session, given.key)
    return Answer({"key": given.key, "text": text}, [text])


COMMANDS = (
    Command(("void-document",), "作废一份文书，文号留在登记簿里", _void_arguments, _void),
    Command(("document", "deliver"), "登记送达；自送达起算的限期随之算出", _deliver_arguments, _deliver),
    Command(("document", "receipt"), "送达回证存成 PDF", _out, _receipt),
    Command(("document", "word"), "已签发的文书另存 Word", _out, _word),
    Command(("document", "reserve"), "预留文号给手写文书", _reserve_arguments, _reserve),
    Command(("document", "handwritten"), "登记用预留号手写的文书", _hand_arguments, _hand),
    Command(("document", "numbers"), "各文种文号用到几号、有没有缺号", lambda parser: None, _lines),
    Command(("document", "wording"), "看、换、恢复文书文字", _wording_arguments, _wording),
)
