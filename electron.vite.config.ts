import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { BUNDLED_PACKAGES } from './tools/bundled-packages.ts';

/** electron-vite sets './' for file:// pages; ours have addresses with several parts, and a reload keeps them. */
const absoluteBase: Plugin = {
  name: 'absolute-base',
  config: {
    order: 'post',
    handler: (config) => {
      config.base = '/';
    },
  },
};

/**
 * Leaves each script and style sheet compressed beside itself (server/transport/web-client.ts): a tenth smaller
 * than what the server could do while somebody waits.
 */
const compressAhead: Plugin = {
  name: 'compress-ahead',
  async writeBundle({ dir }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(m?js|css)$/.test(name));
    await Promise.all(
      texts.map(async (name) => {
        const file = join(dir ?? '', name);
        await writeFile(`${file}.br`, await promisify(brotliCompress)(await readFile(file)));
      }),
    );
  },
};

/**
 * Loads the font with the page: without that it comes after the first words, which then change their width, and what
 * somebody was about to press moves.
 */
const fontAhead: Plugin = {
  name: 'font-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => {
      const font = Object.keys(bundle).find((name) => /inter-latin-wght-normal-[\w-]+\.woff2$/.test(name));
      if (font === undefined) throw new Error('the font of the first page is not in the build');
      const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${font}` };
      return [{ tag: 'link', injectTo: 'head', attrs }];
    },
  },
};

/**
 * Files that import each other run in an order that no source says: what a module makes at its start, the classes of
 * Mantine's components for example, is missing in the other one, and a page breaks that nobody has touched.
 */
const noCircles: Plugin = {
  name: 'no-circles',
  generateBundle(_options, bundle) {
    const open = new Set<string>();
    const done = new Set<string>();
    const visit = (file: string): void => {
      const chunk = bundle[file];
      if (done.has(file) || chunk?.type !== 'chunk') return;
      if (open.has(file)) {
        this.error(
          `chunks import each other: ${[...open, file].join(' -> ')}; see the groups of codeSplitting`,
        );
      }
      open.add(file);
      for (const imported of chunk.imports) visit(imported);
      open.delete(file);
      done.add(file);
    };
    for (const file of Object.keys(bundle)) visit(file);
  },
};

/**
 * One build for every process. The Node entries share chunks in one flat folder, because a module that
 * starts a worker finds the worker's file beside itself (server/storage/sqlite/sqlite-store.ts).
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/node',
      externalizeDeps: { exclude: BUNDLED_PACKAGES },
      rolldownOptions: {
        input: {
          main: 'src-main/main.ts',
          server: 'server/main.ts',
          child: 'server/child.ts',
          'sqlite-worker': 'server/storage/sqlite/worker.ts',
          'cache-worker': 'src-main/services/message-cache/worker.ts',
          'backup-worker': 'server/storage/sqlite/backup-worker.ts',
          'audit-verify': 'server/audit-verify.ts',
          'reset-password': 'server/reset-password.ts',
          restore: 'server/restore.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src-preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react(), absoluteBase, fontAhead, compressAhead, noCircles],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      // What a patient loads is held by tests/e2e/budgets.spec.ts, in compressed bytes.
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        input: 'src-renderer/index.html',
        output: {
          // Else what pages share comes in fifty files of one kilobyte, and the headers of each are as long.
          codeSplitting: {
            groups: [
              { name: 'first', tags: ['$initial'] },
              // Made once at the start of a module and kept in its constants: by pages alone they come into chunks
              // that import each other, which would leave some undefined (`noCircles`).
              { name: 'icons', test: /[\\/]lucide-react[\\/]/, minShareCount: 2 },
              { name: 'ui', test: /[\\/]@(mantine|floating-ui)[\\/]/, minShareCount: 2 },
              // Small things that lean on nothing, and on which much leans: else a group that one of them is pulled into
              // comes with every page.
              {
                name: 'leaf',
                test: /[\\/]src-renderer[\\/](ui[\\/]|i18n[\\/](format|error-text)|shell[\\/](error-notice|use-)|features[\\/](patients[\\/]age|messages[\\/]messages-path))/,
                minShareCount: 2,
              },
              // Merged with what the waiting room shares, it would come before the waiting room.
              {
                name: 'call',
                test: /[\\/]features[\\/]consultation[\\/]/,
                minShareCount: 2,
                entriesAware: true,
              },
              // Each in one chunk, or parts of them come into chunks that import each other.
              { name: 'narrow', test: /[\\/]use-narrow/, minShareCount: 2 },
              { name: 'certificates', test: /[\\/]use-certificates/, minShareCount: 2 },
              { name: 'badge', test: /[\\/](unread-badge|contact-list\.module)/, minShareCount: 2 },
              { name: 'profile', test: /[\\/]features[\\/]profile[\\/]/, minShareCount: 2 },
              { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 8_000 },
            ],
          },
          // A shared file is named after all pages that need it: too long for a name.
          chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        },
      },
    },
  },
});
