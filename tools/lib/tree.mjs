// What the checks share: the tracked files of the tree, and how a check reports.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The files git knows of, or will (untracked but not ignored), whose path passes `wanted`: path → text. */
export function readTree(wanted) {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const tree = new Map();
  for (const path of listing.split('\0')) {
    const full = join(root, path);
    if (path && wanted(path) && existsSync(full)) tree.set(path, readFileSync(full, 'utf8'));
  }
  return tree;
}

/** Prints the findings and ends with status 1 where there are any. */
export function report(name, findings, notes = []) {
  for (const note of notes) console.log(`note: ${note}`);
  for (const finding of findings) console.log(finding);
  if (findings.length > 0) console.log(`${name}: ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

/** C++ text without comments; strings stay, and every line keeps its number. */
export function withoutComments(text) {
  const token =
    /R"([^(\s]*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])+'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

/** The string literals of C++ text, with the line each starts in. Neighbouring literals stay apart. */
export function stringLiterals(text) {
  const clean = withoutComments(text);
  const token = /R"([^(\s]*)\(([\s\S]*?)\)\1"|"((?:\\.|[^"\\\n])*)"|(?<!\w)'(?:\\.|[^'\\\n])+'/g;
  const literals = [];
  for (const found of clean.matchAll(token)) {
    const value = found[2] ?? found[3];
    if (value !== undefined) literals.push({ value, line: lineOf(clean, found.index) });
  }
  return literals;
}

export function lineOf(text, index) {
  return text.slice(0, index).split('\n').length;
}
