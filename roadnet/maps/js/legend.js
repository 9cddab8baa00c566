/* The panel: layers to switch, ways to colour them, classes with their counts. */
(function (R) {
  "use strict";

  R.Legend = class {
    constructor(map, stack, texts) {
      this._map = map;
      this._stack = stack;
      this._texts = texts;
      this._box = R.make("aside", "rn-legend rn-box", null, map.getContainer());
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      this._bar = R.make("button", "rn-legend-bar", null, this._box);
      this._bar.type = "button";
      R.make("span", "", texts.panel, this._bar);
      R.make("span", "rn-chevron", "", this._bar);
      this._bar.addEventListener("click", () => this.open(!this._open));
      this._list = R.make("div", "rn-legend-list", null, this._box);
      this._notes = [];
      map.on("zoomend", () => this._notes.forEach((note) => note()));
      this.open(true);
    }

    open(open) {
      this._open = open;
      this._box.classList.toggle("rn-shut", !open);
      this._bar.setAttribute("aria-expanded", String(open));
    }

    add(data) {
      const block = R.make("div", "rn-layer");
      // What lies on top stands first.
      this._list.insertBefore(block, this._list.firstChild);
      const head = R.make("label", "rn-layer-head", null, block);
      const box = R.make("input", "", null, head);
      box.type = "checkbox";
      box.checked = data.visible;
      R.make("span", "rn-layer-name", data.meta.name, head);
      R.make("span", "rn-count", data.meta.count.toLocaleString("en-US"), head);
      block.classList.toggle("rn-off", !data.visible);
      box.addEventListener("change", () => {
        data.visible = box.checked;
        block.classList.toggle("rn-off", !data.visible);
        this._stack.repaint();
      });
      this._note(block, data);
      if (data.meta.schemes.length > 1) this._choice(block, data);
      const classes = R.make("div", "rn-classes", null, block);
      this._classes(classes, data);
      block._classes = classes;
    }

    /* Say of a layer that does not show each thing on every zoom what it does now. */
    _note(block, data) {
      const { minZoom, maxZoom } = data.meta;
      const always = minZoom <= this._map.getMinZoom() && maxZoom > this._map.getMaxZoom();
      if (always && !data.clusterZoom) return;
      const note = R.make("div", "rn-range", null, block);
      const say = () => {
        const zoom = this._map.getZoom();
        const away = !R.isInRange(data.meta, zoom);
        note.textContent = R.fill(this._rangeText(data, zoom), {
          zoom: Math.ceil(zoom < minZoom ? minZoom - zoom : zoom - maxZoom + 0.5),
        });
        note.hidden = !note.textContent;
        block.classList.toggle("rn-away", away);
      };
      this._notes.push(say);
      say();
    }

    _rangeText(data, zoom) {
      if (zoom < data.meta.minZoom) return this._texts.closer;
      if (zoom >= data.meta.maxZoom) return this._texts.farther;
      return zoom < data.clusterZoom ? this._texts.grouped : "";
    }

    _choice(block, data) {
      const row = R.make("div", "rn-schemes", null, block);
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", this._texts.colour_by);
      const buttons = data.meta.schemes.map((scheme, place) => {
        const button = R.make("button", place === 0 ? "rn-on" : "", scheme.name, row);
        button.type = "button";
        button.addEventListener("click", () => {
          data.scheme = place;
          buttons.forEach((other, i) => other.classList.toggle("rn-on", i === place));
          this._classes(block._classes, data);
          this._stack.repaint();
        });
        return button;
      });
    }

    _classes(parent, data) {
      parent.textContent = "";
      const single = data.styles.length === 1;
      data.styles.forEach((style) => {
        if (style.empty) return;
        const row = R.make("button", "rn-class", null, parent);
        row.type = "button";
        row.classList.toggle("rn-off", Boolean(style.off));
        const cell = R.make("span", "rn-swatch-cell", null, row);
        cell.appendChild(R.swatch(style, data.meta.kind));
        R.make("span", "rn-class-label", style.label, row);
        if (!single || style.total !== String(data.meta.count)) R.make("span", "rn-count", style.total, row);
        row.addEventListener("click", () => {
          style.off = !style.off;
          row.classList.toggle("rn-off", style.off);
          row.setAttribute("aria-pressed", String(!style.off));
          this._stack.repaint();
        });
      });
    }
  };
})(window.Roadnet);
