/** As much of a browser as a login needs: it keeps cookies by path, follows redirects, and fills in JupyterHub's forms. */
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
    return this.#follow(path, {});
  }

  /** Fills in the form of the Hub's login page, and follows where that leads. */
  async logIn(username: string, password: string, next = '/hub/home'): Promise<Page> {
    const { text } = await this.get(`/hub/login?next=${encodeURIComponent(next)}`);
    const action = /<form action="([^"]+)"/.exec(text)?.[1] ?? '/hub/login';
    const body = new URLSearchParams({ username, password, _xsrf: tokenIn(text) });
    const page = await this.#follow(action.replaceAll('&amp;', '&'), { method: 'POST', body });
    if (!page.at.startsWith('/hub/login')) return page;
    const why = /login_error[^>]*>([^<]*)/.exec(page.text)?.[1]?.trim();
    throw new Error(`${username} is not logged in: ${page.status} ${why ?? ''}`);
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

  async #follow(path: string, init: RequestInit): Promise<Page> {
    let at = new URL(path, this.#origin);
    let request = init;
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      const headers = { Accept: 'text/html', Cookie: this.#header(at.pathname) };
      const response = await fetch(at, { ...request, headers, redirect: 'manual' });
      for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
      const location = response.headers.get('Location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { status: response.status, text: await response.text(), at: at.pathname + at.search };
      }
      await response.arrayBuffer();
      at = new URL(location, at);
      request = {};
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

/** The Hub's token against forged requests, as its pages carry it. */
function tokenIn(page: string): string {
  return /xsrf_token: "([^"]+)"/.exec(page)?.[1] ?? '';
}
