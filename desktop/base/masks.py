"""Personal data as shown: 138****0215 until she asks for it in full."""

MOST = 12
"""Signs in a row: a long text does not become a long row of them."""

LONG = 40
"""Characters from which a text is no number or name: nothing of it is shown but the first character."""


def masked(text: str) -> str:
    """The middle hidden: a phone keeps three and four, other words the first character."""
    if not text:
        return text
    digits = sum(character.isdigit() for character in text)
    if digits >= 7 and len(text) <= LONG:
        return text[:3] + "*" * max(len(text) - 7, 1) + text[-4:]
    return text[:1] + "*" * min(max(len(text) - 1, 1), MOST)


def is_masked(text: str) -> bool:
    """Whether words are masked personal data: no phone, name or number of a paper has the sign."""
    return "*" in text or "＊" in text
