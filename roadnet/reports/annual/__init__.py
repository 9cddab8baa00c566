"""The annual summary: paragraphs of text whose figures come from an assessment."""
