import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { findElectron, thisMachine } from './launch/electron-binary.ts';
import { runChild } from './launch/run-child.ts';

/**
 * `npm run dev`: the server from its sources, restarted on each change, and the pages from Vite with the
 * server's routes behind them. Where Electron is here, the built app opens beside it, with a clinic of its own.
 */

const root = join(import.meta.dirname, '..');
const serverPort = process.env['PORT'] ?? '4000';
const target = `http://127.0.0.1:${serverPort}`;

const vite = await createServer({
  configFile: false,
  root: join(root, 'src-renderer'),
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    fs: { allow: [root] },
    proxy: {
      // Vite serves src-renderer/api under the same path: its sources are not the server's.
      '^/api/(?!.*\\.tsx?(\\?|$))': { target, changeOrigin: true },
      '^/(auth|health|ice-servers)(/|\\?|$)': { target, changeOrigin: true },
      '/socket.io': { target, changeOrigin: true, ws: true },
    },
  },
});
await vite.listen();
const url = vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? target;
console.log(`Open ${url} in a browser.`);

const machine = thisMachine((line) => console.log(line));
const electron = findElectron(machine);
const app =
  'path' in electron
    ? runChild(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'preview'], {
        cwd: root,
      })
    : null;
if ('reason' in electron) console.log(`No desktop app (${electron.reason}).`);

const origins = [process.env['FRONTEND_URL'], url].filter((origin) => origin !== undefined && origin !== '');
const { exitCode } = await runChild(process.execPath, ['--watch', 'server/main.ts'], {
  cwd: root,
  environment: {
    ...process.env,
    FRONTEND_URL: origins.join(','),
    // Invitations lead to the page that is being worked on.
    BACKEND_URL: process.env['BACKEND_URL'] ?? url,
  },
});
await Promise.allSettled([app, vite.close()]);
process.exitCode = exitCode;
