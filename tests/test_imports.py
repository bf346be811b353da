"""The import ladder, read from the source: modules see only what stands on a rung below."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import lazy_loader
import pytest

import analysis

SOURCE = Path(analysis.__file__).parent
RUNGS = (
    ("contract", "data.faults", "page"),
    ("data.reading",),
    ("data.validation", "data.rules"),
    ("data.dataset",),
    ("data.loading", "data.selection"),
    ("data", "words", "headers", "modes"),
    ("style", "dating", "clustering", "products"),
    (
        "timeline", "typology", "graph", "projection", "layout", "nestedness", "ranking",
        "agreement", "tables", "page.sortable", "page.bokehplot",
        "figures.timeline", "figures.periods", "figures.maps", "figures.matrices",
        "figures.networks",
        "figures.rates", "figures.verdicts", "figures.ratios", "figures.crosslinks",
        "figures.evidence", "figures.mixing", "figures.cities", "figures.typesetting",
    ),
    (
        "figures.regions", "figures.specifications", "figures.bounds", "figures.crosstab",
        "figures.typelist", "hubs",
    ),
    ("figures", "figures.texts", "nullmodels.margins", "page.explorer"),
    ("inference", "inference.binomials", "inference.resampling"),
    ("nullmodels.tails", "nullmodels.correction", "nullmodels.trades", "inference.unconditional"),
    ("nullmodels.configuration", "nullmodels.curveball", "inference.ratios"),
    ("nullmodels.fixed", "inference.strata"),
    ("nullmodels.mixing",),
    ("nullmodels",),
    ("participation", "participation.denominators", "participation.coverage"),
    ("participation.counts",),
    ("participation.regions", "participation.territories"),
    ("participation.specifications", "participation.equalsize"),
    ("participation.bounds", "participation.headlines"),
    ("crosslinking", "crosslinking.overlap", "crosslinking.definitional"),
    ("crosslinking.layers", "crosslinking.blocks", "crosslinking.links"),
    ("crosslinking.pairs", "crosslinking.structure", "crosslinking.blocktests"),
    ("crosslinking.sensitivity",),
    ("crosslinking.omission",),
    ("claims.findings", "claims.coding"),
    ("claims.scope", "claims.recording"),
    (
        "claims.networks", "claims.foundings", "claims.actors", "claims.places", "claims.links",
        "claims.regions",
    ),
    ("claims.gaps", "claims.printing"),
    ("claims.checking",),
    ("claims",),
    ("outputs.sources", "outputs.needs", "outputs.places"),
    (
        "outputs.entries", "outputs.captions", "outputs.figure_frames", "outputs.table_frames",
        "outputs.crosslink_captions", "outputs.crosslink_frames", "outputs.region_captions",
        "outputs.region_frames", "outputs.table_notes",
    ),
    ("outputs.typology_captions",),
    (
        "outputs.figure_entries", "outputs.table_entries", "outputs.claim_entries",
        "outputs.crosslink_tables", "outputs.region_entries", "outputs.crosslink_findings",
    ),
    ("outputs.crosslink_entries", "outputs.findings"),
    ("outputs", "export.formats", "export.layouts"),
    ("export.graphs", "export.spreadsheets", "export.typesetting"),
    ("export.documents",),
    ("export", "export.provenance", "page.exported"),
    ("export.batch", "export.manifest", "page.building"),
    ("export.command",),
    ("__main__",),
)  # fmt: skip
RUNG = {name: rung for rung, names in enumerate(RUNGS) for name in names}
FIGURES = tuple(name for name in RUNG if name.split(".")[0] == "figures")
DRAWING = ("figures", "style", "bokehplot", "outputs", "export", "page", "__main__")
PATHS = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
    if path != SOURCE / "__init__.py"
}
MODULES = list(PATHS)


def walk_code(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the nodes that are run: what stands under TYPE_CHECKING is left out."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from walk_code(child)


def list_imports(module: str) -> set[str]:
    """Names of all modules that a module imports, those within functions included."""
    found = set()
    for node in walk_code(ast.parse(PATHS[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            # What is imported from a package may be one of its modules.
            within = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = {name for name in within if name.removeprefix("analysis.") in PATHS}
            found |= modules or {str(node.module)}
    return found


def list_own(module: str) -> set[str]:
    names = list_imports(module)
    return {name.removeprefix("analysis.") for name in names if name.startswith("analysis.")}


@pytest.mark.parametrize("module", MODULES)
def test_module_sees_only_lower_rungs(module: str) -> None:
    assert module in RUNG, f"{module} stands on no rung of the ladder"
    wrong = {name for name in list_own(module) if RUNG.get(name, len(RUNGS)) >= RUNG[module]}
    assert not wrong, f"{module} imports {sorted(wrong)} from its own rung or one above"


@pytest.mark.parametrize("module", [*FIGURES, "tables"])
def test_figures_and_tables_measure_nothing(module: str) -> None:
    allowed = {"contract", "style", "words", "headers", *FIGURES}
    assert list_own(module) <= allowed


@pytest.mark.parametrize("module", MODULES)
def test_matplotlib_stays_where_it_is_drawn(module: str) -> None:
    packages = {name.split(".")[0] for name in list_imports(module)}
    assert "matplotlib" not in packages or module.split(".", maxsplit=1)[0] in DRAWING


def test_every_public_name_can_be_imported() -> None:
    stub = ast.parse((SOURCE / "__init__.pyi").read_text("utf-8"))
    named = [alias.name for node in stub.body if isinstance(node, ast.ImportFrom)
             for alias in node.names]  # fmt: skip
    assert sorted(named) == sorted(analysis.__all__) == sorted(set(named))
    for name in named:
        assert getattr(analysis, name) is not None
    assert lazy_loader.__name__ not in named


def test_package_face_is_lazy() -> None:
    """The import loads neither pandas nor the library: only the first use of a name does."""
    code = (
        "import sys, analysis\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'networkx', 'scipy', 'frictionless'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "analysis.load\n"
        "assert 'pandas' in sys.modules\n"
        "assert not {'matplotlib', 'networkx', 'frictionless'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
