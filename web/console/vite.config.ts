import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mockApi } from './dev/mock/plugin.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `npm run dev` answers /api from a believable mock; with ESCUCHA_SERVER=http://localhost:8080 it asks a real server.
const server = process.env.ESCUCHA_SERVER;

export default defineConfig({
  base: '/consola/',
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
      emitGitIgnore: false,
      emitReadme: false,
      emitPrettierIgnore: false,
    }),
    svelte(),
    ...(server ? [] : [mockApi()]),
  ],
  resolve: {
    alias: { $lib: here('./src/lib'), $features: here('./src/features'), $m: here('./src/lib/paraglide/messages.js') },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  server: {
    port: 5173,
    fs: { allow: ['..'] },
    proxy: server ? { '/api': { target: server, changeOrigin: true } } : undefined,
  },
  preview: { port: 4173 },
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    assetsInlineLimit: 0, // the content security policy allows no data: fonts or scripts
    modulePreload: { polyfill: false },
    manifest: false,
    reportCompressedSize: true,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
