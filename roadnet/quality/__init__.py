"""Data quality: one rule, one function; findings, never exceptions."""

from roadnet.quality.check import check_district

__all__ = ["check_district"]
