"""Texts: complete in every language, with the same gaps, used, and one key for each meaning."""

import re
from collections import defaultdict
from pathlib import Path
from string import Formatter

import pytest

import analysis
from analysis.catalogue import ORDER
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.presentation.wording import Wording, read_texts

SOURCE = Path(analysis.__file__).parent
CODE = "\n".join(
    path.read_text("utf-8")
    for ending in ("py", "js", "j2")
    for path in sorted(SOURCE.rglob(f"*.{ending}"))
)
TEXTS = {lang: read_texts(lang) for lang in LANGUAGES}


def list_gaps(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def test_every_language_has_the_same_keys_and_gaps() -> None:
    first, *others = LANGUAGES
    for lang in others:
        assert list(TEXTS[lang]) == list(TEXTS[first])
        for key, text in TEXTS[lang].items():
            assert list_gaps(text) == list_gaps(TEXTS[first][key]), key


def test_every_text_is_used() -> None:
    """By its key, as the title of an output, or by its last part: a column or a code."""
    own = {f"{name}.{part}" for name in ORDER for part in ("title", "place")}
    starts = tuple(set(re.findall(r'f?"([a-z0-9_.]*[._][a-z0-9_]*)(?:\{|" ~)', CODE)))
    unused = [
        key
        for key in TEXTS["en"]
        if key not in own
        and f'"{key}"' not in CODE
        and not key.startswith("population_class.")
        and not key.removeprefix("column.").startswith(starts)
        and not re.search(rf"\b{re.escape(key.rpartition('.')[2])}\b", CODE)
    ]
    assert unused == []


def test_one_meaning_has_one_key() -> None:
    """Beside the header of a column, which may be called as a code is, no two keys say the same."""
    keys = defaultdict(list)
    for key in TEXTS["en"]:
        if not key.startswith("column."):
            keys[TEXTS["en"][key], TEXTS["de"][key]].append(key)
    assert [found for found in keys.values() if len(found) > 1] == []


def test_no_sentence_stands_in_the_code() -> None:
    """German stands in the texts, the contract and the tables."""
    code = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    allowed = re.sub(r'"""(.|\n)*?"""|#.*', "", code)
    assert re.findall(r"\b(?:der|und|oder|Netzwerke|Städte|nach)\b", allowed) == []


def test_a_language_or_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lang is 'fr' \(allowed: en, de\)"):
        Wording("fr")("say.and")
    with pytest.raises(KeyError):
        Wording("en")("say.nothing")


def test_codes_are_named_by_contract_and_texts(data: Dataset) -> None:
    say = Wording("de", data.contract)
    assert say.code("region", "east") == "Ost"
    assert say.code("region", "east", short=False) == "Ostdeutschland"
    assert say.code("region", "moon") == "moon"
    assert list(say.codes("initiative")) == ["total", "missing", "top_down", "bottom_up"]
    assert say.codes("initiative")["total"] == "Insgesamt"
    assert say.column("reach") == "Räumliche Reichweite"
    assert say.column("no_such_column") == "no_such_column"
    assert Wording("en").code("region", "east") == "east"


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ((0.473, 0.1454, 1.0023), "0.47 (0.15–1.002)"),
        ((0.473, 0.1454, 0.9996), "0.47 (0.15–0.9996)"),
        ((1.0028, 0.998, 1.66), "1.003 (0.998–1.66)"),
        ((1.0, 0.0, float("inf")), "1.00 (0.00–∞)"),
        ((0.5, 0.003, 0.99), "0.50 (0.003–0.99)"),
    ],
)
def test_a_limit_is_written_on_its_side_of_1(limits: tuple[float, ...], text: str) -> None:
    assert Wording("en").interval(*limits) == text


def test_numbers_as_each_language_writes_them() -> None:
    german, english = Wording("de"), Wording("en")
    assert german.number(12345.67, 1), english.number(12345.67) == ("12.345,7", "12,346")
    assert (german.number(-0.5, 1), german.number(None)) == ("−0,5", "–")
    assert (english.share(2 / 3), german.share(0.125, 1)) == ("67%", "12,5\N{NO-BREAK SPACE}%")
    assert english.join(["a", "b", "c"]) == "a, b and c"
    assert english.top([("b", 2), ("a", 2), ("c", 1)]) == "a and b (2)"
