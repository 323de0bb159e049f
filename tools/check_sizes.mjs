#!/usr/bin/env node
// A source file of more than 800 lines fails; one of more than 500 is named, to be split before it grows.
import { readTree, report } from './lib/tree.mjs';

const source = /\.(cpp|hpp|ts|js|mjs|svelte|css|sql|sh|cmake)$/;
const generated = /(^|\/)(generated|paraglide)\/|api\/openapi|\.d\.ts$/;
const sizes = [
  ...readTree((path) => (source.test(path) || /^bin\/[^.]+$/.test(path)) && !generated.test(path)),
]
  .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
  .sort((a, b) => b.lines - a.lines);
const name = ({ path, lines }) => `${path}: ${lines} lines`;
report(
  'sizes',
  sizes.filter(({ lines }) => lines > 800).map((file) => `${name(file)}, more than 800`),
  sizes.filter(({ lines }) => lines > 500 && lines <= 800).map((file) => `${name(file)}, more than 500`),
);
