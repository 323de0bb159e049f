#!/usr/bin/env node
// tidy.mjs BUILD-FOLDER RESULT [path-part…] — clang-tidy over the units of src/, tests aside, as many at once as
// there are cores. It reads the build's precompiled header, so the build must be up to date. A unit found clean is
// not looked at again until it, a header it includes or .clang-tidy changes.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { root } from './lib/tree.mjs';

const [build, result, ...only] = process.argv.slice(2);
const clean = join(build, 'tidy-clean');
mkdirSync(clean, { recursive: true });

const digestOf = new Map();
function digest(path) {
  if (!digestOf.has(path)) {
    digestOf.set(
      path,
      existsSync(path) ? createHash('sha1').update(readFileSync(path)).digest('hex') : 'gone',
    );
  }
  return digestOf.get(path);
}

/** Object file → the tree's files it was made from, as ninja noted them. */
function readDependencies() {
  const output = execFileSync('ninja', ['-C', build, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const dependencies = new Map();
  for (const block of output.split('\n\n')) {
    const [head, ...files] = block.split('\n').filter((line) => line && !line.startsWith('ninja:'));
    if (!head) continue;
    const own = files
      .map((file) => file.trim())
      .map((file) => (isAbsolute(file) ? file : join(root, build, file)));
    dependencies.set(
      head.split(':')[0],
      own.filter((file) => file.startsWith(join(root, 'src')) || file.startsWith(join(root, 'tests'))),
    );
  }
  return dependencies;
}

function unitsToCheck() {
  const dependencies = readDependencies();
  const commands = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));
  return commands
    .filter(({ file }) => relative(root, file).startsWith('src/') && !file.endsWith('_test.cpp'))
    .filter(({ file }) => only.length === 0 || only.some((part) => file.includes(part)))
    .map(({ file, output, command }) => {
      const files = [
        ...new Set([file, join(root, '.clang-tidy'), ...(dependencies.get(output) ?? [])]),
      ].sort();
      const key = createHash('sha1')
        .update(command)
        .update(files.map((path) => path + digest(path)).join());
      return { file, stamp: join(clean, key.digest('hex')) };
    });
}

function check({ file, stamp }) {
  return new Promise((resolve) => {
    const tidy = spawn('clang-tidy-19', ['--quiet', '-p', build, file], { cwd: root });
    let output = '';
    tidy.stdout.on('data', (text) => (output += text));
    tidy.stderr.on('data', (text) => (output += text));
    tidy.on('error', (error) => resolve({ file, failed: true, output: error.message }));
    tidy.on('close', (code) => {
      if (code === 0) writeFileSync(stamp, file);
      resolve({ file, failed: code !== 0, output });
    });
  });
}

const units = unitsToCheck();
const waiting = units.filter(({ stamp }) => !existsSync(stamp));
const failed = [];
async function worker() {
  for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
    const found = await check(unit);
    if (!found.failed) continue;
    failed.push(relative(root, unit.file));
    console.log(found.output.replace(/^\d+ warnings? .*\n/gm, ''));
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
writeFileSync(result, JSON.stringify({ passed: units.length - failed.length, failed }));
process.exitCode = failed.length > 0 ? 1 : 0;
