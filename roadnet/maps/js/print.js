/* Printing: the view as it is, on one page across, with title, legend, scale, arrow and footer. */
(function (R) {
  "use strict";

  const ROOMY_PX = 900;
  const FINE = 0.1;
  const DRAWING = "M7 3h10v5M7 8V3M7 17H4V8h16v9h-3M7 14h10v7H7z";

  R.Print = class {
    constructor(map, labels, legend) {
      this._map = map;
      this._labels = labels;
      this._legend = legend;
      this._before = null;
      // The browser's own command prints the same page.
      window.addEventListener("beforeprint", () => this.enter());
      window.addEventListener("afterprint", () => this.leave());
    }

    /* Take the size of the paper (its style says it), show the same view, paint it at once. */
    enter() {
      if (this._before) return;
      const map = this._map;
      const box = map.getContainer();
      const open = this._legend ? this._legend._open : false;
      const narrow = box.classList.contains("rn-narrow");
      this._before = { centre: map.getCenter(), zoom: map.getZoom(), open, narrow, snap: map.options.zoomSnap };
      const bounds = this._seen(box);
      box.classList.remove("rn-narrow");
      box.classList.add("rn-printing");
      if (this._legend) this._legend.open(true);
      map.invalidateSize({ animate: false, pan: false });
      this._shrink(box);
      const left = this._legend ? box.querySelector(".rn-legend").getBoundingClientRect().width : 0;
      const room = { paddingTopLeft: [left + 12, 50], paddingBottomRight: [0, 30] };
      map.options.zoomSnap = FINE;
      map.fitBounds(bounds, { animate: false, ...room });
      R.flush();
      this._labels.settle();
    }

    leave() {
      if (!this._before) return;
      const { centre, zoom, open, narrow, snap } = this._before;
      const box = this._map.getContainer();
      this._before = null;
      box.classList.remove("rn-printing");
      box.classList.toggle("rn-narrow", narrow);
      if (this._legend) {
        this._legend.open(open);
        box.querySelector(".rn-legend").style.zoom = "";
      }
      this._map.options.zoomSnap = snap;
      this._map.invalidateSize({ animate: false, pan: false });
      this._map.setView(centre, zoom, { animate: false });
    }

    /* What is to be seen: all but what lies under the bar, an open legend and the footer. */
    _seen(box) {
      const map = this._map;
      const sizeOf = (name, side) => {
        const found = box.querySelector(name);
        return found ? found["offset" + side] : 0;
      };
      const beside = this._legend && this._legend._open && box.clientWidth >= ROOMY_PX;
      const left = beside ? sizeOf(".rn-legend", "Width") + 12 : 0;
      const low = [left, box.clientHeight - sizeOf(".rn-footer", "Height")];
      const high = [box.clientWidth, sizeOf(".rn-bar", "Height")];
      const corners = [low, high].map((corner) => map.containerPointToLatLng(corner));
      return L.latLngBounds(corners);
    }

    /* A legend that is higher than the paper is made smaller, never cut. */
    _shrink(box) {
      const legend = box.querySelector(".rn-legend");
      if (!legend) return;
      const room = box.clientHeight - 120;
      if (legend.offsetHeight > room) legend.style.zoom = String(room / legend.offsetHeight);
    }

    button(text) {
      const box = R.make("div", "leaflet-bar rn-print");
      const button = R.make("a", "", null, box);
      button.href = "#";
      button.title = text;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", text);
      button.appendChild(drawing());
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        window.print();
      });
      return box;
    }
  };

  function drawing() {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "rn-print-drawing");
    const path = document.createElementNS(name, "path");
    path.setAttribute("d", DRAWING);
    svg.appendChild(path);
    return svg;
  }
})(window.Roadnet);
