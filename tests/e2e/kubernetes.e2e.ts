/**
 * The chart in a real control plane (`npm run test:kubernetes`): admitted under Pod Security "restricted", stored as it
 * is meant, upgraded, rolled back, and taken away with its ledger left. No node runs a pod, so each stays as unready as
 * one that a bad value broke.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { CHART, dig } from '../deploy/chart.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { type ControlPlane, findControlPlane, hasControlPlane, startControlPlane } from './control-plane.ts';
import { eventually } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const listing = z.object({ items: z.array(z.unknown()) });
const RESTRICTED = { 'pod-security.kubernetes.io/enforce': 'restricted' };

describe('the chart in a control plane', () => {
  const helm = findPeer('helm');
  const programs = findControlPlane();
  let folder = '';
  let plane: ControlPlane | undefined;

  before(
    async () => {
      if (programs === undefined || helm === undefined) return;
      folder = await mkdtemp(join(tmpdir(), 'popcon-kubernetes-'));
      plane = await startControlPlane(programs, folder);
    },
    { timeout: 180_000 },
  );
  after(async () => {
    await plane?.[Symbol.asyncDispose]();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  /** A namespace of the test's own, and the API and helm in it; undefined where there is no control plane. */
  async function enter(t: TestContext, namespace: string) {
    if (!hasPeer(t, helm, 'helm') || !hasControlPlane(t, plane)) return undefined;
    const { get, post, kubeconfig } = plane;
    const made = await post('/api/v1/namespaces', { metadata: { name: namespace, labels: RESTRICTED } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const home = join(folder, namespace);
    await mkdir(home);
    const env = { ...process.env, KUBECONFIG: kubeconfig, HELM_NAMESPACE: namespace, HOME: home };
    const run = (...args: readonly string[]) =>
      new Promise<{ readonly code: number; readonly output: string }>((done) => {
        execFile(helm, args, { env }, (error, stdout, stderr) => {
          done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
        });
      });
    const succeed = async (...args: readonly string[]) => {
      const { code, output } = await run(...args);
      assert.equal(code, 0, output);
      return output;
    };
    const one = async (kind: keyof typeof APIS, name = 'popcon') => {
      const { status, body } = await get(`${APIS[kind]}/namespaces/${namespace}/${kind}/${name}`);
      return status === 404 ? undefined : body;
    };
    return {
      post,
      run,
      succeed,
      one,
      chart: (command: 'install' | 'upgrade', ...args: readonly string[]) =>
        succeed(command, 'popcon', CHART, ...args),
      /** The collector's arguments, once its pod is of the newest revision. */
      pod: (passes: (args: readonly string[]) => boolean) =>
        eventually(
          async () => argumentsOf(await one('pods', 'popcon-0')),
          (args) => args !== undefined && passes(args),
        ),
      pods: async () =>
        listing
          .parse((await get(`/api/v1/namespaces/${namespace}/pods`)).body)
          .items.map((pod) => String(dig(pod, 'metadata', 'name'))),
      events: async () =>
        listing
          .parse((await get(`/api/v1/namespaces/${namespace}/events`)).body)
          .items.map((event) => String(dig(event, 'message'))),
    };
  }

  test('is admitted where Pod Security "restricted" is enforced, and stored as it is meant', async (t) => {
    const here = await enter(t, 'admitted');
    if (here === undefined) return;
    await here.chart('install', '--set', 'service.ipFamilyPolicy=PreferDualStack');
    await here.pod(() => true);
    assert.deepEqual(
      (await here.events()).filter((message) => /violates|forbidden|error/i.test(message)),
      [],
    );
    const service = await here.one('services');
    assert.deepEqual(dig(service, 'spec', 'ipFamilies'), ['IPv4', 'IPv6']);
    const policy = await here.one('networkpolicies');
    assert.deepEqual(dig(policy, 'spec', 'ingress', 0, 'from', 0, 'podSelector'), {
      matchLabels: { 'app.kubernetes.io/component': 'singleuser-server' },
    });
    assert.equal(
      dig(await here.one('persistentvolumeclaims'), 'spec', 'resources', 'requests', 'storage'),
      '2Gi',
    );
  });

  test('with every other value, too', async (t) => {
    const here = await enter(t, 'every-value');
    if (here === undefined) return;
    // Neither Prometheus' operator nor priority classes are here.
    const without = 'serviceMonitor.enabled=false,priorityClassName=';
    const full = join(ROOT, 'tests/fixtures/helm/full.yaml');
    await here.chart('install', '--values', full, '--set', `${without},fullnameOverride=popcon`);
    await here.pod((args) => args.includes('--packages.known-only'));
  });

  test('under the longest name that helm gives a release', async (t) => {
    const here = await enter(t, 'long-name');
    if (here === undefined) return;
    const release = 'r'.repeat(53);
    await here.succeed('install', release, CHART);
    await eventually(here.pods, (names) => names.length === 1);
    const long = ['--set', `nameOverride=${'n'.repeat(63)}`];
    await here.succeed('upgrade', release, CHART, ...long, '--dry-run=server');
  });

  test('a pod that is less than restricted is refused, so the cases above say something', async (t) => {
    const here = await enter(t, 'refused');
    if (here === undefined) return;
    await here.chart('install', '--set', 'podSecurityContext.seccompProfile=null');
    await eventually(here.events, (events) =>
      events.some((message) => message.includes('violates PodSecurity "restricted')),
    );
    await here.chart('upgrade', '--reset-values');
    await here.pod(() => true);
  });

  test('an upgrade whose pod cannot start is mended by the next one, and undone by a rollback', async (t) => {
    const here = await enter(t, 'upgraded');
    if (here === undefined) return;
    const has = (flag: string) => (args: readonly string[]) => args.includes(flag);
    await here.chart('install');
    await here.pod(() => true);
    await here.chart('upgrade', '--set', 'extraArgs={--no-such-flag}');
    await here.pod(has('--no-such-flag'));
    await here.chart('upgrade', '--set', 'extraArgs={--log.level=debug}');
    await here.pod(has('--log.level=debug'));
    await here.succeed('rollback', 'popcon', '1');
    await here.pod((args) => !has('--log.level=debug')(args) && !has('--no-such-flag')(args));
  });

  test('a misspelt value is refused before anything is changed', async (t) => {
    const here = await enter(t, 'misspelt');
    if (here === undefined) return;
    await here.chart('install');
    const before = await here.one('networkpolicies');
    const peer = 'networkPolicy.statsdFrom=[{"podSelector":{"matchLables":{"a":"b"}}}]';
    const refused = await here.run('upgrade', 'popcon', CHART, '--set-json', peer);
    assert.equal(refused.code, 1);
    assert.match(refused.output, /matchLables/);
    assert.deepEqual(await here.one('networkpolicies'), before);
    // Unstrict, the API itself would make a rule of it that lets in every pod.
    assert.deepEqual(
      await here
        .post('/apis/networking.k8s.io/v1/namespaces/misspelt/networkpolicies', {
          metadata: { name: 'misspelt' },
          spec: { podSelector: { matchLables: { a: 'b' } } },
        })
        .then(({ status }) => status),
      400,
    );
  });

  test('uninstalled, all goes but the claim, which a new release of the name takes up', async (t) => {
    const here = await enter(t, 'uninstalled');
    if (here === undefined) return;
    await here.chart('install');
    await here.pod(() => true);
    const uid = dig(await here.one('persistentvolumeclaims'), 'metadata', 'uid');
    await here.succeed('uninstall', 'popcon');
    for (const kind of ['statefulsets', 'services', 'networkpolicies', 'serviceaccounts'] as const) {
      await eventually(
        () => here.one(kind),
        (found) => found === undefined,
      );
    }
    await eventually(
      () => here.one('pods', 'popcon-0'),
      (found) => found === undefined,
    );
    await here.chart('install');
    await here.pod(() => true);
    assert.equal(dig(await here.one('persistentvolumeclaims'), 'metadata', 'uid'), uid);
  });

  for (const [name, growable] of [
    ['grows in an upgrade', true],
    ['keeps its size, and the upgrade says so', false],
  ] as const) {
    test(`a claim of a class that ${growable ? 'allows' : 'does not allow'} it ${name}`, async (t) => {
      const namespace = `class-${growable}`;
      const here = await enter(t, namespace);
      if (here === undefined) return;
      const { post } = here;
      await post('/apis/storage.k8s.io/v1/storageclasses', {
        metadata: { name: namespace },
        provisioner: 'example.org/none',
        allowVolumeExpansion: growable,
      });
      await post('/api/v1/persistentvolumes', {
        metadata: { name: namespace },
        spec: {
          storageClassName: namespace,
          capacity: { storage: '2Gi' },
          accessModes: ['ReadWriteOnce'],
          hostPath: { path: '/nowhere' },
        },
      });
      await here.chart('install', '--set', `volume.storageClass=${namespace}`);
      await eventually(
        async () => dig(await here.one('persistentvolumeclaims'), 'status', 'phase'),
        (phase) => phase === 'Bound',
      );
      const grown = await here.run('upgrade', 'popcon', CHART, '--reuse-values', '--set', 'volume.size=5Gi');
      assert.equal(grown.code, growable ? 0 : 1, grown.output);
      if (!growable) assert.match(grown.output, /resize/);
      const size = dig(await here.one('persistentvolumeclaims'), 'spec', 'resources', 'requests', 'storage');
      assert.equal(size, growable ? '5Gi' : '2Gi');
    });
  }

  test("zero-to-jupyterhub's policies are taken with every field known", async (t) => {
    const here = await enter(t, 'z2jh');
    if (here === undefined) return;
    const text = await readFile(join(ROOT, 'deploy/z2jh/networkpolicy.yaml'), 'utf8');
    for (const document of parseAllDocuments(text)) {
      const { status, body } = await here.post(
        '/apis/networking.k8s.io/v1/namespaces/z2jh/networkpolicies',
        document.toJS(),
      );
      assert.equal(status, 201, JSON.stringify(body));
    }
  });
});

const APIS = {
  pods: '/api/v1',
  services: '/api/v1',
  serviceaccounts: '/api/v1',
  persistentvolumeclaims: '/api/v1',
  statefulsets: '/apis/apps/v1',
  networkpolicies: '/apis/networking.k8s.io/v1',
} as const;

function argumentsOf(pod: unknown): readonly string[] | undefined {
  const args = dig(pod, 'spec', 'containers', 0, 'args');
  return dig(pod, 'metadata', 'deletionTimestamp') === undefined && Array.isArray(args)
    ? args.map(String)
    : undefined;
}
