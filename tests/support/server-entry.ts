import { join } from 'node:path';

/** Where bundle-server.ts leaves the server for the tests: as deep in `out` as the built server is. */
export const bundleFolder = join(import.meta.dirname, '../../out/tests');

/** An entry of the server as one file of JavaScript, made of the sources before the first test. */
export const entryFile = (name: string): string => join(bundleFolder, `${name}.js`);
