/** The Hub's login by request and response, against a Hub that is a table of tokens. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import { Failure } from '../../../src/failure.ts';
import type { HubClient } from '../../../src/web/hub/client.ts';
import { holdsAny } from '../../../src/web/hub/client.ts';
import { hubLogin } from '../../../src/web/hub/login.ts';
import { readHubSettings } from '../../../src/web/hub/settings.ts';

const ENVIRONMENT = {
  JUPYTERHUB_API_URL: 'http://127.0.0.1:8081/hub/api',
  JUPYTERHUB_API_TOKEN: 'service-token',
  JUPYTERHUB_CLIENT_ID: 'service-popcon',
  JUPYTERHUB_SERVICE_NAME: 'popcon',
  JUPYTERHUB_SERVICE_URL: 'http://127.0.0.1:9102',
  JUPYTERHUB_SERVICE_PREFIX: '/services/popcon/',
  JUPYTERHUB_OAUTH_CALLBACK_URL: '/services/popcon/oauth_callback',
  JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:services!service=popcon"]',
};
const hub = readHubSettings(ENVIRONMENT);

const ACCESS = 'access:services!service=popcon';
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  reader: [ACCESS],
  admin: ['access:services', 'admin:users'],
  stranger: ['access:servers!user=eve'],
  half: ['admin:users'],
};

interface World {
  readonly app: Hono;
  /** Milliseconds that have passed. */
  clock: number;
  /** Tokens that the Hub has forgotten. */
  readonly revoked: Set<string>;
  hubIsUp: boolean;
  readonly challenges: Map<string, string>;
}

/** A service behind the login. A code is `<token>-code`, good for whoever holds the verifier of its challenge. */
function makeWorld(): World {
  const world = {
    clock: 0,
    revoked: new Set<string>(),
    hubIsUp: true,
    challenges: new Map<string, string>(),
  };
  const client: HubClient = {
    async scopesOf(token) {
      if (!world.hubIsUp) throw new Failure('hub-silent', 'the Hub does not answer: try again in a moment');
      const scopes = world.revoked.has(token) ? undefined : TOKENS[token];
      return scopes === undefined ? undefined : new Set(scopes);
    },
    async tokenFor(code, verifier) {
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return world.challenges.get(code) === challenge ? code.replace('-code', '') : undefined;
    },
  };
  const { guard, routes } = hubLogin(hub, client, () => world.clock);
  const app = new Hono()
    .use(guard)
    .route('/services/popcon', routes)
    .get('/services/popcon/*', (c) => c.text('the page'))
    .put('/services/popcon/*', (c) => c.text('written'));
  return Object.assign(world, { app });
}

const PAGE = { Accept: 'text/html,*/*' };
const at = (path: string) => `http://hub.example${path}`;

/** A browser's login as far as the cookie; the Hub grants a code for `token`. */
async function logIn(world: World, token: string, path = '/services/popcon/unused?days=30') {
  const sent = await world.app.request(at(path), { headers: PAGE });
  assert.equal(sent.status, 302);
  const location = new URL(sent.headers.get('Location') ?? '', 'http://hub.example');
  const state = location.searchParams.get('state') ?? '';
  world.challenges.set(`${token}-code`, location.searchParams.get('code_challenge') ?? '');
  const cookie = cookieOf(sent);
  const back = await world.app.request(
    at(`/services/popcon/oauth_callback?code=${token}-code&state=${state}`),
    {
      headers: { ...PAGE, Cookie: cookie },
    },
  );
  return { sent, location, state, cookie, back, session: cookieOf(back, 'popcon-session') };
}

function cookieOf(response: Response, name = 'popcon-login'): string {
  return (
    response.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith(`${name}=`))
      ?.split(';')[0] ?? ''
  );
}

describe('a browser', () => {
  test('is sent to the Hub with all that OAuth 2 and PKCE ask for', async () => {
    const { location } = await logIn(makeWorld(), 'reader');
    assert.equal(location.pathname, '/hub/api/oauth2/authorize');
    const query = Object.fromEntries(location.searchParams);
    assert.deepEqual(
      { ...query, state: '', code_challenge: '' },
      {
        client_id: 'service-popcon',
        redirect_uri: '/services/popcon/oauth_callback',
        response_type: 'code',
        state: '',
        code_challenge: '',
        code_challenge_method: 'S256',
      },
    );
  });

  test('comes back to the page it asked for, and sees it', async () => {
    const world = makeWorld();
    const { back, session } = await logIn(world, 'reader');
    assert.equal(back.status, 302);
    assert.equal(back.headers.get('Location'), '/services/popcon/unused?days=30');
    const page = await world.app.request(at('/services/popcon/unused'), {
      headers: { ...PAGE, Cookie: session },
    });
    assert.equal(await page.text(), 'the page');
  });

  test('has cookies that scripts and other sites cannot use, within the prefix', async () => {
    const { sent, back } = await logIn(makeWorld(), 'reader');
    for (const cookie of [...sent.headers.getSetCookie(), ...back.headers.getSetCookie()]) {
      for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/services/popcon/'])
        assert.ok(cookie.includes(attribute), cookie);
    }
  });

  test('has cookies for HTTPS alone where it came by HTTPS', async () => {
    const { app } = makeWorld();
    const request = (headers: Record<string, string>) =>
      app.request(at('/services/popcon/'), { headers: { ...PAGE, ...headers } });
    assert.match(
      (await request({ 'X-Forwarded-Proto': 'https,http' })).headers.get('Set-Cookie') ?? '',
      /; Secure/,
    );
    assert.doesNotMatch((await request({})).headers.get('Set-Cookie') ?? '', /; Secure/);
  });

  test('without the scope is refused, login or not', async () => {
    const world = makeWorld();
    const { session } = await logIn(world, 'stranger');
    const page = await world.app.request(at('/services/popcon/'), { headers: { ...PAGE, Cookie: session } });
    assert.equal(page.status, 403);
  });

  test('whose token the Hub has forgotten must log in again within a quarter of a minute', async () => {
    const world = makeWorld();
    const { session } = await logIn(world, 'reader');
    const get = () => world.app.request(at('/services/popcon/'), { headers: { ...PAGE, Cookie: session } });
    assert.equal((await get()).status, 200);
    world.revoked.add('reader');
    world.clock += 15_001;
    assert.equal((await get()).status, 302);
  });

  test('is out after eight hours', async () => {
    const world = makeWorld();
    const { session } = await logIn(world, 'reader');
    world.clock += 8 * 3_600_000 + 1;
    const page = await world.app.request(at('/services/popcon/'), { headers: { ...PAGE, Cookie: session } });
    assert.equal(page.status, 302);
  });

  test('cannot write with its session, so that no other site can make it', async () => {
    const world = makeWorld();
    const { session } = await logIn(world, 'admin');
    const put = await world.app.request(at('/services/popcon/x'), {
      method: 'PUT',
      headers: { Cookie: session },
    });
    assert.equal(put.status, 401);
  });
});

