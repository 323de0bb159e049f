// Texts are complete: every key in every language, with the same {parameters}, and a text for every code that
// the C++ may answer with.
import { lineOf, withoutComments } from './tree.mjs';

const parameters = (text) => [...new Set(String(text).match(/\{\w+\}/g) ?? [])].sort().join(' ');

/** language → key → {text, path}, from the files locales/<language>/<area>.json. */
export function readTexts(tree) {
  const languages = new Map();
  const findings = [];
  for (const [path, content] of tree) {
    const language = path.match(/^locales\/(\w+)\/\w+\.json$/)?.[1];
    if (!language) continue;
    const texts = languages.get(language) ?? languages.set(language, new Map()).get(language);
    for (const [key, text] of Object.entries(JSON.parse(content))) {
      if (texts.has(key)) findings.push(`${path}: ${key} stands in ${texts.get(key).path} too`);
      texts.set(key, { text, path });
    }
  }
  return { languages, findings };
}

function pairFindings(from, to, name) {
  const findings = [];
  for (const [key, { text, path }] of from) {
    const other = to.get(key);
    if (!other) findings.push(`${path}: ${key} is missing in ${name}`);
    else if (parameters(other.text) !== parameters(text)) {
      findings.push(
        `${other.path}: ${key} has the parameters ${parameters(other.text)}, ${path} has ${parameters(text)}`,
      );
    }
    if (String(text).trim() === '') findings.push(`${path}: ${key} is empty`);
  }
  return findings;
}

// How a refusal is made (base/result.hpp); the code is the quoted word.
const refusals = [
  /\brefuse\(\s*ErrorKind::\w+,\s*"([\w.]+)"/g,
  /\b(?:not_found|conflict)\(\s*"([\w.]+)"/g,
  /\.code\s*=\s*"([\w.]+)"(?!\s*\+)/g,
];
// The beginning of a code whose end is another's word.
const begunRefusals = [/\.code\s*=\s*"([\w.]+)"\s*\+/g];
const fieldRefusals = [
  /\binvalid_field\(\s*[^",]*(?:"[^"]*")?[^",]*,\s*"(\w+)"/g,
  /\b(?:errors|fields|wrong|problems)\.(?:push_back|emplace_back)\(\s*\{?\s*(?:"[^"]*"|[^",()]+),\s*"(\w+)"/g,
  /\bFieldError\{\s*(?:\.field = )?(?:"[^"]*"|[^",()]+),\s*(?:\.code = )?"(\w+)"/g,
];

export function codesOf(tree) {
  const codes = [];
  for (const [path, text] of tree) {
    if (!/^src\/.*\.(cpp|hpp)$/.test(path) || /_(test|fuzz)\.(cpp|hpp)$/.test(path)) continue;
    const clean = withoutComments(text);
    const collect = (patterns, prefix) => {
      for (const pattern of patterns) {
        for (const found of clean.matchAll(pattern)) {
          codes.push({ key: `${prefix}.${found[1]}`, at: `${path}:${lineOf(clean, found.index)}` });
        }
      }
    };
    collect(refusals, 'error');
    collect(begunRefusals, 'begun');
    collect(fieldRefusals, 'field');
  }
  return codes;
}

export function textFindings(tree) {
  const { languages, findings } = readTexts(tree);
  for (const [a, from] of languages) {
    for (const [b, to] of languages) if (a !== b) findings.push(...pairFindings(from, to, b));
  }
  const spanish = languages.get('es') ?? new Map();
  const ofBeginning = (begun) =>
    [...spanish.keys()].some((key) => key.startsWith(`error.${begun}`) || key.startsWith(`field.${begun}`));
  for (const { key, at } of codesOf(tree)) {
    if (key.startsWith('begun.')) {
      const begun = key.slice('begun.'.length);
      if (!ofBeginning(begun)) findings.push(`${at}: no text of an error or a field begins with ${begun}`);
      continue;
    }
    // A FieldError has a .code too, whose text stands under field.
    const other = key.replace(/^error\./, 'field.');
    if (!spanish.has(key) && !spanish.has(other)) findings.push(`${at}: ${key} has no text`);
  }
  return [...new Set(findings)];
}
