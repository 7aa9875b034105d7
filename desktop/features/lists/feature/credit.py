"""Commands about penalty decisions and the credit platforms."""

from argparse import ArgumentParser, Namespace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.calendar.queries import work_calendar
from desktop.features.institutions.queries import institution_id
from desktop.features.lists.excel.credit import CreditSheet, credit_xlsx
from desktop.features.lists.feature.commands import day_of, write
from desktop.features.lists.operations.credit import report_matters, save_decision
from desktop.features.lists.queries.facts import facts_of
from desktop.features.lists.queries.matters import matters
from desktop.features.lists.records import Matter, Platform, SubjectKind
from desktop.features.lists.rules.standard import SHEETS, SheetPlan
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of

PLATFORMS = {"credit": Platform.CREDIT, "gsxt": Platform.COMPANIES, "social": Platform.SOCIAL}
SINGLE = {"licence": 0, "penalty": 1, "blacklist": 2}
"""One sheet of 全国信用信息共享平台 alone."""
KINDS = {
    **{key: platform.value for key, platform in PLATFORMS.items()},
    "licence": "双公示行政许可", "penalty": "双公示行政处罚", "blacklist": "全国信用信息共享平台的黑名单",
}  # fmt: skip


def credit_sheets(session: Session, platform: Platform, plans: tuple[SheetPlan, ...], today: date, *,
                  reported: bool | None, first: date | None = None, last: date | None = None
                  ) -> list[CreditSheet]:
    """The sheets with the matters not told yet, or all."""
    calendar = work_calendar(session)
    return [CreditSheet(plan, facts_of(session, matters(
        session, platform, calendar, kinds=plan.matters, reported=reported, since=first, until=last), today))
        for plan in plans]


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="种类", choices=list(KINDS),
                        help="；".join(f"{key} {words}" for key, words in KINDS.items()))
    parser.add_argument("out", type=Path, metavar="文件.xlsx")
    parser.add_argument("--all", action="store_true", help="已归集过的也写出来，默认只写未归集的")
    parser.add_argument("--from", dest="first", metavar="日期")
    parser.add_argument("--to", dest="last", metavar="日期")


def _export(desk: Desk, given: Namespace) -> Answer:
    ending_of(given.out, ".xlsx")
    platform = PLATFORMS.get(given.kind, Platform.CREDIT)
    plans = SHEETS[platform]
    if given.kind in SINGLE:
        plans = (plans[SINGLE[given.kind]],)
    with desk.store.reading() as session:
        sheets = credit_sheets(session, platform, plans, desk.today, reported=None if given.all else False,
                               first=day_of(given.first, "起日"), last=day_of(given.last, "止日"))
    write(given.out, credit_xlsx(sheets))
    faults = [fault for sheet in sheets for fault in sheet.faults]
    counts = {sheet.plan.name: len(sheet.rows) for sheet in sheets}
    words = "、".join(f"{name} {count} 条" for name, count in counts.items())
    return Answer({"file": str(given.out), "platform": platform.value, "rows": counts, "faults": faults},
                  [f"{platform.value}：{words}，{given.out}", *faults])


def _receipt_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("platform", metavar="平台", choices=list(PLATFORMS),
                        help="；".join(f"{key} {platform.value}" for key, platform in PLATFORMS.items()))
    parser.add_argument("--matter", metavar="信息", action="append", choices=[item.value for item in Matter],
                        help="只登记这一种，默认全部未归集的")
    parser.add_argument("--on", metavar="日期", help="归集日期，默认今天")
    parser.add_argument("--receipt", default="", metavar="回执号")


def _receipt(desk: Desk, given: Namespace) -> Answer:
    platform = PLATFORMS[given.platform]
    kinds = [Matter(word) for word in given.matter] if given.matter else None
    with desk.store.reading() as session:
        lines = matters(session, platform, work_calendar(session), kinds=kinds)
    made = desk.do(report_matters, f"登记归集到{platform.value}", lines=lines, receipt=given.receipt,
                   reported_on=day_of(given.on, "归集日期") or desk.today)
    return Answer({"platform": platform.value, "reported": len(made), "receipt": given.receipt},
                  [f"已登记 {len(made)} 条归集到{platform.value}。"])


_TEXTS = (("name", "行政相对人"), ("code", "代码"), ("legal-person", "法定代表人"), ("id-number", "证件号码"),
          ("revoked", "暂扣或吊销证照"), ("agency", "处罚机关"), ("note", "备注"))
_NEEDED = (("number", "决定文书号"), ("offence", "违法行为类型"), ("facts", "违法事实"),
           ("basis", "处罚依据"), ("kinds", "处罚类别"), ("content", "处罚内容"))


def _decision_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--institution", metavar="机构", help="台账里的机构：代码、名称或内部号")
    parser.add_argument("--kind", metavar="对象", choices=[kind.value for kind in SubjectKind],
                        default=SubjectKind.INSTITUTION.value)
    for key, name in _NEEDED:
        parser.add_argument(f"--{key}", required=True, metavar=name)
    for key, name in _TEXTS:
        parser.add_argument(f"--{key}", metavar=name)
    for key, name in (("fine", "罚款（元）"), ("confiscated", "没收（元）")):
        parser.add_argument(f"--{key}", metavar=name)
    for key, name in (("on", "决定日期"), ("valid-until", "处罚有效期"), ("public-until", "公示截止期")):
        parser.add_argument(f"--{key}", metavar=name)


def _yuan(words: str | None, name: str) -> Decimal | None:
    if words is None:
        return None
    try:
        return Decimal(words).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise UserError(f"{name}写得不对：{words}。", "写元，例如 12345.67。") from error


def _decision(desk: Desk, given: Namespace) -> Answer:
    values: dict[str, Any] = {key.replace("-", "_"): getattr(given, key.replace("-", "_"))
                              for key, _ in (*_NEEDED, *_TEXTS)}
    with desk.store.reading() as session:
        row = institution_id(session, given.institution) if given.institution else None
    values |= {"institution_id": row, "subject_kind": SubjectKind(given.kind),
               "decided_on": day_of(given.on, "决定日期") or desk.today, "fine": _yuan(given.fine, "罚款"),
               "confiscated": _yuan(given.confiscated, "没收"),
               "valid_until": day_of(given.valid_until, "处罚有效期"),
               "public_until": day_of(given.public_until, "公示截止期")}
    made = desk.do(save_decision, f"登记处罚决定{given.number}", values=values)
    return Answer({"id": made.id, "number": made.number, "name": made.name}, [f"{made.title()}已登记。"])


CREDIT_COMMANDS = (
    Command(("decision", "add"), "登记行政处罚决定", _decision_arguments, _decision),
    Command(("credit-export",), "写出信用平台要的表", _export_arguments, _export),
    Command(("credit-receipt",), "登记已归集和回执号", _receipt_arguments, _receipt),
)
