"""Fonts for the press: the shipped ones only, so that every machine prints the same."""

from pathlib import Path

import pytest

from desktop.output.pdf.fonts import FontBook

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "fonts"


@pytest.fixture(scope="session")
def shipped() -> Path:
    return SHIPPED


@pytest.fixture(scope="session")
def fonts(shipped: Path) -> FontBook:
    return FontBook(shipped, [])
