import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/** Sharper than this nobody sees, and phones have little memory. */
const SCALE_MOST = 2;
/** Pixels of a picture in a document, and of a page that is drawn. */
const PIXELS_MOST = 25_000_000;

/** One page, drawn into a canvas of the page that shows it. */
export type PdfPage = {
  /** Of its width by its height. */
  aspect: number;
  /** What is written on it, for who does not see it. */
  text(): Promise<string>;
  /** @param width in CSS pixels */
  draw(canvas: HTMLCanvasElement, width: number): Promise<void>;
};

export type PdfDocument = {
  count: number;
  /** @param number from 1 */
  page(number: number): Promise<PdfPage>;
};

/**
 * Reads a document that somebody has sent: in a thread of its own, and as pixels alone. Neither its scripts nor its
 * links nor its forms come to life, and nothing is loaded for it.
 */
export const openPdf = (blob: Blob): { opened: Promise<PdfDocument>; close: () => void } => {
  const thread = new Worker(workerAddress, { type: 'module' });
  const worker = PDFWorker.create({ port: thread });
  let isClosed = false;
  const open = async (): Promise<PdfDocument> => {
    const data = new Uint8Array(await blob.arrayBuffer());
    const document: PDFDocumentProxy = await getDocument({
      data,
      worker,
      enableXfa: false,
      useWasm: false,
      useWorkerFetch: false,
      disableWorkerRendering: true,
      maxImageSize: PIXELS_MOST,
      canvasMaxAreaInBytes: PIXELS_MOST * 4,
      verbosity: 0,
    }).promise;
    return {
      count: document.numPages,
      async page(number) {
        const page = await document.getPage(number);
        const { width: natural, height } = page.getViewport({ scale: 1 });
        return {
          aspect: natural / height,
          text: async () =>
            (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' '),
          draw: async (canvas, width) => {
            if (isClosed) return;
            const scale = (width / natural) * Math.min(window.devicePixelRatio, SCALE_MOST);
            const viewport = page.getViewport({ scale });
            canvas.width = Math.floor(viewport.width);
            canvas.height = Math.floor(viewport.height);
            await page.render({ canvas, viewport }).promise;
          },
        };
      },
    };
  };
  return {
    opened: open(),
    close: () => {
      isClosed = true;
      worker.destroy();
      thread.terminate();
    },
  };
};
