"""Mail drafts (.eml) that Outlook, Foxmail and the web mail programs open ready to send; nothing is sent.

`draft` gives the bytes of one message, line ends CRLF: `X-Unsent: 1`, To, Subject, a plain text in UTF-8 and
the attachments, without From, Date and Message-ID, which the sender's own program adds. Attachment names
stand twice: as RFC 2231 `filename*` for today's programs, and as RFC 2047 `name=` on Content-Type for QQ
mail, which otherwise shows tcmime.bin. An address, a subject or a name holding line breaks or control
characters is refused: it could smuggle in further headers.
"""

import re
from base64 import encodebytes
from collections.abc import Sequence
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, compat32
from email.utils import encode_rfc2231

from desktop.base.chinese import strip_controls
from desktop.base.errors import UserError

Attachment = tuple[str, bytes, str]
"""File name, content, MIME type such as application/pdf."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MIME_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
_LONGEST_NAME = 100
# The attachments' headers are written out already; refolding would take the RFC 2047 name apart.
_AS_WRITTEN = SMTP.clone(refold_source="none")


def draft(to: str | None, subject: str, text: str, attachments: Sequence[Attachment] = ()) -> bytes:
    """One unsent message; UserError names the address, subject or attachment name that cannot be used.

    `to` None leaves the address open, for the sender to fill in.
    """
    message = EmailMessage(policy=_AS_WRITTEN)
    message["X-Unsent"] = "1"
    message["To"] = "" if to is None else _address(to)
    message["Subject"] = _single_line(subject, "邮件主题")
    message.set_content(strip_controls(text), charset="utf-8", cte="base64")
    if attachments:
        message.make_mixed()
    for name, content, mime in attachments:
        message.attach(_part(_file_name(name), content, mime))
    return message.as_bytes()


def _part(name: str, content: bytes, mime: str) -> EmailMessage:
    if not _MIME_TYPE.fullmatch(mime):
        raise ValueError(f"not a MIME type: {mime}")
    part = EmailMessage(policy=compat32)
    encoded = Header(name, "utf-8", maxlinelen=70).encode(linesep="\r\n")
    part["Content-Type"] = f'{mime};\r\n name="{encoded}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f"attachment;\r\n filename*={encode_rfc2231(name, 'utf-8')}"
    part.set_payload(encodebytes(content).decode("ascii"))
    return part


def _address(text: str) -> str:
    address = text.strip(" ")
    if not _ADDRESS.fullmatch(address):
        shown = strip_controls(text, keep="")
        raise UserError(f"收件地址“{shown}”不是一个邮箱地址。", "请在收件单位里改正后再生成草稿。")
    return address


def _single_line(text: str, called: str) -> str:
    if strip_controls(text, keep="") != text:
        raise UserError(f"{called}里有换行或看不见的控制字符。", "请把它改成一行，删掉多余的字符后再试。")
    return text


def _file_name(name: str) -> str:
    _single_line(name, "附件名")
    if not name.strip(". ") or _NOT_IN_NAMES.search(name) or len(name) > _LONGEST_NAME:
        advice = f'请改成不超过{_LONGEST_NAME}个字、不含 \\ / : * ? " < > | 的名称。'
        raise UserError(f"附件名“{name}”不能用。", advice)
    return name
