"""The agreement of the two coding passes: a coefficient by hand, and the README's part."""

import csv
from pathlib import Path

import pytest

from tools.renew_readme import CODING, compare_cells, compare_rows, renew, replace_block


def write(path: Path, header: str, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


@pytest.fixture
def codings(tmp_path: Path) -> Path:
    """Four networks coded twice, one cell apart; one membership that the second pass lacks."""
    for coder, last in (("first", "b"), ("second", "a")):
        networks = ["n1,a", "n2,a", "n3,b", f"n4,{last}"]
        write(tmp_path / coder / "networks.csv", "network_id,term", *networks)
        actor = "old-name" if coder == "first" else "new-name"
        write(tmp_path / coder / "members.csv", "member_id,kind", f"{actor},company")
        rows = [f"n1,{actor},member,3.1", f"n2,{actor},carrier,3.2"]
        kept = rows if coder == "first" else rows[:1]
        write(tmp_path / coder / "memberships.csv", "network_id,member_id,role,source", *kept)
    write(tmp_path / "same_actor.csv", "first_id,second_id", "old-name,new-name")
    return tmp_path


def test_alpha_by_hand(codings: Path) -> None:
    # Coincidences of four units: aa 4, bb 2, ab 1, ba 1; n_a = 5, n_b = 3, n = 8.
    # Observed disagreement 2/8, expected 2·5·3/(8·7): α = 1 − (2/8)/(30/56) = 8/15.
    term = compare_cells(codings).loc[("networks", "term")]
    assert term["equal"] == 3
    assert term["agreement"] == 0.75
    assert term["alpha"] == pytest.approx(8 / 15)
    assert compare_cells(codings).loc[("members", "kind")].isna()["alpha"]  # nothing varies


def test_rows_of_one_pass_alone(codings: Path) -> None:
    rows = compare_rows(codings).loc["memberships"]
    assert rows[["both", "only_first", "only_second"]].tolist() == [1, 1, 0]
    assert rows[["precision", "recall"]].tolist() == [1, 0.5]
    assert compare_rows(codings).loc["members", "both"] == 1  # spelled differently


def test_the_matching_of_actors_is_needed_and_right() -> None:
    """Each pair joins an id of the first pass to one of the second that the other lacks."""
    ids = {}
    for coder in ("first", "second"):
        with (CODING / coder / "members.csv").open(encoding="utf-8", newline="") as file:
            ids[coder] = {row["member_id"] for row in csv.DictReader(file)}
    with (CODING / "same_actor.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["first_id"], row["second_id"]) for row in csv.DictReader(file)]
    assert {first for first, _ in pairs} == ids["first"] - ids["second"]
    assert {second for _, second in pairs} == ids["second"] - ids["first"]


def test_readme_holds_what_follows_from_the_data() -> None:
    text = (CODING.parent / "README.md").read_text(encoding="utf-8")
    assert renew(text) == text, "run `make refresh`"


def test_blocks_are_renewed_between_their_markers() -> None:
    text = "a <!-- d:begin -->old<!-- d:end --> b"
    once = replace_block(text, "d", "new \\1\n")
    assert once == "a <!-- d:begin -->\n\nnew \\1\n\n<!-- d:end --> b"
    assert replace_block(once, "d", "new \\1\n") == once
    with pytest.raises(ValueError, match="e:begin"):
        replace_block(text, "e", "x")
