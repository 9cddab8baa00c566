/* Unpacking: a container's text -> head, numbers, texts, coordinates in world units.

   World units are those of Web Mercator with the whole world as the unit square. */
window.Roadnet = window.Roadnet || {};
(function (R) {
  "use strict";

  // All printable ASCII but what HTML, a script or a template reads: 85 signs.
  const LEFT_OUT = "\"&'/<>\\`{";
  const DIGIT = new Uint8Array(128);
  for (let code = 33, digit = 0; code < 127; code++) {
    if (!LEFT_OUT.includes(String.fromCharCode(code))) DIGIT[code] = digit++;
  }

  /* Five signs are four bytes, the highest first. */
  function toBytes(text) {
    const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
    for (let i = 0, at = 0; i < text.length; i += 5, at += 4) {
      let word = 0;
      for (let k = 0; k < 5; k++) word = word * 85 + DIGIT[text.charCodeAt(i + k)];
      view.setUint32(at, word);
    }
    return new Uint8Array(view.buffer);
  }

  function toVarints(bytes) {
    let count = 0;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] < 128) count++;
    const out = new Float64Array(count);
    let place = 0;
    let value = 0;
    let factor = 1;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      value += (byte & 127) * factor;
      if (byte < 128) {
        out[place++] = value;
        value = 0;
        factor = 1;
      } else {
        factor *= 128;
      }
    }
    return out;
  }

  function unfold(value) {
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  function toWorldX(lon) {
    return lon / 360 + 0.5;
  }

  function toWorldY(lat) {
    const clipped = Math.max(-85.0511287798, Math.min(85.0511287798, lat));
    const sine = Math.sin((clipped * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  function toLatLng(x, y) {
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    return L.latLng(lat, (x - 0.5) * 360);
  }

  class Packed {
    constructor(text) {
      const packed = toBytes(text);
      const whole = new DataView(packed.buffer).getUint32(0, true);
      const bytes = R.inflate(packed.subarray(4), whole);
      const size = new DataView(bytes.buffer).getUint32(0, true);
      const decoder = new TextDecoder("utf-8");
      const head = JSON.parse(decoder.decode(bytes.subarray(4, 4 + size)));
      this.meta = head.meta;
      this._blocks = new Map();
      head.blocks.forEach(([name, start, length]) => {
        this._blocks.set(name, bytes.subarray(4 + size + start, 4 + size + start + length));
      });
      this._cache = new Map();
    }

    bytes(name) {
      return this._blocks.get(name);
    }

    /* Unsigned whole numbers. */
    whole(name) {
      return this._once("w" + name, () => toVarints(this._blocks.get(name)));
    }

    /* Unsigned whole numbers of a column, by the row of the drawing. */
    column(name) {
      return this._once("c" + name, () => this._toRows(this.whole(name)));
    }

    /* Numbers, null where not known. */
    number(name, decimals, row) {
      const value = this.column(name)[row];
      return value === 0 ? null : unfold(value - 1) / Math.pow(10, decimals);
    }

    /* One row's text. */
    text(name, row) {
      if (!name) return "";
      const listed = this._once("t" + name, () => this._readList(name));
      return listed[this._once("p" + name, () => this._readPlaces(name))[row]];
    }

    /* Pairs of world units. */
    points(name, unit) {
      const raw = toVarints(this._blocks.get(name));
      let lon = 0;
      let lat = 0;
      for (let i = 0; i < raw.length; i += 2) {
        lon += unfold(raw[i]);
        lat += unfold(raw[i + 1]);
        raw[i] = toWorldX(lon * unit);
        raw[i + 1] = toWorldY(lat * unit);
      }
      return raw;
    }

    _readList(name) {
      const entries = new TextDecoder("utf-8").decode(this._blocks.get(name)).split("\n");
      const out = [];
      let before = "";
      for (let i = 0; i < entries.length - 1; i++) {
        before = before.slice(0, entries[i].charCodeAt(0) - 32) + entries[i].slice(1);
        out.push(before);
      }
      return out;
    }

    _readPlaces(name) {
      const places = toVarints(this._blocks.get(name + "_places"));
      for (let i = 0, at = 0; i < places.length; i++) places[i] = at += unfold(places[i]);
      return this._toRows(places);
    }

    /* Columns stand in the order of the identifiers where there are some, shapes in that of space. */
    _toRows(values) {
      const planes = this._blocks.get("rows");
      if (!planes) return values;
      const out = new values.constructor(values.length);
      for (let row = 0; row < out.length; row++) {
        let place = 0;
        for (let at = row, factor = 1; at < planes.length; at += out.length, factor *= 256) place += planes[at] * factor;
        out[row] = values[place];
      }
      return out;
    }

    _once(key, make) {
      if (!this._cache.has(key)) this._cache.set(key, make());
      return this._cache.get(key);
    }
  }

  /* The only way this page makes elements: texts are set as text, never as markup. */
  R.make = function (tag, className, text, parent) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    if (parent) parent.appendChild(element);
    return element;
  };

  R.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };

  R.Packed = Packed;
  R.toLatLng = toLatLng;
  R.toWorldX = toWorldX;
  R.toWorldY = toWorldY;
})(window.Roadnet);
