"""Exporting the list of outputs into a folder: measured once, written in every language."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analysis.data import Dataset
from analysis.export import (
    FIGURE_FORMATS,
    save_figure,
    save_numbers,
    save_table,
    write_graph,
)
from analysis.outputs import find_absent, find_outputs
from analysis.outputs.entries import Output, choose

LANGUAGES = ("de", "en")


class Exported(NamedTuple):
    """What an export wrote; what it left out, by name with the reason; what could not be made."""

    written: list[Path]
    skipped: dict[str, str]
    failed: dict[str, str]


def export_outputs(
    data: Dataset,
    folder: str | Path,
    *,
    names: Sequence[str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    formats: Sequence[str] = FIGURE_FORMATS,
    progress: bool = False,
) -> Exported:
    """Export figures, tables and graphs of the list.

    Parameters
    ----------
    data
        The tables.
    folder
        Receives `figures/`, `tables/` and `graph/`.
    names
        Entries of the list; None for all.
    languages
        Of "de" and "en".
    formats
        Of the figures: "svg", "pdf", "png". Tables come in all of theirs.
    progress
        Show a bar on the terminal (stderr).

    Returns
    -------
    Exported
        The paths; the entries left out because the data lack what they need; and those that
        the data contradict, with the message.

    Raises
    ------
    ValueError
        If a name, a language or a format is unknown.
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     exported = export_outputs(load(), folder, names=["tabelle_1"], languages=["de"])
    >>> [path.name for path in exported.written][:2]
    ['tabelle_1_de.csv', 'tabelle_1_de.xlsx']
    """
    from tqdm import tqdm

    exported = Exported([], {}, {})
    chosen = find_outputs(names)
    # None lets tqdm show the bar on a terminal alone.
    with tqdm(chosen, unit="output", disable=None if progress else True) as bar:
        for output in bar:
            bar.set_postfix_str(output.name)
            if reason := find_absent(output, data):
                exported.skipped[output.name] = reason
                continue
            try:
                measured = output.measure(data)
                paths = _export(output, measured, data, Path(folder), languages, formats)
                exported.written.extend(paths)
            except ValueError as error:
                exported.failed[output.name] = str(error)
    return exported


def _export(
    output: Output,
    measured: Any,
    data: Dataset,
    folder: Path,
    languages: Sequence[str],
    formats: Sequence[str],
) -> list[Path]:
    if output.kind == "graph":
        return [write_graph(measured, folder / "graph" / f"{output.name}.graphml")]
    if output.kind == "figure":
        paths = [save_numbers(output.numbers(measured), output.name, folder / "figures")]
        for lang in languages:
            paths += _export_figure(output, measured, data, folder / "figures", lang, formats)
        return paths
    return [
        path
        for lang in languages
        for path in save_table(
            measured,
            output.name,
            folder / "tables",
            lang=lang,
            title=choose(output.title, lang),
            notes=[choose(note, lang) for note in output.notes],
            labels=data.contract,
            short=output.short,
        )
    ]


def _export_figure(
    output: Output, measured: Any, data: Dataset, folder: Path, lang: str, formats: Sequence[str]
) -> list[Path]:
    import matplotlib.pyplot as plt

    if output.draw is None or output.describe is None:
        raise TypeError(f"the entry {output.name!r} is a figure but cannot be drawn")
    figure = output.draw(measured, lang, data.contract)
    try:
        return save_figure(
            figure,
            output.name,
            folder,
            lang=lang,
            title=choose(output.title, lang),
            alt=output.describe(measured, lang, data.contract),
            caption=" ".join(choose(note, lang) for note in output.notes),
            formats=formats,
        )
    finally:
        plt.close(figure)
