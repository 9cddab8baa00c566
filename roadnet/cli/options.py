"""Arguments and options that several commands have, and the words that some of them take.

Help texts are keys of the catalogue; :func:`roadnet.cli.commands.build_command` puts the words of a
language in their place.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class LangChoice(StrEnum):
    """A language on the command line."""

    ZH = "zh"
    EN = "en"


class TargetChoice(StrEnum):
    """What a plan is to mend."""

    ROADS = "roads"
    BUS = "bus"
    LOGISTICS = "logistics"
    ALL = "all"


class MeasureChoice(StrEnum):
    """What a plan counts."""

    VILLAGES = "villages"
    PEOPLE = "people"
    POINTS = "points"


class FormatChoice(StrEnum):
    """What a district is converted to."""

    SHP = "shp"
    GPKG = "gpkg"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    KML = "kml"


class CycleChoice(StrEnum):
    """The calendar that market days follow."""

    LUNAR = "lunar"
    SOLAR = "solar"


Source = Annotated[str, typer.Argument(metavar="SOURCE", help="source", show_default=False)]
Out = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="output")]
OutOrDatabase = Annotated[
    str,
    typer.Option("-o", "--output", metavar="DIR", help="output_or_database", show_default=False),
]
LangOption = Annotated[LangChoice, typer.Option("--lang", help="lang", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="json")]
Tolerance = Annotated[
    float, typer.Option("--join-tolerance", metavar="M", help="tolerance", min=0.0, max=1000.0)
]
EarlierOption = Annotated[
    str | None, typer.Option("--earlier", metavar="SOURCE", help="earlier", show_default=False)
]
Target = Annotated[TargetChoice, typer.Option("--target", help="target")]
Force = Annotated[bool, typer.Option("--force", help="force")]
StandardOption = Annotated[
    str | None, typer.Option("--standard", metavar="ID|FILE", help="standard", show_default=False)
]
