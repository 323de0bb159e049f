#!/usr/bin/env node
// Makes src/modules/calendar/holidays.tsv: the holidays 2020–2040 of every Spanish-speaking country and its
// regions, from the npm package date-holidays (code ISC, data CC BY-SA 3.0; see docs/holidays.md).
//
//   cd tools/holidays && npm ci && node holidays.mjs          writes the file
//                                  node holidays.mjs --check   fails if the committed file differs
//
// Lines, tab-separated:
//   country  code  zones,…  name es  name en
//   region   code  name                                   of the country above; a district is "CT-B"
//   holiday  kind  where  name es  name en  yymmdd …       where: "*" the country and all its regions, or a
//                                                          list of region codes, "-" being the country itself
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Holidays from 'date-holidays';

const firstYear = 2020;
const lastYear = 2040;
const target = fileURLToPath(new URL('../../src/modules/calendar/holidays.tsv', import.meta.url));

// The zones of each country, the one most people live in first.
const countries = {
  AR: [
    'America/Argentina/Buenos_Aires',
    'America/Argentina/Cordoba',
    'America/Argentina/Mendoza',
    'America/Argentina/Tucuman',
    'America/Argentina/Salta',
    'America/Argentina/San_Juan',
    'America/Argentina/Jujuy',
    'America/Argentina/San_Luis',
    'America/Argentina/Catamarca',
    'America/Argentina/La_Rioja',
    'America/Argentina/Rio_Gallegos',
    'America/Argentina/Ushuaia',
  ],
  BO: ['America/La_Paz'],
  CL: ['America/Santiago', 'America/Punta_Arenas', 'America/Coyhaique', 'Pacific/Easter'],
  CO: ['America/Bogota'],
  CR: ['America/Costa_Rica'],
  CU: ['America/Havana'],
  DO: ['America/Santo_Domingo'],
  EC: ['America/Guayaquil', 'Pacific/Galapagos'],
  ES: ['Europe/Madrid', 'Atlantic/Canary', 'Africa/Ceuta'],
  GQ: ['Africa/Malabo'],
  GT: ['America/Guatemala'],
  HN: ['America/Tegucigalpa'],
  MX: [
    'America/Mexico_City',
    'America/Monterrey',
    'America/Tijuana',
    'America/Merida',
    'America/Chihuahua',
    'America/Ciudad_Juarez',
    'America/Hermosillo',
    'America/Mazatlan',
    'America/Cancun',
    'America/Matamoros',
    'America/Bahia_Banderas',
    'America/Ojinaga',
  ],
  NI: ['America/Managua'],
  PA: ['America/Panama'],
  PE: ['America/Lima'],
  PR: ['America/Puerto_Rico'],
  PY: ['America/Asuncion'],
  SV: ['America/El_Salvador'],
  UY: ['America/Montevideo'],
  VE: ['America/Caracas'],
};

// Slips of the source's names.
const spanish = {
  'Administrative Professionals Day': 'Día de la Secretaria',
  'Castile-La Mancha': 'Castilla-La Mancha',
  'Ciudad de Ceuta': 'Ceuta',
  'Ciudad de Melilla': 'Melilla',
  'Election Day': 'Día de Elecciones',
  'Dia de Cataluña': 'Día de Cataluña',
  'Dia de La Bandera': 'Día de la Bandera',
  'Dia de los héroes': 'Día de los Héroes',
  'Dia despues Acción de Gracias': 'Día después de Acción de Gracias',
  'Día de Maturin': 'Día de Maturín',
  'Fiesta del Eid Fitr': 'Fiesta del Eid al-Fitr',
  'Fiesta del Sacrificio-Aid Al Adha': 'Fiesta del Sacrificio (Eid al-Adha)',
  'Fiesta del Sacrificio-Eidul Adha': 'Fiesta del Sacrificio (Eid al-Adha)',
  'Islas Canarias': 'Canarias',
  'La Asunción': 'Ascensión del Señor',
  'La inmaculada concepción': 'Inmaculada Concepción',
  'La virgen de Chiquinquirá': 'Virgen de Chiquinquirá',
  'Murcia Region': 'Región de Murcia',
  'República de Guinea Ecuatorial': 'Guinea Ecuatorial',
  'Sabado Santo': 'Sábado Santo',
  'Tax Day': 'Día de los Impuestos',
  Cuzco: 'Cusco',
  "Valentine's Day": 'San Valentín',
};
const english = {
  'Dia de Cataluña': 'Day of Catalonia',
  'Día de Maturin': 'Day of Maturín',
  'Republic of Equatorial Guinea': 'Equatorial Guinea',
  'Separation Day (from Columbia)': 'Separation Day (from Colombia)',
};
const spelled = (name, spelling) => {
  const substitute = / \((día sustituto|substituto|substitute day|substitutes)\)$/;
  const stem = name.replace(substitute, '');
  const mark = spelling === spanish ? ' (día sustituto)' : ' (substitute day)';
  return (spelling[stem] ?? stem) + (stem === name ? '' : mark);
};

