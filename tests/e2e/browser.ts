/** As much of a browser as a login needs: it keeps cookies by path, follows redirects, and fills in JupyterHub's forms. */
import { type IncomingHttpHeaders, request } from 'node:http';

export interface Page {
  readonly status: number;
  readonly text: string;
  /** Path and query it was found at, after redirects. */
  readonly at: string;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

const MAX_REDIRECTS = 20;

export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, Cookie>();

  /** @param origin `http://127.0.0.1:8000` */
  constructor(origin: string) {
    this.#origin = origin;
  }

  get(path: string): Promise<Page> {
    return this.#follow(path);
  }

  /** Fills in the form of the Hub's login page, and follows where that leads. */
  async logIn(username: string, password: string, next = '/hub/home'): Promise<Page> {
    const { text, status } = await this.get(`/hub/login?next=${encodeURIComponent(next)}`);
    if (tokenIn(text) === '') throw new Error(`no login page: ${status} ${text}`);
    const action = /<form action="([^"]+)"/.exec(text)?.[1] ?? '/hub/login';
    const body = String(new URLSearchParams({ username, password, _xsrf: tokenIn(text) }));
    const page = await this.#follow(action.replaceAll('&amp;', '&'), body);
    if (!page.at.startsWith('/hub/login')) return page;
    const why = /login_error[^>]*>([^<]*)/.exec(page.text)?.[1]?.trim();
    throw new Error(`${username} is not logged in: ${page.status} ${why ?? page.text}`);
  }

  /** Calls the Hub's API with the login's cookies, as its pages do. */
  async callHub(method: string, path: string, body: unknown = {}): Promise<unknown> {
    const home = await this.get('/hub/home');
    const response = await fetch(`${this.#origin}/hub/api${path}`, {
      method,
      headers: {
        Cookie: this.#header('/hub/api/'),
        'X-XSRFToken': tokenIn(home.text),
        'Content-Type': 'application/json',
        Referer: `${this.#origin}/hub/home`,
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} is ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async #follow(path: string, form?: string): Promise<Page> {
    let at = new URL(path, this.#origin);
    let body = form;
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      const { status, headers, text } = await navigate(at, this.#header(at.pathname), body);
      for (const cookie of headers['set-cookie'] ?? []) this.#keep(cookie);
      if (status < 300 || status >= 400 || headers.location === undefined) {
        return { status, text, at: at.pathname + at.search };
      }
      at = new URL(headers.location, at);
      body = undefined;
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects from ${path}`);
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    const isOver = attributes.some(
      (attribute) =>
        /^max-age=0$/i.test(attribute) ||
        (/^expires=/i.test(attribute) && Date.parse(attribute.slice(8)) < Date.now()),
    );
    if (isOver) this.#cookies.delete(`${path} ${name}`);
    else this.#cookies.set(`${path} ${name}`, { value, path });
  }

  /** Longer paths first, as RFC 6265 has it. */
  #header(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .sort(([, a], [, b]) => b.path.length - a.path.length)
      .map(([key, { value }]) => `${key.slice(key.indexOf(' ') + 1)}=${value}`)
      .join('; ');
  }
}

/**
 * As a browser goes to a page. `fetch` says that it does not navigate, and such a request gets no cookie from the Hub,
 * whose form then holds for the rest of that second alone.
 */
function navigate(
  url: URL,
  cookie: string,
  form: string | undefined,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }> {
  return new Promise((done, fail) => {
    const asked = request(url, {
      agent: false,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        Accept: 'text/html',
        Cookie: cookie,
        'Sec-Fetch-Mode': 'navigate',
        ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
    });
    asked.once('error', fail);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', fail);
      response.once('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.end(form);
  });
}

/** The Hub's token against forged requests, as its pages carry it. */
function tokenIn(page: string): string {
  return /xsrf_token: "([^"]+)"/.exec(page)?.[1] ?? '';
}
