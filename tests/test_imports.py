"""The house, read from the source: folders stand on floors, and see only floors below."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import analysis

SOURCE = Path(analysis.__file__).parent
FLOORS = (
    ("data", "statistics"),
    ("presentation",),
    ("foundings", "typology", "graph", "export"),
    ("crosslinking", "east_west"),
    ("claims",),
    ("catalogue",),
    ("report",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# Within a room: what is drawn sees what is measured, what is exported sees both.
STEP = {"figures": 1, "map": 1, "outputs": 2}
DRAWING = ("presentation", "catalogue", "export", "report", "__main__")
MODULES = {
    path.relative_to(SOURCE).with_suffix("").parts: ast.parse(path.read_text("utf-8"))
    for path in sorted(SOURCE.rglob("*.py"))
    if path.name != "__init__.py"
}


def walk_code(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the nodes that are run: what stands under TYPE_CHECKING is left out."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from walk_code(child)


def list_imports(tree: ast.AST) -> Iterator[list[str]]:
    """The modules imported, by the parts of their names; those within functions included."""
    for node in walk_code(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            whole = f"{node.module}".split(".")
            yield from ([*whole, alias.name] for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)


def test_folders_see_only_floors_below() -> None:
    wrong = []
    for module, tree in MODULES.items():
        for package, *name in list_imports(tree):
            if package != "analysis" or name[0] == module[0]:
                continue
            if FLOOR.get(name[0], len(FLOORS)) >= FLOOR[module[0]]:
                wrong.append(f"{'.'.join(module)} imports {'.'.join(name)}")
    assert not wrong


def test_within_a_room_measures_come_before_figures_and_outputs() -> None:
    wrong = []
    for module, tree in MODULES.items():
        own = STEP.get(module[-1], 0)
        for package, *name in list_imports(tree):
            if package == "analysis" and name[0] == module[0] and STEP.get(name[1], 0) > own:
                wrong.append(f"{'.'.join(module)} imports {'.'.join(name)}")
            drawing = own or module[0] in (
                "presentation",
                "catalogue",
                "report",
                "__main__",
                "export",
            )
            if package == "matplotlib" and not drawing:
                wrong.append(f"{'.'.join(module)} imports matplotlib")
    assert not wrong


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
