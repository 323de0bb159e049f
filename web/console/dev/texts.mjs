// Compiles messages/*.json into typed functions. The build does it by itself; tests and checks run this first.
import { pathToFileURL } from 'node:url';
import { compile } from '@inlang/paraglide-js';

/** @type {import('@inlang/paraglide-js').CompilerOptions} */
export const texts = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['globalVariable', 'baseLocale'],
  emitGitIgnore: false,
  emitReadme: false,
  emitPrettierIgnore: false,
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) await compile(texts);
