import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

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
 * One build for every process. The Node entries share chunks in one flat folder, because a module that
 * starts a worker finds the worker's file beside itself (server/storage/sqlite/sqlite-store.ts).
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/node',
      rolldownOptions: {
        input: {
          main: 'src-main/main.ts',
          server: 'server/main.ts',
          child: 'server/child.ts',
          'sqlite-worker': 'server/storage/sqlite/worker.ts',
          'audit-verify': 'server/audit-verify.ts',
          'reset-password': 'server/reset-password.ts',
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
    plugins: [react(), absoluteBase],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: 'src-renderer/index.html' },
    },
  },
});
