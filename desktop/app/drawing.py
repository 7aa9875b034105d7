"""The command `draw`: a random draw of objects and pairs, with the points that all subjects offer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.score import Score
from desktop.features.documents.queries import font_book
from desktop.features.inspections.notices.draws import list_text, result_xlsx, slip_pdf
from desktop.features.inspections.operations.draws import record_draw
from desktop.features.inspections.queries.draws import (
    Scope,
    draw_of,
    picks_of,
    pool,
    purposes,
    replay,
    same_draw,
)
from desktop.features.inspections.records.draws import Draw
from desktop.features.inspections.rules.draws import (
    Drawn,
    Pool,
    canonical,
    draw,
    fingerprint,
    next_purpose,
    read_canonical,
)
from desktop.features.institutions.records import Category, Institution
from desktop.features.office.queries import office
from desktop.store.desk import Desk
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import need_place, write_whole

SCORES: tuple[Score, ...] = tuple(
    score for feature in STREET for score in feature.scores if score.on is Institution)


def draw_arguments(parser: ArgumentParser) -> None:
    """`draw --n N --seed S`, or `--replay` of a recorded draw, or `--list` of its printed list."""
    parser.add_argument("--n", type=int, dest="wanted", metavar="家数", help="抽取几家")
    parser.add_argument("--seed", metavar="种子", help="随机种子：同样的名单和种子，结果一定相同")
    parser.add_argument("--town", action="append", default=[], metavar="镇街",
                        help="只从这个镇街抽，可写几次")
    parser.add_argument("--category", action="append", default=[], metavar="类别",
                        choices=[word.value for word in Category], help="只抽这一类，可写几次")
    parser.add_argument("--sites", action="store_true", help="把检查过的无证场所也放进名单")
    parser.add_argument("--purpose", metavar="事项", help="抽查事项；不写时是“某年某月双随机抽查”")
    parser.add_argument("--on", metavar="日期", help="计划检查日期（年-月-日）")
    parser.add_argument("--witness", metavar="姓名", help="监督人")
    parser.add_argument("--reason", metavar="原因", help="同一事项再次抽取的原因")
    parser.add_argument("--check", action="store_true", help="只看结果，不登记、不排检查")
    parser.add_argument("--out", type=Path, metavar="文件夹", help="写出抽取记录单、公示表和名单")
    parser.add_argument("--replay", metavar="编号", help="照登记的名单和种子重新抽取，核对是否一致")
    parser.add_argument("--list", type=Path, metavar="名单.txt", help="照名单文件抽取，不登记")


def run_draw(desk: Desk, given: Namespace) -> Answer:
    """Draw, repeat a draw, or draw from a kept list; UserError when something is missing."""
    if given.replay is not None:
        with desk.store.reading() as session:
            return _again(session, draw_of(session, given.replay), given.out)
    if given.wanted is None or given.seed is None:
        raise UserError("没有抽取：要写抽取家数和随机种子。", "例如 draw --n 5 --seed 20230925。")
    if given.list is not None:
        with machine_troubles(given.list):
            listed = read_canonical(given.list.read_text(encoding="utf-8", errors="replace"))
        return _shown(listed, draw(listed, given.wanted, given.seed))
    return _fresh(desk, given)


def _fresh(desk: Desk, given: Namespace) -> Answer:
    scope = Scope(tuple(given.town), tuple(Category(word) for word in given.category), given.sites)
    with desk.store.reading() as session:
        listed = pool(session, desk.today, scope, SCORES)
        known = same_draw(session, listed, given.wanted, given.seed)
        if known is not None and not given.check:
            return _again(session, known, given.out)
        purpose = given.purpose or next_purpose(desk.today, purposes(session))
    if given.check:
        return _shown(listed, draw(listed, given.wanted, given.seed))
    if given.out is not None:
        need_place(given.out / "名单.txt")
    made = desk.do(record_draw, f"双随机抽取：{purpose}", purpose=purpose, wanted=given.wanted,
                   seed=given.seed, scope=scope, scores=SCORES, due_on=_date(given.on),
                   witness=given.witness, round_reason=given.reason,
                   seen=fingerprint(canonical(listed)))
    with desk.store.reading() as session:
        found = session.get_one(Draw, made.id)
        words = f"{found.number}：从 {found.pool_size} 家抽出 {found.wanted} 家，已排进检查计划。"
        return _told(session, found, words, given.out)


def _date(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        raise UserError(f"日期写得不对：{words}。", "请写成 2023-09-25。") from error


def _again(session: Session, found: Draw, out: Path | None) -> Answer:
    again = replay(session, found)
    result = "结果不符！" if again.faults else "结果一致。"
    words = f"{found.number}：按登记的名单和种子重新抽取，{result}"
    told = _told(session, found, words, out)
    return Answer({**told.data, "replayed": True, "same": not again.faults, "faults": list(again.faults)},
                  [*told.lines, *(f"{fault}。" for fault in again.faults)], faults=bool(again.faults))


def _told(session: Session, found: Draw, words: str, out: Path | None) -> Answer:
    listed = read_canonical(found.pool_text)
    picked = [{**_of_list(listed, pick.place - 1, pick.position), "inspectors": pick.pair.split("、"),
               "aside": pick.aside.split("、") if pick.aside else [], "visit": pick.visit_id}
              for pick in picks_of(session, found.id)]
    files = _files(session, found, out) if out is not None else []
    data = {"draw": found.number, "purpose": found.purpose, "seed": found.seed, "hash": found.pool_hash,
            "pool": found.pool_size, "round": found.round, "picked": picked, "files": files}
    return Answer(data, [words, f"随机种子：{found.seed}", f"名单校验值：{found.pool_hash}",
                         *_lines(picked), *files])


def _of_list(listed: Pool, place: int, position: int) -> dict[str, Any]:
    item = listed.candidates[place]
    return {"position": position, "place": place + 1, "name": item.name, "code": item.code,
            "town": item.town, "weight": item.weight}


def _lines(picked: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{pick['position']}. {pick['name']}　{'、'.join(pick['inspectors'])}" for pick in picked]


def _shown(listed: Pool, drawn: Drawn) -> Answer:
    picked = [{**_of_list(listed, pick.candidate, position),
               "inspectors": [listed.people[place].name for place in pick.pair],
               "aside": [listed.people[place].name for place in pick.aside]}
              for position, pick in enumerate(drawn.picks, 1)]
    data: dict[str, Any] = {"draw": None, "seed": drawn.seed, "hash": drawn.fingerprint,
                            "pool": len(listed.candidates), "picked": picked, "files": []}
    return Answer(data, ["只看结果，没有登记。", f"名单校验值：{drawn.fingerprint}", *_lines(picked)])


def _files(session: Session, found: Draw, out: Path) -> list[str]:
    with machine_troubles(out):
        out.mkdir(parents=True, exist_ok=True)
    bureau = office(session).bureau
    made = {f"{found.number}抽取记录单.pdf": slip_pdf(session, found, bureau, font_book()),
            f"{found.number}抽取结果公示.xlsx": result_xlsx(session, found),
            f"{found.number}名单.txt": list_text(found)}
    for name, data in made.items():
        write_whole(out / name, data)
    return [str(out / name) for name in made]
