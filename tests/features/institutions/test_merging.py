"""Duplicates are hinted at, two institutions become one with all that is theirs, and undo parts them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from desktop.app.features import STREET
from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.records import Base
from desktop.features.institutions import operations, queries
from desktop.features.institutions.excel import differs, match
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.records import (
    Apart,
    Category,
    Institution,
    ListState,
    Site,
    address_key,
    phone_key,
)
from desktop.features.institutions.rules import Source, merge_lines
from desktop.features.problems.records import Evidence, Problem, State
from desktop.store.attachments import faults as attachment_faults
from desktop.store.desk import Desk
from desktop.store.editing import restore_record
from desktop.store.journal import Act
from desktop.store.store import Store
from desktop.store.undo import undo
from tests.features.institutions.conftest import Enter
from tests.helpers.desk import TODAY
from tests.helpers.problems import bring_to, register

MERGES = [merge for feature in STREET for merge in feature.merges if merge.on is Institution]
CODE, OTHER_CODE = "91350524MA31ABCD0M", "52350524MJB123456X"

SAME_PLACE = [
    ("福建省泉州市晋江市梅岭街道和平中路218号三楼", "和平中路218号3层", True),
    ("晋江市梅岭街道 和平中路２１８号", "梅岭街道和平中路218号", True),
    ("晋江市梅岭街道和平中路218号", "晋江市梅岭街道和平中路219号", False),
    ("晋江市梅岭街道", "晋江市梅岭街道", False),
]


def merge(desk: Desk, kept: int, gone: int, **given: Any) -> Institution:
    merged: Institution = desk.do(operations.merge_institutions, "合并机构", kept=kept, gone=gone,
                                  merges=MERGES, **{"sources": {}, **given})
    return merged


def words(desk: Desk, row: int) -> list[str]:
    with desk.store.reading() as session:
        return [f"{twin.other.name}：{twin.words}" for twin in queries.twins(session, row)]


def hinted(desk: Desk) -> set[int]:
    with desk.store.reading() as session:
        return set(session.scalars(INSTITUTIONS.ids(Question(filters=frozenset({"twins"})), TODAY)))


def stored(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the journal's, versions and times of change left out."""
    left_out = {"version", "updated_at"}
    with store.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(
                select(*(column for column in table.columns if column.name not in left_out))
                .order_by(table.columns[0]))]
            for table in program_tables() if table.name not in ("act", "journal", "journal_head")
        }


def program_tables() -> list[Table]:
    """The program's own tables; other tests declare toys."""
    own = {kind.__table__ for kind in Base.late.kinds() if kind.__module__.startswith("desktop.")}
    return [table for table in Base.late.schema().sorted_tables if table in own]


@pytest.mark.parametrize(("first", "second", "same"), SAME_PLACE)
def test_addresses_are_compared_by_street_and_house(first: str, second: str, same: bool) -> None:
    keys = address_key(first, "梅岭街道"), address_key(second, "梅岭街道")
    assert (keys[0] is not None and keys[0] == keys[1]) is same


def test_first_telephone_counts() -> None:
    assert phone_key("82000") is None
    assert phone_key("0595-82000000 13800000215") == phone_key("0595-8200 0000")
    assert phone_key("０５９５－８２００ ００００、138") == phone_key("(0595)82000000")
    assert phone_key("0595-82000000、13800000215") == phone_key("059582000000")


def test_renamed_institution_is_hinted_at_with_the_reason(desk: Desk, enter: Enter) -> None:
    old = enter("晋江市启明培训中心", town="梅岭街道", phone="13800000215", legal_person="王铉",
                address="晋江市梅岭街道和平中路218号")
    new = enter("晋江市启航培训中心", town="梅岭街道", phone="138-0000-0215", legal_person="王铉",
                address="和平中路218号", code=CODE)
    enter("晋江市听潮古筝培训中心", town="安海镇", legal_person="王铉")
    assert words(desk, old) == ["晋江市启航培训中心：地址、电话、法定代表人相同，疑似原机构换名"]
    assert hinted(desk) == {old, new}


def test_same_code_or_name_is_the_same_entered_twice(desk: Desk, enter: Enter) -> None:
    row = enter("晋江市启明（安海）中心", code=CODE)
    enter("晋江市启明(安海)中心")
    enter("乙", code=CODE)
    assert words(desk, row) == ["晋江市启明(安海)中心：名称相同，疑似重复登记",
                                "乙：统一社会信用代码相同，疑似重复登记"]


def test_branch_shares_code_and_telephone_without_a_hint(desk: Desk, enter: Enter) -> None:
    enter("晋江市启明培训中心", code=CODE, phone="13800000215")
    enter("晋江市启明培训中心安海校区", code=CODE, phone="13800000215")
    assert hinted(desk) == set()


