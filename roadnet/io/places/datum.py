"""Seven parameters from a local datum to CGCS2000, as a user gives them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatumShift:
    """Seven parameters from a local datum to CGCS2000, position vector convention (EPSG 9606).

    ``dx``, ``dy``, ``dz`` in metres, ``rx``, ``ry``, ``rz`` in seconds of arc, ``scale_ppm`` in
    parts per million. In this convention, which Chinese surveying software calls Bursa-Wolf
    (Bursa), a positive ``rz`` turns the position eastwards; parameters of the coordinate frame
    convention have the signs of the three angles reversed.
    """

    dx: float = 0.0
    dy: float = 0.0
    dz: float = 0.0
    rx: float = 0.0
    ry: float = 0.0
    rz: float = 0.0
    scale_ppm: float = 0.0
