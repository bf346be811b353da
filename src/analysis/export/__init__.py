"""Files: figures, tables and graphs, written whole or not at all."""
