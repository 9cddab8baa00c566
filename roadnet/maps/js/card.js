/* The card: what is known of one feature, in a panel at the side or, on a phone, at the foot. */
(function (R) {
  "use strict";

  R.Card = class {
    /* Without cards (the app shows its own) a choice is only marked. */
    constructor(map, texts, onClose, wanted) {
      this._wanted = wanted;
      this._box = R.make("section", "rn-card rn-box", null, map.getContainer());
      this._box.hidden = true;
      this._texts = texts;
      this._onClose = onClose;
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
    }

    show(data, row) {
      if (!this._wanted) return;
      const box = this._box;
      box.textContent = "";
      const head = R.make("header", "rn-card-head", null, box);
      const words = R.make("div", "rn-card-words", null, head);
      R.make("div", "rn-card-layer", data.meta.name, words);
      const style = data.styleOf(row);
      R.make("h2", "rn-card-title", data.title(row) || style.label, words);
      const close = R.make("button", "rn-icon", "×", head);
      close.type = "button";
      close.title = this._texts.close;
      close.setAttribute("aria-label", this._texts.close);
      close.addEventListener("click", () => this.hide());
      const body = R.make("div", "rn-card-body", null, box);
      data.meta.fields.forEach((field) => this._field(body, data, field, row));
      box.hidden = false;
      box.scrollTop = 0;
    }

    /* The card's edges in pixels of the map, null where it is shut. */
    box() {
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this._box;
      if (this._box.hidden) return null;
      const [right, bottom] = [offsetLeft + offsetWidth, offsetTop + offsetHeight];
      return { left: offsetLeft, top: offsetTop, right: right, bottom: bottom };
    }

    hide() {
      this._box.hidden = true;
      this._onClose();
    }

    _field(body, data, field, row) {
      const text = this._value(data, field, row);
      if (!field.status) {
        if (text === "") return;
        const line = R.make("div", "rn-line", null, body);
        R.make("span", "rn-key", field.label, line);
        R.make("span", "rn-value", text, line);
        return;
      }
      const style = field.styles[data.packed.column(field.status)[row]];
      const block = R.make("div", "rn-verdict", null, body);
      block.style.borderLeftColor = style.colour;
      const line = R.make("div", "rn-line", null, block);
      R.make("span", "rn-key", field.label, line);
      const mark = R.make("span", "rn-status", null, line);
      mark.appendChild(R.swatch(style, data.meta.kind === "lines" ? "lines" : "points"));
      R.make("span", "", style.label, mark);
      if (text !== "") R.make("p", "rn-reason", text, block);
    }

    _value(data, field, row) {
      if (field.number) {
        const value = data.packed.number(field.number, field.decimals, row);
        if (value === null) return "";
        const digits = { minimumFractionDigits: field.decimals, maximumFractionDigits: field.decimals };
        const gap = field.unit && field.unit !== "%" ? " " : "";
        return value.toLocaleString("en-US", digits) + gap + (field.unit || "");
      }
      return data.packed.text(field.text, row);
    }
  };

  /* A small picture of a style, as legend and card show it. */
  R.swatch = function (style, kind) {
    const ratio = 2;
    if (kind === "points") {
      const picture = R.symbol(style, Math.min(style.radius, 6.5), ratio).canvas;
      picture.className = "rn-swatch rn-swatch-point";
      return picture;
    }
    const canvas = R.make("canvas", "rn-swatch");
    const isArea = kind === "areas" || kind === "cells";
    const [width, height] = isArea ? [18, 13] : [26, 14];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    if (isArea) {
      context.globalAlpha = style.fill;
      context.fillStyle = style.colour;
      context.fillRect(0.5, 0.5, width - 1, height - 1);
      context.globalAlpha = 1;
      context.setLineDash(style.dash);
      context.strokeStyle = style.casing || "#8b9299";
      context.strokeRect(0.5, 0.5, width - 1, height - 1);
      return canvas;
    }
    context.beginPath();
    context.moveTo(0, height / 2);
    context.lineTo(width, height / 2);
    context.strokeStyle = style.colour;
    context.lineWidth = Math.max(1.2, style.width);
    context.setLineDash(style.dash);
    context.stroke();
    return canvas;
  };
})(window.Roadnet);
