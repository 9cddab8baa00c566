/* Points: small pictures by class, painted where they stand. */
(function (R) {
  "use strict";

  const FAR_BEYOND = 24;

  R.radiusFactor = function (zoom) {
    return Math.max(0.5, Math.min(1.7, Math.pow(2, (zoom - 13) * 0.32)));
  };

  const SHAPES = {
    circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
    ring: (c, r) => c.arc(0, 0, r * 0.8, 0, 2 * Math.PI),
    square: (c, r) => c.rect(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76),
    diamond: (c, r) => polygon(c, 4, r * 1.22, 0, 1),
    triangle: (c, r) => polygon(c, 3, r * 1.28, 0, 1),
    down: (c, r) => polygon(c, 3, r * 1.28, Math.PI, 1),
    star: (c, r) => polygon(c, 10, r * 1.45, 0, 0.5),
    cross: (c, r) => {
      c.moveTo(-r * 0.8, -r * 0.8);
      c.lineTo(r * 0.8, r * 0.8);
      c.moveTo(r * 0.8, -r * 0.8);
      c.lineTo(-r * 0.8, r * 0.8);
    },
  };

  function polygon(context, corners, radius, turn, inner) {
    for (let i = 0; i < corners; i++) {
      const angle = turn - Math.PI / 2 + (i * 2 * Math.PI) / corners;
      const reach = i % 2 && inner < 1 ? radius * inner : radius;
      context[i ? "lineTo" : "moveTo"](reach * Math.cos(angle), reach * Math.sin(angle));
    }
    context.closePath();
  }

  /* A canvas with one symbol, white rim included; its middle is the place. */
  R.symbol = function (style, radius, ratio) {
    const size = Math.ceil(radius * 1.5 + 3) * 2;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.translate(size / 2, size / 2);
    context.lineJoin = "round";
    context.beginPath();
    (SHAPES[style.shape] || SHAPES.circle)(context, radius);
    const open = style.shape === "ring" || style.shape === "cross";
    context.strokeStyle = "#ffffff";
    context.lineWidth = open ? 4 : 2.4;
    context.stroke();
    context.strokeStyle = context.fillStyle = style.colour;
    context.lineWidth = open ? 2 : 0.6;
    if (!open) context.fill();
    context.stroke();
    canvas.style.width = canvas.style.height = size + "px";
    return { canvas, size };
  };

  R.PointData = class extends R.LayerData {
    constructor(packed) {
      super(packed);
      const boxes = new Float64Array(this.rowOfPart.length * 4);
      for (let i = 0; i < this.rowOfPart.length; i++) {
        boxes.set([this.xy[2 * i], this.xy[2 * i + 1], this.xy[2 * i], this.xy[2 * i + 1]], i * 4);
      }
      this.grid = new R.Grid(boxes);
      this.clusterZoom = R.clusterZoom(this);
      this._clusters = new R.Clusters(this);
    }

    paint(context, view) {
      if (view.zoom < this.clusterZoom) return this._clusters.paint(context, view);
      const pad = FAR_BEYOND / view.scale;
      const near = this.grid.query(view.x0 - pad, view.y0 - pad, view.x1 + pad, view.y1 + pad);
      if (!near.length) return false;
      const codes = this.codes();
      const byClass = this.styles.map(() => []);
      near.forEach((point) => byClass[codes[this.rowOfPart[point]]].push(point));
      this.styles.forEach((style, place) => {
        if (!byClass[place].length || style.off) return;
        const symbol = R.symbol(style, style.radius * R.radiusFactor(view.zoom) * view.grow, view.ratio);
        byClass[place].forEach((point) => {
          const x = (this.xy[2 * point] - view.x0) * view.scale - symbol.size / 2;
          const y = (this.xy[2 * point + 1] - view.y0) * view.scale - symbol.size / 2;
          context.drawImage(symbol.canvas, x, y, symbol.size, symbol.size);
        });
      });
      return true;
    }

    hit(x, y, reach, zoom) {
      if (zoom < this.clusterZoom) return null;
      let best = null;
      this.grid.query(x - reach, y - reach, x + reach, y + reach).forEach((point) => {
        const row = this.rowOfPart[point];
        const px = this.xy[2 * point];
        const py = this.xy[2 * point + 1];
        const distance = Math.hypot(x - px, y - py);
        if (this.styleOf(row).off || distance > reach || (best && distance >= best.distance)) return;
        best = { data: this, row: row, distance: distance, x: px, y: py };
      });
      return best;
    }

    outline() {
      return [];
    }

    /* Where a row stands, in world units, or null. */
    placeOf(row) {
      if (!this._placeOfRow) {
        this._placeOfRow = new Int32Array(this.rows).fill(-1);
        for (let i = this.rowOfPart.length - 1; i >= 0; i--) this._placeOfRow[this.rowOfPart[i]] = i;
      }
      const at = this._placeOfRow[row];
      return at < 0 ? null : [this.xy[2 * at], this.xy[2 * at + 1]];
    }

    /* Places for labels in a rectangle: row, x, y, offset in pixels. */
    anchors(x0, y0, x1, y1, zoom) {
      return this.grid.query(x0, y0, x1, y1).map((point) => {
        const row = this.rowOfPart[point];
        const offset = this.styleOf(row).radius * R.radiusFactor(zoom) * 1.2 + 3;
        return { row: row, x: this.xy[2 * point], y: this.xy[2 * point + 1], offset: offset };
      });
    }
  };
})(window.Roadnet);
