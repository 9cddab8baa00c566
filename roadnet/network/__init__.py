"""The network: from raw lines to nodes and edges, and what is asked of them."""
