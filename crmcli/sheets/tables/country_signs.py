"""What a table says of its country beside its phones: post codes of a country's own shape, places that addresses begin
with, numbers that only it gives, and the language of its column names. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from crmcli.matching.text import to_simplified
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header

#: Names of columns that only one country's sheets have, the surest first; then those of one language's main country.
_NAMES = (
    ("IN", re.compile(r"gstin|pin ?code|aadhaar")),
    ("JP", re.compile(r"prefecture|furigana|kana|都道府県|邮便番号|(?:[^番]*)电话番号|携帯.*|.*[\u3041-\u30fa].*|会社名|受注.*|注文.*|.*番号|取引先.*|得意先.*|氏名|生年月日|従业员数|业种")),
    ("HK", re.compile(r"手提(?:电话)?|流动电话(?:号码)?|图文传真")),
    ("KR", re.compile(r".*[\uac00-\ud7a3].*")),
    ("VN", re.compile(r"so dien thoai|dien thoai(?: di dong)?|sdt|khach hang|ten khach hang|ma don hang|dia chi|ho (?:va )?ten|thanh tien|ghi chu")),
    ("TH", re.compile(r"[\u0e00-\u0e7f/().\-]+")),
    ("ID", re.compile(r"no\.? ?(?:hp|telp|telepon)|nomor (?:hp|telepon)|nama (?:pelanggan|perusahaan|lengkap|toko|pembeli)|alamat(?: lengkap)?|kecamatan|kode pos|npwp")),
    ("RU", re.compile(r"телефон|номер телефона|мобильный|фамилия|отчество|инн|индекс")),
    ("PL", re.compile(r"nip|regon|imie|nazwisko|miejscowosc|kod pocztowy|nazwa firmy|numer zamowienia|data zamowienia|ilosc")),
    ("SE", re.compile(r"organisationsnummer|personnummer|fornamn|efternamn|gatuadress|postort")),
    ("NO", re.compile(r"organisasjonsnummer|orgnr|etternavn|poststed|fodselsnummer|navn|fornavn|kundenavn")),
    ("DK", re.compile(r"cvr|cvr-nr|efternavn|fodselsdag|navn|fornavn|kundenavn")),
    ("TR", re.compile(r"tckn|tc kimlik no|soyad|soyadi|vergi no|cep telefonu|musteri adi")),
    ("BR", re.compile(r"cnpj|cpf|cnpj ?/ ?cpf|cpf ?/ ?cnpj|cep|fone|bairro|endereco|situacao|tipo (?:de )?pessoa|telemovel|telefone|razao social|nome do cliente|data do pedido|forma de pagamento|quantidade")),
    ("MX", re.compile(r"rfc|colonia|curp|apellido paterno")),
    ("FR", re.compile(r"siret|siren|tva intracom\w*|raison sociale|code postal|courriel|nom de famille|prenom|civilite|telephone portable|date de naissance|code client|n° commande|numero de commande|date de commande|qte|quantite|mode de paiement|total ttc|montant ttc")),
    ("IT", re.compile(r"partita iva|p\.? ?iva|codice fiscale|ragione sociale|cognome|indirizzo|cellulare|citta|codice cliente|numero ordine|data ordine|numero fattura|data fattura|quantita")),
    ("ES", re.compile(r"nif|cif|nif/cif|cif/nif|razon social|correo electronico|codigo postal|poblacion|apellidos?")),
    ("GB", re.compile(r"county|post town")),
    ("IE", re.compile(r"eircode")),
    ("AU", re.compile(r"abn|suburb")),
    ("DE", re.compile(r"plz|anreise(?:datum)?|abreise(?:datum)?|gesamtpreis|preis gesamt|rechnungsbetrag|bemerkung(?:en)?|postleitzahl(?: geschaftlich| privat)?|anrede|mobiltelefon|telefon geschaftlich|geburtsdatum|geburtstag|ansprechpartner|bundesland|vorname|nachname|strasse|anschrift|kundennummer|kundennr|rufnummer|bestellnummer|bestelldatum|rechnungsnummer|rechnungsnr|rechnungsdatum|auftragsnummer|auftragsnr|zahlungsart")),
    ("NL", re.compile(r"postcode en plaats|kvk(?: nummer)?|woonplaats|klantnummer|klantnr|straatnaam|huisnr|huisnummer|ordernummer|factuurnummer|factuurdatum")),
)  # fmt: skip
#: Cells of each column of addresses that are looked at.
_SAMPLE = 200
#: Post codes whose shape tells the country.
_SHAPES = (
    ("GB", re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}")),
    ("CA", re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d")),
    ("JP", re.compile(r"〒? ?\d{3}-\d{4}")),
    ("NL", re.compile(r"\d{4} ?[A-Z]{2}")),
)
#: Codes of a country's own parts; WA and SA are of two.
_STATES = (
    ("AU", re.compile(r"NSW|VIC|QLD|TAS|ACT")),
    ("CA", re.compile(r"ON|QC|BC|AB|MB|SK|NS|NB|NL|PE|YT|NU")),
    ("US", re.compile(r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]")),
)  # fmt: skip
#: How addresses begin that name no country.
_PLACES = (
    ("HK", re.compile("(?:中国)?(?:香港|九龙|新界|港岛)")),
    ("MO", re.compile("(?:中国)?澳门")),
    ("TW", re.compile(r"(?:\d{3,6})?(?:台湾省?)?(?:[台新][北中南]|台东|桃园|高雄|基隆|新竹|嘉义|苗栗|彰化|南投|云林|屏东|宜兰|花莲|澎湖|金门|连江)[市县]")),
    ("JP", re.compile(r"(?:〒?\d{3}-?\d{4}\s*)?(?:东京都|北海道|(?:京都|大阪)府|[\u4e00-\u9fff]{2,3}[県县](?:[\u4e00-\u9fff]{1,6}[市区郡町村]))")),
)  # fmt: skip
_STATE = re.compile(r"(?:.* )?(?:state|province|state ?/ ?province)(?: code)?")
_ADDRESS = re.compile("地址|住址|住所|所在地|address")
_POSTCODE = re.compile(
    r"(?:.* )?(?:post ?codes?|postal ?codes?|zip(?: ?codes?)?|zip/postal code|邮编|邮政编码|plz|〒)"
)


def countries_told(headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> list[str]:
    """The countries that a table without a column of countries points to, the surest first."""
    by_shape = [
        _country_of(cells, _SHAPES, whole=True)
        for header, cells in zip(headers, columns, strict=False)
        if _POSTCODE.fullmatch(header.key)
    ]
    by_state = [
        _country_of(cells, _STATES, whole=True)
        for header, cells in zip(headers, columns, strict=False)
        if _STATE.fullmatch(header.key)
    ]
    by_place = [
        _country_of([to_simplified(text_of(cell)) for cell in cells[:_SAMPLE] if cell is not None], _PLACES)
        for header, cells in zip(headers, columns, strict=False)
        if _ADDRESS.search(header.key)
    ]
    by_name = _by_names(headers)
    by_mail = _country_of_mails(columns)
    return list(
        dict.fromkeys(country for country in (*by_shape, *by_state, *by_place, *by_name, by_mail) if country)
    )


def country_by_names(headers: Sequence[Header]) -> str:
    """The country whose language the column names are written in, empty where that tells none."""
    return next(iter(_by_names(headers)), "")


def _by_names(headers: Sequence[Header]) -> list[str]:
    keys = {header.key for header in headers}
    return [country for country, names in _NAMES if any(map(names.fullmatch, keys))]


_MAIL = re.compile(r"[^@\s]+@(?:[^@\s.]+\.)+([a-z]{2})")
#: Ends of addresses that are used all over the world.
_NO_COUNTRY = frozenset(
    ("co", "io", "me", "tv", "ai", "cc", "eu", "ly", "to", "ws", "fm", "la", "so", "sh", "gg", "im", "is")
)


def _country_of_mails(columns: Sequence[Sequence[Any]]) -> str:
    """The country in which most e-mail addresses end, empty if none: those of the world's providers end in none."""
    ends = [
        found[1]
        for cells in columns
        for cell in cells
        if type(cell) is str and "@" in cell and (found := _MAIL.fullmatch(cell.strip().lower()))
    ]
    mails = sum(type(cell) is str and "@" in cell for cells in columns for cell in cells)
    end, n = max(Counter(ends).items(), key=lambda pair: pair[1], default=("", 0))
    if 2 * n <= mails or (end in _NO_COUNTRY and not _of_state(columns)):
        return ""
    return "GB" if end == "uk" else end.upper()


def _of_state(columns: Sequence[Sequence[Any]]) -> bool:
    """Whether an address is one of a country's own parts: gov.co, com.co."""
    return any(
        type(cell) is str and re.search(r"@.*\.(?:gov|edu|com|org|net|mil)\.[a-z]{2}$", cell.strip().lower())
        for cells in columns
        for cell in cells
    )


def _country_of(
    cells: Sequence[Any], signs: Sequence[tuple[str, re.Pattern[str]]], *, whole: bool = False
) -> str:
    """The country whose sign most of a column's cells begin with, or are as a `whole`; empty if none."""
    texts = [text_of(cell).strip().upper() for cell in cells if cell is not None]
    fits = (
        country
        for country, sign in signs
        if 2 * sum(bool(sign.fullmatch(text) if whole else sign.match(text)) for text in texts) > len(texts)
    )
    return next(fits, "")
