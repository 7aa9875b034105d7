"""Both papers of the one step, the published version printed again, what changed since, sums that agree."""

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from desktop.base.errors import UserError
from desktop.features.documents.operations import issue, void_document
from desktop.features.documents.queries import font_book, load_template
from desktop.features.documents.records import Document
from desktop.features.documents.rules import Paper, blanks_missing, filled
from desktop.features.institutions.operations import save_institution
from desktop.features.lists.excel.rolls import roll_xlsx
from desktop.features.lists.notices.papers import BLACKLISTING, DELISTING, papers_for, usual_basis
from desktop.features.lists.notices.printed import roll_pdf
from desktop.features.lists.operations.black import remove_black
from desktop.features.lists.operations.white import remove_white
from desktop.features.lists.queries.rolls import (
    changes_since,
    joined_since,
    published,
    published_roll,
    standing_roll,
)
from desktop.features.lists.queries.standing import figures
from desktop.features.lists.records import ListEntry, ListKind, Removal, SubjectKind
from desktop.features.lists.rules.figures import Figures, disagreements
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import make_desk
from tests.helpers.lists import approve, blacklist, institution, lines, made_code, prepare, publish


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    desk.do(seed_statutes, "录入法规条文")
    return desk


def papers(desk: Desk, row: int) -> list[Paper]:
    with desk.store.reading() as session:
        return papers_for(session, session.get_one(ListEntry, row), desk.today)


def words(paper: Paper) -> str:
    return "".join(block.text for block in filled(load_template(paper.template), paper))


