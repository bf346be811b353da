"""Participation in eastern and western Germany."""
