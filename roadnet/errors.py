"""What could not be done: one domain error with a code, its figures and a way to mend it."""

from __future__ import annotations

from roadnet.text import DEFAULT_LANG, Lang, tr


class RoadnetError(Exception):
    """A fault that a person can mend: bad input, a missing file, a setting that cannot hold.

    The text is ``errors.<code>.message`` followed by ``errors.<code>.mend`` in the catalogue; the
    faces (command line, app) show it in the reader's language and never a traceback.

    Parameters
    ----------
    code
        A stable snake_case name that has both texts in the catalogue.
    params
        What the texts name: the file, the rows, the figures.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def message(self, lang: Lang = DEFAULT_LANG) -> str:
        """Say what is wrong and how to mend it, in ``lang``."""
        what = tr(f"errors.{self.code}.message", lang, **self.params)
        mend = tr(f"errors.{self.code}.mend", lang, **self.params)
        return f"{what} {mend}"

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[object, ...]:
        # The default loses keyword arguments; the error must survive the way out of a child.
        return (_rebuild, (self.code, self.params))


def _rebuild(code: str, params: dict[str, object]) -> RoadnetError:
    return RoadnetError(code, **params)
