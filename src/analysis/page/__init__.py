"""The report page, and the graph to explore within it or in JupyterLab."""
