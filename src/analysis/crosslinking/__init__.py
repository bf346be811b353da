"""How networks are linked: by what, how closely, and against what degrees alone produce."""
