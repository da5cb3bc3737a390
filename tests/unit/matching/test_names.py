"""Which names are the same."""

from __future__ import annotations

import pytest

from crmcli.matching.names import fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲地航佳商贸(有限公司)", "甲地航佳商贸"),
        ("甲地航佳商贸（有限公司）", "甲地航佳商贸有限责任公司"),
        ("寧波藍恆會展服務有限公司", "宁波蓝恒会展服务有限公司 "),
        ("李明女士", "李明"),
        ("Acme Co., Ltd.", "ACME"),
        ("明德 Co., Ltd.", "明德"),
        ("Mr. John  Smith", "john smith"),
        ("大河集团有限公司", "大河集团"),
        ("ＡＢＣ（中国）有限公司", "ABC中国"),
        ("臺北光華股份有限公司", "台北光华"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大河有限公司北京分公司", "大河有限公司"),
        ("大河有限公司北京分公司", "大河有限公司上海分公司"),
        ("张先生", "张"),
        ("大河控股有限公司", "大河有限公司"),
        ("小店（南京路店）", "小店（北京路店）"),
    ],
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("name", ["公司", "集团", "有限公司", "Ltd", "先生", "—"])
def test_a_name_of_nothing_but_a_form_stays_something(name: str) -> None:
    assert fold_name(name) or not any(char.isalnum() for char in name)


def test_and_is_its_sign() -> None:
    assert fold_name("Hill and Sons Ltd") == fold_name("Hill & Sons") == fold_name("HILL AND SONS")
    assert fold_name("And") == "and"


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("%s GmbH", "Fernhill"), ("%s GmbH & Co. KG", "Fernhill"), ("%s AG", "Fernhill"), ("%s KG", "Fernhill"), ("%s e.K.", "Fernhill"),
        ("%s SARL", "Fernhill"), ("%s S.A.S.", "Fernhill"), ("%s et Cie", "Fernhill"), ("%s B.V.", "Fernhill"), ("%s NV", "Fernhill"),
        ("%s Ltd", "Fernhill"), ("%s, LLC", "Fernhill"), ("%s L.L.C.", "Fernhill"), ("%s Inc.", "Fernhill"), ("%s plc", "Fernhill"),
        ("%s Pty Ltd", "Fernhill"), ("%s Pvt. Ltd.", "Fernhill"), ("%s Sdn. Bhd.", "Fernhill"), ("%s K.K.", "Fernhill"),
        ("%s S.p.A.", "Fernhill"), ("%s SpA", "Fernhill"), ("%s S.r.l.", "Fernhill"), ("%s S.L.", "Fernhill"),
        ("%s S.A. de C.V.", "Fernhill"), ("%s Ltda.", "Fernhill"), ("%s S/A", "Fernhill"), ("%s Oy", "Fernhill"), ("%s AB", "Fernhill"),
        ("%s ApS", "Fernhill"), ("%s A/S", "Fernhill"), ("%s Sp. z o.o.", "Fernhill"), ("%s sp. z o. o.", "Fernhill"),
        ("%s s.r.o.", "Fernhill"), ("%s, spol. s r.o.", "Fernhill"), ("%s d.o.o.", "Fernhill"), ("%s Kft.", "Fernhill"),
        ("%s A.Ş.", "Fernhill"), ("%s San. ve Tic. Ltd. Şti.", "Fernhill"), ("UAB %s", "Fernhill"), ("PT %s Tbk", "Fernhill"),
        ("株式会社%s", "山田商店"), ("%s株式會社", "山田商店"), ("㈱%s", "山田商店"), ("%s(株)", "山田商店"), ("%s有限会社", "山田商店"),
        ("(주)%s", "한빛"), ("주식회사 %s", "한빛"), ("ООО «%s»", "Ромашка"), ("%s股份有限公司", "航佳商贸"),
    ],
)  # fmt: skip
def test_legal_forms_of_the_world_fold_away(form: str, name: str) -> None:
    assert fold_name(form % name) == fold_name(name)


@pytest.mark.parametrize(
    ("accented", "plain"),
    [("José Álvarez", "Jose Alvarez"), ("Łukasz Żak", "lukasz zak"), ("Müller", "MULLER"), ("Straße", "Strasse"), ("Søren Ærø", "Soren Aero"), ("Nguyễn Văn An", "Nguyen Van An")],
)  # fmt: skip
def test_accents_do_not_matter(accented: str, plain: str) -> None:
    assert fold_name(accented) == fold_name(plain)


@pytest.mark.parametrize("name", ["AG", "GmbH & Co. KG", "S.p.A.", "株式会社", "ООО"])
def test_a_form_alone_is_a_name(name: str) -> None:
    assert fold_name(name)


@pytest.mark.parametrize(
    ("one", "other"), [("José Álvarez", "Álvarez José"), ("Ava Kang", "Ava"), ("がく", "かく")]
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)
