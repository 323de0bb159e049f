// A believable company for looking at every screen without a server: Zapatería Andina, Lima.
import type { Customer, DeadlinePolicy, Me, Organisation, Person, Team } from '../../src/lib/api/types';

export const organisation: Organisation = {
  name: 'Calzados Andina', country: 'PE', zone: 'America/Lima', currency: 'PEN', language: 'es', treatment: 'usted', sample: 'loaded', version: 3,
};

const person = (id: number, name: string, role: Person['role'], team_id: number | null, allowance = 5000): Person => ({
  id, name, role, team_id, email: `${name.split(' ')[0]!.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()}@andina.pe`,
  active: true, allowance_cents: allowance, version: 1, last_seen_at: new Date(Date.now() - id * 2_400_000).toISOString(),
});
export const people: Person[] = [
  person(1, 'Ana Quispe', 'agent', 1, 8000),
  person(2, 'Diego Salazar', 'agent', 1),
  person(3, 'Rosa Huamán', 'agent', 2),
  person(4, 'Lucía Paredes', 'supervisor', 1, 30000),
  person(5, 'Martín Ibáñez', 'manager', null, 100000),
  person(6, 'Elena Campos', 'administrator', null, 100000),
  { ...person(7, 'Jorge Núñez', 'agent', 2), last_seen_at: null },
];
export const teams: Team[] = [
  { id: 1, name: 'Atención al cliente', supervisor_id: 4, members: 3, version: 1 },
  { id: 2, name: 'Garantías y taller', supervisor_id: 4, members: 2, version: 1 },
];
export const me = (p: Person): Me => ({
  id: p.id, name: p.name, email: p.email, role: p.role, team_id: p.team_id, team_name: teams.find((t) => t.id === p.team_id)?.name,
  language: 'es', allowance_cents: p.allowance_cents, version: 1,
  preferences: { theme: 'system', density: 'comfortable', single_keys: true, undo_seconds: 10 },
});

const c = (id: number, name: string, x: Partial<Customer> = {}): Customer => ({
  id, kind: 'person', name, do_not_contact: false, treatment: 'usted', language: 'es', preferred_channel: 'email',
  identifiers: [
    { kind: 'email', value: `${name.split(' ')[0]!.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()}.${id}@correo.pe` },
    { kind: 'phone', value: `+51 9${String(87654321 - id * 7919).slice(0, 8)}` },
  ],
  created_at: new Date(Date.now() - id * 9 * 86_400_000).toISOString(), version: 2, ...x,
});
export const customers: Customer[] = [
  c(1, 'María Fernanda Rojas', { name_to_use: 'Marifer', treatment: 'tu', preferred_channel: 'messaging', quiet_from: '21:00', quiet_to: '08:30', birthday: '1988-12-03', notes: 'Compra para toda la familia cada inicio de clases. Prefiere que le escriban antes de llamarla.' }),
  c(2, 'Óscar Benavides', { preferred_channel: 'phone', quiet_from: '13:00', quiet_to: '15:00' }),
  c(3, 'Comercial San Isidro S.A.C.', { kind: 'organisation', identifiers: [{ kind: 'document', value: 'RUC 20512345678' }, { kind: 'email', value: 'compras@sanisidro.pe' }] }),
  c(4, 'Julia Mamani'), c(5, 'Pedro Castañeda', { do_not_contact: true, notes: 'Pidió que no le enviemos ofertas.' }),
  c(6, 'Carmen Villanueva', { birthday: '1956-07-14', preferred_channel: 'phone' }), c(7, 'Luis Alberto Ñahui'), c(8, 'Sofía Echevarría', { treatment: 'tu' }),
  c(9, 'Raúl Gutiérrez'), c(10, 'Milagros Peña'),
];

const term = (amount: number, unit: 'working_minutes' | 'working_hours' | 'business_days' | 'natural_days') => ({ amount, unit });
export const policies: DeadlinePolicy[] = (
  [
    ['question', 4, 1, 2], ['petition', 4, 2, 5], ['complaint', 2, 1, 5], ['claim', 2, 1, 15], ['suggestion', 16, 5, 20],
    ['compliment', 16, null, null], ['return', 4, 2, 7], ['special_request', 4, 2, 5], ['internal', 8, 2, 10],
  ] as const
).map(([kind, a, b, d]) => ({
  kind, first_answer: term(a, 'working_hours'), next_update: b ? term(b, 'business_days') : null, resolution: d ? term(d, 'business_days') : null, warn_percent: 80, version: 1,
}));
