"""Files from results: figures, tables, layers and workbooks."""

from typing import Final

OUTPUTS: Final = ("assessment.gpkg", "gaps.xlsx", "villages.csv", "map.html", "summary.json")
"""Names of the files that an assessment is written to.

The summary is replaced last: where it is new, everything is.
"""
