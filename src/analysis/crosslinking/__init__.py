"""Which networks are linked, and whether more than chance would link them: notebook 04.

combine_layers         shared members, organisations, relations of each pair
list_links             linked pairs with their evidence
mark_definitional      pairs that a definition links or excludes
compare_blocks         links within and between blocks of networks
judge_overlaps         overlap of each pair against fixed degrees
judge_blocks           links of blocks against chance
judge_structure        clustering, nestedness, linked pairs against chance
join_layers            links of blocks over all layers
compare_scopes         findings on overlaps under other scopes
compare_structures     findings on structure under other scopes
contrast_models        two null models side by side
omit_each_network      findings without each network in turn
plot_cross_links       matrix of linked pairs
plot_overlap_evidence  observed overlaps and chance
plot_structure         observed structure and chance
plot_mixing            how fast the sampling forgets
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
