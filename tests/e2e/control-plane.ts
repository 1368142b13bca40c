/**
 * A real Kubernetes control plane on loopback, without nodes: etcd, API server and the controllers. It admits and stores
 * objects and keeps them in shape; no pod runs.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { findPeer } from '../peers.ts';
import { freePort, start } from './running.ts';

export interface ControlPlanePrograms {
  readonly etcd: string;
  readonly 'kube-apiserver': string;
  readonly 'kube-controller-manager': string;
}

/** Undefined where `npm run peers -- kubernetes` has not built them. */
export function findControlPlane(): ControlPlanePrograms | undefined {
  const [etcd, server, manager] = ['etcd', 'kube-apiserver', 'kube-controller-manager'].map(findPeer);
  if (etcd === undefined || server === undefined || manager === undefined) return undefined;
  return { etcd, 'kube-apiserver': server, 'kube-controller-manager': manager };
}

/** As `hasPeer`, of a control plane: it is left out unless POPCON_REQUIRE_KUBERNETES=1. */
export function hasControlPlane<Found>(t: TestContext, found: Found | undefined): found is Found {
  if (found !== undefined) return true;
  if (process.env.POPCON_REQUIRE_KUBERNETES === '1')
    throw new Error('no control plane: npm run peers -- kubernetes');
  t.skip('left out, a control plane is not built by itself: npm run peers -- kubernetes');
  return false;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
}

export interface ControlPlane extends AsyncDisposable {
  /** For helm and kubectl, with an account that may do everything. */
  readonly kubeconfig: string;
  get(path: string): Promise<ApiAnswer>;
  /** Unknown fields are refused, as `kubectl apply` refuses them. */
  post(path: string, body: unknown): Promise<ApiAnswer>;
  patch(path: string, body: unknown): Promise<ApiAnswer>;
  remove(path: string): Promise<ApiAnswer>;
}

export async function startControlPlane(
  programs: ControlPlanePrograms,
  folder: string,
): Promise<ControlPlane> {
  await using parts = new AsyncDisposableStack();
  const run = async (name: keyof ControlPlanePrograms, flags: Flags, isReady: () => Promise<boolean>) => {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const running = await start(programs[name], args, isReady);
    parts.defer(async () => void (await running.end()));
  };
  const etcd = `http://127.0.0.1:${await freePort()}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  await run(
    'etcd',
    {
      'data-dir': join(folder, 'etcd'),
      'listen-client-urls': etcd,
      'advertise-client-urls': etcd,
      'listen-peer-urls': peers,
      'initial-advertise-peer-urls': peers,
      'initial-cluster': `default=${peers}`,
      'log-level': 'error',
    },
    async () => (await fetch(`${etcd}/health`).catch(() => undefined))?.ok === true,
  );

  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const ask = (method: string, path: string, body?: unknown) => askApi({ port, token, method, path, body });
  const key = join(folder, 'accounts.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
  await run(
    'kube-apiserver',
    {
      'etcd-servers': etcd,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'secure-port': port,
      'cert-dir': join(folder, 'certificates'),
      'token-auth-file': join(folder, 'tokens.csv'),
      'authorization-mode': 'RBAC',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': key,
      'service-account-signing-key-file': key,
      'service-cluster-ip-range': '10.0.0.0/24,fd00::/108',
      'endpoint-reconciler-type': 'none',
    },
    async () => (await ask('GET', '/readyz').catch(() => undefined))?.status === 200,
  );

  const kubeconfig = join(folder, 'kubeconfig.yaml');
  await writeFile(kubeconfig, kubeconfigFor(port, token));
  await run(
    'kube-controller-manager',
    {
      kubeconfig,
      'bind-address': '127.0.0.1',
      'secure-port': await freePort(),
      'cert-dir': join(folder, 'controllers'),
      'leader-elect': false,
      'service-account-private-key-file': key,
    },
    async () => (await ask('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
  );
  const running = parts.move();
  return {
    kubeconfig,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', `${path}?fieldValidation=Strict`, body),
    patch: (path, body) => ask('PATCH', path, body),
    remove: (path) => ask('DELETE', path),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type Flags = Readonly<Record<string, string | number | boolean>>;

interface Asked {
  readonly port: number;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The certificate is one that the server made for itself. */
function askApi({ port, token, method, path, body }: Asked): Promise<ApiAnswer> {
  return new Promise((done, fail) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const asked = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      rejectUnauthorized: false,
      agent: false,
    });
    asked.once('error', fail);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        const isJson = response.headers['content-type']?.startsWith('application/json') === true;
        done({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
      });
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function kubeconfigFor(port: number, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'admin' } }],
    clusters: [
      {
        name: 'here',
        cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
  });
}
