"""What 文书簿 offers: its page and the command that voids a number."""

from argparse import ArgumentParser, Namespace
from typing import Any

from desktop.base.command import Answer, Command
from desktop.features.documents.listing import DOCUMENTS as REGISTER
from desktop.features.documents.operations import void_document
from desktop.features.documents.page import RegisterPage
from desktop.features.documents.records import Document, PaperDraft
from desktop.ui.feature import Feature


def _void_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="文号", help="例如 晋教责改〔2023〕22号")
    parser.add_argument("--reason", required=True, metavar="原因", help="作废原因，留在登记簿里")


def _void(desk: Any, given: Namespace) -> Answer:
    found = desk.do(void_document, f"作废{given.number}", wanted=given.number, reason=given.reason)
    return Answer({"number": found.number, "state": found.state.value, "reason": found.void_reason},
                  [f"{found.number}已作废：{found.void_reason}"])


DOCUMENTS = Feature(
    key="documents", title="文书簿", icon="file", group="工作", records=(Document, PaperDraft),
    listings=(REGISTER,), page=RegisterPage,
    commands=(Command(("void-document",), "作废一份文书，文号留在登记簿里", _void_arguments, _void),))
