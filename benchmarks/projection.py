"""Projections against the bare sparse product of scipy and against networkx."""

from functools import partial

import networkx as nx
from scipy import sparse

from analysis import project_graph, project_matrix
from benchmarks.measuring import Row, measure_memory, time_once, time_pair
from benchmarks.tables import SHAPES, make_table

REPEATS = {"84x10,343": 25, "1,000x100,000": 9, "3,000x400,000": 2}


def _count_bytes(matrix: sparse.csr_array) -> int:
    return matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes


def _measure_networks(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    call = partial(project_matrix, matrix)
    seconds = time_pair(call, lambda: matrix @ matrix.T, repeats=REPEATS[shape])
    peak, result = measure_memory(call)
    room = _count_bytes(matrix) + _count_bytes(result)
    limit = "≤ 1.2" if shape != "84x10,343" else ""
    met = seconds[2] <= 1.2 if limit else None
    return [
        Row(
            "project_matrix", shape, "networks", seconds[0], "scipy product", *seconds[1:],
            limit, met, peak,
        ),
        Row(
            "project_matrix", shape, "networks: peak memory over input + output", seconds[0],
            "input + output", None, peak / room, "≤ 1.0", peak <= room, peak,
        ),
    ]  # fmt: skip


def _make_graph(matrix: sparse.csr_array) -> tuple[nx.Graph, list[tuple[str, int]]]:
    graph = nx.Graph()
    networks = [("network", i) for i in range(matrix.shape[0])]
    graph.add_nodes_from(networks, bipartite=0)
    graph.add_nodes_from((("member", j) for j in range(matrix.shape[1])), bipartite=1)
    rows, columns = (each.tolist() for each in matrix.nonzero())
    graph.add_edges_from(
        (("network", i), ("member", j)) for i, j in zip(rows, columns, strict=True)
    )
    return graph, networks


def _measure_networkx(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    graph, networks = _make_graph(matrix)
    project = partial(nx.bipartite.weighted_projected_graph, graph, networks)
    rows = []
    for name, call, limit in (
        ("project_matrix", partial(project_matrix, matrix), 100),
        ("project_graph", partial(project_graph, graph, onto="network"), None),
    ):
        best, reference, ratio = time_pair(call, project, repeats=5)
        met = None if limit is None else 1 / ratio >= limit
        text = "" if limit is None else f"≥ {limit} times faster"
        rows.append(
            Row(
                name, shape, "networks", best, "networkx weighted_projected_graph", reference,
                1 / ratio, text, met, measure_memory(call)[0],
            )
        )  # fmt: skip
    return rows


def _measure_cities(shape: str) -> list[Row]:
    matrix = make_table(SHAPES[shape])
    call = partial(project_matrix, matrix, onto="member")
    seconds = time_pair(call, lambda: matrix.T @ matrix, repeats=7)
    peak = measure_memory(call)[0]
    rows = [
        Row(
            "project_matrix", shape, "members", seconds[0], "scipy product", *seconds[1:],
            "≤ 2.0", seconds[2] <= 2, peak,
        )
    ]  # fmt: skip
    for options in ({"threshold": 3}, {"top": 10}, {"rows": slice(0, 1000)}):
        cut = partial(call, **options)
        text = "members, " + "".join(
            "1,000 rows" if key == "rows" else f"{key}={value}" for key, value in options.items()
        )
        best = min(time_once(cut) for _ in range(3))
        rows.append(Row("project_matrix", shape, text, best, peak_bytes=measure_memory(cut)[0]))
    return rows


def _measure_refusal(shape: str) -> list[Row]:
    """What would not fit is refused at once; the ways out that the message names are taken."""
    matrix = make_table(SHAPES[shape])
    message = ""

    def refuse() -> None:
        nonlocal message
        try:
            project_matrix(matrix, onto="member")
        except ValueError as refusal:
            message = str(refusal)

    seconds = time_once(refuse)
    clear = all(way in message for way in ("threshold=", "top=", "rows=", "other side"))
    rows = [
        Row(
            "project_matrix", shape, "members: refused before multiplying", seconds,
            limit="refused, ways out named", met=clear, peak_bytes=measure_memory(refuse)[0],
        )
    ]  # fmt: skip
    few = slice(0, 200)
    for options in ({"rows": few, "threshold": 50}, {"rows": few, "top": 10}):
        cut = partial(project_matrix, matrix, onto="member", **options)
        rest = ", ".join(f"{key}={value}" for key, value in options.items() if key != "rows")
        text = f"200 rows of the members, {rest}"
        rows.append(
            Row("project_matrix", shape, text, time_once(cut), peak_bytes=measure_memory(cut)[0])
        )
    return rows


def measure() -> list[Row]:
    """Measure all projections."""
    networks = [row for shape in REPEATS for row in _measure_networks(shape)]
    large = [row for shape in list(SHAPES)[2:] for row in _measure_refusal(shape)]
    return [*networks, *_measure_networkx("84x10,343"), *_measure_cities("84x10,343"), *large]
