"""What a text cites, and how much of it rests on nothing."""

from __future__ import annotations

import pytest

from exercises.analysis.citations import cited, grounds, sentences
from exercises.analysis.prose import Cite, to_html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Weak courts (PO-17).", [(17, "supports")]),
        ("PO-2, PO-1 and PO-2 again", [(2, "supports"), (1, "supports")]),
        ("contra PO-3, PO-4", [(3, "contradicts"), (4, "supports")]),
        ("(contra\nPO-3) but PO-3", [(3, "contradicts"), (3, "supports")]),
        ("XPO-1 PO-1x PO-1234567 po-1 PO- 1", []),
    ],
)
def test_what_is_cited(text: str, found: list[tuple[int, str]]) -> None:
    assert cited(text) == found


@pytest.mark.parametrize(
    ("text", "count", "with_one"),
    [
        ("", 0, 0),
        ("One. Two (PO-1). Three?", 3, 1),
        ("Said “so.” (PO-1) Then more.", 2, 1),
        ("- first line (PO-1)\n- second line\n\n1. third", 3, 1),
        ("10.5 %. 3.", 0, 0),
    ],
)
def test_sentences_are_counted_and_those_that_cite(text: str, count: int, with_one: int) -> None:
    found = grounds(text)
    assert (found.sentences, found.cited, found.bare) == (count, with_one, count > 0 and with_one == 0)


def test_a_long_text_without_an_end_costs_no_time() -> None:
    """Brackets that never close, and figures without a letter, must not be tried in every way."""
    hostile = "So it is. (" + "PO-1 " * 800
    assert grounds(hostile).sentences == 2
    assert grounds("1" * 4_000).sentences == 0


def test_a_citation_after_the_full_stop_belongs_to_its_sentence() -> None:
    assert sentences("It fails. (PO-2) Others hold on.") == ["It fails. (PO-2)", "Others hold on."]


CITES = {17: Cite("/x/a/options/17/", 'Say "no" <b>')}


def test_a_citation_becomes_a_link_with_its_title() -> None:
    link = (
        '<a href="/x/a/options/17/" title="Say &quot;no&quot; &lt;b&gt;" rel="noopener noreferrer nofollow">PO-17</a>'
    )
    assert to_html("On *this* (contra PO-17), not PO-18.", CITES) == (
        f"<p>On <em>this</em> (contra {link}), not PO-18.</p>\n"
    )


@pytest.mark.parametrize("text", ["`PO-17`", "    PO-17"])
def test_code_cites_nothing(text: str) -> None:
    assert "href" not in to_html(text, CITES)


def test_inside_a_link_of_the_writers_own_it_stays_words_and_no_title_gets_through() -> None:
    own = to_html('[see PO-17](/x/ "shown") PO-17', CITES)
    assert (own.count("<a "), own.count("title="), "shown" in own) == (2, 1, False)