describe('a callback is refused', () => {
  const callback = (world: World, query: string, cookie: string) =>
    world.app.request(at(`/services/popcon/oauth_callback?${query}`), { headers: { Cookie: cookie } });

  test('without the cookie of the login, as when another began it', async () => {
    const world = makeWorld();
    const { state } = await logIn(world, 'reader');
    assert.equal((await callback(world, `code=reader-code&state=${state}`, '')).status, 400);
  });

  test('with the cookie of another login', async () => {
    const world = makeWorld();
    const [one, other] = [await logIn(world, 'reader'), await logIn(world, 'admin')];
    assert.equal((await callback(world, `code=reader-code&state=${one.state}`, other.cookie)).status, 400);
  });

  test('with a cookie that was tampered with', async () => {
    const world = makeWorld();
    const { state, cookie } = await logIn(world, 'reader');
    const forged = cookie.replace('unused', 'https');
    assert.notEqual(forged, cookie);
    assert.equal((await callback(world, `code=reader-code&state=${state}`, forged)).status, 400);
  });

  test('with a code that was made for another verifier', async () => {
    const world = makeWorld();
    const { state, cookie } = await logIn(world, 'reader');
    world.challenges.set('reader-code', 'other');
    assert.equal((await callback(world, `code=reader-code&state=${state}`, cookie)).status, 403);
  });

  test('where the Hub says no', async () => {
    const world = makeWorld();
    const { cookie } = await logIn(world, 'reader');
    assert.equal((await callback(world, 'error=access_denied', cookie)).status, 403);
  });
});

describe('a program', () => {
  const CASES = [
    ['reads with a token', 'reader', 'GET', 200],
    ['writes with an admin’s', 'admin', 'PUT', 200],
    ['does not write with a reader’s', 'reader', 'PUT', 403],
    ['does not write with an admin’s that lacks access to the service', 'half', 'PUT', 403],
    ['does not read with a stranger’s', 'stranger', 'GET', 403],
    ['does not read with one the Hub does not know', 'forged', 'GET', 401],
  ] as const;
  for (const [name, token, method, status] of CASES) {
    test(name, async () => {
      const { app } = makeWorld();
      for (const scheme of ['token', 'Bearer']) {
        const headers = { ...PAGE, Authorization: `${scheme} ${token}` };
        assert.equal((await app.request(at('/services/popcon/metrics'), { method, headers })).status, status);
      }
    });
  }

  test('without a token is told what to send, not where to log in', async () => {
    const answer = await makeWorld().app.request(at('/services/popcon/metrics'));
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('WWW-Authenticate') ?? '', /^Bearer/);
  });

  test('sees health without one', async () => {
    assert.equal((await makeWorld().app.request(at('/services/popcon/-/healthy'))).status, 200);
  });
});

test('a Hub that does not answer is said to, and lets nobody in', async () => {
  const world = makeWorld();
  world.hubIsUp = false;
  const answer = await world.app.request(at('/services/popcon/'), {
    headers: { Authorization: 'token admin' },
  });
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /the Hub does not answer/);
});

test('a path outside of the prefix is nothing, and no place to be sent back to', async () => {
  for (const path of ['//evil.example/', '/metrics', '/services/popcorn/'])
    assert.equal((await makeWorld().app.request(at(path), { headers: PAGE })).status, 404);
});

describe('settings', () => {
  test('a service without a url is told what it lacks', () => {
    const { JUPYTERHUB_SERVICE_URL: _, ...rest } = ENVIRONMENT;
    assert.throws(
      () => readHubSettings(rest),
      /JUPYTERHUB_SERVICE_URL is not set: let a JupyterHub start this/,
    );
  });

  test('a Hub under a path and on a host of its own', () => {
    const settings = readHubSettings({
      ...ENVIRONMENT,
      JUPYTERHUB_BASE_URL: '/jupyter/',
      JUPYTERHUB_HOST: 'https://hub.example',
    });
    assert.equal(settings.authorizeUrl, 'https://hub.example/jupyter/hub/api/oauth2/authorize');
    assert.equal(settings.isHttps, true);
  });
});

test('a scope is held by itself or by the one it narrows, by no other', () => {
  const held = (scope: string) => holdsAny(new Set([scope]), [ACCESS]);
  assert.deepEqual(
    [ACCESS, 'access:services', 'access:services!service=other', 'access:servers', 'access'].map(held),
    [true, true, false, false, false],
  );
});
