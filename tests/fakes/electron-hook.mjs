import { registerHooks } from 'node:module';

/**
 * Serves one fake module for every `import 'electron'`, in our sources and in libraries alike, however a
 * bundler has resolved it: the real package starts a download when it is imported under Node.
 */

const fake = new URL('./electron.ts', import.meta.url).href;
const REAL = /\/node_modules\/electron\/index\.js$/;

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|renderer|common))?$/.test(specifier) || REAL.test(specifier)
      ? { url: fake, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
