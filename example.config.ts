import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run example`: a page of somebody else over our client (docs/front-ends.md). */
export default defineConfig({
  root: 'examples/react',
  plugins: [react()],
  server: {
    // A port whose origin the server was told; another one would be refused without saying why.
    port: 5173,
    strictPort: true,
    fs: { allow: ['../..'] },
  },
  build: { outDir: '../../out/example', emptyOutDir: true },
});
