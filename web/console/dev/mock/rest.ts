import type { Calendar, Country, Holiday, Notice, OwnDay, QualitySummary } from '../../src/lib/api/types';
import { iso } from './cases.ts';

const h = 3_600_000;
export const notices: Notice[] = [
  { id: 1, kind: 'promise_soon', text: 'Prometió a Marifer confirmarle el envío en menos de una hora.', case_id: 1, case_code: 'X', promise_id: 20, at: iso(-0.1 * h) },
  { id: 2, kind: 'customer_replied', text: 'María Fernanda Rojas confirmó lo que espera.', case_id: 1, case_code: 'X', at: iso(-2.5 * h) },
  { id: 3, kind: 'deadline_soon', text: 'La factura de Comercial San Isidro vence en 48 minutos.', case_id: 4, case_code: 'X', at: iso(-0.4 * h) },
  { id: 4, kind: 'handed_over', text: 'Lucía Paredes le traspasó el caso de Raúl Gutiérrez.', case_id: 10, case_code: 'X', at: iso(-28 * h), read_at: iso(-27 * h) },
];
export const calendar: Calendar = {
  zone: 'America/Lima', country: 'PE', region: null, saturday_is_business: false, version: 1,
  hours: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '09:00', to: '13:00' }, { weekday, from: '14:30', to: '18:30' }]).concat([{ weekday: 6, from: '09:00', to: '13:00' }]),
};
export const days: OwnDay[] = [
  { id: 1, date: '2026-12-24', name: 'Nochebuena: cerramos temprano', closed: false, hours: [{ from: '09:00', to: '14:00' }] },
  { id: 2, date: '2027-01-02', name: 'Inventario', closed: true },
];
export const holidays: Holiday[] = [
  ['2026-01-01', 'Año Nuevo'], ['2026-04-02', 'Jueves Santo'], ['2026-04-03', 'Viernes Santo'], ['2026-05-01', 'Día del Trabajo'], ['2026-06-29', 'San Pedro y San Pablo'], ['2026-07-28', 'Fiestas Patrias'], ['2026-07-29', 'Fiestas Patrias'],
  ['2026-08-30', 'Santa Rosa de Lima'], ['2026-10-08', 'Combate de Angamos'], ['2026-11-01', 'Todos los Santos'], ['2026-12-08', 'Inmaculada Concepción'], ['2026-12-25', 'Navidad'],
].map(([date, name]) => ({ date: date!, name: name!, kind: 'public', closes: true }));
export const countries: Country[] = [
  { code: 'AR', name: 'Argentina', zones: ['America/Argentina/Buenos_Aires'], currency: 'ARS', regions: [] }, { code: 'BO', name: 'Bolivia', zones: ['America/La_Paz'], currency: 'BOB', regions: [] },
  { code: 'CL', name: 'Chile', zones: ['America/Santiago', 'America/Punta_Arenas', 'Pacific/Easter'], currency: 'CLP', regions: [] }, { code: 'CO', name: 'Colombia', zones: ['America/Bogota'], currency: 'COP', regions: [] },
  { code: 'ES', name: 'España', zones: ['Europe/Madrid', 'Atlantic/Canary'], currency: 'EUR', regions: [{ code: 'AN', name: 'Andalucía' }, { code: 'MD', name: 'Comunidad de Madrid' }] }, { code: 'MX', name: 'México', zones: ['America/Mexico_City', 'America/Tijuana'], currency: 'MXN', regions: [] }, { code: 'PE', name: 'Perú', zones: ['America/Lima'], currency: 'PEN', regions: [] },
];
export function quality(): QualitySummary {
  const counts = [31, 28, 36, 33, 41, 38, 35, 44, 39, 47, 42, 36];
  return {
    as_of: iso(0), week: { complaints: 36, before: 42 }, month: { complaints: 214, before: 231, solved: 197, followed_up: 188 }, open: 31, late: 4,
    satisfied: { n: 143, yes: 115, share: 0.804, low: 0.74, high: 0.85 }, promises: { due: 96, kept: 89, share: 0.927, low: 0.857, high: 0.964 }, first_answer: { n: 214, median_minutes: 38, p90_minutes: 131 },
    sentences: [
      { id: 'month', text: 'De 214 quejas y reclamos este mes, 197 quedaron resueltos; el mes anterior fueron 231.', list: '/consola/bandeja?view=all&kinds=complaint,claim,return' },
      { id: 'satisfied', text: 'De las 143 personas que respondieron, 8 de cada 10 quedaron satisfechas (entre 74 % y 85 %).', list: '/consola/bandeja?view=all&satisfied=yes' },
      { id: 'open', text: 'Hay 31 casos abiertos; 4 están atrasados.', list: '/consola/bandeja?view=late' },
      { id: 'promises', text: 'De 96 promesas que vencieron este mes, 89 se cumplieron a tiempo (entre 86 % y 96 %).', list: '/consola/promesas?view=team' },
      { id: 'first_answer', text: 'La primera respuesta llega en 38 minutos la mitad de las veces, y en 2 h 11 min nueve de cada diez.', list: '/consola/bandeja?view=all' },
    ],
    series: { weekly_complaints: counts.map((count, i) => ({ week: new Date(Date.now() - (11 - i) * 7 * 86_400_000).toISOString().slice(0, 10), count, low: 22, high: 54 })) },
  };
}
