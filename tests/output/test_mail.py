"""Drafts read back with the standard parser: Chinese names whole, nothing smuggled in."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default

import pytest

from desktop.base.errors import UserError
from desktop.output.mail import draft

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "晋江市教育局_整治群众身边腐败和作风问题工作情况表_2023年9月.xlsx"
SUBJECT = "晋江市教育局报送《整治群众身边腐败和作风问题工作情况表》（2023年9月）"
TEXT = "市教育局：\n\n现报送附件2，请王𬭎、龙䶮审收。\n"


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_the_draft_reads_back_whole() -> None:
    content = bytes(range(256)) * 40
    attached = [(NAME, content, XLSX), ("附件2.pdf", b"%PDF", "application/pdf")]
    raw = draft("mgk@example.cn", SUBJECT, TEXT, attached)
    message = read(raw)
    assert message["To"] == "mgk@example.cn"
    assert message["Subject"] == SUBJECT
    assert message["X-Unsent"] == "1"
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == TEXT
    parts = list(message.iter_attachments())
    assert [part.get_filename() for part in parts] == [NAME, "附件2.pdf"]
    assert [part.get_content_type() for part in parts] == [XLSX, "application/pdf"]
    assert [part.get_content() for part in parts] == [content, b"%PDF"]


def test_the_sender_stays_open() -> None:
    message = read(draft("a@example.cn", "甲", "乙"))
    assert not {"From", "Date", "Message-ID"} & set(message.keys())
    assert not message.is_multipart()


def test_the_address_may_stay_open() -> None:
    message = read(draft(None, SUBJECT, TEXT, [(NAME, b"x", XLSX)]))
    assert not message["To"]
    assert message["Subject"] == SUBJECT


def test_every_line_ends_with_crlf_and_headers_are_ascii_and_short() -> None:
    raw = draft("a@example.cn", SUBJECT, TEXT, [(NAME, b"x" * 1000, XLSX)])
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("name", [NAME, "王𬭎.pdf", "report.pdf", "很长的名字" * 18 + ".xlsx"])
def test_old_programs_find_the_name_on_content_type(name: str) -> None:
    message = message_from_bytes(draft("a@example.cn", "甲", "乙", [(name, b"x", XLSX)]), policy=compat32)
    part = message.get_payload()[1]  # type: ignore[index]
    raw_name = part.get_param("name")  # type: ignore[union-attr]
    assert str(make_header(decode_header(str(raw_name)))) == name
    assert "filename*=utf-8''" in str(part["Content-Disposition"])  # type: ignore[index]


def test_control_characters_in_the_text_are_dropped() -> None:
    body = read(draft("a@example.cn", "甲", "一\x00二\ud800三\r\n四\u202e")).get_body()
    assert body is not None
    assert body.get_content().split() == ["一二三", "四"]


@pytest.mark.parametrize(
    ("to", "subject", "name"),
    [
        ("a@example.cn\r\nBcc: b@example.cn", "甲", "甲.pdf"),
        ("a@example.cn, b@example.cn", "甲", "甲.pdf"),
        ("not an address", "甲", "甲.pdf"),
        ("", "甲", "甲.pdf"),
        ("a@example.cn", "甲\nBcc: b@example.cn", "甲.pdf"),
        ("a@example.cn", "甲\x00", "甲.pdf"),
        ("a@example.cn", "甲\u2028乙", "甲.pdf"),
        ("a@example.cn", "甲", "甲.pdf\r\nX-Evil: 1"),
        ("a@example.cn", "甲", '甲";x=".pdf'),
        ("a@example.cn", "甲", "../甲.pdf"),
        ("a@example.cn", "甲", "名" * 101),
        ("a@example.cn", "甲", " "),
    ],
)
def test_smuggled_headers_and_unusable_names_are_refused(to: str, subject: str, name: str) -> None:
    with pytest.raises(UserError) as caught:
        draft(to, subject, "正文", [(name, b"x", "application/pdf")])
    assert caught.value.what.endswith("。")
    assert caught.value.advice.endswith("。")
    assert "\n" not in caught.value.what
