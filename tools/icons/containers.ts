/** Files of icons in several sizes, as Windows and macOS want them. Both may hold PNG pictures as they are. */

/** A square picture. */
export type Picture = { size: number; png: Buffer };

const ICO_HEADER = 6;
const ICO_ENTRY = 16;

/** `.ico`: a directory of entries, then the pictures. 256 pixels are written as 0. */
export const toIco = (pictures: readonly Picture[]): Buffer => {
  const header = Buffer.alloc(ICO_HEADER);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = ICO_HEADER + ICO_ENTRY * pictures.length;
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(ICO_ENTRY);
    entry.writeUInt8(size === 256 ? 0 : size, 0);
    entry.writeUInt8(size === 256 ? 0 : size, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
};

/** Which picture stands under which name in `.icns`; those of 32, 256 and 512 serve two resolutions. */
export const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

const chunk = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(head.length + body.length, 4);
  return Buffer.concat([head, body]);
};

/** `.icns`: named chunks in one. */
export const toIcns = (pictures: readonly Picture[]): Buffer =>
  chunk(
    'icns',
    Buffer.concat(
      pictures.flatMap(({ size, png }) => (ICNS_TYPES[size] ?? []).map((type) => chunk(type, png))),
    ),
  );
