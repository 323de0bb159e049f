import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { texts } from './dev/texts.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `npm run dev` stands in front of a running server: ESCUCHA_SERVER, else the usual port.
const server = process.env.ESCUCHA_SERVER ?? 'http://localhost:8080';
const behind = { target: server, changeOrigin: true, headers: { origin: server } };
const proxy = { '/api': behind, '/correo': behind };

export default defineConfig({
  base: '/consola/',
  plugins: [...(process.env.VITEST ? [] : [paraglideVitePlugin(texts)]), svelte()],
  resolve: {
    alias: {
      $lib: here('./src/lib'),
      $features: here('./src/features'),
      $m: here('./src/lib/paraglide/messages.js'),
    },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  server: {
    port: 5173,
    fs: { allow: ['..'] },
    proxy,
  },
  // The server's own content security policy, so that what it would refuse is seen here first.
  preview: {
    port: 4173,
    headers: {
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; media-src 'self' blob:; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'",
    },
    proxy,
  },
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    assetsInlineLimit: 0, // the content security policy allows no data: fonts or scripts
    modulePreload: { polyfill: false },
    manifest: false,
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        // What several pages share goes into one file instead of dozens of tiny ones.
        codeSplitting: {
          groups: [
            { name: 'words', test: /paraglide|lucide/, minShareCount: 2 },
            { name: 'shared', test: /src[\\/](lib|features)|svelte-query|query-core/, minShareCount: 3 },
          ],
        },
      },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
