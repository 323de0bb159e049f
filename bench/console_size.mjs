// What a browser fetches to show the console for the first time: the scripts index.html names and those they import
// at once, gzipped.
import { readFileSync, existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../web/console/dist');
const index = join(dist, 'index.html');
if (!existsSync(index)) process.exit(0);
const seen = new Set();
const follow = (path) => {
  if (seen.has(path)) return;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g))
    follow(join(dirname(path), name));
};
for (const [, src] of readFileSync(index, 'utf8').matchAll(/(?:src|href)="\/consola\/([^"]+\.js)"/g))
  follow(join(dist, src));
const bytes = [...seen].reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
const kilobytes = bytes / 1024;
console.log(
  JSON.stringify({
    name: 'console: script of the first load, gzip',
    value: kilobytes,
    unit: 'KB',
    reach: 150,
    met: kilobytes <= 150,
  }),
);
