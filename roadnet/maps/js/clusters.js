/* Very many points from afar: rings of their classes' shares, with how many they are. */
(function (R) {
  "use strict";

  const CLUSTERED_FROM = 5000;
  const MOST_ON_SCREEN = 2500;
  const SCREEN_PX = 1366 * 768;
  const CELL_PX = 76;
  const HOLE = 0.62;

  /* The least zoom at which a screen holds few enough single points; 0 where all are few. */
  R.clusterZoom = function (data) {
    if (data.rows < CLUSTERED_FROM) return 0;
    const { x0, y0, x1, y1 } = data.grid;
    const area = Math.max((x1 - x0) * (y1 - y0), 1e-12);
    const screen = (area * MOST_ON_SCREEN) / data.rows;
    return Math.ceil(Math.log2(Math.sqrt(SCREEN_PX / screen) / 256));
  };

  R.Clusters = class {
    constructor(data) {
      this._data = data;
    }

    paint(context, view) {
      const reach = 32 / view.scale;
      let painted = false;
      this._groups(Math.floor(view.zoom)).forEach((group) => {
        if (group.x < view.x0 - reach || group.x > view.x1 + reach) return;
        if (group.y < view.y0 - reach || group.y > view.y1 + reach) return;
        this._draw(context, group, (group.x - view.x0) * view.scale, (group.y - view.y0) * view.scale, view.grow);
        painted = true;
      });
      return painted;
    }

    /* What lies in one cell of the screen's size, with the points of each class; kept. */
    _groups(zoom) {
      const data = this._data;
      const off = data.styles.map((style) => Boolean(style.off));
      const key = [zoom, data.scheme, off.join()].join("|");
      if (this._key === key) return this._kept;
      const side = CELL_PX / (256 * Math.pow(2, zoom));
      const codes = data.codes();
      const byCell = new Map();
      for (let point = 0; point < data.rowOfPart.length; point++) {
        const code = codes[data.rowOfPart[point]];
        if (off[code]) continue;
        const [x, y] = [data.xy[2 * point], data.xy[2 * point + 1]];
        const cell = Math.floor(x / side) + ":" + Math.floor(y / side);
        let group = byCell.get(cell);
        if (!group) byCell.set(cell, (group = { x: 0, y: 0, count: 0, classes: data.styles.map(() => 0) }));
        group.count++;
        group.classes[code]++;
        // Their middle, kept up to date point by point.
        group.x += (x - group.x) / group.count;
        group.y += (y - group.y) / group.count;
      }
      this._key = key;
      this._kept = [...byCell.values()];
      return this._kept;
    }

    _draw(context, group, x, y, grow) {
      const radius = Math.min(27, 9 + 1.9 * Math.log2(group.count)) * grow;
      disc(context, x, y, radius + 1.5 * grow, "#ffffff");
      let from = -Math.PI / 2;
      group.classes.forEach((count, place) => {
        if (!count) return;
        const to = from + (count / group.count) * 2 * Math.PI;
        context.beginPath();
        context.moveTo(x, y);
        context.arc(x, y, radius, from, to);
        context.closePath();
        context.fillStyle = this._data.styles[place].colour;
        context.fill();
        from = to;
      });
      disc(context, x, y, radius * HOLE, "#ffffff");
      context.fillStyle = "#22303c";
      context.font = `600 ${Math.round((group.count > 999 ? 9 : 11) * grow)}px system-ui, sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(String(group.count), x, y);
    }
  };

  function disc(context, x, y, radius, colour) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
})(window.Roadnet);
