"""A what-if scenario put together by hand: places and roads are chosen by name, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from roadnet.planning.scenario import Scenario, Step, from_toml, to_toml
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.components.wgs import villages_wgs

_KEY: Final = "scenario_steps"
_OF_ROADS: Final = ("close_road", "open_road", "harden_road")
_KINDS: Final = (
    *_OF_ROADS, "add_link", "add_stop", "set_service", "remove_stop", "add_node", "add_zone",
)  # fmt: skip
_TIERS: Final = ("village", "township")


def ask_scenario(result: Result, lang: Lang) -> Scenario | None:
    """Show the steps chosen so far and the form for a further one; return what is to be run."""
    steps: list[Step] = st.session_state.setdefault(_KEY, [])
    kind = st.selectbox(
        tr("compare.page.kind", lang),
        _KINDS,
        format_func=lambda each: tr(f"compare.kind.{each}", lang),
        key="scenario_kind",
    )
    with st.form("scenario", border=True):
        values = _values(result, kind, lang)
        if st.form_submit_button(tr("compare.page.add", lang)) and values:
            steps.append(Step(kind, values))
            st.rerun()
    _show_steps(result, steps, lang)
    _files(steps, lang)
    ready = st.button(
        tr("compare.page.run", lang), type="primary", disabled=not steps, key="run_scenario"
    )
    if ready:
        st.session_state["scenario_run"] = (result.request, tuple(steps))
    request, chosen = st.session_state.get("scenario_run", (None, ()))
    return Scenario("what-if", chosen) if request == result.request and chosen else None


def _values(result: Result, kind: str, lang: Lang) -> dict[str, Any]:
    if kind in _OF_ROADS:
        ids = _choose(result, "roads", "road_id", lang, many=True)
        return {"ids": ids} if ids else {}
    if kind in ("set_service", "remove_stop"):
        return _stops(result, kind, lang)
    if kind == "add_zone":
        ids = _choose(result, "villages", "village_id", lang, many=True)
        return {"village_ids": ";".join(ids)} if ids else {}
    first = _place(result, "from" if kind == "add_link" else "at", lang)
    if kind == "add_link":
        second = _place(result, "to", lang)
        apart = first is not None and second is not None and first != second
        return {"line": [first, second]} if apart else {}
    if first is None:
        return {}
    if kind == "add_node":
        tier = st.selectbox(
            tr("compare.page.tier", lang),
            _TIERS,
            format_func=lambda each: tr(f"layers.values.logistics.tier.{each}", lang),
        )
        return {"at": first, "tier": tier, "dispatch_days_per_week": 5.0}
    return {"at": first, "service_days_per_week": float(_days(lang))}


def _stops(result: Result, kind: str, lang: Lang) -> dict[str, Any]:
    ids = _choose(result, "stops", "stop_id", lang, many=True)
    days = _days(lang) if kind == "set_service" else 0
    if not ids:
        return {}
    return {"ids": ids, "service_days_per_week": float(days)} if days else {"ids": ids}


def _days(lang: Lang) -> int:
    return int(
        st.number_input(tr("compare.page.days", lang), min_value=1, max_value=7, value=7, step=1)
    )


def _choose(result: Result, layer: str, column: str, lang: Lang, *, many: bool) -> list[str]:
    frame = result.assessment.district.layers.get(layer)
    names = _names(frame, column) if frame is not None else {}
    return st.multiselect(
        tr(f"layers.{layer}", lang),
        list(names),
        format_func=lambda key: to_markdown(names[key])[:100],
        placeholder=tr("plan.page.none_chosen", lang),
        key=f"scenario_{layer}",
    )


def _names(frame: Any, column: str) -> Mapping[str, str]:
    ids = frame[column].astype(str)
    said = frame["name"].fillna("").astype(str) if "name" in frame else ids
    return {key: f"{name} {key}".strip() for key, name in zip(ids, said, strict=True)}


def _place(result: Result, which: str, lang: Lang) -> list[float] | None:
    """Return the place of a village chosen by name, longitude and latitude."""
    villages = villages_wgs(result)
    names = _names(result.assessment.villages, "village_id")
    keys = list(names)
    key = st.selectbox(
        tr(f"compare.page.{which}", lang),
        keys,
        index=None,
        format_func=lambda one: to_markdown(names[one])[:100],
        placeholder=tr("plan.page.none_chosen", lang),
        key=f"scenario_place_{which}",
    )
    if key is None:
        return None
    at = result.assessment.villages["village_id"].astype(str).tolist().index(key)
    point = villages.geometry.iloc[at]
    return [round(float(point.x), 7), round(float(point.y), 7)]


def _show_steps(result: Result, steps: list[Step], lang: Lang) -> None:
    for number, step in enumerate(list(steps)):
        left, right = st.columns([6, 1], vertical_alignment="center")
        what = step.values.get("ids") or step.values.get("village_ids") or ""
        said = ", ".join(what) if isinstance(what, list) else str(what)
        left.caption(
            to_markdown(f"{number + 1}. {tr(f'compare.kind.{step.kind}', lang)} {said}")[:300]
        )
        if right.button(tr("compare.page.drop", lang), key=f"scenario_drop_{number}"):
            steps.pop(number)
            st.rerun()


def _files(steps: list[Step], lang: Lang) -> None:
    """Hand the scenario over as a file, or take one in."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    left.download_button(
        tr("compare.page.save", lang),
        to_toml(Scenario("what-if", tuple(steps))).encode("utf-8"),
        file_name="scenario.toml",
        mime="application/toml",
        disabled=not steps,
        on_click="ignore",
    )
    given = right.file_uploader(tr("compare.page.load", lang), type=["toml"], key="scenario_file")
    if given is not None and st.session_state.get("scenario_seen") != given.file_id:
        st.session_state["scenario_seen"] = given.file_id
        text = given.getvalue().decode("utf-8-sig", errors="replace")
        steps[:] = list(from_toml(text, file=given.name).steps)
        st.rerun()