def test_void_institutions_are_no_twins(desk: Desk, enter: Enter) -> None:
    """peers.md 8.11: void items still nag."""
    row, other = enter("甲", code=CODE), enter("乙", code=CODE)
    assert hinted(desk) == {row, other}
    desk.do(operations.void_institution, "作废", row=other, reason="重复登记")
    assert (hinted(desk), words(desk, row)) == (set(), [])


def test_told_apart_they_are_not_hinted_at_again(desk: Desk, enter: Enter) -> None:
    row, other, third = (enter(name, phone="13800000215") for name in "甲乙丙")
    desk.do(operations.keep_apart, "不是同一家", row=other, other=row)
    assert words(desk, row) == ["丙：电话相同，疑似原机构换名"]
    assert hinted(desk) == {row, other, third}
    desk.do(operations.keep_apart, "不是同一家", row=row, other=third)
    desk.do(operations.keep_apart, "不是同一家", row=other, other=third)
    assert hinted(desk) == set()


def test_chip_lists_whom_the_card_tells(desk: Desk, enter: Enter) -> None:
    rows = [enter(f"机构{place}", phone=f"1380000{place % 5:04d}", address=f"和平路{place % 7}号之一",
                  legal_person=f"王{place % 3}", town=("安海镇", "金井镇")[place % 2]) for place in range(20)]
    desk.do(operations.keep_apart, "不是同一家", row=rows[0], other=rows[5])
    assert hinted(desk) == {row for row in rows if words(desk, row)}


def test_preview_says_field_by_field_what_stays() -> None:
    kept = Institution(name="甲", code=CODE, town="安海镇", notes="一", list_state=ListState.NONE)
    gone = Institution(name="乙", code=None, town="安海镇", notes="二", phone="13800000215",
                       list_state=ListState.BLACK)
    found = {line.key: (line.value(line.source), len(line.choices)) for line in merge_lines(kept, gone)}
    assert found == {"name": ("甲", 2), "code": (CODE, 1), "notes": ("一\n二", 3),
                     "phone": ("13800000215", 1), "list_state": (ListState.BLACK, 1)}


def furnished(desk: Desk, enter: Enter) -> tuple[int, int]:
    """Two institutions; the second with rows of every kind that may belong to one."""
    kept = enter("晋江市启航培训中心", code=CODE, town="梅岭街道", category=Category.ART)
    gone = enter("晋江市旧名培训中心", town="梅岭街道", category=Category.ACADEMIC)
    desk.do(operations.save_institution, "改名", row=gone,
            values={"name": "晋江市启明培训中心", "code": OTHER_CODE, "phone": "13800000215", "students": 12})
    desk.do(operations.save_charge, "登记收费", values={
        "institution_id": gone, "charged_on": date(2023, 9, 1), "amount": Decimal(6000)})
    desk.do(operations.save_site, "登记教学点", values={
        "institution_id": gone, "name": "安平点", "address": "安平路8号", "licensed": False})
    desk.do(operations.keep_apart, "不是同一家", row=gone, other=enter("丁"))
    desk.do(operations.keep_apart, "不是同一家", row=gone, other=kept)
    bring_to(desk, register(desk, institution_id=gone), State.CLOSED)
    return kept, gone


def test_merge_moves_everything_and_keeps_the_evidence(desk: Desk, enter: Enter) -> None:
    kept, gone = furnished(desk, enter)
    proofs = select(func.count(Evidence.id)).join(Problem).where(Problem.institution_id == kept)
    with desk.store.reading() as session:
        problem = session.scalars(select(Problem)).one().id
        evidence = session.scalar(select(func.count(Evidence.id)))
    merged = merge(desk, kept, gone)
    assert (merged.name, merged.code, merged.phone, merged.category) == (
        "晋江市启航培训中心", CODE, "13800000215", Category.ART)
    assert set((merged.former or "").splitlines()) == {"晋江市旧名培训中心", "晋江市启明培训中心", OTHER_CODE}
    assert (merged.places or "").splitlines() == ["安平点", "安平路8号"]
    with desk.store.reading() as session:
        assert session.get_one(Problem, problem).institution_id == kept
        assert session.scalar(proofs) == evidence > 0
        [charge] = queries.charges(session, kept)
        assert "超过 5000 元" in (charge.excess or "")
        old = session.get_one(Institution, gone)
        assert (old.void_reason, old.merged_into) == ("并入晋江市启航培训中心", kept)
        assert [pair.voided for pair in session.scalars(select(Apart))] == [False, True]
        assert attachment_faults(session) == []
    assert hinted(desk) == set()


def test_no_row_of_any_subject_stays_behind(desk: Desk, enter: Enter) -> None:
    kept, gone = furnished(desk, enter)
    merge(desk, kept, gone)
    with desk.store.reading() as session:
        for table in program_tables():
            for key in table.foreign_keys:
                if key.column.table.name == "institution" and key.parent.name != "merged_into":
                    left = select(func.count()).select_from(table).where(key.parent == gone)
                    if "voided_at" in table.columns:
                        left = left.where(table.columns["voided_at"].is_(None))
                    assert session.scalar(left) == 0, key.parent


