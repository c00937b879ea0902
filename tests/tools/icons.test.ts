import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ICNS_TYPES, toIcns, toIco } from '../../tools/icons/containers.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width and height that a PNG says of itself. */
const sizeOf = (png: Buffer): [number, number] => {
  expect(png.subarray(0, 8)).toEqual(PNG);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

const picturesOfIco = (file: Buffer): { size: number; png: Buffer }[] =>
  Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = file.readUInt32LE(entry + 12);
    return {
      size: file.readUInt8(entry) || 256,
      png: file.subarray(offset, offset + file.readUInt32LE(entry + 8)),
    };
  });

const chunksOfIcns = (file: Buffer): { type: string; png: Buffer }[] => {
  const chunks: { type: string; png: Buffer }[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const type = file.toString('latin1', at, at + 4);
    chunks.push({ type, png: file.subarray(at + 8, at + file.readUInt32BE(at + 4)) });
  }
  return chunks;
};

describe("the app's icon", () => {
  it('is in the file for Windows in each size, up to the 256 pixels that the packager asks for', () => {
    const pictures = picturesOfIco(readFileSync('build/icon.ico'));
    expect(pictures.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256]);
    for (const { size, png } of pictures) expect(sizeOf(png)).toEqual([size, size]);
  });

  it('is in the file for macOS under the name of each size', () => {
    const file = readFileSync('build/icon.icns');
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const chunks = chunksOfIcns(file);
    expect(chunks.map(({ type }) => type).toSorted()).toEqual(Object.values(ICNS_TYPES).flat().toSorted());
    for (const [size, types] of Object.entries(ICNS_TYPES)) {
      for (const { png } of chunks.filter(({ type }) => types.includes(type))) {
        expect(sizeOf(png)).toEqual([Number(size), Number(size)]);
      }
    }
  });

  it('is there for Linux under the name of each size', () => {
    for (const name of readdirSync('build/icons')) {
      const [width, height] = sizeOf(readFileSync(`build/icons/${name}`));
      expect(name).toBe(`${width}x${height}.png`);
    }
  });
});

it('a container gives back the pictures that were put in', () => {
  const pictures = [
    { size: 32, png: Buffer.from('small') },
    { size: 256, png: Buffer.from('larger') },
  ];
  expect(picturesOfIco(toIco(pictures))).toEqual(pictures);
  expect(chunksOfIcns(toIcns(pictures))).toEqual([
    { type: 'ic11', png: Buffer.from('small') },
    { type: 'ic08', png: Buffer.from('larger') },
    { type: 'ic13', png: Buffer.from('larger') },
  ]);
});
