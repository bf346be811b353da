"""How fast the library is, against references that run beside it: `make bench`."""
