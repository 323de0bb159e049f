import type { Case, CaseView, Channel, Entry, Kind, PromiseView, Step } from '../../src/lib/api/types';
import { customers, people } from './people.ts';

const min = 60_000;
const hour = 60 * min;
export const iso = (fromNow: number) => new Date(Date.now() + fromNow).toISOString();
let nextEntry = 100;
let nextPromise = 20;
export const ids = { entry: () => nextEntry++, promise: () => nextPromise++ };
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = (n: number) => {
  let s = '';
  for (let i = 0, x = n * 7919 + 13; i < 14; i++, x = (x * 48271) % 2147483647) s += alphabet[x % alphabet.length];
  return `${s.slice(0, 4)}-${s.slice(4, 8)}-${s.slice(8, 12)}-${s.slice(12)}`;
};
const who = (id: number) => ({ id, name: people.find((p) => p.id === id)!.name });
const from = (id: number) => ({ kind: 'person' as const, ...who(id) });
const cust = (id: number) => ({ kind: 'customer' as const, id, name: customers.find((c) => c.id === id)!.name });

export const entry = (at: number, x: Partial<Entry>): Entry => ({ id: `${x.type === 'note' ? 'n' : x.type === 'change' ? 'l' : x.type === 'promise' ? 'p' : 'c'}${ids.entry()}`, type: 'message', at: iso(at), ...x });
const changed = (at: number, text: string, reason?: string): Entry => entry(at, { type: 'change', by: { kind: 'system', name: 'Escucha' }, change: { what: 'x', text, reason } });

export const promises: PromiseView[] = [];
export function promise(x: Partial<PromiseView> & { what: string }, at: number, target: number): PromiseView {
  const p: PromiseView = {
    id: ids.promise(), maker: who(1), made_at: iso(-5 * hour), promised_for: iso(at), target: iso(target), state: 'open',
    status: at < 0 ? 'late' : at < hour ? 'soon' : 'on_course', tell_first: at > 0 && at < 40 * min, version: 1, ...x,
  };
  promises.push(p);
  return p;
}

export interface MockCase { view: CaseView }
export const store: MockCase[] = [];

interface Seed {
  customer: number; kind: Kind; channel?: Channel; title: string; owner?: number; team?: number; opened: number; due?: number; dueWhat?: 'first_answer' | 'next_update' | 'resolution';
  state?: Case['state']; outcome?: Case['outcome']; expectation?: string; saidBack?: boolean | 'confirmed'; entries?: Entry[]; promise?: [string, number, number]; x?: Partial<Case>;
}
export function add(s: Seed): CaseView {
  const id = store.length + 1;
  const customer = customers.find((c) => c.id === s.customer)!;
  const opening = entry(s.opened, { direction: 'in', channel: s.channel ?? 'web', by: cust(s.customer), text: s.title, mood: 'negative' });
  const entries = s.entries?.length ? s.entries : [opening];
  const last = [...entries].reverse().find((e) => e.direction);
  const made = s.promise ? [promise({ what: s.promise[0], case_id: id, case_code: code(id), customer: { id: customer.id, name: customer.name }, maker: who(s.owner ?? 1) }, s.promise[1], s.promise[2])] : [];
  const due = s.state === 'solved' || s.due === undefined ? null : { what: s.dueWhat ?? ('first_answer' as const), at: iso(s.due), status: s.due < 0 ? ('late' as const) : s.due < 2 * hour ? ('soon' as const) : ('on_course' as const) };
  const c: Case = {
    id, number: 1200 + id, code: code(id), kind: s.kind, state: s.state ?? 'open', outcome: s.outcome, title: s.title, customer: { id: customer.id, name: customer.name },
    owner: s.owner ? who(s.owner) : null, team: s.team ? { id: s.team, name: s.team === 1 ? 'Atención al cliente' : 'Garantías y taller' } : null, channel: s.channel ?? 'web',
    opened_at: iso(s.opened), waiting_since: s.state === 'waiting' ? iso(-26 * hour) : null, due, promise: made[0] ? { what: made[0].what, at: made[0].promised_for, status: made[0].status } : null,
    handed_up: false, unread: !s.owner, last_at: last?.at ?? iso(s.opened), last_from: last?.direction === 'out' ? 'us' : 'customer', about_person: null,
    expectation: s.expectation ? { text: s.expectation, source: 'customer', at: iso(s.opened) } : null,
    said_back: s.saidBack ? { text: 'Usted espera que le cambiemos el par por el mismo modelo en talla 42 antes del sábado, sin pagar el envío.', at: iso(-3 * hour), by: who(1), confirmed_by: s.saidBack === 'confirmed' ? 'customer' : null, confirmed_at: s.saidBack === 'confirmed' ? iso(-2.5 * hour) : null } : null,
    first_answer_at: s.entries ? iso(s.opened + 40 * min) : null, first_answer_due: iso(s.opened + 2 * hour), next_update_due: iso(20 * hour), resolution_due: iso(4 * 24 * hour),
    overrides: [], hands: s.owner ? 1 : 0, retold: 0, language: 'es', version: 1, ...s.x,
  };
  const v: CaseView = {
    case: c, steps: [], customer, other_cases: [], entries, promises: made, options: [], compensations: [], watchers: [],
    may: { take: true, reply: true, solve: true, reopen: c.state === 'solved', hand_over: true, hand_up: !c.handed_up, approve: true, edit: true },
  };
  store.push({ view: v });
  steps(v);
  return v;
}

