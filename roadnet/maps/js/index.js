/* A grid over boxes: which of them touch a rectangle. */
(function (R) {
  "use strict";

  const MOST_CELLS_A_SIDE = 512;
  const MOST_CELLS_A_BOX = 64;

  class Grid {
    /* boxes: Float64Array of x0, y0, x1, y1 for each item. */
    constructor(boxes) {
      this.boxes = boxes;
      this.count = boxes.length / 4;
      this._measure();
      this._fill();
      this._seen = new Uint32Array(this.count);
      this._round = 0;
    }

    /* Items whose box touches the rectangle, in ascending order. */
    query(x0, y0, x1, y1) {
      const found = [];
      if (!this.count) return found;
      this._round++;
      const take = (item) => {
        if (this._seen[item] === this._round) return;
        this._seen[item] = this._round;
        const b = this.boxes;
        const at = item * 4;
        if (b[at] <= x1 && b[at + 2] >= x0 && b[at + 1] <= y1 && b[at + 3] >= y0) found.push(item);
      };
      this._large.forEach(take);
      if (x1 >= this.x0 && x0 <= this.x1 && y1 >= this.y0 && y0 <= this.y1) {
        const [c0, r0, c1, r1] = this._cells(x0, y0, x1, y1);
        for (let r = r0; r <= r1; r++) {
          for (let c = c0; c <= c1; c++) {
            const cell = r * this.columns + c;
            for (let i = this._start[cell]; i < this._start[cell + 1]; i++) take(this._items[i]);
          }
        }
      }
      return found.sort((a, b) => a - b);
    }

    _measure() {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < this.boxes.length; i += 4) {
        x0 = Math.min(x0, this.boxes[i]);
        y0 = Math.min(y0, this.boxes[i + 1]);
        x1 = Math.max(x1, this.boxes[i + 2]);
        y1 = Math.max(y1, this.boxes[i + 3]);
      }
      Object.assign(this, { x0, y0, x1, y1 });
      const side = Math.max(1, Math.min(MOST_CELLS_A_SIDE, Math.ceil(Math.sqrt(this.count))));
      this.columns = side;
      this.rows = side;
      this._dx = (x1 - x0) / side || 1;
      this._dy = (y1 - y0) / side || 1;
    }

    _cells(x0, y0, x1, y1) {
      const clip = (value, most) => Math.max(0, Math.min(most, Math.floor(value)));
      return [
        clip((x0 - this.x0) / this._dx, this.columns - 1),
        clip((y0 - this.y0) / this._dy, this.rows - 1),
        clip((x1 - this.x0) / this._dx, this.columns - 1),
        clip((y1 - this.y0) / this._dy, this.rows - 1),
      ];
    }

    _fill() {
      const start = new Uint32Array(this.columns * this.rows + 1);
      this._large = [];
      const each = (visit) => {
        for (let item = 0; item < this.count; item++) {
          const at = item * 4;
          const b = this.boxes;
          const [c0, r0, c1, r1] = this._cells(b[at], b[at + 1], b[at + 2], b[at + 3]);
          if ((c1 - c0 + 1) * (r1 - r0 + 1) > MOST_CELLS_A_BOX) {
            visit(item, -1);
            continue;
          }
          for (let r = r0; r <= r1; r++) {
            for (let c = c0; c <= c1; c++) visit(item, r * this.columns + c);
          }
        }
      };
      each((item, cell) => (cell < 0 ? this._large.push(item) : start[cell + 1]++));
      for (let i = 1; i < start.length; i++) start[i] += start[i - 1];
      const next = start.slice();
      this._items = new Uint32Array(start[start.length - 1]);
      each((item, cell) => {
        if (cell >= 0) this._items[next[cell]++] = item;
      });
      this._start = start;
    }
  }

  R.Grid = Grid;
})(window.Roadnet);
