#!/usr/bin/env node
// Fails where a text is missing in a language, differs in its parameters, or a code has none (lib/texts.mjs).
import { textFindings } from './lib/texts.mjs';
import { readTree, report } from './lib/tree.mjs';

report('texts', textFindings(readTree((path) => /^(src|locales)\/.*\.(cpp|hpp|json)$/.test(path))));