/** What the server computes: how far the seven steps are, with a hint for what is missing. */
export function steps(v: CaseView): void {
  const c = v.case;
  const answered = v.entries.some((e) => e.direction === 'out' || e.type === 'call');
  const at = (done: boolean, started: boolean, step: Step['step'], hint: string): Step => ({ step, state: done ? 'done' : started ? 'started' : 'missing', hint: done ? '' : hint, at: done ? c.opened_at : null });
  v.steps = [
    at(answered, !!c.owner, 'respect', 'Salude por su nombre y agradezca que lo haya contado.'),
    at(true, true, 'listen', ''),
    at(!!c.expectation, false, 'expectation', 'Pregunte: ¿cómo podríamos solucionarlo?'),
    at(!!c.said_back?.confirmed_by, !!c.said_back, 'said_back', c.said_back ? 'Falta que lo confirme.' : 'Diga con sus palabras lo que espera, y pida que lo confirme.'),
    at(v.options.some((o) => o.chosen_at), v.options.length > 0, 'options', v.options.length ? 'Falta que elija.' : 'Ofrezca una solución, o hasta tres con una recomendada.'),
    at(!!v.promises.length && v.promises.every((p) => p.state !== 'open'), v.promises.length > 0, 'act', v.promises.length ? 'Hay una promesa por cumplir.' : 'Prometa una fecha y cúmplala.'),
    at(!!c.done_check && !!c.satisfaction, !!c.done_check, 'checked', c.done_check ? 'Falta preguntar si quedó conforme.' : 'Compruebe que se hizo y que la persona quedó conforme.'),
  ];
}

