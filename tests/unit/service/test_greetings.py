"""Which words a greeting has, and that none goes out with a gap."""

from __future__ import annotations

import pytest

from crmcli.policy import default_policy
from crmcli.service.greetings import Unwritable, chosen, faults, written

_TABLE = {
    "birthday": {"zh": "a", "en": "b", "key_zh": "c"},
    "festival": {"zh": "d", "potential_en": "e"},
    "spring_festival": {"en": "f"},
}


@pytest.mark.parametrize(
    ("occasion", "kind", "tier", "language", "words"),
    [
        ("birthday", "birthday", None, "zh", "a"),
        ("birthday", "birthday", "key", "zh", "c"),
        ("birthday", "birthday", "key", "en", "b"),
        ("spring_festival", "festival", "key", "zh", "d"),
        ("spring_festival", "festival", "potential", "en", "f"),
        ("lantern", "festival", "potential", "en", "e"),
        ("lantern", "festival", "key", "en", None),
        ("03-08", "day", "key", "zh", None),
    ],
)
def test_the_closest_words_are_chosen(
    occasion: str, kind: str, tier: str | None, language: str, words: str | None
) -> None:
    assert chosen(_TABLE, occasion, kind, tier=tier, language=language) == words


@pytest.mark.parametrize(
    ("template", "missing"),
    [
        ("{{ name }}", "name"),
        ("Dear {% if gift %}{{ owner }}{% endif %}", "owner"),
        ("{{ gift.cost }}", "'str object' has no attribute 'cost'"),
        ("{{ gift.__class__.__mro__ }}", ""),
        ("{% for n in range(999999999) %}x{% endfor %}", ""),
        ("{{ 1 / 0 }}", ""),
        ("{{ gift", ""),
    ],
)
def test_what_is_missing_or_must_not_be_is_refused(template: str, missing: str) -> None:
    with pytest.raises(Unwritable) as refused:
        written(template, {"gift": "tea"})
    assert refused.value.missing == missing and bool(refused.value.wrong) is not bool(missing)


def test_every_text_of_the_package_can_be_written() -> None:
    values = {"name": "n", "customer": "c", "occasion": "o", "years": 3, "owner": "w", "gift": "", "day": "d"}
    care = default_policy().care
    for words in (*care.texts.values(), *care.subjects.values()):
        for text in words.values():
            assert faults(text) == [] and written(text, values) == written(text, values).strip() != ""
    assert written("{% if owner is defined %}{{ owner }}{% endif %} ,  x ", {}) == ", x"
