"""The bipartite graph of networks and members: notebook 03.

build_graph             graph of networks and the members in them
tabulate_memberships    members by networks as a table
incidence               the same as a 0/1 frame
shared_members          members that each two networks share
relate_networks         directed graph of stated relations
describe_graph          sizes, density, components
describe_nodes          degree and partners of each node
project_graph           projection onto networks or members
project_matrix          the same for large tables, sparse
place_nodes             positions in two columns with few crossings
keep_connected          the graph of members in several networks
rank_nodes              betweenness, closeness, articulation points
list_core               the core of the graph
plot_bipartite          networks between their members
plot_membership_matrix  members by networks
plot_shared_members     networks by networks
"""

from analysis.graph.build import build_graph as build_graph
from analysis.graph.build import incidence as incidence
from analysis.graph.build import relate_networks as relate_networks
from analysis.graph.build import shared_members as shared_members
from analysis.graph.build import tabulate_memberships as tabulate_memberships
from analysis.graph.figures import plot_bipartite as plot_bipartite
from analysis.graph.figures import plot_membership_matrix as plot_membership_matrix
from analysis.graph.figures import plot_shared_members as plot_shared_members
from analysis.graph.projection import describe_graph as describe_graph
from analysis.graph.projection import describe_nodes as describe_nodes
from analysis.graph.projection import project_graph as project_graph
from analysis.graph.projection import project_matrix as project_matrix
from analysis.graph.structure import keep_connected as keep_connected
from analysis.graph.structure import list_core as list_core
from analysis.graph.structure import place_nodes as place_nodes
from analysis.graph.structure import rank_nodes as rank_nodes
