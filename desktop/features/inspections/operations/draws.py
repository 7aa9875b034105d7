"""Drawing at random: recorded once and for good, with a planned visit for each drawn object."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.score import Score
from desktop.features.inspections.operations.entry import plan_visit
from desktop.features.inspections.queries.draws import Scope, earlier, pair_words, pool
from desktop.features.inspections.records.draws import Avoidance, Draw, DrawPick
from desktop.features.inspections.records.visits import Inspector, SiteKind, Visit, VisitKind
from desktop.features.inspections.rules.draws import WAY, Pick, Pool, canonical, draw, fingerprint
from desktop.features.institutions.records import Institution
from desktop.store.editing import check_values, living
from desktop.store.numbering import take
from desktop.store.store import final

SERIES = "双随机抽取"


def record_draw(session: Session, *, by: str, today: date, purpose: str, wanted: int, seed: str,
                scope: Scope, scores: Sequence[Score], due_on: date | None = None,
                witness: str | None = None, round_reason: str | None = None,
                seen: str | None = None) -> Draw:
    """Draw and plan the visits, in one act that cannot be taken back.

    `seen`: hash of the list she was shown; UserError when the list changed since, when nothing can be drawn,
    or when there was a draw for this purpose and no reason says why there is another.
    """
    named = purpose.strip()
    before = earlier(session, named)
    reason = (round_reason or "").strip() or None
    if before and reason is None:
        raise UserError(f"没有抽取：“{named}”已经抽取过 {before} 次。",
                        "要再抽一次，请写明再次抽取的原因；原来的结果保留。", {"round_reason": "要写原因"})
    listed = pool(session, today, scope, scores)
    mark = fingerprint(canonical(listed))
    if seen is not None and seen != mark:
        raise UserError("没有抽取：名单在预览之后有了变动。", "请重新查看名单再抽取。")
    drawn = draw(listed, wanted, seed)
    told = ["0\t" + "；".join(score.rule for score in scores),
            *(f"{place}\t{item.reasons}" for place, item in enumerate(listed.candidates, 1))]
    values = {
        "purpose": named or None, "drawn_on": today, "due_on": due_on or today, "scope": scope.words,
        "wanted": wanted, "pool_size": len(listed.candidates), "people_count": len(listed.people),
        "seed": seed, "way": WAY, "pool_hash": mark, "pool_text": canonical(listed),
        "reasons": "\n".join(told), "round": before + 1, "round_reason": reason,
        "witness": (witness or "").strip() or None, "drawn_by": by}
    check_values(Draw, {**values, "number": "-"})
    number = take(session, series=SERIES, year=today.year, by=by, today=today)
    made = Draw(number=number.title(), **values)
    session.add(made)
    session.flush()
    for position, pick in enumerate(drawn.picks, 1):
        _keep(session, made, listed, pick, position, by=by, today=today)
    final(session, "抽取结果已经登记，不能撤销；不去检查的，把那一次检查改为“取消”并写原因")
    return made


def _keep(session: Session, made: Draw, listed: Pool, pick: Pick, position: int, *, by: str,
          today: date) -> None:
    item = listed.candidates[pick.candidate]
    visit = _visit(session, made, listed, pick, by=by, today=today)
    session.add(DrawPick(
        draw_id=made.id, position=position, place=pick.candidate + 1, name=item.name,
        institution_id=item.institution, pair=pair_words(listed, pick.pair),
        aside=pair_words(listed, pick.aside) or None, visit_id=visit.id))
    session.flush()


def _visit(session: Session, made: Draw, listed: Pool, pick: Pick, *, by: str, today: date) -> Visit:
    item = listed.candidates[pick.candidate]
    crew = [row for place in pick.pair if (row := listed.people[place].inspector) is not None]
    site = {} if item.institution is not None else {"site_kind": SiteKind.OTHER, "town": item.town}
    return plan_visit(session, by=by, today=today, confirmed=True, inspectors=crew, way=VisitKind.RANDOM,
                      on=made.due_on, institution_id=item.institution, subject=item.name,
                      campaign=made.purpose, **site)


def avoid(session: Session, *, by: str, today: date, inspector: int | None, institution: int | None,
          reason: str) -> Avoidance:
    """An inspector steps aside from an institution; UserError when one of the three is missing."""
    faults = {key: "请填写" for key, value in (("inspector_id", inspector), ("institution_id", institution),
                                            ("reason", reason.strip())) if not value}
    if inspector is None or institution is None or faults:
        raise UserError("没有登记：人员、机构和原因都要填。", "", faults)
    living(session, Inspector, inspector)
    living(session, Institution, institution)
    given = {"inspector_id": inspector, "institution_id": institution, "reason": reason.strip(),
             "told_on": today}
    check_values(Avoidance, given)
    made = Avoidance(**given)
    session.add(made)
    session.flush()
    return made
