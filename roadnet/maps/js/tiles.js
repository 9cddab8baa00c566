/* All layers of a map painted into one set of canvas tiles, a few milliseconds a frame. */
(function (R) {
  "use strict";

  const BUDGET_MS = 10;
  const jobs = [];
  let running = false;

  function work() {
    const end = performance.now() + BUDGET_MS;
    while (jobs.length && performance.now() < end) jobs.shift()();
    if (jobs.length) requestAnimationFrame(work);
    else running = false;
  }

  R.schedule = function (job) {
    jobs.push(job);
    if (!running) {
      running = true;
      requestAnimationFrame(work);
    }
  };

  /* Do all that is waiting now: a print does not wait for frames. */
  R.flush = function () {
    while (jobs.length) jobs.shift()();
  };

  R.isInRange = (meta, zoom) => zoom >= meta.minZoom && zoom < meta.maxZoom;

  /* What the legend and the stack ask of every layer. */
  R.Layer = class {
    constructor(packed) {
      this.packed = packed;
      this.meta = packed.meta;
      this.visible = packed.meta.visible;
      this.scheme = 0;
      this.rows = packed.meta.count;
    }

    get styles() {
      return this.meta.schemes[this.scheme].styles;
    }

    shownAt(zoom) {
      return this.visible && R.isInRange(this.meta, zoom);
    }
  };

  /* What all kinds of layers of rows share: parts, codes, card texts. */
  R.LayerData = class extends R.Layer {
    constructor(packed) {
      super(packed);
      this.parts = packed.whole("parts");
      this.sizes = packed.whole("sizes");
      this.xy = packed.points("xy", packed.meta.unit);
      this.rowOfPart = new Uint32Array(this.sizes.length);
      for (let row = 0, part = 0; row < this.rows; row++) {
        for (let i = 0; i < this.parts[row]; i++) this.rowOfPart[part++] = row;
      }
    }

    styleOf(row) {
      return this.styles[this.codes()[row]];
    }

    codes() {
      return this.packed.column(this.meta.schemes[this.scheme].block);
    }

    title(row) {
      return this.packed.text(this.meta.title, row);
    }
  };

  /* A layer in chunks of space, each unpacked when the view first comes near it. */
  R.ChunkedData = class extends R.Layer {
    /* chunks: their texts, or the name before the number of the elements that hold them. */
    constructor(packed, make, chunks) {
      super(packed);
      this._chunks = packed.meta.chunks.map(([west, south, east, north], place) => {
        const [x0, y0] = [R.toWorldX(west), R.toWorldY(north)];
        return { place, x0, y0, x1: R.toWorldX(east), y1: R.toWorldY(south), data: null };
      });
      this._texts = chunks;
      this._make = make;
    }

    paint(context, view) {
      const pad = 8 / view.scale;
      let painted = false;
      this._near(view.x0 - pad, view.y0 - pad, view.x1 + pad, view.y1 + pad).forEach((data) => {
        if (data.paint(context, view)) painted = true;
      });
      return painted;
    }

    hit(x, y, reach, zoom) {
      let best = null;
      this._near(x - reach, y - reach, x + reach, y + reach).forEach((data) => {
        const hit = data.hit(x, y, reach, zoom);
        if (hit && (!best || hit.distance < best.distance)) best = hit;
      });
      return best;
    }

    _near(x0, y0, x1, y1) {
      return this._chunks
        .filter((chunk) => chunk.x0 <= x1 && chunk.x1 >= x0 && chunk.y0 <= y1 && chunk.y1 >= y0)
        .map((chunk) => chunk.data || this._unpack(chunk))
        .filter((data) => data);
    }

    /* The chunk's layer, or null while the page has not come so far. */
    _unpack(chunk) {
      const whole = this;
      const text = this._take(chunk.place);
      if (!text) return null;
      const data = this._make(new R.Packed(text));
      // Colours are chosen and switched for the layer as a whole.
      data.meta.schemes.forEach((scheme, place) => (scheme.styles = this.meta.schemes[place].styles));
      Object.defineProperty(data, "scheme", { get: () => whole.scheme });
      chunk.data = data;
      return data;
    }

    /* A chunk's text; what is unpacked is no longer held as text. */
    _take(place) {
      if (typeof this._texts !== "string") return this._texts[place];
      const element = document.getElementById(this._texts + place);
      // Only what another element follows has come to its end.
      if (!element || (document.readyState === "loading" && !element.nextSibling)) return null;
      const text = element.textContent;
      element.remove();
      return text;
    }
  };

  R.Stack = L.GridLayer.extend({
    options: { tileSize: 512, keepBuffer: 1, updateWhenIdle: false, updateWhenZooming: false },

    initialize: function (options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this.layers = [];
    },

    onAdd: function (map) {
      L.GridLayer.prototype.onAdd.call(this, map);
      map.on("zoomend", this._regrow, this);
    },

    onRemove: function (map) {
      map.off("zoomend", this._regrow, this);
      L.GridLayer.prototype.onRemove.call(this, map);
    },

    /* Two zooms half a step apart share their tiles, not the size of their signs. */
    _regrow: function () {
      const grow = this._map.getZoom() % 1;
      if (grow !== this._grow) this.repaint();
      this._grow = grow;
    },

    push: function (data) {
      this.layers.push(data);
      this.repaint();
    },

    /* Paint the tiles that are there again: no flicker, as a redraw would give. */
    repaint: function () {
      if (this._pending || !this._map) return;
      this._pending = true;
      R.schedule(() => {
        this._pending = false;
        Object.values(this._tiles || {}).forEach((tile) => {
          R.schedule(() => this._paint(tile.el, tile.coords));
        });
        if (this._map) this.fire("repaint");
      });
    },

    createTile: function (coords, done) {
      const canvas = document.createElement("canvas");
      R.schedule(() => {
        this._paint(canvas, coords);
        done(null, canvas);
      });
      return canvas;
    },

    _paint: function (canvas, coords) {
      if (!this._map) return;
      const size = this.getTileSize().x;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const scale = 256 * Math.pow(2, coords.z);
      // Between whole zooms a tile is shown smaller than it is painted: paint its signs larger.
      const zoom = this._map.getZoom();
      const view = {
        zoom: zoom,
        grow: Math.pow(2, coords.z - zoom),
        scale: scale,
        ratio: ratio,
        x0: (coords.x * size) / scale,
        y0: (coords.y * size) / scale,
        x1: ((coords.x + 1) * size) / scale,
        y1: ((coords.y + 1) * size) / scale,
      };
      canvas.width = canvas.height = size * ratio;
      canvas.style.width = canvas.style.height = size + "px";
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.lineJoin = "round";
      context.lineCap = "round";
      let painted = false;
      this.layers.forEach((data) => {
        if (data.shownAt(zoom) && data.paint(context, view)) painted = true;
      });
      // An empty picture costs the browser as much to move as a full one.
      canvas.style.visibility = painted ? "" : "hidden";
    },
  });
})(window.Roadnet);
