//! Small PNG files: decodes what the browser takes, encodes what is committed (colors in a table where they fit one).
import { deflateSync, inflateSync, crc32 } from "node:zlib";

const HEAD = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function* chunks(file) {
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    yield { type: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

const paeth = (a, b, c) => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

/** @returns {{ width: number, height: number, pixels: Uint8Array }} red, green, blue for each pixel */
export function decode(file) {
  let width, height, kind, table;
  const parts = [];
  for (const { type, data } of chunks(file)) {
    if (type === "IHDR") [width, height, kind] = [data.readUInt32BE(0), data.readUInt32BE(4), data[9]];
    if (type === "PLTE") table = data;
    if (type === "IDAT") parts.push(data);
  }
  const raw = inflateSync(Buffer.concat(parts));
  const size = { 2: 3, 3: 1, 6: 4 }[kind];
  const row = width * size;
  const lines = new Uint8Array(height * row);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)];
    for (let x = 0; x < row; x += 1) {
      const here = y * row + x;
      const a = x < size ? 0 : lines[here - size];
      const b = y ? lines[here - row] : 0;
      const c = x < size || !y ? 0 : lines[here - row - size];
      lines[here] = raw[y * (row + 1) + 1 + x] + [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];
    }
  }
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const from = table ? table.subarray(lines[i] * 3, lines[i] * 3 + 3) : lines.subarray(i * size, i * size + 3);
    pixels.set(from, i * 3);
  }
  return { width, height, pixels };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Colors rounded to steps of `step`; at most half of it is lost. */
const rounded = (pixels, step) => (step === 1 ? pixels : pixels.map((part) => Math.min(255, Math.round(part / step) * step)));

/** The file of a picture; colors are rounded (by at most 4 of 255) until 256 of them are enough. */
export function encode({ width, height, pixels }) {
  let fitting = pixels;
  let table = new Map();
  for (const step of [1, 2, 4, 8]) {
    fitting = rounded(pixels, step);
    table = new Map();
    for (let i = 0; i < fitting.length && table.size <= 256; i += 3) {
      const color = (fitting[i] << 16) | (fitting[i + 1] << 8) | fitting[i + 2];
      if (!table.has(color)) table.set(color, table.size);
    }
    if (table.size <= 256) break;
  }
  const isSmall = table.size <= 256;
  const size = isSmall ? 1 : 3;
  const raw = Buffer.alloc(height * (width * size + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      const to = y * (width * size + 1) + 1 + x * size;
      if (isSmall) raw[to] = table.get((fitting[from] << 16) | (fitting[from + 1] << 8) | fitting[from + 2]);
      else raw.set(fitting.subarray(from, from + 3), to);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, isSmall ? 3 : 2], 8);
  const colors = Buffer.from([...table.keys()].flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  const middle = isSmall ? [chunk("PLTE", colors)] : [];
  return Buffer.concat([HEAD, chunk("IHDR", head), ...middle, chunk("IDAT", deflateSync(raw, { level: 9, memLevel: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** How many pixels differ by more than `slack` in some color; `Infinity` where the sizes differ. */
export function differing(one, other, slack) {
  if (one.width !== other.width || one.height !== other.height) return Infinity;
  let count = 0;
  for (let i = 0; i < one.pixels.length; i += 3) {
    const far = (at) => Math.abs(one.pixels[at] - other.pixels[at]) > slack;
    if (far(i) || far(i + 1) || far(i + 2)) count += 1;
  }
  return count;
}
