#!/usr/bin/env node
// count_results.mjs KIND PATH — prints "PASSED FAILED" of what a test runner wrote down at PATH, and names on
// standard error what failed. A runner that left nothing behind, or found no test, counts as one failure.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

const kinds = {
  /** A folder with *.ctest.xml (JUnit, one case a program) and the GoogleTest JSON of each program. */
  gtest(folder) {
    const counts = { passed: 0, failed: [] };
    const programs = readdirSync(folder)
      .filter((file) => file.endsWith('.ctest.xml'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/<testcase name="([^"]+)"[^>]*status="(\w+)"/g)]);
    for (const [, name, status] of programs) {
      const file = [`${name}_test.json`, `${name}.json`].map((file) => join(folder, file)).find(existsSync);
      const before = counts.failed.length;
      if (file) addGoogleTests(read(file), counts);
      else if (status === 'run') counts.passed += 1;
      if (status !== 'run' && counts.failed.length === before)
        counts.failed.push(`${name} (the program itself)`);
    }
    return counts;
  },
  /** vitest's JSON report; a file that could not be loaded is a failure too. */
  vitest(path) {
    const report = read(path);
    const failed = report.testResults.flatMap((file) => {
      const tests = file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => test.fullName);
      return tests.length === 0 && file.status === 'failed' ? [`${file.name}: ${file.message}`] : tests;
    });
    return { passed: report.numPassedTests, failed };
  },
  /** Node's test runner, TAP. Files and suites are not counted, the tests in them are. */
  tap(path) {
    const text = readFileSync(path, 'utf8');
    const sum = (word) => Number(text.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
    const names = [...text.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map((found) => found[1]);
    const failed = sum('fail') + sum('cancelled');
    return {
      passed: sum('pass'),
      failed: names.slice(0, failed).concat(Array(Math.max(0, failed - names.length)).fill('?')),
    };
  },
  /** What tools/tidy.mjs wrote: {passed, failed: [file]}. */
  tidy: read,
};

function addGoogleTests(report, counts) {
  for (const test of report.testsuites.flatMap((suite) => suite.testsuite)) {
    if (test.failures?.length) counts.failed.push(`${test.classname}.${test.name}`);
    else if (test.result === 'COMPLETED') counts.passed += 1;
  }
}

function counted([kind, path]) {
  try {
    const counts = kinds[kind](path);
    if (counts.passed + counts.failed.length === 0) return { passed: 0, failed: [`${path}: no test ran`] };
    return counts;
  } catch (error) {
    return { passed: 0, failed: [`${kind}: ${error.message}`] };
  }
}

const { passed, failed } = counted(process.argv.slice(2));
for (const name of failed) console.error(`FAILED: ${name}`);
console.log(`${passed} ${failed.length}`);
