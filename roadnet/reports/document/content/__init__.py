"""What the report says: each part takes the results and returns blocks, computing nothing."""

from roadnet.reports.document.content.build import build_document

__all__ = ["build_document"]
