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
order_matrix            rows and columns by falling degree
keep_connected          the graph of members in several networks
list_connected          members in the most networks
rank_nodes              betweenness, closeness, articulation points
list_core               the core of the graph
plot_bipartite          the graph in two columns
plot_connected_cities   members in the most networks
plot_membership_matrix  members by networks
plot_shared_members     networks by networks
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
