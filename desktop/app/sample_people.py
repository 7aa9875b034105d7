"""Invented people and codes of the sample county."""

from random import Random

from desktop.app.sample_data import GIVEN, SURNAMES
from desktop.base.social_code import check_character

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(random: Random, head: str) -> str:
    """A made-up unified social credit code with the right check character."""
    body = head + "350582" + "".join(random.choice(ALPHABET) for _ in range(9))
    return body + check_character(body)


def person(random: Random) -> str:
    """A made-up name."""
    return random.choice(SURNAMES) + random.choice(GIVEN)