/** Every place of a country: [code, …arguments for Holidays], the country itself as "-". */
function placesOf(country) {
  const all = new Holidays();
  const places = [{ code: '-', path: [country] }];
  for (const [state, name] of Object.entries(all.getStates(country, 'es') ?? {})) {
    places.push({ code: state, name: spelled(name, spanish), path: [country, state] });
    for (const [region, inner] of Object.entries(all.getRegions(country, state, 'es') ?? {}))
      places.push({
        code: `${state}-${region}`,
        name: `${spelled(name, spanish)}: ${spelled(inner, spanish)}`,
        path: [country, state, region],
      });
  }
  return places;
}

/** "yymmdd" of every day a holiday covers. */
function* daysOf(holiday) {
  const [year, month, day] = holiday.date.slice(0, 10).split('-').map(Number);
  const count = Math.max(1, Math.round((holiday.end - holiday.start) / 86_400_000));
  for (let i = 0; i < count; ++i)
    yield new Date(Date.UTC(year, month - 1, day + i)).toISOString().slice(2, 10).replaceAll('-', '');
}

/** What does not fill its day (Guatemala's 24th of December from noon) is listed, and closes nothing by itself. */
function kindOf(holiday) {
  const whole = holiday.end - holiday.start >= 23 * 3_600_000;
  return holiday.type === 'public' && !whole ? 'half_day' : holiday.type;
}

/** Map of "kind\tes\ten" → Map of day → Set of place codes. */
function gather(places) {
  const found = new Map();
  for (const { code, path } of places) {
    const source = new Holidays(...path);
    for (let year = firstYear; year <= lastYear; ++year) {
      const inEnglish = source.getHolidays(year, 'en');
      for (const holiday of source.getHolidays(year, 'es')) {
        const twin = inEnglish.find((other) => other.rule === holiday.rule && other.date === holiday.date);
        const key = [
          kindOf(holiday),
          spelled(holiday.name, spanish),
          spelled(twin?.name ?? holiday.name, english),
        ].join('\t');
        if (!found.has(key)) found.set(key, new Map());
        for (const day of daysOf(holiday)) {
          const where = found.get(key);
          where.set(day, (where.get(day) ?? new Set()).add(code));
        }
      }
    }
  }
  return found;
}

function linesOf(country, zones) {
  const all = new Holidays();
  const places = placesOf(country);
  const lines = [
    [
      'country',
      country,
      zones.join(','),
      spelled(all.getCountries('es')[country], spanish),
      spelled(all.getCountries('en')[country], english),
    ].join('\t'),
  ];
  for (const { code, name } of places.slice(1)) lines.push(['region', code, name].join('\t'));
  const holidays = [];
  for (const [key, days] of gather(places)) {
    const [kind, ...names] = key.split('\t');
    const byPlace = new Map(); // where → days
    for (const [day, codes] of days) {
      const where = codes.size === places.length ? '*' : [...codes].sort().join(',');
      byPlace.set(where, [...(byPlace.get(where) ?? []), day]);
    }
    for (const [where, list] of byPlace)
      holidays.push(['holiday', kind, where, ...names, list.sort().join(' ')].join('\t'));
  }
  return [...lines, ...holidays.sort()];
}

const head = [
  '# Made by tools/holidays/holidays.mjs from date-holidays 3.37.0; do not edit by hand.',
  '# Data: commenthol and contributors, CC BY-SA 3.0 (docs/holidays.md).',
];
const made = [
  ...head,
  ...Object.entries(countries).flatMap(([code, zones]) => linesOf(code, zones)),
  '',
].join('\n');
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== made) {
    console.error(`${target} is not what the tool makes; run it without --check`);
    process.exit(1);
  }
} else {
  writeFileSync(target, made);
}
