"""The command line: exit codes, messages, no traceback."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.catalogue import OUTPUTS
from analysis.export.files import TABLE_FORMATS
from tests.conftest import Damage

Capture = pytest.CaptureFixture[str]


def test_check_counts(capsys: Capture, small_folder: Path) -> None:
    assert main(["check", str(small_folder)]) == 0
    captured = capsys.readouterr()
    counts = ["networks.csv: 4 rows", "members.csv: 9 rows", "memberships.csv: 10 rows"]
    assert captured.out.splitlines() == [*counts, "no faults"]
    assert captured.err == ""


def test_check_names_every_fault(capsys: Capture, small_folder: Path, damage: Damage) -> None:
    damage("networks.csv", 4, "category", "galactic")
    damage("networks.csv", 4, "founded", "soon")
    damage("memberships.csv", 2, "member_id", "nowhere")
    assert main(["check", str(small_folder)]) == 1
    captured = capsys.readouterr()
    for fault in ("networks.csv:4 category: 'galactic'", "networks.csv:4 founded: 'soon'",
                  "memberships.csv:2 member_id: 'nowhere'"):  # fmt: skip
        assert fault in captured.out
    lines = captured.out.splitlines()
    assert captured.err.startswith(f"faults: {len(lines)}, files: 2")


def test_check_announces_repairs(capsys: Capture, small_folder: Path) -> None:
    path = small_folder / "members.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert main(["check", str(small_folder)]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("repaired: members.csv: ")
    assert "no faults" in captured.out


def test_check_of_no_folder(capsys: Capture, tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert "networks.csv" in capsys.readouterr().out


def test_list_names_everything(capsys: Capture) -> None:
    assert main(["list", "--lang", "de"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [[output.name, output.kind] for output in OUTPUTS]
    assert [line.split()[:2] for line in lines] == [*names, ["page", "page"]]
    assert "Gründung der Netzwerke" in lines[0]


def test_a_reader_that_stops_early(tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -u -m analysis list | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("timeline")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--lang", "fr"], "unknown language: fr (allowed: de, en)"),
        (["--lang", ","], "unknown language: none"),
        (["--formats", "svg,gif"], "unknown format: gif (allowed: svg, pdf, png)"),
        (["--width", "120"], "unknown width in mm: 120 (allowed: 170, 85)"),
        (["--texts", "caption"], "unknown text: caption (allowed: title, source, none)"),
        (["--only", "timelne"], "error: no output is called 'timelne' (near: timeline"),
        (["--only", "xyz"], "error: no output is called 'xyz'; `list` shows all"),
        (["--only", ","], "error: --only names nothing; `list` shows all names"),
        (["--only", ""], "error: --only names nothing; `list` shows all names"),
    ],
)
def test_unknown_settings(capsys: Capture, tmp_path: Path, words: list[str], message: str) -> None:
    assert main(["export", "--out", str(tmp_path / "x"), *words]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_written(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        assert main(["export", "--out", str(place)]) == 1
        message = f"error: {tmp_path / 'file'} is a file: --out takes a folder\n"
        assert capsys.readouterr().err == message
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_without_permission_is_refused_at_once(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("analysis.report.run.os.access", lambda *_: False)
    assert main(["export", "--out", str(tmp_path / "x")]) == 1
    message = f"error: {tmp_path} cannot be written: choose another folder with --out\n"
    assert capsys.readouterr().err == message
    assert list(tmp_path.iterdir()) == []


def test_widths_and_texts_of_figures(capsys: Capture, tmp_path: Path) -> None:
    names = "periods,map,shared_members"
    words = ["export", "--only", names, "--lang", "de", "--formats", "svg"]
    assert main([*words, "--width", "85", "--out", str(tmp_path / "a")]) == 0
    assert "left out: shared_members is composed for 170 mm alone" in capsys.readouterr().out
    files = {path.name for path in (tmp_path / "a" / "figures").glob("*.svg")}
    assert files == {"periods_85mm_de.svg", "map_85mm_de.svg"}
    sizes = {}
    for texts in ("none", "source", "title,source"):
        out = tmp_path / texts
        single = [*words[:2], "periods", *words[3:], "--width", "170"]
        assert main([*single, "--texts", texts, "--out", str(out)]) == 0
        svg = (out / "figures" / "periods_de.svg").read_text(encoding="utf-8")
        found = re.search(r'height="([\d.]+)pt"', svg)
        assert found is not None
        sizes[texts] = float(found[1])
        assert "<title>15 von 34 Netzwerken entstanden 2015 bis 2020" in svg
        # Glyphs are paths: matplotlib names the text in a comment.
        assert ("<!-- 15 von 34 Netzwerken entstanden 2015 bis 2020" in svg) == ("title" in texts)
        assert ("<!-- Quelle: eigene Darstellung" in svg) == ("source" in texts)
    assert sizes["none"] < sizes["source"] < sizes["title,source"]


def test_nothing_to_write_is_an_error(capsys: Capture, small_folder: Path, tmp_path: Path) -> None:
    words = ["--data", str(small_folder), "--out", str(tmp_path / "o" / "p"), "--only"]
    assert main(["export", *words, "regional_rates"]) == 1
    captured = capsys.readouterr()
    expected = "error: nothing to write: regional_rates needs the table municipalities.csv\n"
    assert captured.err == expected
    assert "left out: regional_rates needs the table" in captured.out
    assert not (tmp_path / "o").exists()


def test_a_failed_export_leaves_no_empty_folder(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("analysis.export.files.os.fsync", fail)
    out = tmp_path / "o"
    assert main(["export", "--out", str(out), "--only", "tabelle_1"]) == 1
    assert capsys.readouterr().err == "error: disk full\n"
    assert not out.exists()
    out.mkdir()  # a folder that was there stays
    assert main(["export", "--out", str(out), "--only", "tabelle_1"]) == 1
    assert list(out.iterdir()) == []


def test_export_of_own_tables_leaves_out_and_says_so(small_folder: Path, tmp_path: Path) -> None:
    names = ["tabelle_1", "participation_by_state", "page"]
    words = ["--data", str(small_folder), "--out", "o", "--lang", "en", "--only", ",".join(names)]
    command = [sys.executable, "-m", "analysis", "export", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "left out: participation_by_state needs the table municipalities.csv" in done.stdout
    tables = {f"tabelle_1_en.{form}" for form in TABLE_FORMATS}
    names = {path.name for path in (tmp_path / "o").rglob("*.*")}
    assert names == {"index.html", "manifest.json"} | tables
    assert done.stderr == ""  # no bar where nobody watches
