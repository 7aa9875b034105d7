"""The failed rows of an import as a sheet to be corrected and imported again, with the reason last."""

from collections.abc import Mapping, Sequence

from desktop.output.excel_read.mapping import REASON_HEAD

PATH_SIGN = " → "
"""Between the parts of a merged head, in one cell: 监管情况 → 全国平台."""


def failure_sheet(failed: Sequence[tuple[Mapping[str, str], str]], title: str = "失败清单") -> bytes:
    """The bytes of an .xlsx: the file's own heads, every cell as text, then the reason."""
    heads = list(dict.fromkeys(head for raw, _ in failed for head in raw if head != REASON_HEAD))
    rows = [[*(raw.get(head, "") for head in heads), reason] for raw, reason in failed]
    # XlsxWriter takes 0.03 s to import: only when rows have failed.
    from desktop.output.excel_write import write_texts

    return write_texts([*(head.replace("/", PATH_SIGN) for head in heads), REASON_HEAD], rows, title)
