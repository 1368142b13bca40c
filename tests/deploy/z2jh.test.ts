/** The values for zero-to-jupyterhub: their Python in a real KubeSpawner, and the pod it makes against both policies. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { dig, only, render } from './chart.ts';

const DEPLOY = resolve(import.meta.dirname, '../../deploy');
const KUBECONFIG = resolve(import.meta.dirname, '../fixtures/z2jh/kubeconfig.yaml');
const MOUNTED_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

const values = z
  .object({
    hub: z.strictObject({ extraConfig: z.record(z.string(), z.string()) }),
  })
  .strict()
  .parse(parse(readFileSync(resolve(DEPLOY, 'z2jh/values.yaml'), 'utf8')));

const podSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    containers: z.tuple([
      z.object({ env: z.array(z.object({ name: z.string(), value: z.string().optional() })) }),
    ]),
  }),
});

interface Pod {
  readonly labels: Readonly<Record<string, string>>;
  /** The reporter's variables. */
  readonly reporter: Readonly<Record<string, string | undefined>>;
}

interface Hub {
  readonly podNamespace?: string;
  /** `singleuser.extraEnv` of the admin's values. */
  readonly extraEnv?: Readonly<Record<string, string>>;
  /** `hub.extraConfig` of the admin's values: name → code. */
  readonly extraConfig?: Readonly<Record<string, string>>;
  readonly profile?: Readonly<Record<string, unknown>>;
}

