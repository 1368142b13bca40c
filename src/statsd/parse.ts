/**
 * A line comes in, its samples go out, and for each sample or line that is refused a reason. Nothing is thrown and
 * nothing is lost: a line that is not empty gives at least one sample or one refusal.
 * The rules are statsd_exporter's (pkg/line); docs/protocol.md lists where and why they differ.
 */
import type { Label } from '../series/series.ts';
import type { Dialect } from './dialect.ts';
import { parseFloat64 } from './number.ts';
import type { RefusalReason } from './refusal.ts';
import type { Sample, SampleType } from './sample.ts';
import { addDogstatsdTags, type Tags, takeNameTags } from './tags.ts';

export interface ParsedLine {
  readonly samples: readonly Sample[];
  /** One for the whole line, or one for each of its samples that is refused. */
  readonly refusals: readonly RefusalReason[];
  /** Tags that were left out of samples that still count. */
  readonly tagErrors: number;
  /** Sampling factors that are not numbers; their samples count as if they had none. */
  readonly factorErrors: number;
}

const TYPES: ReadonlyMap<string, SampleType> = new Map([
  ['c', 'counter'],
  ['g', 'gauge'],
  ['ms', 'observer'],
  ['h', 'observer'],
  ['d', 'observer'],
]);
/** Value, type, factor, tags, container id and time stamp. */
const MAX_SECTIONS = 6;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one line as it came from the network. */
export function parseBytes(line: Uint8Array, dialect: Dialect): ParsedLine {
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    return refuseLine('malformed-line', 0);
  }
  return parseLine(text, dialect);
}

/** Reads one line, without its line end. */
export function parseLine(line: string, dialect: Dialect): ParsedLine {
  if (line === '') return { samples: [], refusals: [], tagErrors: 0, factorErrors: 0 };
  const colon = line.indexOf(':');
  if (colon <= 0) return refuseLine('malformed-line', 0);
  const tags: Tags = { labels: new Map(), errors: 0 };
  const name = takeNameTags(line.slice(0, colon), dialect, tags);
  const body = line.slice(colon + 1);
  const tagged = body.includes('|#');
  if (tagged && tags.labels.size > 0) return refuseLine('mixed-tagging-styles', tags.errors);
  const texts = splitSamples(body, tagged);
  if (typeof texts === 'string') return refuseLine(texts, tags.errors);
  if (name.length > dialect.maxNameLength) return refuseLine('name-too-long', tags.errors);
  if (texts.length > dialect.maxValues) return refuseLine('too-many-values', tags.errors);

  const reader = new SampleReader(name, dialect, tags);
  for (const text of texts) reader.read(text);
  const { samples, refusals, factorErrors } = reader;
  return { samples, refusals, tagErrors: tags.errors, factorErrors };
}

function refuseLine(reason: RefusalReason, tagErrors: number): ParsedLine {
  return { samples: [], refusals: [reason], tagErrors, factorErrors: 0 };
}

/** Sections in which DogStatsD's clients name the machine, the pod and the cardinality that they ask for. */
const EXTENSIONS = ['|c', '|e', '|card'];

/**
 * The `value|type…` texts of what follows the first colon: several values of one type before it (DogStatsD's
 * extended aggregation), or several samples joined by colons, which `|#` tags exclude as they hold colons.
 */
function splitSamples(body: string, tagged: boolean): string[] | RefusalReason {
  const bar = body.indexOf('|');
  if (bar === -1) return 'not-enough-parts-after-colon';
  const values = body.slice(0, bar);
  if (values.includes(':')) {
    const rest = body.slice(bar);
    const type = rest.slice(1).split('|', 1)[0] ?? '';
    if (TYPES.get(type) !== 'observer') return 'invalid-extended-aggregate-type';
    return values.split(':').map((value) => value + rest);
  }
  return tagged ? [body] : splitAtColons(body);
}

/** The samples between colons; the colon of a `c:…`, `e:…` or `card:…` behind a type is part of its sample. */
function splitAtColons(body: string): string[] {
  const samples: string[] = [];
  let sample = '';
  let bars = 0;
  for (const piece of body.split(':')) {
    const isExtension = bars >= 2 && EXTENSIONS.some((name) => sample.endsWith(name));
    if (samples.length > 0 && isExtension) samples[samples.length - 1] = sample = `${sample}:${piece}`;
    else {
      samples.push(piece);
      sample = piece;
      bars = 0;
    }
    bars += piece.split('|').length - 1;
  }
  return samples;
}

