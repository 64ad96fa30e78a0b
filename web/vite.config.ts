import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Where `npm run dev` finds a running Mailweir.
const server = process.env.MAILWEIR_URL ?? 'http://127.0.0.1:8025';

export default defineConfig({
  plugins: [svelte()],
  // The server puts a new nonce in place of this for each response.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2022',
    // One script, files rather than data: addresses: the page runs under a policy that allows little else.
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
  server: {
    proxy: { '/api': { target: server, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
