/* Names: one canvas over the view, those of less rank give way where two would meet. */
(function (R) {
  "use strict";

  const MARGIN = 0.2;
  const LONGEST = 24;
  const REST_MS = 90;
  const MOST_LABELS = 350;
  const MOST_CANDIDATES = 4000;
  const FACE = '"Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif';

  R.Labels = L.Layer.extend({
    initialize: function (stack) {
      this._stack = stack;
    },

    onAdd: function (map) {
      const pane = map.getPane("rn-labels") || map.createPane("rn-labels");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this._canvas = document.createElement("canvas");
      this._canvas.className = "rn-labels leaflet-zoom-hide";
      pane.appendChild(this._canvas);
      map.on("moveend resize", this._plan, this);
      this._stack.on("repaint", this._plan, this);
      this._plan();
    },

    onRemove: function (map) {
      this._canvas.remove();
      map.off("moveend resize", this._plan, this);
      this._stack.off("repaint", this._plan, this);
    },

    _plan: function () {
      // While the map is on its way the names go with it; they are set anew when it rests.
      clearTimeout(this._planned);
      this._planned = setTimeout(() => R.schedule(() => this._map && this._draw()), REST_MS);
    },

    /* Set the names now. */
    settle: function () {
      clearTimeout(this._planned);
      this._draw();
    },

    _draw: function () {
      const map = this._map;
      const size = map.getSize();
      const pad = size.multiplyBy(MARGIN).round();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._canvas;
      canvas.width = (size.x + 2 * pad.x) * ratio;
      canvas.height = (size.y + 2 * pad.y) * ratio;
      canvas.style.width = size.x + 2 * pad.x + "px";
      canvas.style.height = size.y + 2 * pad.y + "px";
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint(pad.multiplyBy(-1)));
      const origin = map.getPixelBounds().min.subtract(pad);
      const view = { origin: origin, width: size.x + 2 * pad.x, height: size.y + 2 * pad.y };
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.textBaseline = "middle";
      context.lineJoin = "round";
      const taken = [];
      let drawn = 0;
      this._candidates(view).forEach((label) => {
        if (drawn < MOST_LABELS && this._write(context, label, taken)) drawn++;
      });
      canvas.style.visibility = drawn ? "" : "hidden";
    },

    _candidates: function (view) {
      const zoom = this._map.getZoom();
      const scale = 256 * Math.pow(2, zoom);
      const x0 = view.origin.x / scale;
      const y0 = view.origin.y / scale;
      const x1 = x0 + view.width / scale;
      const y1 = y0 + view.height / scale;
      const found = [];
      this._stack.layers.forEach((data) => {
        const meta = data.meta;
        if (!meta.label || !data.anchors || !data.shownAt(zoom) || zoom < meta.labelZoom) return;
        data.anchors(x0, y0, x1, y1, zoom).slice(0, MOST_CANDIDATES).forEach((anchor) => {
          const text = data.packed.text(meta.label, anchor.row);
          if (!text || data.styleOf(anchor.row).off) return;
          found.push({
            text: text.length > LONGEST ? text.slice(0, LONGEST - 1) + "…" : text,
            x: anchor.x * scale - view.origin.x,
            y: anchor.y * scale - view.origin.y,
            offset: anchor.offset,
            rank: meta.labelRank,
            area: anchor.offset < 0,
          });
        });
      });
      return found.sort((a, b) => a.rank - b.rank);
    },

    _write: function (context, label, taken) {
      const major = label.rank <= 2;
      const height = label.area ? 14 : major ? 13.5 : 12;
      context.font = (label.area || major ? "600 " : "400 ") + height + "px " + FACE;
      if ("letterSpacing" in context) context.letterSpacing = label.area ? "2px" : "0px";
      const width = context.measureText(label.text).width;
      const box = this._place(label, width, height, taken);
      if (!box) return false;
      taken.push(box);
      context.strokeStyle = "rgba(255,255,255,.92)";
      context.lineWidth = label.area ? 4 : 3.4;
      context.fillStyle = label.area ? "#66727d" : major ? "#1d2a35" : "#33414d";
      context.strokeText(label.text, box[0], (box[1] + box[3]) / 2);
      context.fillText(label.text, box[0], (box[1] + box[3]) / 2);
      return true;
    },

    _place: function (label, width, height, taken) {
      const half = height / 2 + 1;
      const beside = label.offset;
      const starts = label.area
        ? [[-width / 2, 0]]
        : [
            [beside, 0],
            [-beside - width, 0],
            [-width / 2, -beside - half],
            [-width / 2, beside + half],
          ];
      for (const [dx, dy] of starts) {
        const x = label.x + dx;
        const y = label.y + dy;
        const box = [x, y - half, x + width, y + half];
        const meets = (other) =>
          box[0] < other[2] + 3 && box[2] > other[0] - 3 && box[1] < other[3] + 1 && box[3] > other[1] - 1;
        if (!taken.some(meets)) return box;
      }
      return null;
    },
  });
})(window.Roadnet);
