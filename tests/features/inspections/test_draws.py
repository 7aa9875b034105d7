"""Drawing: recorded for good, the visits planned, repeated exactly from what was kept and printed."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from desktop.app import cli
from desktop.app.drawing import SCORES
from desktop.base.errors import UserError
from desktop.features.complaints.operations.intake import register_complaint
from desktop.features.documents.queries import font_book
from desktop.features.inspections.notices.draws import result_xlsx, slip_pdf
from desktop.features.inspections.operations.draws import avoid, record_draw
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.queries.draws import Scope, draw_of, picks_of, pool, replay
from desktop.features.inspections.records.draws import Draw
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitState
from desktop.features.inspections.rules.draws import canonical, draw, fingerprint, read_canonical
from desktop.features.institutions.operations import save_institution
from desktop.store.desk import Desk
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk

Drawing = Callable[..., Draw]


@pytest.fixture
def county(tmp_path: Path) -> Desk:
    """Twelve institutions in two towns, four inspectors with cards, one without."""
    desk = make_desk(tmp_path)
    for place in range(12):
        desk.do(save_institution, "登记", values={
            "name": f"晋江市第{place:02d}培训中心", "town": ("青阳街道", "陈埭镇")[place % 2]})
    for place, name in enumerate(("林晓燕", "陈志远", "许文彬", "王海峰", "无证的人")):
        desk.do(save_inspector, "登记人员", values={
            "name": name, "card_no": f"闽C{place:05d}" if place < 4 else None, "department": "晋江市教育局"})
    return desk


@pytest.fixture
def drawn(county: Desk) -> Drawing:
    def make(**given: object) -> Draw:
        plain: dict[str, object] = {"purpose": "9月抽查", "wanted": 4, "seed": "20230925", "scope": Scope(),
                                    "scores": SCORES, "due_on": date(2023, 9, 27)}
        return county.do(record_draw, "抽取", **{**plain, **given})

    return make


def test_a_draw_plans_a_visit_with_two_people_for_each(county: Desk, drawn: Drawing) -> None:
    made = drawn()
    assert made.number == "双随机抽取〔2023〕1号"
    with county.store.reading() as session:
        picks = picks_of(session, made.id)
        assert len(picks) == 4
        for pick in picks:
            visit = session.get_one(Visit, pick.visit_id)
            assert (visit.way, visit.state, visit.on) == (VisitKind.RANDOM, VisitState.PLANNED,
                                                          date(2023, 9, 27))
            assert visit.inspector_count == 2
            assert visit.inspectors == pick.pair
            assert "无证的人" not in pick.pair


def test_a_kept_draw_is_the_same_when_made_again(county: Desk, drawn: Drawing) -> None:
    made = drawn()
    county.do(save_institution, "新登记", values={"name": "晋江市后来培训中心", "town": "陈埭镇"})
    with county.store.reading() as session:
        again = replay(session, draw_of(session, made.number))
    assert again.faults == ()
    assert again.drawn.fingerprint == made.pool_hash


def test_a_changed_list_is_found(county: Desk, drawn: Drawing) -> None:
    made = drawn()
    with county.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE draw SET pool_text = replace(pool_text, '第03', '第33')")
    with county.store.reading() as session:
        assert "名单与登记的校验值不符" in replay(session, session.get_one(Draw, made.id)).faults


def test_a_draw_cannot_be_taken_back(county: Desk, drawn: Drawing) -> None:
    drawn()
    with county.store.reading() as session:
        act = session.connection().exec_driver_sql("SELECT max(id) FROM act").scalar_one()
    with pytest.raises(UserError, match="抽取结果已经登记"):
        county.do(undo, "撤销", act=act)


def test_a_second_draw_for_the_same_purpose_needs_its_reason(drawn: Drawing) -> None:
    drawn()
    with pytest.raises(UserError, match="已经抽取过 1 次"):
        drawn(seed="别的")
    again = drawn(seed="别的", round_reason="第一次抽中的两家已注销")
    assert (again.round, again.round_reason) == (2, "第一次抽中的两家已注销")


def test_a_list_changed_since_it_was_shown_is_not_drawn_from(county: Desk, drawn: Drawing) -> None:
    with county.store.reading() as session:
        seen = fingerprint(canonical(pool(session, TODAY, Scope(), SCORES)))
    county.do(save_institution, "新登记", values={"name": "晋江市后来培训中心", "town": "陈埭镇"})
    with pytest.raises(UserError, match="名单在预览之后有了变动"):
        drawn(seen=seen)


def test_weights_come_from_the_data_and_say_why(county: Desk) -> None:
    with county.store.reading() as session:
        listed = pool(session, TODAY, Scope(), SCORES)
    plain = listed.candidates[0]
    assert plain.weight == 1 + 4 + 2 + 2
    assert plain.reasons == "久未检查 4、证照不齐 4"


def test_every_subject_adds_its_points(county: Desk) -> None:
    assert {"久未检查", "未销号问题", "被投诉", "黑名单"} <= {score.label for score in SCORES}
    county.do(register_complaint, "投诉", values={"content": "退费难", "institution_id": 1, "on": TODAY})
    with county.store.reading() as session:
        told = {item.institution: item for item in pool(session, TODAY, Scope(), SCORES).candidates}
    assert "被投诉 1" in told[1].reasons
    assert told[1].weight == told[2].weight + 1


def test_the_scope_narrows_the_list(county: Desk) -> None:
    with county.store.reading() as session:
        listed = pool(session, TODAY, Scope(towns=("陈埭镇",)), SCORES)
    assert {item.town for item in listed.candidates} == {"陈埭镇"}
    assert len(listed.candidates) == 6


def test_nothing_to_draw_from_says_so(drawn: Drawing) -> None:
    with pytest.raises(UserError, match="没有检查对象"):
        drawn(scope=Scope(towns=("没有的镇",)))


def test_stepping_aside_holds_in_the_draw(county: Desk, drawn: Drawing) -> None:
    for place in range(1, 13):
        county.do(avoid, "登记回避", inspector=1, institution=place, reason="亲属任职")
    made = drawn(wanted=12)
    with county.store.reading() as session:
        picks = picks_of(session, made.id)
    assert all("林晓燕" not in pick.pair for pick in picks)
    assert any(pick.aside == "林晓燕" for pick in picks)


def test_the_slip_prints_what_a_repetition_needs(county: Desk, drawn: Drawing) -> None:
    made = drawn(witness="陈纪检")
    with county.store.reading() as session:
        found = session.get_one(Draw, made.id)
        document = PdfDocument(slip_pdf(session, found, "晋江市教育局", font_book()))
        text = "".join(page.get_textpage().get_text_range() for page in document)
        names = [row[1].value for row in load_workbook(BytesIO(result_xlsx(session, found))).active]
        picks = picks_of(session, made.id)
    plain = "".join(text.split())
    for words in (made.pool_hash[:32], made.pool_hash[32:], "20230925", "陈纪检", "SHA256-1",
                  "权重：每家基数1"):
        assert words in plain
    assert all(item.name in plain for item in read_canonical(found.pool_text).candidates)
    assert names == ["检查对象", *(pick.name for pick in picks)]


def test_the_command_repeats_a_draw_and_draws_from_the_list(
        county: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = str(county.store.folder)
    county.store.close()

    def said(*words: str) -> dict[str, object]:
        code = cli.run(["--data", folder, "--json", "--today", "2023-09-25", "draw", *words])
        answer = json.loads(capsys.readouterr().out)
        assert code == (2 if "error" in answer else 0), answer
        return answer

    first = said("--n", "3", "--seed", "甲子", "--out", str(tmp_path / "抽取"))
    again = said("--n", "3", "--seed", "甲子")
    assert (again["replayed"], again["same"], again["picked"]) == (True, True, first["picked"])
    assert said("--replay", str(first["draw"]))["picked"] == first["picked"]
    kept = next((tmp_path / "抽取").glob("*.txt"))
    listed = said("--n", "3", "--seed", "甲子", "--list", str(kept))
    assert listed["hash"] == first["hash"]
    assert [pick["name"] for pick in listed["picked"]] == [pick["name"] for pick in first["picked"]]
    kept.write_text(kept.read_text(encoding="utf-8").replace("第03", "第33"), encoding="utf-8")
    assert said("--n", "3", "--seed", "甲子", "--list", str(kept))["hash"] != first["hash"]
    assert "1 到 12 之间" in str(said("--n", "13", "--seed", "甲子")["error"])


def test_two_processes_draw_the_same(county: Desk) -> None:
    with county.store.reading() as session:
        listed = pool(session, TODAY, Scope(), SCORES)
    assert draw(read_canonical(canonical(listed)), 5, "同一个").picks == draw(listed, 5, "同一个").picks
