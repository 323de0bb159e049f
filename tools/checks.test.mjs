// The checks themselves: each finds what it is there to find, and leaves what is right alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { includeFindings, tableFindings } from './lib/dependencies.mjs';
import { textFindings } from './lib/texts.mjs';
import { stringLiterals } from './lib/tree.mjs';

const tree = (files) => new Map(Object.entries(files));

test('a later module may call an earlier one, not the other way round', () => {
  const include = (from, target) => includeFindings(tree({ [from]: `#include "${target}"\n` }));
  assert.deepEqual(include('src/modules/cases/opening.cpp', 'modules/customers/customers.hpp'), []);
  assert.match(
    include('src/modules/customers/import.cpp', 'modules/cases/cases.hpp')[0],
    /may not call module cases/,
  );
});

test('the events of a later module may be heard', () => {
  const heard = tree({ 'src/modules/customers/reactions.cpp': '#include "modules/cases/events.hpp"\n' });
  assert.deepEqual(includeFindings(heard), []);
});

test('what is inside another module is not included', () => {
  const peek = tree({ 'src/modules/cases/opening.cpp': '#include "modules/customers/store.hpp"\n' });
  assert.match(includeFindings(peek)[0], /only customers.hpp, bulk.hpp and events.hpp are public/);
});

test('the lower folders know no domain, and comments are no includes', () => {
  assert.match(
    includeFindings(tree({ 'src/http/server.cpp': '#include "modules/team/team.hpp"' }))[0],
    /src\/http/,
  );
  assert.deepEqual(
    includeFindings(tree({ 'src/http/server.cpp': '// #include "modules/team/team.hpp"' })),
    [],
  );
});

test('only the owner names a table in SQL', () => {
  const migration = { 'migrations/0003_customers.sql': 'CREATE TABLE customers (id BIGINT);' };
  const sql = 'db.query("SELECT c.id FROM cases k JOIN customers c ON c.id = k.customer");';
  assert.equal(tableFindings(tree({ ...migration, 'src/modules/cases/store.cpp': sql })).length, 1);
  assert.deepEqual(tableFindings(tree({ ...migration, 'src/modules/customers/store.cpp': sql })), []);
});

test('a text missing in one language, or with other parameters, is found', () => {
  const findings = textFindings(
    tree({
      'locales/es/a.json': '{"hello": "Hola, {name}", "bye": "Adiós"}',
      'locales/en/a.json': '{"hello": "Hello, {nombre}"}',
    }),
  );
  assert.ok(findings.some((finding) => /bye is missing in en/.test(finding)));
  assert.ok(findings.some((finding) => /hello has the parameters/.test(finding)));
});

test('a refusal without a text is found, with one it is not', () => {
  const source = { 'src/modules/cases/rule.cpp': 'return conflict("case.closed");' };
  assert.match(textFindings(tree(source))[0], /error.case.closed has no text/);
  const texts = { 'locales/es/c.json': '{"error.case.closed": "Ya está cerrado"}' };
  assert.deepEqual(textFindings(tree({ ...source, ...texts })), []);
});

test('strings are told from comments and characters', () => {
  const found = stringLiterals(`auto a = "x // y"; // "no"\nchar q = '"'; auto b = R"(raw "quoted")";`);
  assert.deepEqual(found, [
    { value: 'x // y', line: 1 },
    { value: 'raw "quoted"', line: 2 },
  ]);
});

test('of a code that is put together, some text has the beginning', () => {
  const source = { 'src/modules/cases/rule.cpp': 'return {.field = "x", .code = "gap_" + problem.code};' };
  assert.match(textFindings(tree(source))[0], /no text of an error or a field begins with gap_/);
  const texts = { 'locales/es/c.json': '{"field.gap_open": "Falta cerrar"}' };
  assert.deepEqual(textFindings(tree({ ...source, ...texts })), []);
});

test('the code of a field without a text is found, however the refusal is made', () => {
  const found = (line) => textFindings(tree({ 'src/modules/team/rule.cpp': line })).length;
  assert.equal(found('return invalid_field("name", "odd");'), 1);
  assert.equal(found('wrong.push_back({"name", "odd"});'), 1);
  assert.equal(found('names.push_back({"name", "odd"});'), 0);
});
