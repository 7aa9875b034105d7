"""操作员, and what was shown in full, as lists."""

from sqlalchemy import case

from desktop.base.listing import Filter, Listing, choices_filters, column, computed
from desktop.base.marks import Tone, tag
from desktop.store.operators import Disclosure, Operator

AT_WORK, LEFT = "在岗", "离岗"
WITH, WITHOUT = "已设", "未设"

OPERATORS = Listing(
    key="operators", title="操作员", unit="人", record=Operator,
    columns=(
        column(Operator.name),
        column(Operator.role),
        computed("state", "状态", lambda today: case((Operator.left_on.is_(None), AT_WORK), else_=LEFT),
                 width=4, exported=True,
                 mark=lambda value, today: tag(Tone.GREEN if value == AT_WORK else Tone.GREY)),
        computed("locked", "密码", lambda today: case((Operator.password.is_not(None), WITH), else_=WITHOUT),
                 width=4, exported=True),
        column(Operator.password_on),
        column(Operator.left_on),
    ),
    filters=(*choices_filters(Operator.role),
             Filter("at_work", AT_WORK, lambda today: Operator.left_on.is_(None), "state"),
             Filter("left", LEFT, lambda today: Operator.left_on.is_not(None), "state")),
    order=(lambda today: Operator.left_on.is_not(None), lambda today: Operator.id),
)

DISCLOSURES = Listing(
    key="disclosures", title="个人信息查看记录", unit="次", record=Disclosure, named_by="what",
    columns=(column(Disclosure.on), column(Disclosure.by), column(Disclosure.way), column(Disclosure.what),
             column(Disclosure.rows), column(Disclosure.purpose)),
    filters=choices_filters(Disclosure.way),
    order=(lambda today: Disclosure.id.desc(),),
)
