"""What the clerk does to the ledger: enter, change, confirm doubts, 作废, record charges and sites, merge."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.merging import Merge, merge_rows
from desktop.features.institutions import queries, rules
from desktop.features.institutions.records import (
    Alias,
    AliasKind,
    Apart,
    Institution,
    PrepaidCharge,
    Site,
    lines,
)
from desktop.features.office.queries import is_set_up, office
from desktop.store.editing import current, living, restore_record, save_record, void_record

_OFFICE = "institutions.departments"


def save_institution(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                     row: int | None = None, version: int | None = None, confirmed: bool = False,
                     imported: bool = False) -> Institution:
    """Create (`row` None) or change an institution; `values` by field key, absent ones stay.

    UserError for what cannot be so; NeedsConfirmation when another living one has the same code or name.
    `imported`: nothing is asked, and what contradicts values of the ledger is kept as 待核对.
    """
    found: Institution | None = None if row is None else living(session, Institution, row, version)
    before = {} if found is None else current(found)
    given = dict(rules.cleaned(values))
    given |= _following(session, before, given)
    after = {**before, **given}
    faults = rules.faults(after)
    if not imported:
        _refuse(faults)
        if not confirmed and _identity(after) != _identity(before):
            _ask_about_namesakes(session, after, row)
    given |= _told(before, after, faults, found)
    saved = save_record(session, by=by, today=today, record=Institution, values=given, row=row)
    assert isinstance(saved, Institution)
    if before:
        _keep_aliases(session, saved, before, today)
        if before["category"] is not saved.category:
            _check_charges_again(session, saved)
    return saved


def new_values(session: Session, values: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, Any]:
    """What `save_institution` would store of tidy values and their `rules.faults` for a new one imported."""
    given = dict(values)
    given.update(_following(session, {}, given))
    given["marks"] = _open_marks([*rules.marks(given), *faults.values()], None)
    return given


def confirm_marks(session: Session, *, by: str, today: date, row: int,
                  version: int | None = None) -> Institution:
    """Everything 待核对 was compared with the papers and stands; it comes back when the value changes."""
    found: Institution = living(session, Institution, row, version)
    if not found.marks:
        raise UserError(f"{found.name}没有待核对的内容。")
    found.cleared = "\n".join(dict.fromkeys((*lines(found.cleared), *lines(found.marks))))
    found.marks = None
    return found


def void_institution(session: Session, *, by: str, today: date, row: int, reason: str) -> Institution:
    """作废 with a reason; everything belonging to it stays."""
    found = void_record(session, by=by, today=today, record=Institution, row=row, reason=reason)
    assert isinstance(found, Institution)
    return found


def restore_institution(session: Session, *, by: str, today: date, row: int) -> Institution:
    """Take a 作废 back."""
    found = restore_record(session, by=by, today=today, record=Institution, row=row)
    assert isinstance(found, Institution)
    return found


def save_charge(session: Session, *, by: str, today: date, values: Mapping[str, Any], row: int | None = None,
                version: int | None = None) -> PrepaidCharge:
    """Record or change a charge; what the rule check says of it is kept in `excess`."""
    given = {key: None if value == "" else value for key, value in values.items()}
    saved = save_record(session, by=by, today=today, record=PrepaidCharge, values=given, row=row,
                        version=version)
    assert isinstance(saved, PrepaidCharge)
    faults = rules.charge_faults(saved)
    if saved.charged_on > today:
        faults["charged_on"] = "收费日期不能晚于今天"
    _refuse(faults)
    saved.excess = _excess(saved, queries.open_institution(session, saved.institution_id))
    session.flush()
    return saved


def void_charge(session: Session, *, by: str, today: date, row: int, reason: str) -> PrepaidCharge:
    """作废 a charge that was recorded by mistake."""
    found = void_record(session, by=by, today=today, record=PrepaidCharge, row=row, reason=reason)
    assert isinstance(found, PrepaidCharge)
    return found


def save_site(session: Session, *, by: str, today: date, values: Mapping[str, Any], row: int | None = None,
              version: int | None = None) -> Site:
    """Record or change a teaching site; search finds its institution by its name and address."""
    given = {key: None if value == "" else value for key, value in values.items()}
    saved = save_record(session, by=by, today=today, record=Site, values=given, row=row, version=version)
    assert isinstance(saved, Site)
    _refuse({key: "不能是负数" for key in ("area", "rooms") if (getattr(saved, key) or 0) < 0})
    _list_places(session, queries.open_institution(session, saved.institution_id))
    return saved


def void_site(session: Session, *, by: str, today: date, row: int, reason: str) -> Site:
    """作废 a teaching site that is no longer used or never was."""
    found = void_record(session, by=by, today=today, record=Site, row=row, reason=reason)
    assert isinstance(found, Site)
    session.flush()
    _list_places(session, queries.open_institution(session, found.institution_id))
    return found


def keep_apart(session: Session, *, by: str, today: date, row: int, other: int, reason: str = "") -> Apart:
    """The two look alike but are not the same: they are no longer shown as such."""
    for found in (row, other):
        queries.open_institution(session, found)
    if row == other:
        raise UserError("这是同一条机构记录。")
    first, second = sorted((row, other))
    made = Apart(first_id=first, second_id=second, reason=reason.strip() or None)
    session.add(made)
    session.flush()
    return made


def merge_institutions(session: Session, *, by: str, today: date, kept: int, gone: int,
                       sources: Mapping[str, rules.Source], merges: Sequence[Merge],
                       versions: tuple[int, int] | None = None) -> Institution:
    """Make two institutions one: `kept` takes over values, names and all rows of `gone`, which becomes void.

    `sources` says where each differing field comes from, the proposal of `rules.merge_lines` otherwise;
    `merges` are the offers of all subjects; `versions` are those of the two as previewed. UserError when
    one of them cannot be merged.
    """
    own, other = mergeable(session, kept, gone, versions)
    values = {line.key: line.value(sources.get(line.key)) for line in rules.merge_lines(own, other)}
    names = _names_of(other)
    for merge in dict.fromkeys((*MERGES, *merges)):
        merge.move(session, gone, kept)
    session.flush()
    merged = save_institution(session, by=by, today=today, values=values, row=kept, confirmed=True)
    _take_names(session, merged, names, today)
    _list_places(session, merged)
    _check_charges_again(session, merged)
    other.voided_at = session.info["act"].at
    other.void_reason = f"并入{merged.name}"
    other.merged_into = merged.id
    session.flush()
    return merged


def _told(before: Mapping[str, Any], after: Mapping[str, Any], faults: Mapping[str, str],
          found: Institution | None) -> dict[str, Any]:
    """What is 待核对, and the old names and codes."""
    return {"marks": _open_marks([*rules.marks(after), *faults.values()], found),
            "former": _former(before, after, found)}


def _following(session: Session, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that follow from the code and the category, where nobody has stated otherwise."""
    after = {**before, **given} if before else given
    departments = _departments(session)
    follows = rules.following(rules.registration_of(after.get("code")), after.get("category"), departments)
    if not before:
        return {key: value for key, value in follows.items() if after.get(key) is None}
    old = before.get("category")
    followed = rules.following(rules.registration_of(before.get("code")), old, departments)
    keeps = {"department"} if after.get("department") and old is after.get("category") else set()
    return {key: value for key, value in follows.items()
            if key not in keeps and after.get(key) in (None, followed.get(key))
            and not _stated(key, before, given)}


