/**
 * Every packet of the conformance file gives what statsd_exporter's parser gave. Where ours differs on purpose, as
 * differences.ts lists, the file has no packet, but for container ids: those are taken out of what is expected.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_DIALECT, type Dialect } from '../../src/statsd/dialect.ts';
import { frameLines } from '../../src/statsd/framing.ts';
import { type ParsedLine, parseBytes } from '../../src/statsd/parse.ts';
import { readConformance } from '../conformance.ts';

interface Outcome {
  readonly events: readonly {
    readonly type: string;
    readonly name: string;
    readonly value: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly relative?: boolean;
  }[];
  readonly sample_errors: Readonly<Record<string, number>>;
  readonly samples: number;
  readonly tag_errors: number;
}

interface Packet {
  readonly name: string;
  readonly packet?: string;
  readonly packet_base64?: string;
  readonly flags: Readonly<Record<'dogstatsd' | 'influxdb' | 'librato' | 'signalfx', boolean>>;
  readonly expected: Outcome;
}

/** Refusals of a whole line, which are no samples. */
const OF_LINES = new Set([
  'malformed-line',
  'mixed-tagging-styles',
  'not-enough-parts-after-colon',
  'invalid-extended-aggregate-type',
]);

test('packets of the conformance file', async (t) => {
  const file = readConformance<{ readonly cases: readonly Packet[] }>(t, 'statsd-line.json');
  if (file === undefined) return;
  assert.equal(file.cases.length, 330);
  for (const packet of file.cases) {
    const bytes =
      packet.packet === undefined
        ? Buffer.from(packet.packet_base64 ?? '', 'base64')
        : Buffer.from(packet.packet);
    const shown = `${packet.name}: ${JSON.stringify(bytes.toString())} ${JSON.stringify(packet.flags)}`;
    assert.deepEqual(outcome(bytes, packet.flags), withoutContainers(normalise(packet.expected)), shown);
  }
});

function outcome(packet: Uint8Array, flags: Packet['flags']): Outcome {
  const dialect: Dialect = {
    ...DEFAULT_DIALECT,
    tagStyles: flags,
  };
  const parsed: ParsedLine[] = [];
  frameLines(packet, {
    line: (bytes, start, end) => parsed.push(parseBytes(bytes.subarray(start, end), dialect)),
  });
  const errors: Record<string, number> = {};
  const count = (reason: string, number = 1): void => {
    if (number > 0) errors[reason] = (errors[reason] ?? 0) + number;
  };
  for (const { refusals, factorErrors } of parsed) {
    for (const reason of refusals) count(reason.replaceAll('-', '_'));
    count('invalid_sample_factor', factorErrors);
  }
  return normalise({
    // Here a sample that stands for several observations is one, with their number.
    events: parsed.flatMap(({ samples }) =>
      samples.flatMap(({ labels, observations = 1, ...sample }) =>
        Array.from({ length: observations }, () => ({
          ...sample,
          labels: Object.fromEntries(labels.map((label) => [label.name, label.value])),
        })),
      ),
    ),
    sample_errors: errors,
    samples: sum(
      parsed.map(({ samples, refusals }) => {
        return samples.length + refusals.filter((reason) => !OF_LINES.has(reason)).length;
      }),
    ),
    tag_errors: sum(parsed.map(({ tagErrors }) => tagErrors)),
  });
}

function normalise({ events, sample_errors, samples, tag_errors }: Outcome): Outcome {
  return {
    events: events.map(({ type, name, value, labels = {}, relative = false }) => {
      return { type, name, value, labels, relative };
    }),
    sample_errors,
    samples,
    tag_errors,
  };
}

function withoutContainers(expected: Outcome): Outcome {
  const events = expected.events.map((event) => {
    const { container_id: _, ...labels } = event.labels ?? {};
    return { ...event, labels };
  });
  return { ...expected, events };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
