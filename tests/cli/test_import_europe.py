"""Lists and orders with column names in other languages of Europe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import_phones import take_in

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file

LISTS = {
    "de": [
        "Kundennr.;Firma;Anrede;Vorname;Nachname;Straße;PLZ;Ort;Telefon;Mobil;E-Mail;Kunde seit;Bemerkung",
        "10001;Bäckerei Abendrot GmbH;Herr;Uwe;Kranz;Hauptstr. 5;01067;Dresden;0351/5550101;;uwe@q.example;01.03.2019;zahlt gut",
        "10002;;Frau;Silke;Adler;Am Ring 12;04109;Leipzig;0341 5550102;0172 5550103;silke@q.example;15.11.2021;",
    ],
    "fr": [
        "Code client;Raison sociale;Civilité;Nom;Prénom;Adresse;Code postal;Ville;Téléphone;Portable;Courriel;Remarques",
        "10001;Boulangerie Dupré SARL;M.;Kranz;Uwe;12 rue des Lilas;69003;Lyon;04 72 55 01 01;06 12 55 01 02;uwe@q.example;mardi",
        "10002;;Mme;Adler;Silke;3 place du Marché;31000;Toulouse;05 61 55 01 03;;silke@q.example;",
    ],
    "es": [
        "Código;Cliente;Persona de contacto;Teléfono;Móvil;Correo electrónico;Dirección;Población;Código postal;NIF;Observaciones",
        "10001;Ferretería Núñez S.L.;Uwe Kranz;91 555 01 01;612 55 01 02;uwe@q.example;C/ Mayor 5;Madrid;28013;B1;30 días",
        "10002;Silke Adler;;;655 01 03 04;silke@q.example;Av. del Mar 2;Bilbao;48001;;",
    ],
    "it": [
        "Codice cliente;Ragione sociale;Nome;Cognome;Indirizzo;CAP;Città;Telefono;Cellulare;Email;Note",
        "10001;Forno Bianchi S.r.l.;Uwe;Kranz;Via Roma 5;20121;Milano;02 5550 1010;340 5550101;uwe@q.example;paga bene",
        "10002;;Silke;Adler;Via Po 2;10124;Torino;;340 5550102;silke@q.example;",
    ],
}


@pytest.mark.parametrize("language", LISTS)
def test_a_list_of_firms_and_persons(crm: Crm, tmp_path: Path, language: str) -> None:
    data = take_in(crm, tmp_path / "list.csv", *LISTS[language])
    assert (data["totals"]["created"], data["rejected"], data["incomplete"]) == (2, [], [])
    firm, person = crm.json("export", "customers")
    assert (firm["kind"], firm["external_id"]) == ("company", "10001")
    assert (person["name"], person["kind"], person["external_id"], person["email"]) == (
        "Silke Adler", "person", "10002", "silke@q.example",
    )  # fmt: skip
    assert [row["name"] for row in crm.json("export", "contacts")] == ["Uwe Kranz"]
    country = {"de": "+49", "fr": "+33", "es": "+34", "it": "+39"}[language]
    assert all(row["phone"].startswith(country) for row in (firm, person))
    assert all(row["street"] and row["city"] and row["postcode"] for row in (firm, person))


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (
            ["Auftragsnummer;Datum;Kundennummer;Kunde;Artikel;Menge;Gesamtbetrag;Währung;Status",
             "A-1;03.02.2026;K1;Bäckerei Abendrot GmbH;Mehlsieb;3;37,50;EUR;bezahlt",
             "A-2;17.02.2026;K2;Silke Adler;Ofen;2;2.500,00;EUR;storniert"],
            [("A-1", "2026-02-03", 37.5, "paid"), ("A-2", "2026-02-17", 2500, "cancelled")],
        ),
        (
            ["Nº factura;Fecha;Cliente;Artículo;Cantidad;Precio unitario;Moneda;Estado",
             "F-1;14/02/2026;Ferretería Núñez S.L.;Clavos;3;12,50;EUR;pagado",
             "F-2;25/02/2026;Silke Adler;Taladro;1;80,00;EUR;pendiente"],
            [("F-1", "2026-02-14", 37.5, "paid"), ("F-2", "2026-02-25", 80, "ordered")],
        ),
    ],
)  # fmt: skip
def test_orders(crm: Crm, tmp_path: Path, lines: list[str], amounts: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = crm("import", str(path), "--yes", "--create-missing", "--format", "json")
    assert run.status == 0, run.err
    found = crm.json("export", "purchases")
    assert [(r["order_no"], r["ordered_at"][:10], r["amount"], r["status"]) for r in found] == amounts


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Vorname;Name;Straße;Ort", "Silke;Adler;Am Ring 12;Bonn"),
        ("Voornaam;Naam;Straat;Plaats", "Silke;Adler;Am Ring 12;Bonn"),
        ("Nome;Endereço;Número;Cidade", "Silke Adler;Am Ring;12;Bonn"),
        ("Nombre completo;Calle;Número;Ciudad", "Silke Adler;Am Ring;12;Bonn"),
        ("Nom;Adresse;Complément d'adresse;Ville", "Silke Adler;Am Ring 12;;Bonn"),
    ],
)
def test_a_name_and_a_street_however_they_are_divided(crm: Crm, tmp_path: Path, head: str, row: str) -> None:
    take_in(crm, tmp_path / "list.csv", f"{head};E-mail", f"{row};silke@q.example")
    (found,) = crm.json("export", "customers")
    assert (found["name"], found["street"], found["city"]) == ("Silke Adler", "Am Ring 12", "Bonn")
