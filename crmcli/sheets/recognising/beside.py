"""What columns mean only beside others of their table: the score of promoters, the shop of guests, the login of a buyer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.sheets.cells.setting import asks_for_company
from crmcli.sheets.columns.fields import OUR_PEOPLE
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.columns.own import is_whole
from crmcli.sheets.recognising.bearers import names_by_nickname
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.recognition import Claim, Recognition


def settle(reading: Recognition, headers: Sequence[Header], profiles: Sequence[Profile]) -> None:
    """Gives such columns their fields, in place."""
    _take_region_as_district(reading, profiles)
    _take_department_of_person(reading, headers)
    _leave_terms_of_payment(reading, headers)
    _take_checker_as_author(reading, headers)
    _leave_own_shops(reading, headers)
    _take_sender(reading, headers)
    _take_firm_as_parent(reading, headers)
    _take_score_of_promoters(reading, profiles)
    _take_name_behind_login(reading, headers, profiles)


_DEPARTMENT = re.compile(
    r"(?:所在)?部门(?:名称)?|科室|department(?: name)?|dept|division|abteilung|service|departamento|setor|reparto|ufficio|afdeling|avdelning|avdeling|部署(?:名)?|所属部署|부서"
)
_OF_PERSON = frozenset(("contact_person", "contact_title"))


def _take_department_of_person(reading: Recognition, headers: Sequence[Header]) -> None:
    """A bare department beside a person at a firm is that person's, unless it stands nearer to somebody of ours."""
    kind, place = reading.kind or "", reading.column_of("department")
    if (
        kind not in ("customers", "members")
        or place is None
        or not {"name", "contact_person"} <= reading.fields
    ):
        return
    if "contact_department" in reading.fields or not _DEPARTMENT.fullmatch(headers[place].key):
        return
    theirs = [c for c, claim in reading.columns.items() if claim.field in _OF_PERSON]
    ours = [c for c, claim in reading.columns.items() if claim.field in OUR_PEOPLE]
    near = min(abs(place - c) for c in theirs)
    if all(near <= abs(place - c) for c in ours) and not is_whole(kind, [header.shown for header in headers]):
        reading.columns[place].field = "contact_department"


_DUE = re.compile(
    r"(?:payment |invoice )?due(?: date| on)?|date due|pay(?:able)? by|payment deadline|截止日期|到期日期?|faelligkeit|falligkeit(?:sdatum)?|fallig am|zahlbar bis|(?:fecha de )?vencimiento|(?:date d'?)?echeance|(?:data di )?scadenza|(?:data de )?vencimento|vervaldatum|termin platnosci|支払期限|支払期日"
)
_INVOICES = re.compile(
    r"invoice|balance|fattura|fatura|faktur|請求書|请求书|rechnungs|amount due|bill|发票|开票|rechnung|factura|facture|未收|欠款|应收"
)


def _leave_terms_of_payment(reading: Recognition, headers: Sequence[Header]) -> None:
    """Of a list of invoices the due date is that of the payment: nothing was promised for it."""
    due = reading.column_of("promised_on")
    if reading.kind != "purchases" or due is None or not _DUE.fullmatch(headers[due].key):
        return
    if any(_INVOICES.search(header.key) for header in headers):
        del reading.columns[due]


#: Who sends for a customer of a courier; in orders of a shop it is the shop.
_SENDER = {
    "phone": re.compile(r"(?:寄件|发货|发件)(?:联系)?人?的?(?:联系)?(?:电话|手机号?|号码)"),
    "contact_person": re.compile(r"(?:寄件|发货|发件)(?:联系)?人(?:姓名)?"),
}


def _take_sender(reading: Recognition, headers: Sequence[Header]) -> None:
    """In a list of customers that tells nobody else to call, whoever sends is meant."""
    if reading.kind not in ("customers", "members") or _SENDER.keys() & reading.fields:
        return
    for name, called in _SENDER.items():
        column = next((c for c, h in enumerate(headers) if called.fullmatch(h.key)), None)
        if column is not None and column not in reading.columns:
            reading.columns[column] = Claim(column, name, _BY_NAME, False, headers[column].key)


_RELATED = frozenset(("related company", "parent company", "parent name"))
_SHOWN = frozenset(("display name", "complete name"))


