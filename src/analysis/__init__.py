"""Coded data, measures and figures on municipal smart-city networks and their members.

The public names stand in the stub beside this file; each is imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
