// The rule of the house: dependencies go one way.
//
// * Folders of src/ lean only on the folders named for them below.
// * A module includes of another module only `<module>.hpp` and `events.hpp`; the face only of an earlier
//   module, the events of any.
// * A table belongs to the module (or the folder of src/) whose name its migration file bears, and only that
//   owner's code names it in SQL.
import { lineOf, stringLiterals, withoutComments } from './tree.mjs';

const folders = {
  base: [],
  search: ['base'],
  db: ['base'],
  mail: ['base'],
  sheets: ['base'],
  print: ['base'],
  http: ['base', 'db'],
  work: ['base', 'db'],
  modules: ['base', 'search', 'db', 'http', 'work', 'mail', 'sheets', 'print'],
  portal: ['base', 'db', 'http', 'work', 'modules'],
  app: ['base', 'db', 'http', 'work', 'mail', 'sheets', 'print', 'modules', 'portal'],
};

// A module may call the face of every module in a rank before its own.
const ranks = [
  ['team', 'calendar', 'files', 'ledger'],
  ['rules'],
  ['customers'],
  ['profiles'],
  ['imports'],
  ['contacts'],
  ['cases'],
  ['segments'],
  ['promises'],
  ['templates'],
  ['book', 'points', 'guidance', 'escalation'],
  ['desk', 'search'],
  ['channels', 'surveys', 'knowledge', 'sales'],
  ['quality', 'programme', 'privacy'],
  ['problems', 'report'],
];
const rankOf = new Map(ranks.flatMap((names, rank) => names.map((name) => [name, rank])));

const folderOf = (path) => path.match(/^src\/(\w+)\//)?.[1];
const moduleOf = (path) => path.match(/^src\/modules\/(\w+)\//)?.[1];
const isTest = (path) => /_(test|fuzz)\.(cpp|hpp)$/.test(path);

function* includesOf(text) {
  for (const found of withoutComments(text).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
    yield { target: found[1], line: lineOf(text, found.index) };
  }
}

/** What is wrong with the folder-to-folder include, or undefined. */
function folderRefusal(from, to) {
  if (from === to || !(from in folders) || !(to in folders)) return undefined;
  if (folders[from].includes(to)) return undefined;
  return `src/${from} may not lean on src/${to}`;
}

// Faces that would not fit into the module's first header.
const furtherFaces = { cases: ['disputes.hpp', 'citing.hpp'], files: ['hashing.hpp'] };

/** What is wrong with the module-to-module include, or undefined. */
function moduleRefusal(from, to, target) {
  if (from === to) return undefined;
  const file = target.split('/').slice(2).join('/');
  if (file === 'events.hpp') return undefined;
  const further = furtherFaces[to] ?? [];
  if (file !== `${to}.hpp` && file !== 'bulk.hpp' && !further.includes(file)) {
    return `of module ${to} only ${to}.hpp, bulk.hpp and events.hpp are public`;
  }
  if (rankOf.get(to) < rankOf.get(from)) return undefined;
  return `module ${from} may not call module ${to}: it does not come before it`;
}

export function includeFindings(tree) {
  const findings = [];
  for (const [path, text] of tree) {
    const folder = folderOf(path);
    if (!folder || isTest(path)) continue;
    for (const { target, line } of includesOf(text)) {
      const full = `src/${target}`;
      const refusal =
        (moduleOf(path) && moduleOf(full) && moduleRefusal(moduleOf(path), moduleOf(full), target)) ||
        (folderOf(full) && folderRefusal(folder, folderOf(full)));
      if (refusal) findings.push(`${path}:${line}: includes ${target}: ${refusal}`);
    }
  }
  for (const path of tree.keys()) {
    const name = moduleOf(path);
    if (name && !rankOf.has(name))
      findings.push(`${path}: module ${name} has no place in the order (tools/lib/dependencies.mjs)`);
  }
  return [...new Set(findings)];
}

/** Table name → owner, from `migrations/0007_promises_verdicts.sql`: the owner is the first word. */
export function tableOwners(tree) {
  const owners = new Map();
  for (const [path, text] of tree) {
    const owner = path.match(/^migrations\/\d+_([a-z]+)\w*(?:\.\w+)?\.sql$/)?.[1];
    if (!owner) continue;
    const created = /create\s+(?:virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/gi;
    for (const found of text.replace(/--[^\n]*/g, '').matchAll(created))
      owners.set(found[1].toLowerCase(), owner);
  }
  return owners;
}

const looksLikeSql = /\b(select|insert|update|delete|with|from|join|into)\b/i;
const tableUse = /\b(?:from|join|into|update|table)\s+"?(\w+)"?|,\s*(\w+)\s+(?:as\s+)?\w+\s+where/gi;

export function tableFindings(tree) {
  const owners = tableOwners(tree);
  const findings = [];
  for (const [path, text] of tree) {
    const user = moduleOf(path) ?? folderOf(path);
    if (!user || isTest(path) || !/\.(cpp|hpp)$/.test(path)) continue;
    for (const { value, line } of stringLiterals(text)) {
      if (!looksLikeSql.test(value)) continue;
      for (const found of value.matchAll(tableUse)) {
        const table = (found[1] ?? found[2]).toLowerCase();
        const owner = owners.get(table);
        if (owner && owner !== user)
          findings.push(`${path}:${line}: names the table ${table}, which is ${owner}'s`);
      }
    }
  }
  return [...new Set(findings)];
}

export const dependencyFindings = (tree) => [...includeFindings(tree), ...tableFindings(tree)];
