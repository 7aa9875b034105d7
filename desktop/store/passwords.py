"""Passwords and recovery codes: kept as argon2 hashes only, never as words."""

import secrets
from types import ModuleType

LEAST = 8
GROUPS, LETTERS_A_GROUP = 5, 5
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters of a recovery code: none that is read as another one from paper."""


def hashed(words: str) -> str:
    """The hash to keep, with its salt and costs."""
    return str(_argon2().PasswordHasher().hash(words))


def fits(words: str, kept: str | None) -> bool:
    """Whether these are the words of a kept hash; False when there is none."""
    if not kept:
        return False
    argon2 = _argon2()
    faults = (argon2.exceptions.InvalidHashError, argon2.exceptions.VerificationError, UnicodeError)
    try:
        return bool(argon2.PasswordHasher().verify(kept, words))
    except faults:
        return False


def _argon2() -> ModuleType:
    # It loads its C library, 20 ms: only where a password is set or asked for.
    import argon2

    return argon2


def new_code() -> str:
    """A recovery code such as 7KQ2M-…, 120 bits, to be written on paper."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LETTERS_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def plain_code(typed: str) -> str:
    """A typed code in the form it was hashed in: capital letters, groups joined by hyphens."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return "-".join(letters[start:start + LETTERS_A_GROUP]
                    for start in range(0, len(letters), LETTERS_A_GROUP))
