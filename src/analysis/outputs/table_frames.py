"""The frames behind the tables: measures joined, named and put in order for one table each.

Each function takes the data and returns one frame; what it counts, the measures counted.
"""

import pandas as pd

from analysis.data import Dataset
from analysis.graph.build import relate_networks


def frame_relations(data: Dataset) -> pd.DataFrame:
    """The relations between networks that the report states, with their place in the text.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_relations(load()))
    ['actor', 'role', 'network', 'source']
    """
    graph = relate_networks(data)
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    labels = dict(graph.nodes(data="label"))
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[1]], order[edge[0]]))
    records = [
        (labels[one], found["role"], labels[other], found["source"].replace(";", "; "))
        for one, other, found in edges
    ]
    return pd.DataFrame(records, columns=["actor", "role", "network", "source"], dtype="str")