/** Reads the samples of one line, which share its name and its tags. */
class SampleReader {
  readonly samples: Sample[] = [];
  readonly refusals: RefusalReason[] = [];
  factorErrors = 0;
  readonly #name: string;
  readonly #dialect: Dialect;
  readonly #tags: Tags;

  constructor(name: string, dialect: Dialect, tags: Tags) {
    this.#name = name;
    this.#dialect = dialect;
    this.#tags = tags;
  }

  read(text: string): void {
    const sample = this.#parse(text);
    if (typeof sample === 'string') this.refusals.push(sample);
    else this.samples.push(sample);
  }

  #parse(text: string): Sample | RefusalReason {
    const [valueText = '', typeText, ...sections] = text.split('|', MAX_SECTIONS + 1);
    if (typeText === undefined || sections.length > MAX_SECTIONS - 2) return 'malformed-component';
    const written = parseFloat64(valueText);
    if (written === undefined) return 'malformed-value';
    if (sections.includes('')) return 'malformed-component';
    const factors = this.#readSections(sections);
    if (typeof factors === 'string') return factors;
    const type = TYPES.get(typeText);
    if (type === undefined) return 'illegal-event';
    const labels = this.#labels();
    if (typeof labels === 'string') return labels;

    const sample = { type, name: this.#name, value: written, labels };
    if (type === 'gauge')
      return checkFinite({ ...sample, ...(/^[+-]/.test(valueText) && { relative: true }) });
    const factor = product(factors);
    if (!(factor >= 1 / this.#dialect.maxSampling && factor < Infinity)) return 'sample-factor-out-of-range';
    if (type === 'counter')
      return checkFinite({ ...sample, value: factors.reduce((v, f) => v / f, written) });
    const observations = Math.trunc(1 / (factors.at(-1) ?? 1));
    const value = typeText === 'ms' ? written / 1000 : written;
    return checkFinite({ ...sample, value, ...(observations > 1 && { observations }) });
  }

  /** Takes the tags from the sections after the type; returns the sampling factors. */
  #readSections(sections: readonly string[]): number[] | RefusalReason {
    const factors: number[] = [];
    for (const section of sections) {
      const kind = section[0];
      if (kind === '@') factors.push(this.#readFactor(section.slice(1)));
      else if (kind === '#') {
        if (this.#dialect.tagStyles.dogstatsd) addDogstatsdTags(section.slice(1), this.#tags);
      } else if (section.startsWith('e:') || section.startsWith('card:')) {
        // DogStatsD's external environment (v1.5) and tag cardinality (v1.6): left out for the same reason as `c:`.
      } else if (kind === 'c') {
        // Read, and left out: a container is somebody's, and would be a label in the ledger.
        if (!section.startsWith('c:') || section.length === 2) return 'malformed-container-id';
      } else if (kind !== 'T') return 'invalid-sample-factor';
    }
    return factors;
  }

  #readFactor(text: string): number {
    const isTooLarge = Math.abs(Number(text)) === Number.POSITIVE_INFINITY;
    const factor = isTooLarge ? Number.POSITIVE_INFINITY : parseFloat64(text);
    if (factor === undefined) this.factorErrors++;
    // A factor of 0 means none, as in statsd_exporter.
    return factor === undefined || factor === 0 ? 1 : factor;
  }

  #labels(): Label[] | RefusalReason {
    const { maxLabels, maxLabelNameLength, maxLabelValueLength } = this.#dialect;
    const { labels } = this.#tags;
    if (labels.size > maxLabels) return 'too-many-labels';
    const list: Label[] = [];
    for (const [name, value] of labels) {
      if (name.length > maxLabelNameLength || value.length > maxLabelValueLength) return 'label-too-long';
      list.push({ name, value });
    }
    return list;
  }
}

function product(factors: readonly number[]): number {
  return factors.reduce((total, factor) => total * factor, 1);
}

function checkFinite(sample: Sample): Sample | RefusalReason {
  return Number.isFinite(sample.value) ? sample : 'not-finite';
}
