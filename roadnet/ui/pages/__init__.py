"""The pages, one module each: inputs, a frozen request, a cached answer, its display."""
