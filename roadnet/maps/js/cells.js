/* Cells of a grid, coloured by class: one small picture, drawn as large as the zoom has it. */
(function (R) {
  "use strict";

  R.CellData = class extends R.Layer {
    paint(context, view) {
      const { corner, columns, lines, power } = this.meta;
      const size = view.scale / Math.pow(2, power);
      const x = corner[0] * size - view.x0 * view.scale;
      const y = corner[1] * size - view.y0 * view.scale;
      context.imageSmoothingEnabled = false;
      context.drawImage(this._picture(), x, y, columns * size, lines * size);
      return true;
    }

    hit() {
      return null;
    }

    /* One pixel a cell; made anew when a class is switched on or off. */
    _picture() {
      const off = this.styles.map((style) => (style.off ? 1 : 0)).join("");
      if (this._made === off) return this._canvas;
      const { columns, lines } = this.meta;
      const canvas = document.createElement("canvas");
      canvas.width = columns;
      canvas.height = lines;
      const context = canvas.getContext("2d");
      const image = context.createImageData(columns, lines);
      const pixels = new Uint32Array(image.data.buffer);
      // The colours as a pixel holds them, red in the lowest byte; class 0 is nothing.
      const colours = [0].concat(this.styles.map((style) => (style.off ? 0 : toPixel(style.colour))));
      const classes = this.packed.bytes("classes");
      for (let i = 0; i < classes.length; i++) pixels[i] = colours[classes[i]];
      context.putImageData(image, 0, 0);
      this._canvas = canvas;
      this._made = off;
      return canvas;
    }
  };

  function toPixel(colour) {
    const value = parseInt(colour.slice(1), 16);
    return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
  }
})(window.Roadnet);