def test_undo_of_a_merge_restores_every_column_after_a_restart_too(desk: Desk, enter: Enter) -> None:
    """peers.md 8.2: a batch can be undone after a restart."""
    kept, gone = furnished(desk, enter)
    before = stored(desk.store)
    merge(desk, kept, gone, sources={"name": Source.GONE, "code": Source.GONE})
    assert stored(desk.store) != before
    again = Store(desk.store.folder, FixedClock.on(date(2023, 9, 28)))
    with again.reading() as session:
        act = session.scalars(select(Act.id).order_by(Act.id.desc())).first()
    again.perform(undo, title="撤销", by="林晓燕", act=act)
    assert stored(again) == before
    again.close()


def test_chosen_values_win_and_the_others_become_old_names(desk: Desk, enter: Enter) -> None:
    kept, gone = enter("甲", code=CODE, town="安海镇"), enter("乙", code=OTHER_CODE, town="金井镇")
    merged = merge(desk, kept, gone, sources={"name": Source.GONE, "town": Source.GONE})
    assert (merged.name, merged.code, merged.town) == ("乙", CODE, "金井镇")
    assert set((merged.former or "").splitlines()) == {"甲", OTHER_CODE}
    with desk.store.reading() as session:
        assert {alias.value for alias in queries.aliases(session, kept)} == {"甲", OTHER_CODE}


def test_old_name_finds_the_merged_institution(desk: Desk, enter: Enter) -> None:
    kept, gone = enter("晋江市启航培训中心"), enter("晋江市听潮古筝中心")
    merge(desk, kept, gone)
    with desk.store.reading() as session:
        assert list(session.scalars(INSTITUTIONS.ids(Question("听潮"), TODAY))) == [kept]


def test_merges_that_cannot_be(desk: Desk, enter: Enter) -> None:
    row, other, void, third = (enter(name) for name in "甲乙丙丁")
    desk.do(operations.void_institution, "作废", row=void, reason="重复登记")
    merge(desk, row, other)
    for kept, gone, sentence in (
        (row, row, "不能把一家机构和它自己合并"), (row, void, "丙已作废，不能合并"),
        (void, row, "丙已作废，不能合并"), (row, other, "乙已经并入甲，不能再合并"),
        (other, third, "乙已经并入甲，不能再合并"), (row, 999, "已经不存在"),
    ):
        with pytest.raises(UserError, match=sentence):
            merge(desk, kept, gone)
    with pytest.raises(UserError, match="丁刚在别处被改过"):
        merge(desk, row, third, versions=(2, 7))


def test_faulty_merge_saves_nothing(desk: Desk, enter: Enter) -> None:
    kept = enter("甲", licence_from=date(2023, 1, 1))
    gone = enter("乙", licence_until=date(2022, 1, 1))
    before = stored(desk.store)
    with pytest.raises(UserError, match="早于有效期自"):
        merge(desk, kept, gone)
    assert stored(desk.store) == before


def test_merged_institution_is_not_restored_by_itself(desk: Desk, enter: Enter) -> None:
    kept, gone = enter("甲"), enter("乙")
    merge(desk, kept, gone)
    with pytest.raises(UserError, match="合并时并进另一家"):
        desk.do(restore_record, "恢复", record=Institution, row=gone)


def test_institution_is_found_by_its_sites(desk: Desk, enter: Enter) -> None:
    row = enter("甲")
    site: Site = desk.do(operations.save_site, "登记教学点", values={
        "institution_id": row, "name": "安平点", "address": "安平路8号", "rooms": 3})

    def found(wanted: str) -> list[int]:
        with desk.store.reading() as session:
            return list(session.scalars(INSTITUTIONS.ids(Question(wanted), TODAY)))

    assert found("安平点") == found("安平路8") == [row]
    desk.do(operations.save_site, "修改教学点", row=site.id, values={"name": "海八点"})
    assert (found("安平点"), found("海八点")) == ([], [row])
    desk.do(operations.void_site, "作废教学点", row=site.id, reason="已停用")
    assert found("海八点") == []
    with pytest.raises(UserError, match="不能是负数"):
        desk.do(operations.save_site, "登记教学点", values={
            "institution_id": row, "name": "乙", "address": "丙", "rooms": -1})


def test_next_import_does_not_bring_the_merged_one_back(desk: Desk, enter: Enter) -> None:
    """peers.md 8.3: a second import doubles."""
    kept, gone = enter("晋江市启航培训中心", code=CODE), enter("晋江市启明培训中心", code=OTHER_CODE)
    merge(desk, kept, gone)
    rows = [{"name": "晋江市启明培训中心", "code": OTHER_CODE}, {"name": "晋江市启明培训中心"}]
    with desk.store.reading() as session:
        assert [found.id if found else None for found in match(session, rows)] == [kept, kept]
        met = match(session, rows[:1])[0]
        assert met is not None
        assert differs(met, rows[0]) == []
