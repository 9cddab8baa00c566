/* Unpacking of DEFLATE (RFC 1951), at once and in any browser. */
window.Roadnet = window.Roadnet || {};
(function (R) {
  "use strict";

  // RFC 1951, 3.2.5: bases and extra bits of lengths and distances; 3.2.7: order of code lengths.
  const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const FAR_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const FAR_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const LONGEST_CODE = 15;

  /* A table by the next bits of the stream: symbol * 16 + length of its code. */
  function toTable(lengths) {
    const most = Math.max(1, ...lengths);
    const table = new Uint32Array(1 << most);
    const next = firstCodes(lengths);
    lengths.forEach((length, symbol) => {
      if (!length) return;
      const code = reverse(next[length]++, length);
      for (let at = code; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
    });
    return { table: table, mask: table.length - 1 };
  }

  /* RFC 1951, 3.2.2: the smallest code of each length. */
  function firstCodes(lengths) {
    const counts = new Uint16Array(LONGEST_CODE + 1);
    lengths.forEach((length) => length && counts[length]++);
    const first = new Uint32Array(LONGEST_CODE + 1);
    let code = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code = (code + (length > 1 ? counts[length - 1] : 0)) << 1;
      first[length] = code;
    }
    return first;
  }

  function reverse(code, length) {
    let out = 0;
    for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i);
    return out;
  }

  class Reader {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
      this.held = 0;
      this.count = 0;
    }

    need(count) {
      while (this.count < count) {
        this.held |= (this.bytes[this.at++] || 0) << this.count;
        this.count += 8;
      }
    }

    bits(count) {
      if (!count) return 0;
      this.need(count);
      const value = this.held & ((1 << count) - 1);
      this.held >>>= count;
      this.count -= count;
      return value;
    }

    symbol(code) {
      this.need(LONGEST_CODE);
      const entry = code.table[this.held & code.mask];
      this.held >>>= entry & 15;
      this.count -= entry & 15;
      return entry >> 4;
    }

    /* Give back the whole bytes that were read ahead. */
    align() {
      this.at -= this.count >> 3;
      this.held = 0;
      this.count = 0;
    }
  }

  const FIXED = (function () {
    const lengths = [];
    for (let i = 0; i < 288; i++) lengths.push(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
    return [toTable(lengths), toTable(new Array(30).fill(5))];
  })();

  function readCodes(reader) {
    const literals = reader.bits(5) + 257;
    const distances = reader.bits(5) + 1;
    const count = reader.bits(4) + 4;
    const order = new Array(19).fill(0);
    for (let i = 0; i < count; i++) order[ORDER[i]] = reader.bits(3);
    const code = toTable(order);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = reader.symbol(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
        const times = symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
        for (let i = 0; i < times; i++) lengths.push(value);
      }
    }
    return [toTable(lengths.slice(0, literals)), toTable(lengths.slice(literals))];
  }

  function copyStored(reader, out, to) {
    reader.align();
    const size = reader.bytes[reader.at] | (reader.bytes[reader.at + 1] << 8);
    out.set(reader.bytes.subarray(reader.at + 4, reader.at + 4 + size), to);
    reader.at += 4 + size;
    return to + size;
  }

  function copyCoded(reader, out, to, codes) {
    const [literal, far] = codes;
    for (;;) {
      const symbol = reader.symbol(literal);
      if (symbol < 256) {
        out[to++] = symbol;
      } else if (symbol === 256) {
        return to;
      } else {
        const length = LENGTH_BASE[symbol - 257] + reader.bits(LENGTH_EXTRA[symbol - 257]);
        const step = reader.symbol(far);
        const back = FAR_BASE[step] + reader.bits(FAR_EXTRA[step]);
        for (const end = to + length; to < end; to++) out[to] = out[to - back];
      }
    }
  }

  /* Unpack a raw stream whose unpacked size is known. */
  R.inflate = function (bytes, size) {
    const reader = new Reader(bytes);
    const out = new Uint8Array(size);
    let to = 0;
    let last = false;
    while (!last) {
      last = reader.bits(1) === 1;
      const kind = reader.bits(2);
      if (kind === 0) to = copyStored(reader, out, to);
      else to = copyCoded(reader, out, to, kind === 1 ? FIXED : readCodes(reader));
    }
    return out;
  };
})(window.Roadnet);