def _take_firm_as_parent(reading: Recognition, headers: Sequence[Header]) -> None:
    """Where a list of firms and persons says which is which and names each as it is shown, the related firm is the parent."""
    name, parent = reading.column_of("name"), reading.column_of("parent")
    shown = next((c for c, h in enumerate(headers) if h.key in _SHOWN), None)
    asked = any(asks_for_company(header.key) for header in headers)
    if not asked or reading.kind != "customers" or parent is not None:
        return
    if name is not None and shown is not None and headers[name].key in _RELATED:
        reading.columns[name].field = "parent"
        reading.columns[shown] = Claim(shown, "name", _BY_NAME, False, headers[shown].key)


#: How sure such a column is.
_BY_NAME = 0.8
_OWN_SHOP = re.compile(
    r"(?:消费|所属|评价|下单|就餐|服务|入住|到店)?(?:门店|店铺|分店|网点|店名)(?:名称)?|(?:store|shop|branch|outlet|location)(?: name)?"
)


def _leave_own_shops(reading: Recognition, headers: Sequence[Header]) -> None:
    """Where guests are named by nickname (用户昵称), the shop of their answer is ours."""
    shop = reading.column_of("customer")
    if reading.kind != "survey_answers" or shop is None or not _OWN_SHOP.fullmatch(headers[shop].key):
        return
    if any(names_by_nickname(header.shown) for header in headers):
        del reading.columns[shop]


def _take_name_behind_login(
    reading: Recognition, headers: Sequence[Header], profiles: Sequence[Profile]
) -> None:
    """A buyer's own name beside a column of logins, or of names with a login: Una Brisk beside unab (Una Brisk)."""
    buyer = reading.column_of("customer")
    if reading.kind != "purchases" or buyer is None:
        return
    logins = [str(cell) for cell in profiles[buyer].sample]
    for column, header in enumerate(headers):
        names = [str(cell) for cell in profiles[column].sample]
        free = column not in reading.columns and header.key in _WHOLE_NAMES and len(names) == len(logins)
        repeated = all(
            f"({n})" in login or f"{n} (" in login for n, login in zip(names, logins, strict=False)
        )
        if free and (repeated or (all(map(_LOGIN.fullmatch, logins)) and len(logins) > 1)):
            reading.columns[column] = reading.columns.pop(buyer)
            return


#: A buyer told by a login (unab, rory_o7), perhaps with a name in brackets, or in brackets behind the name.
_LOGIN = re.compile(r"\S+ \([^()]+\)|[^()]+ \([a-z0-9_.-]+\)|(?=.*[a-z])[a-z0-9][a-z0-9_.-]+")
_WHOLE_NAMES = frozenset(("full name", "name", "buyer name", "ship name", "customer name"))


_PROMOTERS = frozenset(("promoter", "passive", "detractor", "推荐者", "中立者", "被动者", "贬损者", "批评者"))


def _take_score_of_promoters(reading: Recognition, profiles: Sequence[Profile]) -> None:
    """The score beside a column of promoters and detractors is how likely they recommend us."""
    score = reading.column_of("overall")
    if reading.kind != "survey_answers" or score is None or "nps" in reading.fields:
        return
    if any(p.cells and {str(cell).strip().lower() for cell in p.sample} <= _PROMOTERS for p in profiles):
        reading.columns[score].field = "nps"


_CHECK_IN = re.compile(r"签到|打卡|外勤|check(?:ed)? ?in")


def _take_checker_as_author(reading: Recognition, headers: Sequence[Header]) -> None:
    """Who checks in (签到时间, 姓名) where the customer stands in a column of its own is one of ours."""
    person = reading.column_of("contact_person")
    if (
        reading.kind != "interactions"
        or person is None
        or {"customer", "author"} & reading.fields != {"customer"}
    ):
        return
    if any(_CHECK_IN.search(header.key) for header in headers) and headers[person].key in _BARE_PERSON:
        reading.columns[person].field = "author"


_BARE_PERSON = frozenset(("姓名", "员工", "员工姓名", "人员", "name", "full name", "employee", "staff"))


def _take_region_as_district(reading: Recognition, profiles: Sequence[Profile]) -> None:
    """A region (收货人地区) beside province and city is their district."""
    region = reading.column_of("region")
    if region is None or not {"province", "city"} <= reading.fields or "district" in reading.fields:
        return
    texts = [str(cell).strip() for cell in profiles[region].sample]
    if texts and all(text.endswith(("区", "县", "市", "旗", "區", "縣")) for text in texts):
        reading.columns[region].field = "district"
