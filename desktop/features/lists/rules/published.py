"""What is published of the white list, and what has changed since: pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.base.errors import UserError

FROZEN = (
    ("name", "机构名称", 46.0), ("code", "统一社会信用代码", 42.0), ("category", "培训类别", 20.0),
    ("content", "培训内容", 0.0), ("licence_no", "办学许可证号", 36.0), ("legal_person", "法定代表人", 20.0),
    ("town", "镇街", 20.0), ("address", "办学地址", 0.0),
)  # fmt: skip
"""Published columns: key, head, width in mm on paper (0: a share of the rest). No telephone numbers."""


@dataclass(frozen=True)
class Published:
    """A batch as it was published."""

    name: str
    published_on: date
    approval: str
    approved_by: str
    rows: tuple[Mapping[str, str | int], ...]
    digest: str

    @property
    def texts(self) -> list[list[str]]:
        """The printed rows, numbered."""
        return [[str(place), *(str(row[key]) for key, _, _ in FROZEN)]
                for place, row in enumerate(self.rows, 1)]


def read_published(frozen: str | None, digest: str | None) -> Published:
    """The published version; UserError when there is none, or when it is not what the hash says."""
    if not frozen or not digest:
        raise UserError("这一批还没有公布，没有公布的版本。", "公布以后再打印公布版。")
    if hashlib.sha256(frozen.encode()).hexdigest() != digest:
        raise UserError("公布的版本和校验值不符，数据可能被改过。", "请用“备份与恢复”找回，或核对纸质件。")
    facts = json.loads(frozen)
    return Published(facts["name"], date.fromisoformat(facts["published_on"]), facts["approval"],
                     facts["approved_by"], tuple(facts["rows"]), digest)


@dataclass(frozen=True)
class Change:
    """One difference between what was published and today: 移出, 改名, 地址变更, 作废, 新列入."""

    name: str
    kind: str
    words: str
    entry: int
