/**
 * `node tests/e2e/cluster.ts`, on a machine that is thrown away: a control plane with one volume, ~/.kube/config for it,
 * and a stand-in for a node that runs each pod's container on the machine itself, where `popcon` is the image. Every
 * Service is at 127.0.0.1.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type ControlPlane, findControlPlane, startControlPlane } from './control-plane.ts';

const LEDGERS = '/var/lib/popcon';
const POLL_MS = 200;

const named = z.looseObject({ name: z.string(), namespace: z.string() });
const serviceSchema = z.looseObject({ metadata: named });
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default(['popcon', 'serve']),
  args: z.array(z.string()).default([]),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  readinessProbe: z
    .looseObject({ httpGet: z.looseObject({ path: z.string(), port: z.string() }) })
    .optional(),
});
const podSchema = z.looseObject({
  metadata: named.extend({ uid: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ nodeName: z.string().optional(), containers: z.tuple([containerSchema]) }),
});
type Pod = z.infer<typeof podSchema>;

const programs = findControlPlane();
if (programs === undefined) throw new Error('no control plane: npm run peers -- kubernetes');
const plane = await startControlPlane(programs, await mkdtemp(join(tmpdir(), 'popcon-cluster-')));
await mkdir(LEDGERS, { recursive: true });
await plane.post('/api/v1/nodes', { metadata: { name: 'node' } });
await plane.post('/api/v1/persistentvolumes', {
  metadata: { name: 'ledgers' },
  spec: { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: LEDGERS } },
});
await mkdir(join(homedir(), '.kube'), { recursive: true });
await copyFile(plane.kubeconfig, join(homedir(), '.kube/config'));

const resolved = new Set<string>();
const running = new Map<string, ChildProcess>();
for (;;) {
  for (const { metadata } of await list(plane, 'services', serviceSchema)) {
    const host = `${metadata.name} ${metadata.name}.${metadata.namespace}.svc`;
    if (!resolved.has(host)) await appendFile('/etc/hosts', `127.0.0.1 ${host}\n`);
    resolved.add(host);
  }
  for (const pod of await list(plane, 'pods', podSchema)) await keep(plane, pod);
  await sleep(POLL_MS);
}

/** One step from what a pod is towards what it is to be. */
async function keep({ post, patch, remove }: ControlPlane, { metadata, spec }: Pod): Promise<void> {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
  const child = running.get(metadata.uid);
  const [container] = spec.containers;
  if (metadata.deletionTimestamp !== undefined) {
    if (child === undefined || hasEnded(child)) await remove(`${path}?gracePeriodSeconds=0`);
    else child.kill();
  } else if (spec.nodeName === undefined) {
    await post(`${path}/binding`, {
      metadata: { name: metadata.name },
      target: { kind: 'Node', name: 'node' },
    });
  } else if (child === undefined) {
    const [program = '', ...args] = [...container.command, ...container.args];
    running.set(metadata.uid, spawn(program, args, { cwd: LEDGERS, stdio: 'inherit' }));
  } else {
    const ready = !hasEnded(child) && (await isReady(container));
    const ended = child.exitCode === 0 ? 'Succeeded' : 'Failed';
    const { name, image } = container;
    await patch(`${path}/status`, {
      status: {
        phase: hasEnded(child) ? ended : 'Running',
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        containerStatuses: [{ name, image, ready, imageID: '', restartCount: 0 }],
      },
    });
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function isReady({ readinessProbe, ports }: z.infer<typeof containerSchema>): Promise<boolean> {
  if (readinessProbe === undefined) return true;
  const { path, port } = readinessProbe.httpGet;
  const number = ports.find(({ name }) => name === port)?.containerPort;
  const answer = await fetch(`http://127.0.0.1:${number}${path}`).catch(() => undefined);
  return answer?.ok === true;
}

async function list<T>({ get }: ControlPlane, kind: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const { body } = await get(`/api/v1/${kind}`);
  const { items } = z.object({ items: z.array(z.unknown()) }).parse(body);
  return items.flatMap((item) => schema.safeParse(item).data ?? []);
}