def test_both_papers_are_filled_before_and_after_the_approval(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    line = prepare(desk, own.id)
    before = papers(desk, line.id)
    assert [paper.template for paper in before] == [DELISTING, BLACKLISTING]
    assert [blank.name for blank in blanks_missing(load_template(BLACKLISTING), before[1])] == ["列入日期"]
    approve(desk, line)
    white, black = papers(desk, line.id)
    assert blanks_missing(load_template(DELISTING), white) == []
    assert blanks_missing(load_template(BLACKLISTING), black) == []
    assert "（2023年第一批）" in words(white)
    assert "工作方案》六（四）" in words(white)
    assert "从白名单移出，并列入校外培训行业黑名单" in words(white)
    assert "不是国家“严重失信主体名单”" in words(black)
    assert "整改到位并查验合格" in black.values["移出情形"]


def test_issued_papers_end_the_undo_until_they_are_void(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    line = approve(desk, prepare(desk, own.id))
    with desk.store.reading() as session:
        act = session.query(Act.id).order_by(Act.id.desc()).limit(1).scalar()
    issued: list[Document] = [desk.do(issue, "签发", paper=paper, fonts=font_book())
                              for paper in papers(desk, line.id)]
    assert [paper.number for paper in issued] == ["晋教名单〔2023〕1号", "晋教名单〔2023〕2号"]
    with pytest.raises(UserError, match="已经签发晋教名单〔2023〕1号、晋教名单〔2023〕2号"):
        desk.do(undo, "撤销", act=act)
    for paper in issued:
        desk.do(void_document, "作废", wanted=paper.id, reason="写错")
    desk.do(undo, "撤销", act=act)
    assert [item.standing.value for item in lines(desk)] == ["在册", "拟列入"]


def test_a_person_is_addressed_as_one_and_unchecked_articles_are_left_out(desk: Desk) -> None:
    line = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇")
    (paper,) = papers(desk, line.id)
    assert paper.values["称谓"] == "你"
    with desk.store.reading() as session:
        assert usual_basis(session, "N01", desk.today) == "《中华人民共和国民办教育促进法》第六十四条"
        assert "校外培训行政处罚暂行办法" in usual_basis(session, "N01", date(2023, 11, 1))


def test_another_reason_of_leaving_the_white_list_has_its_words(desk: Desk) -> None:
    own = institution(desk)
    publish(desk, [own.id])
    row = lines(desk)[0].id
    with pytest.raises(UserError, match="还在白名单上"):
        papers(desk, row)
    desk.do(remove_white, "移出", row=row, removal=Removal.CLOSED, removed_on=desk.today, removal_note="注销")
    (paper,) = papers(desk, row)
    assert "因机构注销或停办（注销），决定自2023年9月25日起" in words(paper)


def test_what_was_published_is_printed_again_to_the_byte(desk: Desk) -> None:
    first, second = institution(desk, "甲", code=made_code(1)), institution(desk, "乙", address="泉安中路1号")
    batch = publish(desk, [first.id, second.id])

    def prints() -> tuple[bytes, bytes]:
        with desk.store.reading() as session:
            roll = published_roll(session, batch.id)
        pdf = re.sub(rb"/(CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]", b"", roll_pdf(roll, font_book()))
        return roll_xlsx(roll), pdf

    before = prints()
    desk.do(save_institution, "改名", row=first.id, values={"name": "甲新", "address": "迎宾路2号"},
            confirmed=True)
    desk.do(remove_white, "移出", row=lines(desk)[1].id, removal=Removal.CLOSED, removed_on=desk.today)
    third = institution(desk, "丙", address="新华街3号")
    publish(desk, [third.id], "2023年第二批")
    assert prints() == before
    with desk.store.reading() as session:
        found = {(change.name, change.kind): change.words for change in changes_since(session, batch.id)}
        joined = [line.name for line in joined_since(session, batch.id)]
    assert found == {("甲", "改名"): "现为甲新", ("甲", "地址变更"): "现为迎宾路2号",
                     ("乙", "移出"): "2023年9月25日移出：机构注销或停办"}
    assert joined == ["丙"]


def test_an_altered_version_is_not_printed(desk: Desk) -> None:
    batch = publish(desk, [institution(desk).id])
    connection = sqlite3.connect(desk.store.file)
    connection.execute("UPDATE list_batch SET frozen = replace(frozen, '启衡', '启航')")
    connection.commit()
    connection.close()
    with desk.store.reading() as session, pytest.raises(UserError, match="校验值不符"):
        published(session, batch.id)


def test_households_and_lines_are_counted_both(desk: Desk) -> None:
    own = institution(desk, "甲")
    person = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇")
    from_black = blacklist(desk, own.id)
    desk.do(remove_black, "移出", row=from_black.id, removal=Removal.MISTAKE, removed_on=date(2023, 9, 21),
            removal_note="错")
    blacklist(desk, own.id, reason="再次")
    with desk.store.reading() as session:
        found = figures(session, ListKind.BLACK, date(2023, 9, 1), desk.today)
    assert (found.opening, found.joined, found.left, found.closing, found.subjects) == (0, 3, 1, 2, 2)
    assert found.words == "在册 2 户 2 条；历次列入 3 条，涉及 2 户"
    assert (found.towns, disagreements(found)) == ({"安海镇": 1, "梅岭街道": 1}, [])
    assert person.name == "林某"


def test_sums_that_do_not_agree_stop_the_print(desk: Desk) -> None:
    publish(desk, [institution(desk).id])
    with desk.store.reading() as session:
        assert len(standing_roll(session, ListKind.WHITE, desk.today).rows) == 1
    wrong = Figures(ListKind.WHITE, desk.today, desk.today, 3, 2, 1, 5, 4, 4, 3, {"甲": 4}, {"乙": 5})
    assert [fault[:9] for fault in disagreements(wrong)] == [
        "白名单期初 3 条", "白名单在册 5 条", "白名单各镇街合计 ", "白名单历次 3 条"]
    connection = sqlite3.connect(desk.store.file)
    connection.execute("UPDATE list_entry SET removed_on = '2023-08-01'")
    connection.commit()
    connection.close()
    with desk.store.reading() as session, pytest.raises(UserError, match="没有打印：数对不上"):
        standing_roll(session, ListKind.WHITE, desk.today)
