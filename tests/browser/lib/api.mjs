// The API as a console uses it, for what a scenario needs beforehand and does not itself try: people, cases.
import { randomUUID } from 'node:crypto';

export const administrator = {
  organisation: 'Zapatería Aurora',
  country: 'PE',
  zone: 'America/Lima',
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
  name: 'Rosa Quispe',
  email: 'rosa@aurora.example',
  password: 'un secreto bien largo',
  language: 'es',
  sample: false,
};

export class Api {
  constructor(server) {
    this.server = server;
    this.cookies = new Map();
  }

  /** The session of the first administrator, made as the first visit makes it. */
  static async setUp(server, changes = {}) {
    const api = new Api(server);
    api.session = await api.post('/setup', { ...administrator, ...changes, key: await server.setupKey() });
    return api;
  }

  static async signIn(server, email, password) {
    const api = new Api(server);
    api.session = await api.post('/session', { email, password });
    return api;
  }

  async send(method, path, body, headers = {}) {
    const answer = await fetch(`${this.server.url}/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(this.session ? { 'x-escucha-csrf': this.session.csrf } : {}),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  get = (path) => this.send('GET', path);
  post = (path, body) => this.send('POST', path, body);
  put = (path, body, headers) => this.send('PUT', path, body, headers);
  patch = (path, body, version) => this.send('PATCH', path, body, { 'if-match': `"${version}"` });
  delete = (path) => this.send('DELETE', path);

  /** A colleague who has accepted the invitation; returns their own session. */
  async addPerson({ name, email, role = 'agent', password = 'otra frase secreta', ...rest }) {
    const { invitation_link } = await this.post('/people', { name, email, role, ...rest });
    const api = new Api(this.server);
    const key = new URL(invitation_link, this.server.url).searchParams.get('invitacion');
    api.session = await api.post('/invitations/acceptance', { key, password });
    return api;
  }

  /** A case as a customer would open it, with an identifier to find the customer by. */
  openCase(changes = {}) {
    return this.post('/cases', {
      kind: 'complaint',
      channel: 'phone',
      what: 'La suela de los zapatos se despegó a la semana.',
      expectation: 'Que me los cambien.',
      customer: { name: 'Ana Torres', email: `ana.${randomUUID().slice(0, 8)}@correo.example` },
      ...changes,
    });
  }

  /** Lets the page be used as this person. */
  async enter(page) {
    const url = this.server.url;
    await page.context().addCookies([...this.cookies].map(([name, value]) => ({ name, value, url })));
  }
}
