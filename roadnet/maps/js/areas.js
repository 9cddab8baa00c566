/* Areas: polygons filled by class, a border, a label inside. */
(function (R) {
  "use strict";

  R.AreaData = class extends R.LayerData {
    constructor(packed) {
      super(packed);
      this._collect();
      this.grid = new R.Grid(this._boxes);
    }

    paint(context, view) {
      const pad = 4 / view.scale;
      const near = this.grid.query(view.x0 - pad, view.y0 - pad, view.x1 + pad, view.y1 + pad);
      near.forEach((row) => {
        const style = this.styleOf(row);
        if (style.off || !this.parts[row]) return;
        this._trace(context, row, view);
        context.globalAlpha = style.fill;
        context.fillStyle = style.colour;
        context.fill("evenodd");
        context.globalAlpha = 1;
        if (!style.width) return;
        context.setLineDash(style.dash);
        context.strokeStyle = style.casing || "#8b9299";
        context.lineWidth = style.width * Math.max(0.7, R.widthFactor(view.zoom) * 0.8) * view.grow;
        context.stroke();
        context.setLineDash([]);
      });
      return near.length > 0;
    }

    hit(x, y) {
      const near = this.grid.query(x, y, x, y);
      for (let i = near.length - 1; i >= 0; i--) {
        const row = near[i];
        if (!this.styleOf(row).off && this._holds(row, x, y)) {
          return { data: this, row: row, distance: 0, x: x, y: y };
        }
      }
      return null;
    }

    outline(row) {
      const rings = [];
      this._eachRing(row, (start, end) => {
        const ring = [];
        for (let i = start; i < end; i++) ring.push(R.toLatLng(this.xy[2 * i], this.xy[2 * i + 1]));
        rings.push(ring);
      });
      return rings;
    }

    anchors(x0, y0, x1, y1) {
      return this.grid
        .query(x0, y0, x1, y1)
        .filter((row) => this.parts[row])
        .map((row) => ({
          row: row,
          x: this.labels[2 * this.labelOf[row]],
          y: this.labels[2 * this.labelOf[row] + 1],
          offset: -1,
        }));
    }

    _collect() {
      this.labels = this.packed.points("labels", this.meta.unit);
      this.labelOf = new Int32Array(this.rows);
      this.firstRing = new Uint32Array(this.rows + 1);
      this.firstVertex = new Uint32Array(this.sizes.length + 1);
      for (let ring = 0; ring < this.sizes.length; ring++) {
        this.firstVertex[ring + 1] = this.firstVertex[ring] + this.sizes[ring];
      }
      this._boxes = new Float64Array(this.rows * 4);
      for (let row = 0, label = 0; row < this.rows; row++) {
        this.firstRing[row + 1] = this.firstRing[row] + this.parts[row];
        this.labelOf[row] = this.parts[row] ? label++ : -1;
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        this._eachRing(row, (start, end) => {
          for (let i = start; i < end; i++) {
            box[0] = Math.min(box[0], this.xy[2 * i]);
            box[1] = Math.min(box[1], this.xy[2 * i + 1]);
            box[2] = Math.max(box[2], this.xy[2 * i]);
            box[3] = Math.max(box[3], this.xy[2 * i + 1]);
          }
        });
        this._boxes.set(this.parts[row] ? box : [9, 9, 9, 9], row * 4);
      }
    }

    _eachRing(row, visit) {
      for (let ring = this.firstRing[row]; ring < this.firstRing[row] + this.parts[row]; ring++) {
        visit(this.firstVertex[ring], this.firstVertex[ring + 1]);
      }
    }

    _trace(context, row, view) {
      context.beginPath();
      this._eachRing(row, (start, end) => {
        for (let i = start; i < end; i++) {
          const x = (this.xy[2 * i] - view.x0) * view.scale;
          const y = (this.xy[2 * i + 1] - view.y0) * view.scale;
          context[i === start ? "moveTo" : "lineTo"](x, y);
        }
        context.closePath();
      });
    }

    _holds(row, x, y) {
      let inside = false;
      this._eachRing(row, (start, end) => {
        for (let i = start, j = end - 1; i < end; j = i++) {
          const [xi, yi] = [this.xy[2 * i], this.xy[2 * i + 1]];
          const [xj, yj] = [this.xy[2 * j], this.xy[2 * j + 1]];
          if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
        }
      });
      return inside;
    }
  };
})(window.Roadnet);
