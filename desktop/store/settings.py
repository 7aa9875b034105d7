"""Facts of the office, kept with the data: one named value each, as JSON."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from desktop.base.errors import StoreTrouble
from desktop.base.fields import long_text, text
from desktop.base.records import Record, columns_of


class Setting(Record):
    """One named value."""

    __tablename__ = "setting"
    called = "设置"

    key: Mapped[str] = text("名称", length=80, unique=True)
    value: Mapped[str] = long_text("值", length=20000)

    def title(self) -> str:
        return "程序设置"


def get(session: Session, key: str, default: Any = None) -> Any:
    """The value of `key`, or `default`; StoreTrouble for one that no program wrote so."""
    own = columns_of(Setting)
    found = session.scalar(select(own.value).where(own.key == key))
    try:
        return default if found is None else json.loads(found)
    except ValueError as error:
        raise StoreTrouble(f"数据里的设置“{key}”被改动过，读不出来。",
                           "请不要继续使用，从“备份”文件夹里恢复最近一份。") from error


def put(session: Session, key: str, value: Any) -> None:
    """Store `value` (anything JSON knows) under `key`."""
    text_value = json.dumps(value, ensure_ascii=False)
    setting = session.scalar(select(Setting).where(Setting.key == key))
    if setting is None:
        session.add(Setting(key=key, value=text_value))
    else:
        setting.value = text_value
