/* Lines: pieces in a grid, painted by class, the nearest one found for the pointer. */
(function (R) {
  "use strict";

  const SEGMENTS_A_PIECE = 24;
  const LEAST_STEP_PX = 0.7;

  R.widthFactor = function (zoom) {
    return Math.max(0.5, Math.min(2.4, Math.pow(2, (zoom - 13) * 0.28)));
  };

  R.LineData = class extends R.LayerData {
    constructor(packed) {
      super(packed);
      this._cut();
      this.grid = new R.Grid(this._boxes());
    }

    paint(context, view) {
      const pad = 8 / view.scale;
      const near = this.grid.query(view.x0 - pad, view.y0 - pad, view.x1 + pad, view.y1 + pad);
      const codes = this.codes();
      const byClass = this.styles.map(() => []);
      near.forEach((piece) => byClass[codes[this.rowOf[piece]]].push(piece));
      const factor = R.widthFactor(view.zoom) * view.grow;
      for (let place = this.styles.length - 1; place >= 0; place--) {
        const style = this.styles[place];
        if (!byClass[place].length || style.off) continue;
        this._trace(context, byClass[place], view);
        if (style.casing && view.zoom > 10) {
          context.setLineDash([]);
          context.strokeStyle = style.casing;
          context.lineWidth = style.width * factor + 2.4 * view.grow;
          context.stroke();
        }
        context.setLineDash(style.dash.map((length) => length * Math.max(1, factor)));
        context.lineCap = style.dash.length ? "butt" : "round";
        context.strokeStyle = style.colour;
        context.lineWidth = style.width * factor;
        context.stroke();
      }
      context.setLineDash([]);
      context.lineCap = "round";
      return near.length > 0;
    }

    /* The nearest line within a distance in world units, or null. */
    hit(x, y, reach) {
      let best = null;
      this.grid.query(x - reach, y - reach, x + reach, y + reach).forEach((piece) => {
        const row = this.rowOf[piece];
        if (this.styleOf(row).off) return;
        for (let i = this.first[piece]; i < this.last[piece]; i++) {
          const near = this._nearest(i, x, y);
          if (near.distance <= reach && (!best || near.distance < best.distance)) {
            best = { data: this, row: row, distance: near.distance, x: near.x, y: near.y };
          }
        }
      });
      return best;
    }

    /* The lines of a row for highlighting. */
    outline(row) {
      const lines = [];
      let start = this._startOfRow(row);
      for (let part = this._partOfRow(row), i = 0; i < this.parts[row]; i++, part++) {
        const line = [];
        for (let v = start; v < start + this.sizes[part]; v++) {
          line.push(R.toLatLng(this.xy[2 * v], this.xy[2 * v + 1]));
        }
        start += this.sizes[part];
        lines.push(line);
      }
      return lines;
    }

    _startOfRow(row) {
      if (!this._starts) {
        this._partStarts = new Uint32Array(this.rows + 1);
        this._starts = new Uint32Array(this.rows + 1);
        for (let r = 0, part = 0, vertex = 0; r < this.rows; r++) {
          this._partStarts[r] = part;
          this._starts[r] = vertex;
          for (let i = 0; i < this.parts[r]; i++) vertex += this.sizes[part++];
        }
      }
      return this._starts[row];
    }

    _partOfRow(row) {
      this._startOfRow(row);
      return this._partStarts[row];
    }

    _cut() {
      const first = [];
      const last = [];
      const rowOf = [];
      for (let part = 0, start = 0; part < this.sizes.length; part++) {
        const end = start + this.sizes[part] - 1;
        for (let i = start; i < end; i += SEGMENTS_A_PIECE) {
          first.push(i);
          last.push(Math.min(i + SEGMENTS_A_PIECE, end));
          rowOf.push(this.rowOfPart[part]);
        }
        start = end + 1;
      }
      this.first = Uint32Array.from(first);
      this.last = Uint32Array.from(last);
      this.rowOf = Uint32Array.from(rowOf);
    }

    _boxes() {
      const boxes = new Float64Array(this.first.length * 4);
      for (let piece = 0; piece < this.first.length; piece++) {
        let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
        for (let i = this.first[piece]; i <= this.last[piece]; i++) {
          const x = this.xy[2 * i];
          const y = this.xy[2 * i + 1];
          if (x < x0) x0 = x;
          if (x > x1) x1 = x;
          if (y < y0) y0 = y;
          if (y > y1) y1 = y;
        }
        boxes.set([x0, y0, x1, y1], piece * 4);
      }
      return boxes;
    }

    _trace(context, pieces, view) {
      const { xy, first, last } = this;
      context.beginPath();
      let before = -1;
      pieces.forEach((piece) => {
        let i = first[piece];
        // A piece that goes on where the one before ended continues its line, and so its dashes.
        if (i !== before) context.moveTo(...this._pixel(i, view));
        let [lastX, lastY] = this._pixel(i, view);
        for (i++; i <= last[piece]; i++) {
          const x = (xy[2 * i] - view.x0) * view.scale;
          const y = (xy[2 * i + 1] - view.y0) * view.scale;
          const step = Math.abs(x - lastX) + Math.abs(y - lastY);
          if (step < LEAST_STEP_PX && i < last[piece]) continue;
          context.lineTo(x, y);
          lastX = x;
          lastY = y;
        }
        before = last[piece];
      });
    }

    _pixel(i, view) {
      const x = (this.xy[2 * i] - view.x0) * view.scale;
      return [x, (this.xy[2 * i + 1] - view.y0) * view.scale];
    }

    _nearest(i, x, y) {
      const ax = this.xy[2 * i];
      const ay = this.xy[2 * i + 1];
      const dx = this.xy[2 * i + 2] - ax;
      const dy = this.xy[2 * i + 3] - ay;
      const squared = dx * dx + dy * dy;
      const along = squared ? ((x - ax) * dx + (y - ay) * dy) / squared : 0;
      const t = Math.max(0, Math.min(1, along));
      const px = ax + t * dx;
      const py = ay + t * dy;
      return { distance: Math.hypot(x - px, y - py), x: px, y: py };
    }
  };
})(window.Roadnet);
