"""Coded data, measures and figures on municipal smart-city networks and their members.

Reading and writing

    load           the tables of a folder, checked
    Dataset        the tables and their contract; DataError lists every fault of them
    save_figure    a figure as SVG, PDF and PNG, with its alternative text
    save_table     a frame as CSV, XLSX, HTML, LaTeX and DOCX
    write_graph    a graph as GraphML, GEXF or Cytoscape JSON
    explore_graph  the graph to explore in a notebook

A module for each notebook; `help(analysis.graph)` lists what it holds

    data           the tables (00)
    foundings      when the networks were founded (01)
    typology       the types of networks (02)
    graph          networks and their members (03)
    crosslinking   which networks are linked (04)
    east_west      participation in eastern and western Germany (05)
    claims         the statements of the report, checked (06)
    statistics     what knows nothing of cities
"""

import warnings
from importlib import import_module
from types import ModuleType
from typing import Any

import lazy_loader

_find, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
ROOMS = (
    "data", "foundings", "typology", "graph", "crosslinking", "east_west", "claims", "statistics",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__ and not name.startswith("_"):
        for room in ROOMS:  # names of version 0.1, which stood here
            found = getattr(import_module(f"analysis.{room}"), name, None)
            if found is not None and not isinstance(found, ModuleType):
                where = f"analysis.{room}.{name}"
                warnings.warn(f"analysis.{name} is now {where}", DeprecationWarning, stacklevel=2)
                return found
    return _find(name)
