import { LOGO_MAX_BYTES } from '../../../server/protocol/index.ts';

/** Sides in pixels, tried in this order until the picture is small enough. */
const SIDES = [256, 192, 128];

const draw = (image: HTMLImageElement, side: number): Promise<Blob | null> => {
  // A drawing without a size of its own fills the square.
  const width = image.naturalWidth || side;
  const height = image.naturalHeight || side;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return Promise.resolve(null);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};

/**
 * A picture that a person chose, as a small PNG: nothing else of the file (its place, its camera) is kept.
 * @returns null if the browser cannot read it
 */
export const scalePicture = async (file: Blob): Promise<Blob | null> => {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    for (const side of SIDES) {
      const scaled = await draw(image, side);
      if (scaled !== null && scaled.size <= LOGO_MAX_BYTES) return scaled;
    }
    return null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
};
