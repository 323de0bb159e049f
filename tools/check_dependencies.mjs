#!/usr/bin/env node
// Fails where a dependency goes the wrong way; the rule stands in lib/dependencies.mjs.
import { dependencyFindings } from './lib/dependencies.mjs';
import { readTree, report } from './lib/tree.mjs';

const tree = readTree((path) => /^src\/.*\.(hpp|cpp)$/.test(path) || /^migrations\/.*\.sql$/.test(path));
report('dependencies', dependencyFindings(tree));