def _stated(key: str, before: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return given.get(key) is not None and given[key] != before.get(key)


def _departments(session: Session) -> tuple[str, ...]:
    kept = session.info.get(_OFFICE)
    if kept is None:
        kept = session.info[_OFFICE] = office(session).departments if is_set_up(session) else ()
    assert isinstance(kept, tuple)
    return kept


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)


def _identity(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return values.get("name"), values.get("code")


def _ask_about_namesakes(session: Session, after: Mapping[str, Any], row: int | None) -> None:
    name, code = after.get("name") or "", after.get("code")
    others = queries.namesakes(session, name=name, code=code, town=after.get("town"), apart_from=row)
    if not others:
        return
    same_code = [other for other in others if code and other.code == code]
    what = "统一社会信用代码" if same_code else "名称"
    titles = "、".join(f"{other.name}（{other.town or '镇街未填'}）" for other in (same_code or others)[:3])
    raise NeedsConfirmation(f"台账里已有{what}相同的机构：{titles}。", "确认不是同一家，仍要保存吗？")


def _replaced(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[AliasKind, str]]:
    """The name and the code that `after` no longer has."""
    kinds = (("name", AliasKind.NAME), ("code", AliasKind.CODE))
    return [(kind, before[key]) for key, kind in kinds if before.get(key) and before[key] != after.get(key)]


def _former(before: Mapping[str, Any], after: Mapping[str, Any], found: Institution | None) -> str | None:
    """Old names and codes, one a line; what is in use again is no longer old."""
    if not before:
        return None
    kept = [*lines(found.former if found else None), *(old for _, old in _replaced(before, after))]
    return "\n".join(dict.fromkeys(old for old in kept if old not in _identity(after))) or None


def _keep_aliases(session: Session, saved: Institution, before: Mapping[str, Any], today: date) -> None:
    for kind, old in _replaced(before, current(saved)):
        session.add(Alias(institution_id=saved.id, kind=kind, value=old, until=today))


def _open_marks(found: Sequence[str], institution: Institution | None) -> str | None:
    if not found:
        return None
    cleared = lines(institution.cleared if institution else None)
    return "\n".join(mark for mark in found if mark not in cleared) or None


def _check_charges_again(session: Session, saved: Institution) -> None:
    for charge in queries.charges(session, saved.id):
        charge.excess = _excess(charge, saved)


def _excess(charge: PrepaidCharge, institution: Institution) -> str | None:
    found = rules.excesses(charge, institution.category)
    return "\n".join(item.sentence for item in found) or None


def mergeable(session: Session, kept: int, gone: int, versions: tuple[int, int] | None = None
              ) -> tuple[Institution, Institution]:
    """Both, living, different, and (where given) of these versions; UserError otherwise."""
    if kept == gone:
        raise UserError("不能把一家机构和它自己合并。", "请另选一家。")
    found = []
    for row, version in zip((kept, gone), versions or (None, None), strict=True):
        institution = session.get(Institution, row)
        if institution is None:
            raise UserError("要合并的机构已经不存在。", "请刷新列表。")
        if institution.merged_into is not None:
            into = session.get(Institution, institution.merged_into)
            raise UserError(f"{institution.name}已经并入{into.name if into else '另一家'}，不能再合并。",
                            "请改用并入后的那一家。")
        if institution.voided:
            raise UserError(f"{institution.name}已作废，不能合并。", "确实要合并的，请先恢复。")
        if version is not None and institution.version != version:
            raise UserError(f"没有合并：{institution.name}刚在别处被改过。", "请重新打开合并预览。")
        found.append(institution)
    return found[0], found[1]


def _names_of(institution: Institution) -> list[tuple[AliasKind, str]]:
    code = [(AliasKind.CODE, institution.code)] if institution.code else []
    return [(AliasKind.NAME, institution.name), *code]


def _take_names(session: Session, merged: Institution, names: Sequence[tuple[AliasKind, str]], today: date
                ) -> None:
    """Name and code of the other become old ones, unless they are the merged institution's own."""
    known = set(_identity(current(merged)))
    aliases = queries.aliases(session, merged.id)
    old = {(alias.kind, alias.value) for alias in aliases}
    for kind, value in names:
        if value not in known and (kind, value) not in old:
            session.add(Alias(institution_id=merged.id, kind=kind, value=value, until=today))
    every = [*lines(merged.former), *(alias.value for alias in aliases), *(value for _, value in names)]
    merged.former = "\n".join(dict.fromkeys(value for value in every if value not in known)) or None
    session.flush()


def _list_places(session: Session, institution: Institution) -> None:
    found = (part for site in queries.sites(session, institution.id) for part in (site.name, site.address))
    institution.places = "\n".join(dict.fromkeys(found)) or None


def _move_apart(session: Session, gone: int, kept: int) -> None:
    """Conclusions about the other hold for the merged one; the one that parted the two is void."""
    known = {(pair.first_id, pair.second_id) for pair in queries.apart_of(session, kept)}
    for pair in queries.apart_of(session, gone):
        another = pair.second_id if pair.first_id == gone else pair.first_id
        first, second = sorted((kept, another))
        if another == kept or (first, second) in known:
            pair.voided_at, pair.void_reason = session.info["act"].at, "两家已合并"
        else:
            pair.first_id, pair.second_id = first, second


def _count_apart(session: Session, row: int) -> int:
    return len(queries.apart_of(session, row))


MERGES = (
    merge_rows(Institution, Site.institution_id, "教学点", "处"),
    merge_rows(Institution, PrepaidCharge.institution_id, "收费记录", "笔"),
    merge_rows(Institution, Alias.institution_id, "曾用名、旧代码", "个"),
    Merge(Institution, "核对结论", "条", _count_apart, _move_apart),
)
"""What belongs to an institution here; later subjects offer theirs."""