/** The pods that KubeSpawners make under our values, by a Python and what it runs under. */
function spawnPods([program = '', ...before]: readonly string[], hubs: readonly Hub[]): readonly Pod[] {
  const { status, stdout, stderr } = spawnSync(
    program,
    [...before, resolve(import.meta.dirname, 'z2jh.py')],
    {
      input: JSON.stringify({
        hubs: hubs.map((hub) => ({
          extraEnv: {},
          profile: {},
          ...hub,
          extraConfig: { ...values.hub.extraConfig, ...hub.extraConfig },
        })),
      }),
      env: { ...process.env, KUBECONFIG },
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  return z
    .array(podSchema)
    .parse(JSON.parse(stdout))
    .map(({ metadata, spec }) => {
      const reporter = spec.containers[0].env.filter(({ name }) => name.startsWith('PYTHON_POPCONTEST_'));
      return {
        labels: metadata.labels,
        reporter: Object.fromEntries(reporter.map(({ name, value }) => [name, value])),
      };
    });
}

const ADDRESS = { PYTHON_POPCONTEST_STATSD_HOST: 'popcon.stats.svc', PYTHON_POPCONTEST_STATSD_PORT: '9125' };
const PREFIX = { PYTHON_POPCONTEST_STATSD_PREFIX: 'python_popcon.hub.prod-hub.imported_package' };

describe('07-popularity-contest in a real KubeSpawner', () => {
  const CASES: Readonly<
    Record<string, { readonly hub: Hub; readonly reporter: Readonly<Record<string, string>> }>
  > = {
    'names the hub by POD_NAMESPACE': {
      hub: { podNamespace: 'prod-hub' },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'adds to an environment that the admin set': {
      hub: { podNamespace: 'prod-hub', extraEnv: { EDITOR: 'vi' } },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'leaves alone what the admin set of its own': {
      hub: { podNamespace: 'prod-hub', extraEnv: { PYTHON_POPCONTEST_STATSD_HOST: '10.0.0.9' } },
      reporter: { ...ADDRESS, ...PREFIX, PYTHON_POPCONTEST_STATSD_HOST: '10.0.0.9' },
    },
    'holds where a later configuration replaces the environment': {
      hub: {
        podNamespace: 'prod-hub',
        extraConfig: { '50-mine': "c.KubeSpawner.environment = {'EDITOR': 'vi'}" },
      },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'holds where an earlier one did': {
      hub: {
        podNamespace: 'prod-hub',
        extraConfig: { '00-mine': "c.KubeSpawner.environment = {'EDITOR': 'vi'}" },
      },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'holds where a hook replaces the environment of a server': {
      hub: {
        podNamespace: 'prod-hub',
        extraConfig: {
          hook: "def mine(spawner):\n    spawner.environment = {'EDITOR': 'vi'}\nc.KubeSpawner.pre_spawn_hook = mine",
        },
      },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'holds in a profile with an environment of its own': {
      hub: { podNamespace: 'prod-hub', profile: { environment: { FOO: 'bar' } } },
      reporter: { ...ADDRESS, ...PREFIX },
    },
    'reports without a namespace where POD_NAMESPACE is empty': {
      hub: { podNamespace: '' },
      reporter: ADDRESS,
    },
    'reports without a namespace where POD_NAMESPACE is missing': { hub: {}, reporter: ADDRESS },
  };
  test('each kind of hub', async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'jupyterhub-kubespawner')) return;
    assert.ok(!existsSync(MOUNTED_NAMESPACE), 'these tests take it that they do not run in a pod');
    const cases = Object.entries(CASES);
    const pods = spawnPods(
      [python],
      cases.map(([, { hub }]) => hub),
    );
    for (const [index, [name, { reporter }]] of cases.entries())
      await t.test(name, () => assert.deepEqual(pods[index]?.reporter, reporter));
  });
});

test('where POD_NAMESPACE is missing, what Kubernetes mounts is read', (t) => {
  const [python, bwrap] = [findPeerPython(), findPeer('bwrap')];
  if (!hasPeer(t, python, 'jupyterhub-kubespawner') || !hasPeer(t, bwrap, 'bubblewrap')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-z2jh-'));
  try {
    writeFileSync(join(folder, 'namespace'), 'prod-hub\n');
    const mount = [
      '--tmpfs',
      '/run',
      '--ro-bind',
      join(folder, 'namespace'),
      MOUNTED_NAMESPACE.replace('/var', ''),
    ];
    const pods = spawnPods([bwrap, '--dev-bind', '/', '/', ...mount, python], [{}]);
    assert.deepEqual(pods[0]?.reporter, { ...ADDRESS, ...PREFIX });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const policies = parseAllDocuments(readFileSync(resolve(DEPLOY, 'z2jh/networkpolicy.yaml'), 'utf8')).map(
  (document): unknown => document.toJS(),
);

describe('the way from a single-user pod to the collector', () => {
  test('is open on the collector’s side to the pod that KubeSpawner makes, and to no other', (t) => {
    const [python, helm] = [findPeerPython(), findPeer('helm')];
    if (!hasPeer(t, python, 'jupyterhub-kubespawner') || !hasPeer(t, helm, 'helm')) return;
    const policy = only(render(helm), 'NetworkPolicy');
    const labels = spawnPods([python], [{ podNamespace: 'prod-hub' }])[0]?.labels ?? {};
    const rules = z.array(z.unknown()).parse(dig(policy, 'spec', 'ingress'));
    assert.equal(admits(rules, 'from', labels, 9125, 'UDP'), true, JSON.stringify(labels));
    assert.equal(admits(rules, 'from', labels, 9102, 'TCP'), false);
    assert.equal(admits(rules, 'from', { 'app.kubernetes.io/component': 'hub' }, 9125, 'UDP'), false);
    assert.equal(admits(rules, 'from', { 'app.kubernetes.io/name': 'prometheus' }, 9102, 'TCP'), true);
    assert.equal(admits(rules, 'from', { 'app.kubernetes.io/name': 'prometheus' }, 9125, 'UDP'), false);
    assert.equal(admits(rules, 'from', {}, 9102, 'TCP'), false);
  });

  test('is open on zero-to-jupyterhub’s side to the pod that the chart makes', (t) => {
    const helm = findPeer('helm');
    if (!hasPeer(t, helm, 'helm')) return;
    const template = dig(only(render(helm), 'StatefulSet'), 'spec', 'template', 'metadata', 'labels');
    const labels = z.record(z.string(), z.string()).parse(template);
    for (const policy of policies) {
      const rules = z.array(z.unknown()).parse(dig(policy, 'spec', 'egress'));
      assert.equal(admits(rules, 'to', labels, 9125, 'UDP'), true);
      assert.equal(admits(rules, 'to', labels, 9125, 'TCP'), true);
      assert.equal(admits(rules, 'to', labels, 9102, 'TCP'), false);
    }
  });

  test('is opened by a policy beside the admin’s own, for the pods that KubeSpawner makes', (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'jupyterhub-kubespawner')) return;
    const labels = spawnPods([python], [{ podNamespace: 'prod-hub' }])[0]?.labels ?? {};
    for (const policy of policies) {
      assert.equal(dig(policy, 'kind'), 'NetworkPolicy');
      assert.deepEqual(dig(policy, 'spec', 'policyTypes'), ['Egress']);
      const selected = z
        .record(z.string(), z.string())
        .parse(dig(policy, 'spec', 'podSelector', 'matchLabels'));
      for (const [name, value] of Object.entries(selected)) assert.equal(labels[name], value);
    }
  });

  test('begins at the name that the chart gives its Service', (t) => {
    const helm = findPeer('helm');
    if (!hasPeer(t, helm, 'helm')) return;
    const service = only(render(helm, [], 'popcon'), 'Service');
    assert.equal(ADDRESS.PYTHON_POPCONTEST_STATSD_HOST, `${service.metadata.name}.stats.svc`);
  });
});

/** True where a NetworkPolicy's rules admit a pod with these labels, of another namespace, at a port. */
function admits(
  rules: readonly unknown[],
  direction: 'from' | 'to',
  labels: Readonly<Record<string, string>>,
  port: number,
  protocol: 'TCP' | 'UDP',
): boolean {
  return rules.some((rule) => {
    const { peers, ports } = ruleSchema.parse({ peers: dig(rule, direction), ports: dig(rule, 'ports') });
    return (
      ports.some((entry) => entry.port === port && entry.protocol === protocol) &&
      peers.some(
        (peer) =>
          peer.namespaceSelector !== undefined &&
          Object.entries(peer.podSelector?.matchLabels ?? {}).every(
            ([name, value]) => labels[name] === value,
          ),
      )
    );
  });
}

const ruleSchema = z.object({
  ports: z.array(z.object({ port: z.number(), protocol: z.string() })),
  peers: z.array(
    z.object({
      namespaceSelector: z.object({}).optional(),
      podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    }),
  ),
});
