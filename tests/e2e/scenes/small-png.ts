import { crc32, deflateSync, inflateSync } from 'node:zlib';

/**
 * Makes a picture of a page small: pages have few colours, and a PNG of a few of them is a third as large.
 * Colours that are used most stay as they are; rare ones take the place of the nearest.
 */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLORS_MAX = 112;
/** So many of the most used colours stay exactly as they are. */
const FREQUENT = 64;

type Pixels = { width: number; height: number; /** 0xRRGGBB, row by row. */ colors: Uint32Array };

const readChunks = (png: Buffer): { name: string; data: Buffer }[] => {
  const chunks: { name: string; data: Buffer }[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
};

const paeth = (left: number, above: number, corner: number): number => {
  const guess = left + above - corner;
  const [byLeft, byAbove, byCorner] = [
    Math.abs(guess - left),
    Math.abs(guess - above),
    Math.abs(guess - corner),
  ];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
};

/** Pixels of a PNG with 8 bits a channel, with or without transparency, as a browser writes it. */
const readPixels = (png: Buffer): Pixels => {
  const chunks = readChunks(png);
  const header = chunks[0]?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = header[9] === 6 ? 4 : 3;
  const raw = inflateSync(
    Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data)),
  );
  const stride = width * bytes;
  const colors = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    const row = Uint8Array.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let x = 0; x < stride; x += 1) {
      const left = x < bytes ? 0 : (row[x - bytes] ?? 0);
      const up = above[x] ?? 0;
      const corner = x < bytes ? 0 : (above[x - bytes] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      row[x] = (row[x] ?? 0) + predicted;
    }
    for (let x = 0; x < width; x += 1) {
      const at = x * bytes;
      colors[y * width + x] = ((row[at] ?? 0) << 16) | ((row[at + 1] ?? 0) << 8) | (row[at + 2] ?? 0);
    }
    above = row;
  }
  return { width, height, colors };
};

type Counted = readonly [color: number, count: number];
const SHIFTS = [16, 8, 0] as const;

/** The channel in which a box of colours is widest, and how wide. */
const spread = (box: readonly Counted[]): { shift: number; width: number } => {
  let widest = { shift: 0 as number, width: -1 };
  for (const shift of SHIFTS) {
    let [least, most] = [255, 0];
    for (const [color] of box) {
      const value = (color >> shift) & 0xff;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most - least > widest.width) widest = { shift, width: most - least };
  }
  return widest;
};

const distance = (a: number, b: number): number => {
  const red = ((a >> 16) & 0xff) - ((b >> 16) & 0xff);
  const green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
  const blue = (a & 0xff) - (b & 0xff);
  return red * red + green * green + blue * blue;
};

/** Median cut into so many boxes; each is stood for by the colour in it that is used most. */
const medianCut = (used: readonly Counted[], count: number): number[] => {
  const boxes: Counted[][] = used.length === 0 ? [] : [[...used]];
  while (boxes.length < Math.min(count, used.length)) {
    let at = 0;
    let best = -1;
    boxes.forEach((box, index) => {
      const width = box.length < 2 ? -1 : spread(box).width;
      if (width > best) [at, best] = [index, width];
    });
    const box = boxes[at] ?? [];
    const { shift } = spread(box);
    box.sort(([a], [b]) => ((a >> shift) & 0xff) - ((b >> shift) & 0xff));
    boxes.splice(at, 1, box.slice(0, box.length >> 1), box.slice(box.length >> 1));
  }
  return boxes.map(
    (box) => box.reduce<Counted>((most, next) => (next[1] > most[1] ? next : most), [0, -1])[0],
  );
};

const choosePalette = (counts: ReadonlyMap<number, number>): number[] => {
  const used = [...counts].sort(([, a], [, b]) => b - a);
  const frequent = used.slice(0, FREQUENT).map(([color]) => color);
  const others = medianCut(used.slice(FREQUENT), COLORS_MAX - FREQUENT);
  // In order, because pixels beside each other are then stood for by numbers close to each other.
  return [...frequent, ...others].sort((a, b) => a - b);
};

const chunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** The same picture with few colours. */
export const smallPng = (png: Buffer): Buffer => {
  const { width, height, colors } = readPixels(png);
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = choosePalette(counts);
  const nearest = new Map(palette.map((color, index) => [color, index]));
  const indexOf = (color: number): number => {
    let index = nearest.get(color);
    if (index === undefined) {
      index = palette.reduce(
        (best, other, at) => (distance(color, other) < distance(color, palette[best] ?? 0) ? at : best),
        0,
      );
      nearest.set(color, index);
    }
    return index;
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf(colors[y * width + x] ?? 0);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, by palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => SHIFTS.map((shift) => (color >> shift) & 0xff)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
