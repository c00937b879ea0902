import { createRequire } from 'node:module';

/**
 * Runs the installer of the `electron` package and tells the parent process about each piece that arrives. The
 * installer itself downloads through the global fetch and is silent for its first 30 seconds.
 */

const report = (): void => {
  process.send?.('progress');
};
const fetchPlain = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const response = await fetchPlain(input, init);
  report();
  const reporting = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      report();
      controller.enqueue(piece);
    },
  });
  return new Response(response.body?.pipeThrough(reporting) ?? null, response);
};

// The channel to the parent would keep this process alive after the installer's end.
process.channel?.unref();
createRequire(import.meta.url)('electron/install.js');
