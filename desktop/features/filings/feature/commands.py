"""报送 without a screen: the forms of a month, and single figures."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.base.months import month_words, short_month
from desktop.base.plan import SUGGESTED
from desktop.features.filings.form import MonthFiles, month_files, print_stub, render, stub_bytes, write_files
from desktop.features.filings.operations import confirm_mailbox, freeze_month, set_basis, set_figure
from desktop.features.filings.queries.sheets import checked_month, monthly, sheet, versions
from desktop.features.filings.records import (
    Basis,
    FilingState,
)
from desktop.features.filings.rules import Check, Level, blocking
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of, need_place, write_whole


def _monthly_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="月份", help="报送月份，例如 2023-09")
    parser.add_argument("--out", required=True, type=Path, help="文件放在哪个文件夹")
    parser.add_argument("--basis", choices=[basis.value for basis in Basis], help="本月数或累计数")
    parser.add_argument("--confirm-mailbox", metavar="邮箱", help="核实过的收件邮箱")
    parser.add_argument("--confirmed-by", metavar="姓名", default="", help="向谁核实的")
    parser.add_argument("--stub", type=Path, metavar="文件.pdf", help="写出封存月份的月结存根，本单位留存")
    parser.add_argument("--freeze", action="store_true", help="没有拦住的事项就封存")


def _monthly(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        month = checked_month(monthly(session)[1], given.month)
    basis = Basis(given.basis) if given.basis else None
    if given.stub:
        ending_of(given.stub, ".pdf")
    for place in (given.out / "附件2", given.stub):
        if place is not None:
            need_place(place)
    if given.confirm_mailbox:
        desk.do(confirm_mailbox, "核实收件邮箱", mailbox=given.confirm_mailbox,
                confirmed_by=given.confirmed_by, how="命令行登记")
    with desk.store.reading() as session:
        made = month_files(session, month, desk.today, basis)
    if given.freeze and not blocking(made.checks):
        if basis is not None and not made.sheet.frozen:
            desk.do(set_basis, f"{short_month(month)}表改为{basis.value}", month=month, basis=basis)
        desk.do(freeze_month, f"封存{short_month(month)}表", month=month, render=render,
                print_stub=print_stub)
        with desk.store.reading() as session:
            made = month_files(session, month, desk.today)
    paths = write_files(given.out, made.named())
    if given.stub:
        paths.append(_write_stub(desk, month, given.stub))
    return _answer(made, paths, frozen=given.freeze)


def _write_stub(desk: Desk, month: str, path: Path) -> Path:
    with desk.store.reading() as session:
        if not versions(session, month):
            raise UserError(f"{short_month(month)}表还没有封存，没有月结存根。", "请先加 --freeze 封存。")
        data = stub_bytes(session, month)
    write_whole(path, data)
    return path


def _answer(made: MonthFiles, paths: Sequence[Path], *, frozen: bool) -> Answer:
    stops = blocking(made.checks)
    state = FilingState.FROZEN if made.sheet.frozen else FilingState.DRAFT
    data = {
        "month": made.sheet.month, "basis": made.sheet.basis.value, "state": state.value,
        "files": [str(path) for path in paths], "values": made.sheet.values(),
        "checks": [check_data(check) for check in made.checks],
    }
    head = f"{month_words(made.sheet.month)}表（{made.sheet.basis.value}，{state.value}）"
    lines = [f"{head}，写出 {len(paths)} 个文件："]
    lines += [f"  {path}" for path in paths]
    lines += [f"{check.level.value}：{check.sentence}" for check in made.checks
              if check.level is not Level.PASSED]
    if stops:
        lines.append(f"有 {len(stops)} 项拦住，{'没有封存，' if frozen else ''}文件是草稿，处理后再出一次。")
    return Answer(data, lines, faults=bool(stops))


def check_data(check: Check) -> Mapping[str, str]:
    """A check as JSON."""
    return {"key": check.key, "level": check.level.value, "sentence": check.sentence, "where": check.where}


def _figure_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="月份", help="报送月份，例如 2023-09")
    parser.add_argument("key", metavar="栏目", help="栏目，例如 cases（第5项）")
    parser.add_argument("value", type=int, metavar="数", help="本月数")
    parser.add_argument("--source", default="", help="来文或会议")
    parser.add_argument("--reason", default="", help="改用别的数的理由")


def _figure(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        _, scheme, form = monthly(session)
        month, column = checked_month(scheme, given.month), form.column(given.key)
    desk.do(set_figure, f"{short_month(month)}{column.item}改为 {given.value}", month=month, key=given.key,
            value=given.value, source=given.source, reason=given.reason)
    with desk.store.reading() as session:
        entry = sheet(session, month, desk.today).numbers[given.key]
    data = {"month": month, "key": given.key, "value": entry.own, "total": entry.printed(Basis.TOTAL)}
    kind = "台账可算出" if column.kind == SUGGESTED else "手填"
    return Answer(data, [f"{column.label}：本月 {entry.own}，累计 {data['total']}（{kind}）。"])


COMMANDS = (
    Command(("monthly",), "出某月的附件2：表格、打印件和五封邮件草稿", _monthly_arguments, _monthly),
    Command(("figure",), "填某月表里的一个数", _figure_arguments, _figure),
)
