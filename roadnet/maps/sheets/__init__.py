"""Printed maps: one sheet of paper with legend, scale bar, north arrow, inset and sources.

Layout by the habits of Chinese thematic maps: title at the top centre, legend at the lower left,
north arrow at the upper right, scale bar in km, footer with reference system, date, maker and an
empty map-approval line. Places in the district's own metric system, so that the scale bar holds
everywhere on the sheet. No national outline is ever drawn.
"""
