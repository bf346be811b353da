"""Which networks are linked, and whether more than chance would link them: notebook 04.

combine_layers         shared members, organisations, relations of each pair
list_links             linked pairs with their evidence
mark_definitional      pairs that a definition links or excludes
compare_blocks         links within and between blocks of networks
tabulate_allowed       the table that is tested, and what the networks' rules admit
judge_overlaps         overlap of each pair against fixed degrees
judge_blocks           links of blocks against chance
judge_structure        clustering, nestedness, linked pairs against chance
join_layers            links of blocks over all layers
trace_links            on what the links rest
compare_scopes         findings on overlaps under other scopes
compare_structures     findings on structure under other scopes
omit_each_network      findings without each network in turn
plot_cross_links       matrix of linked pairs
plot_overlap_evidence  observed overlaps and chance
plot_structure         observed structure and chance
"""

from analysis.crosslinking.chance import judge_blocks as judge_blocks
from analysis.crosslinking.chance import judge_overlaps as judge_overlaps
from analysis.crosslinking.chance import judge_structure as judge_structure
from analysis.crosslinking.chance import tabulate_allowed as tabulate_allowed
from analysis.crosslinking.figures import plot_cross_links as plot_cross_links
from analysis.crosslinking.figures import plot_overlap_evidence as plot_overlap_evidence
from analysis.crosslinking.figures import plot_structure as plot_structure
from analysis.crosslinking.networks import combine_layers as combine_layers
from analysis.crosslinking.networks import compare_blocks as compare_blocks
from analysis.crosslinking.networks import join_layers as join_layers
from analysis.crosslinking.networks import list_links as list_links
from analysis.crosslinking.networks import mark_definitional as mark_definitional
from analysis.crosslinking.networks import trace_links as trace_links
from analysis.crosslinking.robustness import compare_scopes as compare_scopes
from analysis.crosslinking.robustness import compare_structures as compare_structures
from analysis.crosslinking.robustness import omit_each_network as omit_each_network
