"""The written report: one document as plain data, and what makes a Word or PDF file of it."""
