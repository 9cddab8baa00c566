/* The frame of a map and the two calls that a page makes: Roadnet.page, then Roadnet.layer. */
(function (R) {
  "use strict";

  const NARROW_PX = 640;
  const ROOMY_PX = 900;
  const KINDS = { lines: "LineData", points: "PointData", areas: "AreaData", cells: "CellData" };

  R.page = function (map, text) {
    const meta = new R.Packed(text).meta;
    const box = map.getContainer();
    box.classList.add("rn-map");
    box.setAttribute("lang", meta.lang === "zh" ? "zh-CN" : meta.lang);
    if (meta.tiles) L.tileLayer(meta.tiles, { maxZoom: map.getMaxZoom(), zIndex: 1 }).addTo(map);
    const stack = new R.Stack({ zIndex: 2 }).addTo(map);
    const labels = new R.Labels(stack).addTo(map);
    let picker = null;
    const card = new R.Card(map, meta.texts, () => picker.forget(), meta.cards);
    picker = new R.Picker(map, stack, card);
    const bar = addBar(box, meta);
    const legend = meta.legend ? new R.Legend(map, stack, meta.texts) : null;
    const search = meta.search ? new R.Search(map, stack, picker, meta.texts, bar || box) : null;
    addFooter(box, meta);
    // A map in an app has no title: there the app's page would be printed.
    const print = meta.title ? new R.Print(map, labels, legend) : null;
    addControls(map, meta, print);
    map.roadnet = { meta, stack, labels, card, picker, legend, search, print };
    watch(map, box, legend);
    fit(map, meta.bounds);
    // Chunks stand behind this script: those that were wanted too early are there now.
    document.addEventListener("DOMContentLoaded", () => stack.repaint());
  };

  R.layer = function (map, text, chunks) {
    const packed = new R.Packed(text);
    const make = (some) => new R[KINDS[packed.meta.kind]](some);
    const data = packed.meta.chunks ? new R.ChunkedData(packed, make, chunks) : make(packed);
    data.meta.schemes.forEach((scheme) => {
      scheme.styles.forEach((style) => (style.empty = /^0(\.0+)?( |$)/.test(style.total)));
    });
    map.roadnet.stack.push(data);
    if (map.roadnet.legend) map.roadnet.legend.add(data);
    if (data.meta.search) map.getContainer().classList.add("rn-searchable");
  };

  function addBar(box, meta) {
    if (!meta.title && !meta.subtitle) return null;
    box.classList.add("rn-has-bar");
    const bar = R.make("header", "rn-bar", null, box);
    L.DomEvent.disableClickPropagation(bar);
    const words = R.make("div", "rn-bar-words", null, bar);
    R.make("h1", "rn-title", meta.title, words);
    if (meta.subtitle) R.make("div", "rn-subtitle", meta.subtitle, words);
    return bar;
  }

  function addFooter(box, meta) {
    const texts = meta.credit ? meta.footer.concat(meta.credit) : meta.footer;
    if (!texts.length) return;
    box.classList.add("rn-has-footer");
    const footer = R.make("footer", "rn-footer", null, box);
    L.DomEvent.disableClickPropagation(footer);
    texts.forEach((text) => R.make("span", "", text, footer));
  }

  function addControls(map, meta, print) {
    const texts = meta.texts;
    const North = L.Control.extend({
      onAdd: () => {
        const box = R.make("div", "rn-north");
        R.make("span", "rn-north-letter", texts.north, box);
        R.make("span", "rn-north-needle", null, box);
        return box;
      },
    });
    const Home = L.Control.extend({
      onAdd: () => {
        const box = R.make("div", "leaflet-bar rn-home");
        const button = R.make("a", "", "⤢", box);
        button.href = "#";
        button.title = texts.show_all;
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", texts.show_all);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.preventDefault(event);
          fit(map, meta.bounds);
        });
        return box;
      },
    });
    new North({ position: "topright" }).addTo(map);
    const zoom = { position: "topright", zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out };
    L.control.zoom(zoom).addTo(map);
    new Home({ position: "topright" }).addTo(map);
    if (print) {
      const Print = L.Control.extend({ onAdd: () => print.button(texts.print) });
      new Print({ position: "topright" }).addTo(map);
    }
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 130 }).addTo(map);
  }

  function fit(map, bounds) {
    const [west, south, east, north] = bounds;
    const box = map.getContainer();
    const head = box.querySelector(".rn-bar");
    const bar = (head ? head.offsetHeight : 0) + 8;
    const options = { animate: false, paddingTopLeft: [12, bar], paddingBottomRight: [12, 34] };
    // Beside an open panel where there is room, under it where there is not.
    if (box.clientWidth >= 1000 && box.querySelector(".rn-legend")) options.paddingTopLeft[0] = 280;
    map.fitBounds([[south, west], [north, east]], options);
  }

  /* Follow the width of the map itself, which in an app is not that of the window. */
  function watch(map, box, legend) {
    let narrow = null;
    const look = () => {
      const now = box.clientWidth < NARROW_PX;
      if (now === narrow) return;
      narrow = now;
      box.classList.toggle("rn-narrow", now);
      if (legend) legend.open(box.clientWidth >= ROOMY_PX);
    };
    look();
    if (window.ResizeObserver) new ResizeObserver(() => {
      look();
      map.invalidateSize({ pan: false });
    }).observe(box);
  }
})(window.Roadnet);
