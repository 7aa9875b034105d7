"""Words of received orders: values, people, what is masked, what a text is about."""

import pytest

from desktop.features.complaints.queries.naming import Names, town_in
from desktop.features.complaints.records import Channel, ComplaintKind, Satisfaction, Sector, phone_key
from desktop.features.complaints.rules.words import (
    Person,
    channel_of,
    full_name,
    hidden,
    kind_of,
    order_number,
    people_of,
    project_of,
    projects,
    satisfaction_of,
    sector_of,
    verdict_of,
)


@pytest.mark.parametrize(
    ("names", "phones", "wanted"),
    [
        ("王女士", "13900000001", [("王女士", "13900000001")]),
        (
            "王女士、李先生",
            "13900000001、13900000002",
            [("王女士", "13900000001"), ("李先生", "13900000002")],
        ),
        ("王女士 李先生", "13900000001", [("王女士", "13900000001"), ("李先生", None)]),
        ("张三和李四", None, [("张三", None), ("李四", None)]),
        ("王女士李先生", None, [("王女士", None), ("李先生", None)]),
        ("李和平", "13900000001", [("李和平", "13900000001")]),
        ("张 三", None, [("张三", None)]),
        ("陈先生（家长）", "13900000001 0595-22783859", [("陈先生", "13900000001、0595-22783859")]),
        ("匿名", None, []),
        ("匿名", "13900000001", [(None, "13900000001")]),
        (None, None, []),
    ],
)
def test_two_in_one_cell_are_two(
    names: str | None, phones: str | None, wanted: list[tuple[str, str]]
) -> None:
    assert people_of(names, phones) == [Person(*pair) for pair in wanted]


def test_words_never_seen_are_kept_beside_other() -> None:
    assert satisfaction_of("马马虎虎") == (Satisfaction.OTHER, "马马虎虎")
    assert satisfaction_of("非常满意") == (Satisfaction.CONTENT, "非常满意")
    assert satisfaction_of("满意") == (Satisfaction.CONTENT, None)
    assert satisfaction_of("未评价") == satisfaction_of("无") == satisfaction_of(None) == (None, None)
    assert channel_of("抖音私信") == (Channel.OTHER, "抖音私信")
    assert channel_of(None) == (Channel.HOTLINE, None)
    assert kind_of("投诉类举报") == (ComplaintKind.OTHER, "投诉类举报")
    assert kind_of("举报类") == (ComplaintKind.REPORT, "举报类")
    assert verdict_of("基本属实")
    assert verdict_of("不知道") is None


def test_numbers_and_names_are_masked() -> None:
    text = "我是王女士，电话13912345678，座机0595-22783859，身份证350582199001011234，交了12800元"
    told = hidden(text, ["王女士"])
    assert "王女士" not in told
    assert "13912345678" not in told
    assert "22783859" not in told
    assert "199001011234" not in told
    assert "139****5678" in told
    assert "12800元" in told


def test_the_first_number_tells_the_caller() -> None:
    assert phone_key("139 0000 0001、22783859") == "13900000001"
    assert phone_key("139****0001") is None
    assert phone_key("110") is None


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (" 'qz 2023 001", "QZ2023001"),
        ("２０２３０８１７００１", "20230817001"),
        ("20230817001.0", "20230817001"),
        ("", None),
        (None, None),
        ("QZ.0", "QZ.0"),
    ],
)
def test_one_form_of_a_work_order_number(given: str | None, wanted: str | None) -> None:
    assert order_number(given) == wanted


def test_project_and_sector_come_from_the_words() -> None:
    assert project_of("周末在居民楼内进行数学一对一补习") == "隐形变异"
    assert project_of("培训机构拒绝退费，已交三个月学费") == "退费"
    assert project_of("退费", "广告宣传") == "退费"
    assert project_of("天气不错") == "其他"
    assert sector_of("舞蹈班的广告") is Sector.ART
    assert sector_of("广告宣称提分保过") is Sector.MARKET
    assert sector_of("天气不错") is None
    assert projects()[-1].name == "其他"


def test_only_whole_names_tell_people_apart() -> None:
    assert full_name("王建国")
    assert not full_name("王女士")
    assert not full_name("陈某")
    assert not full_name(None)


NAMES = Names(
    [
        (1, "晋江市启明星文化培训中心", None),
        (2, "晋江市启明星墨韵艺术培训有限公司", "晋江市旧名书法培训有限公司"),
        (3, "晋江市乐学文化培训中心", None),
    ],
    ["池店镇"],
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("启明星墨韵艺术的老师打人", 2),
        ("启明星不退费", 1),
        ("乐学机构拖欠工资", 3),
        ("快乐学习", None),
        ("旧名书法培训有限公司", 2),
        ("晋江市启明星文化培训中心", 1),
        ("没有提到", None),
    ],
)
def test_a_text_names_an_institution(text: str, wanted: int | None) -> None:
    found = NAMES.proposal(text)
    assert (found.institution if found else None) == wanted


def test_two_alike_are_not_proposed() -> None:
    alike = Names([(1, "晋江市启明星文化培训中心", None), (2, "石狮市启明星艺术培训有限公司", None)])
    assert len(alike.find("启明星退费")) == 2
    assert alike.proposal("启明星退费") is None


def test_the_town_is_the_offices() -> None:
    assert town_in(["池店镇", "罗山街道"], "晋江市池店镇某路") == "池店镇"
    assert town_in(["池店镇", "罗山街道"], None, "在罗山那边") == "罗山街道"
    assert town_in([], "晋江市池店镇") is None
