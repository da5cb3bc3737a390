"""The legal forms of companies the world over, as they stand behind or before a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Behind a name, in lower case and without accents. A dot within is written or left out: S.p.A., S. p. A., SpA.
_BEHIND = """
co ltd limited inc incorporated llc l.l.c. llp l.l.p. lp corp corporation company plc p.l.c. pllc
pty pte pvt private proprietary sdn bhd berhad tbk
gmbh g.m.b.h. mbh ggmbh ag a.g. kg k.g. kgaa ohg gbr g.b.r. ug haftungsbeschrankt e.k. ek e.v. e.u. eg eingetragener.kaufmann
sa s.a. sas s.a.s. sasu eurl e.u.r.l. sarl s.a.r.l. snc s.n.c. sci s.c.i. scop scs sca selarl cie et.cie et.fils
bv b.v. nv n.v. vof v.o.f. cv.ba bvba b.v.b.a. sprl s.p.r.l. cvba vzw asbl
spa s.p.a. srl s.r.l. srls s.r.l.s. sapa s.a.p.a. soc.coop societa.per.azioni
sl s.l. slu s.l.u. sll s.a.u. sau s.l.l. s.coop sociedad.limitada sociedad.anonima
sa.de.cv s.a.de.c.v. s.de.r.l.de.c.v. s.de.rl.de.cv sapi.de.cv s.a.p.i.de.c.v. s.c. sac s.a.c. eirl e.i.r.l.
ltda lda unipessoal.lda eireli s.a.s s/a
oy o.y. oyj ab a.b. publ hb as a/s a.s. asa aps a.p.s. ivs k/s i/s ans hf ehf e.h.f.
sp.zo.o. sp.z.o.o. spzoo spolka.z.ograniczona.odpowiedzialnoscia sp.k. sp.j. s.k.a.
s.r.o. sro spol.s.r.o. spol.sro v.o.s. akc.spol
kft k.f.t. zrt nyrt k.k.t. d.o.o. doo j.d.o.o. d.d. ood o.o.d. eood e.o.o.d.
ou osauhing uab sia ooo oao zao pao
a.s ltd.sti a.s.sti san.tic.ltd.sti san.ve.tic.ltd.sti san.tic.as san.ve.tic.as anonim.sirketi limited.sirketi
k.k. kk y.k. g.k. kabushiki.kaisha joint.stock.company jsc pjsc ojsc cjsc tnhh fzco fze fz.llc w.l.l. wll s.a.e. sae
ae a.e. epe e.p.e. ike
"""
#: Before a name.
_BEFORE = frozenset(
    [
        "pt",
        "uab",
        "sia",
        "ooo",
        "oao",
        "zao",
        "pao",
        "ооо",
        "оао",
        "зао",
        "пао",
        "ао",
        "тоо",
        "ип",
        "чп",
        "фоп",
        "тов",
    ]
)
_JOINERS = frozenset(("and", "und", "et", "y", "e", "i"))

#: Chinese, Japanese and Korean forms behind a name, a branch perhaps behind them; and before or behind it.
_CHINESE_FORM = re.compile(
    r"(?:(?:股份|责任)?有限(?:责任)?公司|有限合伙|普通合伙|股份公司|集团公司|责任公司|总公司|集团|(?<!分)公司)"
    r"(?=$|.{0,8}(?:分公司|分店|分行|支行|分校|办事处|门店)$)"
)
_EASTERN_FORM = re.compile(
    r"^(?:株式会社|有限会社|合同会社|合资会社|주식회사|유한회사|재단법인|사단법인)|(?:株式会社|有限会社|合同会社|合资会社|주식회사|유한회사)$"
    r"|\((?:株|有|合|주|유)\)"
)


def _endings() -> dict[int, frozenset[tuple[str, ...]]]:
    """The forms as sequences of tokens, by their length; each also run together."""
    found: set[tuple[str, ...]] = set()
    for form in _BEHIND.split():
        tokens = tuple(token for token in re.split(r"[./]", form) if token)
        found.add(tokens)
        if all(len(token) == 1 for token in tokens):
            found.add(("".join(tokens),))
    lengths = {len(tokens) for tokens in found}
    return {n: frozenset(t for t in found if len(t) == n) for n in sorted(lengths, reverse=True)}


_ENDINGS = _endings()
#: Forms of one token, for text in which they stand behind a Chinese name.
LEGAL_TOKENS = frozenset(token for (token,) in _ENDINGS[1])


def without_legal_form(tokens: Sequence[str]) -> list[str]:
    """The tokens of a name in lower case without the legal form; never empty."""
    kept = list(tokens)
    while cut := _length_of_form(kept):
        del kept[-cut:]
        while len(kept) > 1 and kept[-1] in _JOINERS:
            kept.pop()
    while len(kept) > 1 and kept[0] in _BEFORE:
        kept.pop(0)
    return kept


def without_chinese_form(name: str) -> str:
    """The name without the Chinese legal forms in it; perhaps shorter than two characters."""
    # Most names, and each from which one was taken away, have no sign of one.
    if not ("公司" in name or "集团" in name or "合伙" in name):
        return name
    return _CHINESE_FORM.sub("", name)


def without_eastern_form(name: str) -> str:
    """The name without a legal form of Japan or Korea; never empty."""
    # Most names have no sign of one, and they are many.
    if not ("会社" in name or "(" in name or "회사" in name or "법인" in name):
        return name
    return _EASTERN_FORM.sub("", name).strip() or name


def has_legal_form(tokens: Sequence[str]) -> bool:
    """Whether a name in lower-case tokens has a legal form behind or before it."""
    return len(without_legal_form(tokens)) < len(tokens)


def _length_of_form(tokens: Sequence[str]) -> int:
    """How many tokens at the end are a legal form; 0 where nothing would be left."""
    return next((n for n, forms in _ENDINGS.items() if n < len(tokens) and tuple(tokens[-n:]) in forms), 0)
