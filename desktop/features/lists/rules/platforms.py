"""Which platform takes which matter of whom, and by when.

Codes 91 and 92 are companies and 个体工商户 (营利性), 52 are 民办非企业单位 (非营利性). 全国信用信息共享平台
takes everybody. Sources: 泉州 六(四); the working days of 双公示 count from the day of the decision.
"""

from datetime import date
from decimal import Decimal

from desktop.base.workdays import WorkCalendar
from desktop.features.lists.records import Matter, Platform

COMPANY_CODES = ("91", "92")
SOCIAL_CODES = ("52",)
BOTH_PUBLIC = (Matter.LICENCE, Matter.PENALTY)
"""双公示."""
BOTH_PUBLIC_WORKDAYS = 7
TAKEN = {
    Platform.CREDIT: (Matter.LICENCE, Matter.PENALTY, Matter.LISTED, Matter.DELISTED),
    Platform.COMPANIES: tuple(Matter),
    Platform.SOCIAL: (Matter.PENALTY, Matter.LISTED, Matter.DELISTED, Matter.CHECK),
}
"""What each platform takes; 行政许可 of 民办非企业单位 is no part of 社会组织信用信息 (民政部令60号)."""
CODES = {Platform.CREDIT: (), Platform.COMPANIES: COMPANY_CODES, Platform.SOCIAL: SOCIAL_CODES}
"""Codes a platform takes begin with one of these; empty takes everybody."""
TEN_THOUSAND = Decimal(10_000)


def takes(platform: Platform, matter: Matter, code: str | None) -> bool:
    """Whether the matter of the holder of this code goes to the platform."""
    starts = CODES[platform]
    return matter in TAKEN[platform] and (not starts or (code or "").startswith(starts))


def platforms_for(matter: Matter, code: str | None) -> tuple[Platform, ...]:
    """Every platform the matter goes to."""
    return tuple(platform for platform in Platform if takes(platform, matter, code))


def limit_of(matter: Matter, happened: date, calendar: WorkCalendar) -> date | None:
    """The last day of 双公示; None for matters without a stated limit."""
    return calendar.add_workdays(happened, BOTH_PUBLIC_WORKDAYS) if matter in BOTH_PUBLIC else None


def in_ten_thousands(yuan: Decimal | None) -> str:
    """An amount in 万元, at most six decimals, none of them an idle zero; empty for none."""
    if yuan is None:
        return ""
    words = f"{(yuan / TEN_THOUSAND).quantize(Decimal('0.000001')):f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
