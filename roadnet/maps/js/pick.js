/* The pointer: what stands under it, its tooltip, its highlight, and what a click tells. */
(function (R) {
  "use strict";

  const ORDER = ["points", "lines", "areas"];
  const REACH_PX = 7;
  const TOUCH_REACH_PX = 16;

  R.Picker = class {
    constructor(map, stack, card) {
      this._map = map;
      this._stack = stack;
      this._card = card;
      this._tip = R.make("div", "rn-tip", null, map.getContainer());
      this._tip.hidden = true;
      const pane = map.createPane("rn-highlight");
      pane.style.zIndex = 420;
      pane.style.pointerEvents = "none";
      this._hoverMark = L.layerGroup().addTo(map);
      this._chosenMark = L.layerGroup().addTo(map);
      map.on("mousemove", (event) => this._move(event));
      map.on("mouseout dragstart zoomstart", () => this._leave());
      map.on("click", (event) => this._click(event));
    }

    /* The uppermost feature near a place: points before lines before areas. */
    find(latlng, pixels) {
      const zoom = this._map.getZoom();
      const reach = pixels / (256 * Math.pow(2, zoom));
      const x = R.toWorldX(latlng.lng);
      const y = R.toWorldY(latlng.lat);
      for (const kind of ORDER) {
        let best = null;
        this._stack.layers.forEach((data) => {
          if (data.meta.kind !== kind || !data.meta.clickable || !data.shownAt(zoom)) return;
          const hit = data.hit(x, y, reach, zoom);
          if (hit && (!best || hit.distance <= best.distance)) best = hit;
        });
        if (best) return best;
      }
      return null;
    }

    /* Highlight a feature and open its card. */
    choose(data, row, x, y) {
      this._mark(this._chosenMark, data, row, x, y, true);
      this._card.show(data, row);
      this._uncover(x, y);
    }

    /* Where the card lies over the place, move the map until it is in sight. */
    _uncover(x, y) {
      const box = this._map.getContainer();
      const card = this._card.box();
      if (!card) return;
      const at = this._map.latLngToContainerPoint(R.toLatLng(x, y));
      const bar = box.querySelector(".rn-bar");
      const top = bar ? bar.offsetHeight : 0;
      const still = { animate: false };
      if (box.classList.contains("rn-narrow")) {
        if (at.y > card.top - 24) this._map.panBy([0, at.y - (top + card.top) / 2], still);
      } else if (at.x > card.left - 24 && at.x < card.right + 12 && at.y < card.bottom + 12) {
        this._map.panBy([at.x - card.left + 90, 0], still);
      }
    }

    forget() {
      this._chosenMark.clearLayers();
    }

    _move(event) {
      this._last = event;
      if (this._waiting) return;
      this._waiting = true;
      requestAnimationFrame(() => {
        this._waiting = false;
        if (this._last) this._hover(this._last);
      });
    }

    _hover(event) {
      const dragging = this._map.dragging && this._map.dragging.moving();
      const hit = dragging ? null : this.find(event.latlng, REACH_PX);
      if (!hit) return this._leave();
      this._map.getContainer().classList.add("rn-pointing");
      if (!this._now || this._now.data !== hit.data || this._now.row !== hit.row) {
        this._now = hit;
        if (hit.data.meta.kind === "areas") this._hoverMark.clearLayers();
        else this._mark(this._hoverMark, hit.data, hit.row, hit.x, hit.y, false);
        this._fillTip(hit);
      }
      const size = this._map.getSize();
      const at = event.containerPoint;
      const left = at.x > size.x - 240 ? at.x - this._tip.offsetWidth - 14 : at.x + 14;
      const top = at.y > size.y - 90 ? at.y - this._tip.offsetHeight - 10 : at.y + 14;
      this._tip.style.transform = "translate(" + Math.round(left) + "px," + Math.round(top) + "px)";
    }

    _fillTip(hit) {
      const style = hit.data.styleOf(hit.row);
      const title = hit.data.title(hit.row);
      this._tip.textContent = "";
      if (title) R.make("div", "rn-tip-title", title, this._tip);
      const line = R.make("div", "rn-tip-line", null, this._tip);
      line.appendChild(R.swatch(style, hit.data.meta.kind));
      R.make("span", "", style.label, line);
      this._tip.hidden = false;
    }

    _leave() {
      this._last = null;
      this._now = null;
      this._tip.hidden = true;
      this._hoverMark.clearLayers();
      this._map.getContainer().classList.remove("rn-pointing");
    }

    _click(event) {
      const touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      const hit = this.find(event.latlng, touch ? TOUCH_REACH_PX : REACH_PX);
      if (!hit) return this._card.hide();
      this.choose(hit.data, hit.row, hit.x, hit.y);
      if (touch) this._leave();
      this._tell(hit);
    }

    /* An app around the map listens to clicks on layers: give it the place and the id. */
    _tell(hit) {
      const text = document.createElement("span");
      text.textContent = hit.data.packed.text(hit.data.meta.id, hit.row);
      const content = text.innerHTML;
      this._stack.fire("click", {
        latlng: R.toLatLng(hit.x, hit.y),
        sourceTarget: { _tooltip: { _content: content }, getTooltip: () => ({ getContent: () => content }) },
      });
    }

    _mark(group, data, row, x, y, strong) {
      group.clearLayers();
      const colour = strong ? "#0b1f2c" : "#0b6e8f";
      const options = { pane: "rn-highlight", interactive: false, color: colour };
      const lines = data.outline(row);
      if (data.meta.kind === "points") {
        const radius = data.styleOf(row).radius * R.radiusFactor(this._map.getZoom()) + 5;
        const ring = { radius: radius, weight: strong ? 2.5 : 2, fill: false };
        const at = data.placeOf(row) || [x, y];
        L.circleMarker(R.toLatLng(at[0], at[1]), { ...options, ...ring }).addTo(group);
        return;
      }
      if (data.meta.kind === "lines") {
        const weight = data.styleOf(row).width * R.widthFactor(this._map.getZoom());
        const glow = { ...options, color: "#ffd54a", weight: weight + 7, opacity: 0.75 };
        L.polyline(lines, glow).addTo(group);
        L.polyline(lines, { ...options, weight: weight + 1 }).addTo(group);
        return;
      }
      L.polyline(lines, { ...options, color: "#0b6e8f", weight: 3.5, opacity: 0.8 }).addTo(group);
    }
  };
})(window.Roadnet);