export function seed(): void {
  const h = hour;
  const one = add({
    customer: 1, kind: 'claim', title: 'Los botines que compré hace dos semanas se despegaron al tercer uso', owner: 1, team: 1, opened: -27 * h, due: 1.3 * h, dueWhat: 'next_update', saidBack: 'confirmed',
    expectation: 'Que me los cambien por el mismo modelo en talla 42, y que no tenga que ir hasta la tienda porque trabajo lejos.',
    promise: ['Confirmarle que el par nuevo salió del almacén', 0.6 * h, 0.3 * h],
    entries: [
      entry(-27 * h, { direction: 'in', channel: 'web', by: cust(1), mood: 'negative', text: 'Hola, compré unos botines Sierra en la tienda de Miraflores hace dos semanas (S/ 289). Al tercer uso se despegó la suela del pie derecho. Adjunto fotos. La verdad estoy bastante decepcionada, siempre compro con ustedes.', files: [{ id: 1, name: 'suela-derecha.jpg', type: 'image/jpeg', size: 482_331, url: '/api/v1/files/1/content' }, { id: 2, name: 'boleta.pdf', type: 'application/pdf', size: 92_100, url: '/api/v1/files/2/content' }] }),
      changed(-26.6 * h, 'Ana Quispe tomó el caso'),
      entry(-26.4 * h, { direction: 'out', channel: 'web', by: from(1), text: 'Hola, Marifer. Gracias por contárnoslo y por las fotos: se ve claramente. Lamento que un par casi nuevo te haya fallado así. ¿Cómo podríamos solucionarlo?' }),
      entry(-25 * h, { direction: 'in', channel: 'web', by: cust(1), mood: 'neutral', text: 'Me gustaría que me los cambien por el mismo modelo, en 42. Y no tener que ir hasta la tienda porque trabajo en Lurín.' }),
      entry(-24.8 * h, { type: 'note', by: from(1), text: 'Almacén dice que queda un par en 42 en La Molina. @Diego Salazar lo puede separar hoy. Ojo: es clienta desde 2019.' }),
      entry(-4 * h, { type: 'call', direction: 'out', channel: 'phone', by: from(1), caller_name: 'Marifer', mood: 'positive', rings: 3, text: 'Le expliqué que el par está separado y que lo llevamos a su trabajo. Quedó contenta.' }),
      entry(-3 * h, { direction: 'out', channel: 'web', by: from(1), text: 'Para estar segura de que entendí bien: esperas que te cambiemos el par por el mismo modelo en talla 42 antes del sábado, en tu trabajo, sin pagar el envío. ¿Es así?' }),
      entry(-2.5 * h, { direction: 'in', channel: 'web', by: cust(1), mood: 'positive', text: 'Sí, eso es exactamente. ¡Gracias!' }),
    ],
  });
  one.options = [
    { id: 1, text: 'Cambio por un par nuevo en talla 42, entregado en su trabajo', recommended: true, offered_at: iso(-4 * h), chosen_at: iso(-2.5 * h) },
    { id: 2, text: 'Devolución del dinero a su tarjeta', recommended: false, offered_at: iso(-4 * h) },
  ];
  one.compensations = [{ id: 1, kind: 'courtesy', amount_cents: 3500, currency: 'PEN', description: 'Crema y cepillo de cuero, de cortesía', state: 'granted', requested_by: who(1), at: iso(-3 * h) }];
  promise({ what: 'Entregar el par nuevo en Lurín', case_id: 1, case_code: one.case.code, customer: one.case.customer }, 22 * h, 18 * h);
  one.promises = promises.filter((p) => p.case_id === 1);
  steps(one);
  one.watchers = [{ id: 2, name: 'Diego Salazar', typing: false }];
  add({ customer: 2, kind: 'complaint', channel: 'phone', title: 'Esperé cuarenta minutos en la tienda y nadie me atendió', opened: -2.4 * h, due: -0.4 * h, team: 1, expectation: 'Una disculpa del encargado.' });
  add({ customer: 4, kind: 'return', title: 'Quiero devolver unas sandalias que me quedan chicas', opened: -0.8 * h, due: 3 * h, team: 1 });
  add({ customer: 3, kind: 'petition', channel: 'email', title: 'Necesitamos la factura de la orden 4471 a nombre de la empresa', owner: 1, team: 1, opened: -50 * h, due: 0.8 * h, dueWhat: 'resolution', promise: ['Enviarle la factura corregida', 1.8 * h, 1 * h], entries: [entry(-50 * h, { direction: 'in', channel: 'email', by: cust(3), text: 'Buenas tardes. La boleta salió a nombre personal y necesitamos la factura con nuestro RUC para cerrar el mes.' }), entry(-49 * h, { direction: 'out', channel: 'email', by: from(1), text: 'Buenas tardes. Con gusto. ¿Me confirma la razón social exacta?' })] });
  add({ customer: 6, kind: 'claim', channel: 'in_person', title: 'El taco se quebró y en la tienda me dijeron que no era su problema', owner: 2, team: 1, opened: -30 * h, due: -3 * h, dueWhat: 'next_update', promise: ['Llamarla con la respuesta del taller', -1.1 * h, -2 * h], x: { handed_up: true } });
  add({ customer: 8, kind: 'question', title: '¿Tienen el modelo Valentina en color vino, talla 36?', opened: -0.3 * h, due: 3.6 * h, team: 1 });
  add({ customer: 5, kind: 'claim', title: 'Me cobraron dos veces la misma compra con la tarjeta', owner: 1, team: 1, opened: -73 * h, due: 30 * h, dueWhat: 'resolution', state: 'waiting', expectation: 'Que me devuelvan el cobro repetido.', saidBack: true, entries: [entry(-73 * h, { direction: 'in', channel: 'web', by: cust(5), mood: 'negative', text: 'En mi estado de cuenta aparecen dos cargos de S/ 159 del mismo día. Quiero que me devuelvan uno.' }), entry(-72 * h, { direction: 'out', channel: 'web', by: from(1), text: 'Señor Castañeda, gracias por avisarnos. ¿Podría enviarme los últimos cuatro dígitos de la tarjeta y la fecha?' })] });
  add({ customer: 7, kind: 'suggestion', title: 'Deberían poner un banco para probarse los zapatos con comodidad', owner: 3, team: 2, opened: -120 * h, due: 60 * h, dueWhat: 'next_update' });
  add({ customer: 10, kind: 'compliment', title: 'Felicito a la señorita Rosa, me ayudó con mucha paciencia', opened: -5 * h, due: 20 * h, team: 2 });
  add({ customer: 9, kind: 'special_request', title: '¿Podrían hacer el modelo Puno en horma ancha para mi papá?', owner: 1, team: 2, opened: -28 * h, due: 6 * h, dueWhat: 'next_update', promise: ['Responderle si el taller puede hacerlo', 4.5 * h, 3 * h] });
  add({ customer: 4, kind: 'claim', title: 'La cartera llegó con una mancha', owner: 1, team: 1, opened: -240 * h, state: 'solved', outcome: 'solved', x: { solved_at: iso(-30 * h), done_check: { at: iso(-30 * h), by: who(1), how: 'Recogimos la cartera y entregamos otra' } } });
  add({ customer: 1, kind: 'question', title: '¿Cómo cuido el cuero nobuk?', owner: 2, team: 1, opened: -900 * h, state: 'solved', outcome: 'solved', x: { solved_at: iso(-880 * h), satisfaction: { score: 5, words: 'Muy amables', at: iso(-870 * h), source: 'customer' } } });
  const titles = ['El cierre de la bota se trabó', 'No llegó mi pedido web', 'Me entregaron dos pies izquierdos', '¿Hasta qué hora abren los domingos?', 'La plantilla se salió', 'Pedí talla 38 y llegó 37', 'El color no es el de la foto', 'Nadie contesta el teléfono de la tienda de Surco', 'Quiero cambiar la dirección de entrega', 'El descuento no se aplicó en caja'];
  const kinds: Kind[] = ['claim', 'complaint', 'claim', 'question', 'claim', 'return', 'return', 'complaint', 'petition', 'complaint'];
  for (let i = 0; i < 24; i++) add({ customer: (i % 10) + 1, kind: kinds[i % 10]!, title: titles[i % 10]!, owner: i % 3 === 0 ? undefined : (i % 3) + 0 || 1, team: (i % 2) + 1, opened: -(6 + i * 5) * h, due: (i * 1.7 - 4) * h + 10 * min, dueWhat: i % 2 ? 'resolution' : 'next_update', channel: (['web', 'email', 'phone', 'messaging'] as const)[i % 4] });
  for (const v of store) v.view.other_cases = store.filter((o) => o.view.customer.id === v.view.customer.id && o !== v).slice(0, 4).map((o) => row(o.view));
  promise({ what: 'Llamar al proveedor de plantillas', maker: who(1) }, -2 * h, -3 * h);
  promise({ what: 'Enviar a Milagros las fotos del modelo', customer: { id: 10, name: 'Milagros Peña' }, maker: who(1), state: 'kept', status: 'done', settled_at: iso(-1 * h) }, -0.5 * h, -1 * h);
  promise({ what: 'Revisar con el taller la horma ancha', maker: who(1) }, 70 * h, 60 * h);
}

export const row = (v: CaseView) => ({ ...v.case, about_person: false });
