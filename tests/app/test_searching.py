"""One box over everything: what finds what, why, and what is said when nothing does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.app import cli
from desktop.app.features import STREET
from desktop.app.searching import MOST, Target, answer, search_hits, target
from desktop.base.asking import other_ways
from desktop.base.listing import Question
from desktop.base.searching import expression
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Institution
from desktop.features.problems.operations.evidence import add_evidence
from desktop.features.problems.records import EvidenceKind
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from desktop.store.editing import void_record
from desktop.ui.search_box import Hit
from tests.helpers.complaints import register as complaint
from tests.helpers.desk import make_desk
from tests.helpers.problems import register

CODE = "91350524MA31ABCD0M"
NAME = "晋江市启明星教育培训中心"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


def enter(desk: Desk, name: str, row: int | None = None, **values: Any) -> int:
    given_values = {"name": name, **values}
    made = desk.do(save_institution, "登记机构", values=given_values, row=row, confirmed=True)
    assert isinstance(made, Institution)
    return made.id


def asked(desk: Desk, words: str) -> list[Hit]:
    with desk.store.reading() as session:
        return answer(session, STREET, words, desk.today)


def texts(desk: Desk, words: str) -> list[str]:
    return [hit.text for hit in asked(desk, words)]


def test_pain_27_short_chinese_words_initials_and_fragments_find_it(desk: Desk) -> None:
    enter(desk, NAME, code=CODE, legal_person="张三", phone="13850710215")
    enter(desk, "石狮别家舞蹈室")
    fragments = ("abcd0m", "3850710", "３１ＡＢ", "MA31 ABCD")
    for words in ("教", "张三", "启明", "qmx", "zs", "启明　教育", *fragments):
        assert texts(desk, words) == [NAME], words
    for words in ("教室", "李四", "mqx"):
        assert NAME not in texts(desk, words), words


@pytest.mark.parametrize(("name", "words"), [
    ("曾巩路画室", ("曾", "cgl", "zgl")), ("仇老师书法", ("仇", "cls", "qls")), ("𬭎声口才", ("𬭎", "𬭎声")),
    ("䶮墨（分部）", ("䶮", "(分", "［分部］")), ("神童“曾老师”班", ("\"曾", "”班")),
])  # fmt: skip
def test_polyphones_rare_characters_and_signs(desk: Desk, name: str, words: tuple[str, ...]) -> None:
    enter(desk, name)
    for one in words:
        assert texts(desk, one) == [name], one


def test_an_old_name_and_an_old_code_are_found_and_said(desk: Desk) -> None:
    row = enter(desk, "晋江市旧名舞蹈中心", code=CODE)
    enter(desk, NAME, row, code="52350524MJB123456X")
    assert [(hit.text, hit.hint) for hit in asked(desk, "旧名")] == [(NAME, "曾用名 晋江市旧名舞蹈中心")]
    assert [(hit.text, hit.hint) for hit in asked(desk, "abcd0m")] == [(NAME, f"旧代码 {CODE}")]
    assert [hit.text for hit in asked(desk, "jmwd")] == [NAME]


def test_a_hint_says_why_and_hides_personal_data(desk: Desk) -> None:
    enter(desk, NAME, code=CODE, legal_person="张三", phone="13850710215", address="崇德路12号" * 9)
    hints = {words: asked(desk, words)[0].hint for words in ("启明", "qmx", "张三", "zs", "0215", CODE)}
    assert hints == {
        "启明": "",
        "qmx": "拼音首字母",
        "张三": "法定代表人 张三",
        "zs": "法定代表人 张三",
        "0215": "联系电话 138****0215",
        CODE: f"统一社会信用代码 {CODE}",
    }
    assert asked(desk, "路12")[0].hint.startswith("实际地址 崇德路12")
    assert asked(desk, "路12")[0].hint.endswith("…")


def test_problems_papers_statutes_and_file_names_are_grouped_by_kind(desk: Desk) -> None:
    enter(desk, NAME)
    problem = register(desk, subject=NAME)
    desk.do(seed_statutes, "录入法规")
    given_file = {"evidence_kind": EvidenceKind.CONTRACT, "data": b"x", "name": "启明黑板照片.jpg"}
    desk.do(add_evidence, "添加佐证", problem=problem.id, **given_file)
    kinds = [hit.kind for hit in asked(desk, "启明")]
    assert kinds == sorted(kinds, key=["机构台账", "问题清单", "附件"].index)
    assert set(kinds) == {"机构台账", "问题清单", "附件"}
    by_number = asked(desk, problem.number)
    assert [(hit.text, hit.hint) for hit in by_number if hit.kind == "问题清单"] == [
        (problem.title(), f"机构 {NAME}")
    ]
    photo = next(hit for hit in asked(desk, "黑板 jpg") if hit.kind == "附件")
    assert photo.key == f"problems:{problem.id}"
    assert photo.hint == f"问题整改 {problem.number} {NAME}"
    assert any(hit.kind == "法规" for hit in asked(desk, "民办教育促进法"))


def test_who_is_to_mend_it_and_who_handles_it_are_found(desk: Desk) -> None:
    case = register(desk, duty_person="仇建国")
    order = complaint(desk, handler="尉迟丽")
    for words in ("仇建国", "qjg", "cjg"):
        (hit,) = asked(desk, words)
        assert (hit.key, hit.hint) == (f"problems:{case.id}", "责任人 仇建国"), words
    for words in ("尉迟丽", "ycl", "wcl"):
        (hit,) = asked(desk, words)
        assert (hit.key, hit.hint) == (f"complaints:{order.id}", "承办人 尉迟丽"), words


def test_the_best_name_comes_first(desk: Desk) -> None:
    enter(desk, "阿启明学堂", address="别处")
    enter(desk, "波学堂", address="启明路1号")
    enter(desk, "启明学堂")
    enter(desk, "启明")
    assert texts(desk, "启明") == ["启明", "启明学堂", "阿启明学堂", "波学堂"]


def test_what_does_not_fit_is_counted_and_opens_the_list(desk: Desk) -> None:
    for number in range(8):
        enter(desk, f"启明{number}部")
    last = asked(desk, "启明")[-1]
    assert (last.text, last.key) == ("全部 8 家", "institutions?启明")
    assert target(last.key) == Target("institutions", words="启明")
    assert target("institutions?为什么?12:3") == Target("institutions", words="为什么?12:3")
    assert target("problems:12") == Target("problems", 12)


def test_many_rows_are_not_counted_on_for_ever(desk: Desk) -> None:
    def fill(session: Any, *, by: str, today: Any) -> None:
        session.add_all(Institution(name=f"画室{number}") for number in range(MOST + 5))

    desk.do(fill, "登记")
    enter(desk, "丙画室")
    hits = asked(desk, "画室")
    assert hits[-1].text == f"全部 {MOST} 多 家"
    assert len(hits) == 6


def test_never_a_silent_zero_void_records_are_told(desk: Desk) -> None:
    row = enter(desk, NAME)
    desk.do(void_record, "作废", record=Institution, row=row, reason="重复登记")
    (hit,) = asked(desk, "启明")
    assert (hit.text, hit.key) == ("已作废 1 家", "institutions!启明")
    assert target(hit.key) == Target("institutions", words="启明", void=True)


def test_never_a_silent_zero_other_spellings_are_offered(desk: Desk) -> None:
    enter(desk, NAME, code="91350524MA31ABC00M")
    offered = asked(desk, "启铭星")[0]
    assert offered.kind == "没有找到“启铭星”，可以试试"
    assert (offered.instead, offered.hint) == ("qmx", "读音相近，1 条")
    assert "启明" in [hit.instead for hit in asked(desk, "启明厦")]
    assert [hit.instead for hit in asked(desk, "启明 舞蹈")] == ["启明"]
    assert asked(desk, "龘") == []


def test_a_letter_for_a_digit_is_noticed(desk: Desk) -> None:
    enter(desk, NAME, code="91350524MA31ABC00M")
    offered = asked(desk, "31ABCO0")[0]
    assert (offered.instead, offered.hint) == ("31ABC00", "字母换成数字，1 条")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text("启明星画室12ab （(·", min_size=1, max_size=4))
def test_the_box_and_the_list_find_the_same(searchable: Desk, words: str) -> None:
    with searchable.store.reading() as session:
        listed = set(session.scalars(INSTITUTIONS.ids(Question(words), searchable.today)))
        hits = search_hits(session, STREET, words, searchable.today)
    if not words.split():
        assert hits == []
        return
    rows = {target(hit.key).row for hit in hits if hit.key.startswith("institutions:")}
    told = [hit for hit in hits if hit.key.startswith("institutions?")]
    if told:
        assert rows < listed
        assert told[0].text == f"全部 {len(listed)} 家"
    else:
        assert rows == listed


@pytest.fixture(scope="module")
def searchable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(tmp_path_factory.mktemp("查找"))
    names = "启明星画室 明星（一）室 画·室12 启ab星 星明启 12明 Ａ画室 室(1) 画画画"
    for name in names.split():
        enter(made, name)
    yield made
    made.store.close()


def test_a_caller_is_found_by_the_whole_number_alone_and_never_told_in_full(desk: Desk) -> None:
    case = complaint(desk, number="A1", phone="13900000001", name="陈小明", subject="启明教育")
    for words in ("13900000001", "139-0000-0001", "+86 139 0000 0001", "１３９０００００００１"):
        hits = [hit for hit in asked(desk, words) if hit.kind == "投诉人"]
        assert [(hit.key, hit.text) for hit in hits] == [(f"complaints:{case.id}", "陈**　尾号0001")], words
        assert case.number in hits[0].hint
        assert "13900000001" not in "".join(f"{hit.text}{hit.hint}" for hit in asked(desk, words))
    for words in ("1390000", "3900000001", "0001", "13900000002", "A13900000001"):
        assert "投诉人" not in {hit.kind for hit in asked(desk, words)}, words


@pytest.mark.parametrize(("words", "instead", "why"), [
    ("91350524-MA31ABCD-0M", "91350524MA31ABCD0M", "去掉符号"),
    ("138-0595-0215", "13805950215", "去掉符号"),
    ("qimingxing", "qmx", "拼音首字母"),
    ("启明星中心", "启 明 星 中 心", "含有这些字"), ("“启明星”、教育！", "启明星 教育", "去掉标点"),
    ("启明培训", "启 明 培 训", "含有这些字")])  # fmt: skip
def test_what_finds_nothing_is_asked_otherwise(desk: Desk, words: str, instead: str, why: str) -> None:
    enter(desk, NAME, code=CODE, phone="13805950215")
    offered = {hit.instead: hit.hint for hit in asked(desk, words)}
    assert offered.get(instead) == f"{why}，1 条", offered


@pytest.mark.parametrize(("words", "parted"), [
    ("责改16号", "责改 16"), ("责改2023年016号", "责改 2023 16"),
    ("晋教责改〔2023〕016号", "晋教责改 2023 16"),
    ("2023047", "2023 47"), ("投20230097", "投 2023 97"), ("启明星", None), ("13805950215", None),
    ("31ABC00", None)])  # fmt: skip
def test_a_number_is_asked_for_apart_from_its_words(words: str, parted: str | None) -> None:
    found = [other for other, why in other_ways(words) if why == "名称和号分开找"]
    assert found == ([parted] if parted else [])


@settings(max_examples=200)
@given(words=st.text(max_size=40))
def test_every_other_way_is_a_question(words: str) -> None:
    for other, why in other_ways(words):
        assert expression(other)
        assert why


def test_the_command_says_what_else_to_ask(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    enter(desk, NAME, code=CODE)
    number = register(desk).number
    desk.store.close()

    def told(*words: str) -> list[str]:
        assert cli.run(["--data", str(desk.store.folder), "--json", "list", *words]) == 0
        data = json.loads(capsys.readouterr().out)
        assert data["total"] == 0
        return list(data["hints"])

    assert "qmx（拼音首字母，1 条）" in told("institutions", "--search", "qimingxing")[0]
    assert told("institutions", "--search", number) == [f"别处有“{number}”：问题清单。"]
    assert "去掉筛选" in told("institutions", "--search", "启明", "--state", "无照无证")[0]
    assert "没有找到" in told("institutions", "--search", "龘")[0]
    assert cli.run(["--data", str(desk.store.folder), "list", "problems", "--search", "qimingxing"]) == 0
    assert "可以试试" in capsys.readouterr().out
