/** The chart, rendered by the real helm: its manifests, and the fields that an upgrade must not touch. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { CLI } from '../e2e/cli.ts';
import { matchGolden } from '../golden.ts';
import { findPeer, hasPeer } from '../peers.ts';
import {
  dig,
  FULL_VALUES,
  lint,
  type Manifest,
  only,
  refusal,
  render,
  renderNotes,
  renderText,
} from './chart.ts';

const FULL = ['--values', FULL_VALUES];
const helm = findPeer('helm');

/** Name of a rendering → the arguments that make it. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  default: [],
  full: FULL,
  'without a volume': ['--set', 'persistence=none'],
  'with a claim that is there': ['--set', 'volume.existingClaim=old'],
  'UDP only, no policy': ['--set', 'statsd.tcpPort=0,networkPolicy.enabled=false'],
};

describe('golden', () => {
  for (const name of ['default', 'full']) {
    test(name, (t) => {
      if (hasPeer(t, helm, 'helm')) matchGolden(`helm/${name}.yaml`, renderText(helm, VARIANTS[name] ?? []));
    });
  }
});

describe('every rendering', () => {
  for (const [name, args] of Object.entries(VARIANTS)) {
    test(`${name}: passes helm lint --strict`, (t) => {
      if (!hasPeer(t, helm, 'helm')) return;
      const { status, output } = lint(helm, args);
      assert.equal(status, 0, output);
    });

    test(`${name}: is what Kubernetes' own schemas ask for`, (t) => {
      const validator = findPeer('kubernetes-validate');
      if (!hasPeer(t, helm, 'helm') || !hasPeer(t, validator, 'kubernetes-validate')) return;
      // A ServiceMonitor is the Prometheus operator's, which has no schema there.
      const text = renderText(helm, [...args, '--set', 'serviceMonitor.enabled=false']);
      const { status, stdout, stderr } = spawnSync(
        validator,
        ['--strict', '--kubernetes-version', '1.31', '-'],
        {
          input: text,
          encoding: 'utf8',
        },
      );
      assert.equal(status, 0, stdout + stderr);
    });

    test(`${name}: every container runs as nobody in particular, on a read-only root`, (t) => {
      if (!hasPeer(t, helm, 'helm')) return;
      const manifests = render(helm, args);
      const pods = [dig(only(manifests, 'StatefulSet'), 'spec', 'template', 'spec'), ...testPods(manifests)];
      for (const pod of pods) {
        assert.equal(dig(pod, 'securityContext', 'runAsNonRoot'), true);
        assert.equal(dig(pod, 'automountServiceAccountToken'), false);
        assert.equal(dig(pod, 'securityContext', 'seccompProfile', 'type'), 'RuntimeDefault');
        const context = dig(pod, 'containers', 0, 'securityContext');
        assert.deepEqual(context, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    });

    test(`${name}: nothing is scraped twice, nor not at all`, (t) => {
      if (!hasPeer(t, helm, 'helm')) return;
      const manifests = render(helm, args);
      assert.equal(Number(isAnnotated(manifests)) + Number(monitor(manifests) !== undefined), 1);
    });

    test(`${name}: Service, probes and policy name ports that the container has`, (t) => {
      if (!hasPeer(t, helm, 'helm')) return;
      const manifests = render(helm, args);
      const ports = list(dig(container(manifests), 'ports'));
      const names = ports.map((port) => dig(port, 'name'));
      const numbers = ports.map((port) => `${dig(port, 'containerPort')}/${dig(port, 'protocol')}`);
      for (const port of list(dig(only(manifests, 'Service'), 'spec', 'ports')))
        assert.ok(names.includes(dig(port, 'targetPort')), `${dig(port, 'targetPort')}`);
      const policy = manifests.find(({ kind }) => kind === 'NetworkPolicy');
      for (const rule of list(dig(policy, 'spec', 'ingress')))
        for (const port of list(dig(rule, 'ports')))
          assert.ok(numbers.includes(`${dig(port, 'port')}/${dig(port, 'protocol')}`));
    });
  }
});

test('every argument of the chart is one that `popcon serve` takes', (t) => {
  if (!hasPeer(t, helm, 'helm')) return;
  for (const args of [VARIANTS.default ?? [], VARIANTS.full ?? []]) {
    const given: readonly string[] = list(dig(container(render(helm, args)), 'args')).map(String);
    // The mapping is checked where it lies; here there is none.
    const flags: readonly string[] = given.filter((flag) => !flag.startsWith('--statsd.mapping-config='));
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'serve', ...flags, '--check-config'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }
});

test('every mapping of the chart is one that `popcon serve` can use', (t) => {
  if (!hasPeer(t, helm, 'helm')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-mapping-'));
  try {
    const file = join(folder, 'mapping.yml');
    writeFileSync(file, String(dig(only(render(helm, FULL), 'ConfigMap'), 'data', 'mapping.yml')));
    const { status, stderr } = spawnSync(
      process.execPath,
      [CLI, 'serve', `--statsd.mapping-config=${file}`, '--check-config'],
      {
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('where the collector asks for a login', () => {
  const guarded = ['--set', 'webConfigSecret=web'];

  test('no annotation makes Prometheus scrape what it could not read', (t) => {
    if (hasPeer(t, helm, 'helm')) assert.equal(isAnnotated(render(helm, guarded)), false);
  });

  test('the monitor must say how, and says it', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const monitored = [...guarded, '--set', 'serviceMonitor.enabled=true'];
    assert.match(refusal(helm, monitored) ?? '', /say how in serviceMonitor\.endpoint/);
    const endpoint = dig(monitor(render(helm, FULL)), 'spec', 'endpoints', 0);
    assert.equal(dig(endpoint, 'scheme'), 'https');
    assert.deepEqual(dig(endpoint, 'basicAuth', 'username'), { name: 'popcon-login', key: 'user' });
  });
});

test('a cluster may choose the users of its pods', (t) => {
  if (!hasPeer(t, helm, 'helm')) return;
  const context = dig(only(render(helm, FULL), 'StatefulSet'), 'spec', 'template', 'spec', 'securityContext');
  assert.equal(dig(context, 'runAsUser'), undefined);
  assert.equal(dig(context, 'fsGroup'), 65_534);
  assert.equal(dig(context, 'runAsNonRoot'), true);
});

test('a pod that a bad value broke does not keep the corrected one from starting', (t) => {
  if (!hasPeer(t, helm, 'helm')) return;
  assert.equal(dig(only(render(helm), 'StatefulSet'), 'spec', 'podManagementPolicy'), 'Parallel');
});

describe('the ledger', () => {
  test('lives on a claim of its own that outlives the release', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const manifests = render(helm);
    const claim = only(manifests, 'PersistentVolumeClaim');
    assert.equal(claim.metadata.annotations['helm.sh/resource-policy'], 'keep');
    assert.equal(dig(ledgerVolume(manifests), 'persistentVolumeClaim', 'claimName'), claim.metadata.name);
  });

  test('is under the path that the collector is told', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const spec = container(render(helm));
    const mount = list(dig(spec, 'volumeMounts')).find((entry) => dig(entry, 'name') === 'ledger');
    assert.ok(list(dig(spec, 'args')).includes(`--ledger.path=${dig(mount, 'mountPath')}/popcon.db`));
  });

  test('without a volume is in the pod, and the notes say what that means', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const manifests = render(helm, ['--set', 'persistence=none']);
    assert.deepEqual(dig(ledgerVolume(manifests), 'emptyDir'), {});
    assert.ok(!manifests.some(({ kind }) => kind === 'PersistentVolumeClaim'));
    assert.match(renderNotes(helm, ['--set', 'persistence=none']), /begin anew with every new pod/);
    assert.doesNotMatch(renderNotes(helm, []), /begin anew/);
  });

  test('an existing claim is used and none made', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const manifests = render(helm, ['--set', 'volume.existingClaim=old']);
    assert.equal(dig(ledgerVolume(manifests), 'persistentVolumeClaim', 'claimName'), 'old');
    assert.ok(!manifests.some(({ kind }) => kind === 'PersistentVolumeClaim'));
  });

  test('an upgrade that changes all it may leaves alone what Kubernetes would refuse to change', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const before = render(helm);
    const after = render(helm, [
      '--set',
      'volume.size=50Gi,image.tag=9.9.9,podLabels.tier=x,statsd.udpPort=8125,service.httpPort=8102',
      '--set-json',
      'mapping={"mappings":[]}',
    ]);
    const fixed = (manifests: readonly Manifest[]) => ({
      statefulSet: ['selector', 'serviceName', 'volumeClaimTemplates', 'podManagementPolicy'].map((key) =>
        dig(only(manifests, 'StatefulSet'), 'spec', key),
      ),
      claim: ['accessModes', 'storageClassName', 'volumeMode', 'selector'].map((key) =>
        dig(only(manifests, 'PersistentVolumeClaim'), 'spec', key),
      ),
      names: manifests
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
        .filter((name) => !name.startsWith('ConfigMap')),
    });
    assert.deepEqual(fixed(after), fixed(before));
    assert.equal(dig(only(before, 'StatefulSet'), 'spec', 'volumeClaimTemplates'), undefined);
  });
});

describe('mapping', () => {
  const file = (manifests: readonly Manifest[]) => dig(only(manifests, 'ConfigMap'), 'data', 'mapping.yml');

  test('rules given as YAML come out as the same rules, in their order', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const given: unknown = parse(readFileSync(FULL_VALUES, 'utf8'));
    assert.deepEqual(parse(String(file(render(helm, FULL)))), dig(given, 'mapping'));
  });

  test('text is taken as it is', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const text = 'mappings:\n- match: a.*\n  name: a\n';
    const manifests = render(helm, ['--set-json', `mapping=${JSON.stringify(text)}`]);
    assert.equal(String(file(manifests)).trim(), text.trim());
  });

  test('a change of it makes a new pod; none of it, none', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const checksum = (args: readonly string[]) =>
      dig(
        only(render(helm, args), 'StatefulSet'),
        'spec',
        'template',
        'metadata',
        'annotations',
        'checksum/mapping',
      );
    assert.notEqual(checksum(['--set-json', 'mapping="a"']), checksum(['--set-json', 'mapping="b"']));
    assert.equal(checksum([]), checksum([]));
  });
});

function isAnnotated(manifests: readonly Manifest[]): boolean {
  return only(manifests, 'Service').metadata.annotations['prometheus.io/scrape'] === 'true';
}

function monitor(manifests: readonly Manifest[]): Manifest | undefined {
  return manifests.find(({ kind }) => kind === 'ServiceMonitor');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function container(manifests: readonly Manifest[]): unknown {
  return dig(only(manifests, 'StatefulSet'), 'spec', 'template', 'spec', 'containers', 0);
}

function testPods(manifests: readonly Manifest[]): readonly unknown[] {
  return manifests.filter(({ kind }) => kind === 'Pod').map((pod) => dig(pod, 'spec'));
}

function ledgerVolume(manifests: readonly Manifest[]): unknown {
  const volumes = list(dig(only(manifests, 'StatefulSet'), 'spec', 'template', 'spec', 'volumes'));
  return volumes.find((volume) => dig(volume, 'name') === 'ledger');
}
