"""Files from results: figures, tables, layers and workbooks."""

from roadnet.reports.write import OUTPUTS, write_assessment

__all__ = ["OUTPUTS", "write_assessment"]
