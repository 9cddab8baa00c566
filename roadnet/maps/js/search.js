/* The search box: names of the searchable layers; a chosen one is shown with its card. */
(function (R) {
  "use strict";

  const MOST_ANSWERS = 8;
  const CLOSE_ZOOM = 14;

  R.Search = class {
    constructor(map, stack, picker, texts, parent) {
      this._map = map;
      this._stack = stack;
      this._picker = picker;
      this._texts = texts;
      this._box = R.make("div", "rn-search", null, parent);
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      this._input = R.make("input", "", null, this._box);
      this._input.type = "search";
      this._input.placeholder = texts.search;
      this._input.setAttribute("aria-label", texts.search);
      this._input.autocomplete = "off";
      this._list = R.make("div", "rn-answers rn-box", null, this._box);
      this._list.hidden = true;
      this._input.addEventListener("input", () => this._answer());
      this._input.addEventListener("focus", () => this._answer());
      this._input.addEventListener("keydown", (event) => this._key(event));
      map.on("click movestart", () => (this._list.hidden = true));
    }

    find(words) {
      const wanted = words.trim().toLowerCase();
      const found = [];
      if (!wanted) return found;
      this._stack.layers.forEach((data) => {
        if (!data.meta.search) return;
        for (let row = 0; row < data.rows; row++) {
          const title = data.title(row);
          const at = title.toLowerCase().indexOf(wanted);
          if (at >= 0 && data.placeOf(row)) found.push({ data, row, title, at });
        }
      });
      found.sort((a, b) => a.at - b.at || a.title.length - b.title.length || (a.title < b.title ? -1 : 1));
      return found.slice(0, MOST_ANSWERS);
    }

    _answer() {
      const words = this._input.value;
      this._list.textContent = "";
      this._list.hidden = !words.trim();
      if (this._list.hidden) return;
      this._found = this.find(words);
      if (!this._found.length) R.make("div", "rn-no-match", this._texts.no_match, this._list);
      this._found.forEach((answer) => {
        const row = R.make("button", "rn-answer", null, this._list);
        row.type = "button";
        row.appendChild(R.swatch(answer.data.styleOf(answer.row), answer.data.meta.kind));
        R.make("span", "rn-answer-title", answer.title, row);
        R.make("span", "rn-answer-note", answer.data.packed.text(answer.data.meta.note, answer.row), row);
        row.addEventListener("click", () => this._go(answer));
      });
    }

    _key(event) {
      if (event.key === "Escape") this._list.hidden = true;
      if (event.key === "Enter" && this._found && this._found.length) this._go(this._found[0]);
    }

    _go(answer) {
      const [x, y] = answer.data.placeOf(answer.row);
      this._list.hidden = true;
      this._input.blur();
      const zoom = Math.max(this._map.getZoom(), CLOSE_ZOOM);
      this._map.setView(R.toLatLng(x, y), zoom, { animate: false });
      this._picker.choose(answer.data, answer.row, x, y);
    }
  };
})(window.Roadnet);
