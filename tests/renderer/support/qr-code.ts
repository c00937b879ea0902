import jsQR from 'jsqr';

/** Pixels to a module: scanners need more than one. */
const SCALE = 4;

/**
 * Reads a QR code from the SVG that draws it, as a camera would: dark squares on white.
 * @param path the commands of the dark modules, in units of one module: M, h, v, H and z
 * @param size modules along an edge, with the quiet zone
 */
export const decodeQrPath = (path: string, size: number): string | null => {
  const width = size * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const dark = (x: number, y: number) => {
    for (let row = y * SCALE; row < (y + 1) * SCALE; row += 1) {
      for (let column = x * SCALE; column < (x + 1) * SCALE; column += 1) {
        pixels.set([0, 0, 0, 255], (row * width + column) * 4);
      }
    }
  };
  for (const [, left, top, run] of path.matchAll(/M(\d+)[ ,](\d+) ?h(\d+)v1H\d+z/g)) {
    for (let step = 0; step < Number(run); step += 1) dark(Number(left) + step, Number(top));
  }
  return jsQR(pixels, width, width)?.data ?? null;
};
