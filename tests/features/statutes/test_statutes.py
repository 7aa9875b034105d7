"""The library of articles: seeding, confirming, correcting, and what a paper may cite."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.base.resources import resource
from desktop.features.statutes.listing import STATUTES
from desktop.features.statutes.operations import add_statute, confirm_statute, edit_statute, seed_statutes
from desktop.features.statutes.queries import (
    citation_obstacles,
    statute,
    text_obstacles,
)
from desktop.features.statutes.rules import Article, citations_in, read_articles
from desktop.store.desk import Desk
from desktop.store.store import Store

TODAY = date(2023, 9, 25)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store(tmp_path, FixedClock.on(TODAY))
    desk = Desk(store, "林晓燕")
    desk.do(seed_statutes, "录入法规条文")
    yield desk
    store.close()


def test_every_shipped_article_is_seeded_once(desk: Desk) -> None:
    shipped = list(read_articles(resource("statutes")))
    assert desk.do(seed_statutes, "再录一次") == 0
    with desk.store.reading() as session:
        assert session.scalar(STATUTES.count(Question(), TODAY)) == len(shipped) > 40
        found = statute(session, "penalty-28-1")
        assert found.citation == "《中华人民共和国行政处罚法》第二十八条第一款"
        assert found.pending is None


def test_a_key_given_twice_is_a_fault_of_the_files(tmp_path: Path) -> None:
    law = '[law]\nname="甲法"\nshort="甲法"\nnumber=""\nedition=""\nsource=""\nnote=""\n'
    entry = ('[[articles]]\nkey="a"\nlabel="第一条"\ntext="文"\ntext_kind="原文"\nverified=true\n'
             'topics=[]\nsource="甲"\nnote=""\n')
    (tmp_path / "a.toml").write_text(law + entry + entry, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        list(read_articles(tmp_path))


def test_pending_articles_are_told_until_confirmed(desk: Desk) -> None:
    with desk.store.reading() as session:
        reasons = citation_obstacles(session, ["order-53-18", "penalty-28-1"], date(2023, 11, 1))
    assert reasons == ["《校外培训行政处罚暂行办法》第十八条待核对"]
    desk.do(confirm_statute, "核对", key="order-53-18", basis="教育部公报")
    with desk.store.reading() as session:
        found = statute(session, "order-53-18")
        assert citation_obstacles(session, ["order-53-18"], date(2023, 11, 1)) == []
        assert (found.confirmed_by, found.confirmed_on, found.basis) == ("林晓燕", TODAY, "教育部公报")


def test_an_article_not_yet_in_force_is_told(desk: Desk) -> None:
    with desk.store.reading() as session:
        early = citation_obstacles(session, ["order-53-17"], date(2023, 10, 14))
        assert len(early) == 1
        assert early[0].endswith("第十七条自2023年10月15日起施行，2023年10月14日的文书不能引用")
        assert citation_obstacles(session, ["order-53-17"], date(2023, 10, 15)) == []


@pytest.mark.parametrize(("given", "field"), [
    ({"basis": " "}, "basis"),
    ({"basis": "公报", "confirmed_by": " "}, "confirmed_by"),
    ({"basis": "公报", "confirmed_on": date(2023, 9, 26)}, "confirmed_on"),
])
def test_an_empty_confirmation_is_refused(desk: Desk, given: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as refused:
        desk.do(confirm_statute, "核对", key="order-53-18", **given)
    assert field in refused.value.fields
    with desk.store.reading() as session:
        assert statute(session, "order-53-18").pending is not None


def test_an_unknown_number_is_filled_before_confirming(desk: Desk) -> None:
    with pytest.raises(UserError, match="先填条款号"):
        desk.do(confirm_statute, "核对", key="order-53-contest", basis="公布文本")
    desk.do(confirm_statute, "核对", key="order-53-contest", basis="公布文本", article="第九十九条")
    with desk.store.reading() as session:
        assert statute(session, "order-53-contest").citation == "《校外培训行政处罚暂行办法》第九十九条"


def test_changed_words_are_to_be_checked_again(desk: Desk) -> None:
    desk.do(edit_statute, "改提醒", key="penalty-28-1", values={"note": "责令改正"})
    with desk.store.reading() as session:
        assert statute(session, "penalty-28-1").pending is None
    desk.do(edit_statute, "改条文", key="penalty-28-1", values={"text": "另一段文字"})
    with desk.store.reading() as session:
        assert statute(session, "penalty-28-1").pending is not None
    assert desk.do(seed_statutes, "再录一次") == 0
    with desk.store.reading() as session:
        assert statute(session, "penalty-28-1").text == "另一段文字"


def test_text_cannot_be_emptied_and_the_key_cannot_change(desk: Desk) -> None:
    with pytest.raises(UserError, match="不能为空"):
        desk.do(edit_statute, "改条文", key="penalty-28-1", values={"text": ""})
    with pytest.raises(UserError, match="不能改"):
        desk.do(edit_statute, "改条文", key="penalty-28-1", values={"key": "x"})


def test_unknown_key_is_a_sentence(desk: Desk) -> None:
    with desk.store.reading() as session, pytest.raises(UserError, match="没有“nowhere”"):
        statute(session, "nowhere")


def test_the_list_filters_and_finds(desk: Desk) -> None:
    with desk.store.reading() as session:
        pending = session.scalars(STATUTES.ids(Question(filters=frozenset({"pending"})), TODAY)).all()
        found = session.scalars(STATUTES.ids(Question(search="二十八 处罚"), TODAY)).all()
        rows = session.execute(STATUTES.rows(pending, TODAY)).mappings().all()
        found_rows = session.execute(STATUTES.rows(found, TODAY)).mappings().all()
    assert pending
    assert [row["article"] for row in found_rows] == ["第二十八条第一款", "第二十八条"]
    assert {row["state"] for row in rows} == {"待核对"}


def test_citations_are_found_in_running_text() -> None:
    text = ("违反了《民办教育促进法实施条例》第六十三条第（九）项、第六十四条"
            "和《甲办法》第二条第一款的规定，依据《方案》")
    rules = "民办教育促进法实施条例"
    assert citations_in(text) == [(rules, "第六十三条"), (rules, "第六十四条"), ("甲办法", "第二条第一款")]


@pytest.mark.parametrize(("text", "reason"), [
    ("《中华人民共和国行政处罚法》第二十八条第一款", ""),
    ("《行政处罚法》第二十八条第一款", ""),
    ("《民办教育促进法实施条例》第六十三条第九项", ""),
    ("《校外培训行政处罚暂行办法》第十八条", "待核对"),
    ("《校外培训行政处罚暂行办法》第三十条", "不在法规条文库里"),
    ("《广告法》第二十四条", "不在法规条文库里"),
])
def test_a_text_may_cite_only_what_is_checked(desk: Desk, text: str, reason: str) -> None:
    with desk.store.reading() as session:
        found = text_obstacles(session, f"违反了{text}的规定", date(2023, 12, 1))
    assert len(found) == bool(reason)
    assert reason in "".join(found)


def test_an_own_article_is_pending_until_confirmed(desk: Desk) -> None:
    added = desk.do(add_statute, "增加条文", law="《中华人民共和国广告法》", article="第二十四条",
                    text="教育、培训广告……")
    with desk.store.reading() as session:
        assert "待核对" in text_obstacles(session, "《广告法》第二十四条", TODAY)[0]
    with pytest.raises(UserError, match="已有"):
        desk.do(add_statute, "再加", law="广告法", article="第二十四条", text="同上")
    desk.do(confirm_statute, "核对", key=added.key, basis="法律汇编")
    with desk.store.reading() as session:
        assert text_obstacles(session, "《广告法》第二十四条", TODAY) == []


@pytest.mark.parametrize("article", list(read_articles(resource("statutes"))), ids=lambda item: item.key)
def test_where_the_words_come_from_is_told_in_chinese(article: Article) -> None:
    told = f"{article.source}{article.note or ''}{article.text}"
    assert article.source
    assert not re.search(r"[A-Za-z]{2,}|https?:|\d{4}-\d{2}-\d{2}|[:;](?=[\n一-龥])", told), told
