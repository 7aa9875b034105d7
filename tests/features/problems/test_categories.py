"""The category tree as shipped: complete, verbatim where it quotes, bound to the articles that exist."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.inspections.records.kinds import kind_words, kinds, kinds_in_use
from desktop.features.problems.operations.entry import edit_problem
from desktop.features.problems.queries import tree
from desktop.features.problems.records import Category, Problem
from desktop.features.problems.rules.tree import branch_of
from desktop.store.journal import Entry
from desktop.ui.history import changed_words
from tests.helpers.desk import make_desk
from tests.helpers.problems import register

DISGUISES = {
    "YB1": '证照不全的机构或个人, 以咨询、文化传播、"家政服务""住家教师""众筹私教"等名义',
    "YB2": "不具备教师资格人员开展; 在职中小学教师有偿补课",
    "YB3": '违反时间规定, 通过"直播变录播"等方式',
    "YB4": '组织异地培训; 居民楼、酒店、咖啡厅等化整为零, 在登记场所外"一对一""一对多"',
    "YB5": "以游学、研学、夏令营、思维素养、国学素养等名义, 或在科技/体育/文艺等非学科类中开展学科类",
    "YB6": "线下机构通过即时通讯、网络会议、直播平台等开展线上学科类",
    "YB7": "其他隐形变异",
}


def test_every_first_level_word_is_in_the_tree() -> None:
    assert {branch.category for branch in tree()} == set(Category)
    keys = [branch.key for branch in tree()]
    assert len(keys) == len(set(keys))


def test_seven_disguises_are_verbatim() -> None:
    assert {branch.key: branch.text for branch in tree() if branch.key.startswith("YB")} == DISGUISES


def test_articles_exist() -> None:
    known = {
        entry["key"]
        for file in resource("statutes").glob("*.toml")
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["articles"]
    }
    assert {key for branch in tree() for key in branch.statutes} <= known


def test_every_branch_asks_for_a_report_and_historic_ones_are_off() -> None:
    assert all(branch.evidence for branch in tree())
    assert {branch.category for branch in tree() if not branch.enabled} == {Category.EPIDEMIC}


def test_a_branch_belongs_to_its_category() -> None:
    assert branch_of(tree(), Category.FEES, "E2").shown == "预收费・超期"
    assert branch_of(tree(), Category.SAFETY, None).key == "I"
    with pytest.raises(UserError):
        branch_of(tree(), Category.SAFETY, "E2")


def test_every_code_has_the_words_of_the_tree() -> None:
    """The earlier subjects read the same tree by words alone."""
    own = [branch for branch in tree() if branch.label != branch.category.value]
    assert {branch.key: branch.label for branch in own} == {
        key: words for second in kinds().values() for key, words in second.items()}
    assert kinds_in_use() == list(dict.fromkeys(branch.category.value for branch in tree() if branch.enabled))
    assert kind_words("ZZ") == "ZZ"


def test_history_tells_kinds_and_articles_in_words(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    made = register(desk)
    desk.do(edit_problem, "改类别", problem=made.id, category=Category.QUALIFICATION, subcategory="A1",
            statute_keys="promotion-64")
    with desk.store.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.record == Problem.__tablename__)
                                .order_by(Entry.seq.desc())).first()
        assert entry is not None
        told = changed_words(entry, Problem)
    desk.store.close()
    assert "“二级类别”由 超期 改为 无照无证" in told
    cited = next(words for words in told if words.startswith("“引用条文”"))
    assert "民办教育促进法第六十四条" in cited
    assert "promotion" not in cited
