"""How colours look to those who see fewer of them, and in a print without colour.

Dichromacy is simulated after Machado, Oliveira and Fernandes (2009): A physiologically-based model
for simulation of color vision deficiency, IEEE Transactions on Visualization and Computer Graphics
15(6), 1291–1298, at severity 1 (deuteranopia, protanopia; for tritanopia their approximation).
Differences are CIEDE2000: Sharma, Wu and Dalal (2005), Color Research & Application 30(1), 21–30.
"""

import itertools
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

with warnings.catch_warnings(), np.printoptions():
    # On import the library may say which optional libraries it lacks, and it changes how numpy
    # prints, which the examples in docstrings would notice.
    warnings.simplefilter("ignore")
    import colour

VISIONS = ("normal", "deuteranopia", "protanopia", "tritanopia", "grey")
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@cache
def see(color: str, vision: str) -> tuple[float, float, float]:
    """A colour in CIE Lab, as seen."""
    linear = colour.cctf_decoding(np.array(to_rgb(color)))
    if vision == "grey":
        linear = np.full(3, linear @ LUMINANCE)
    elif vision != "normal":
        name = vision.replace("opia", "omaly").capitalize()  # at severity 1
        matrix = colour.CVD_MATRICES_MACHADO2010[name][1.0]
        linear = np.clip(matrix @ linear, 0, 1)
    lab: Any = colour.XYZ_to_Lab(colour.sRGB_to_XYZ(colour.cctf_encoding(linear)))
    return tuple(lab.tolist())


def differ(one: str, other: str, vision: str) -> float:
    """The difference of two colours, as seen."""
    return float(colour.delta_E(see(one, vision), see(other, vision), method="CIE 2000"))


def least_difference(colors: Iterable[str], visions: Iterable[str] = VISIONS) -> float:
    """The smallest difference of any two colours in any kind of vision."""
    pairs = itertools.combinations(colors, 2)
    return min(differ(one, other, vision) for (one, other) in pairs for vision in visions)
