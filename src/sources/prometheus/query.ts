/**
 * The HTTP API that Prometheus defined and Thanos, Mimir and VictoriaMetrics speak: expressions in, series out
 * (https://prometheus.io/docs/prometheus/latest/querying/api/). A query that is more than the server bears is
 * an answer, `too heavy`, that the caller meets with a smaller one; everything else that goes wrong is a Failure.
 */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { JsonClient, Reply } from '../http.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

export interface RawSeries {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

export interface TooHeavy {
  /** The message of the server. */
  readonly tooHeavy: string;
}

export interface PrometheusApi {
  readonly address: string;
  /** One moment: a sample a series, or all raw samples of a range for an expression such as `m[1h]`. */
  instant(expression: string, atSeconds: number): Promise<readonly RawSeries[] | TooHeavy>;
  /** A sample every `step`, from `start` to `end`, both included. */
  range(expression: string, span: Span, stepSeconds: number): Promise<readonly RawSeries[] | TooHeavy>;
  /** The label names of the series that `selector` matches. */
  labelNames(selector: string, span: Span): Promise<readonly string[]>;
  labelValues(label: string, selector: string, span: Span): Promise<readonly string[]>;
}

export interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Statuses with which these servers say that a query is too large, takes too long, or is not for now. */
const HEAVY_STATUSES = new Set([413, 422, 429, 503, 504]);

const sample = z.tuple([z.number(), z.string()]);
const seriesResult = z.array(
  z.object({
    metric: z.record(z.string(), z.string()),
    value: sample.optional(),
    values: z.array(sample).optional(),
  }),
);
const success = z.object({ status: z.literal('success'), data: z.unknown() });
const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });
const seriesData = z.object({ resultType: z.enum(['vector', 'matrix']), result: seriesResult });
const stringsData = z.array(z.string());

export function prometheusApi(client: JsonClient): PrometheusApi {
  const query = async (path: string, parameters: Record<string, string>) => {
    // VictoriaMetrics answers from before its cache and its ingestion delay, unless it is told not to.
    const fresh = { ...parameters, nocache: '1', latency_offset: '1ms' };
    const reply = await postOrHeavy(client, path, fresh);
    if ('tooHeavy' in reply) return reply;
    const parsed = success.safeParse(reply.json);
    if (!parsed.success) return refusal(client.address, reply);
    return dataOf(seriesData, client.address, reply, parsed.data.data).result.map(readSeries);
  };
  const strings = async (path: string, selector: string, span: Span) => {
    const reply = await client.get(path, {
      'match[]': selector,
      start: String(span.startSeconds),
      end: String(span.endSeconds),
    });
    const parsed = success.safeParse(reply.json);
    if (parsed.success) return dataOf(stringsData, client.address, reply, parsed.data.data ?? []);
    const refused = refusal(client.address, reply);
    throw new Failure('prometheus-refused', `${client.address} refused: ${refused.tooHeavy}`);
  };
  return {
    address: client.address,
    instant: (expression, atSeconds) => query('api/v1/query', { query: expression, time: String(atSeconds) }),
    range: (expression, { startSeconds, endSeconds }, stepSeconds) =>
      query('api/v1/query_range', {
        query: expression,
        start: String(startSeconds),
        end: String(endSeconds),
        step: String(stepSeconds),
      }),
    labelNames: (selector, span) => strings('api/v1/labels', selector, span),
    labelValues: (label, selector, span) =>
      strings(`api/v1/label/${encodeURIComponent(label)}/values`, selector, span),
  };
}

async function postOrHeavy(
  client: JsonClient,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Reply | TooHeavy> {
  try {
    return await client.post(path, parameters);
  } catch (error) {
    const heavy = error instanceof Failure && ['timeout', 'answer-too-long'].includes(error.code);
    if (heavy) return { tooHeavy: error.message };
    throw error;
  }
}

function refusal(address: string, { status, json }: Reply): TooHeavy {
  const parsed = failure.safeParse(json);
  if (HEAVY_STATUSES.has(status)) {
    return { tooHeavy: parsed.success ? parsed.data.error : `status ${status}` };
  }
  if (!parsed.success) throw notPrometheus(address, status);
  throw new Failure('prometheus-refused', `${address} refused (${status}): ${parsed.data.error}`);
}

function dataOf<Schema extends z.ZodType>(
  schema: Schema,
  address: string,
  { status }: Reply,
  data: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw notPrometheus(address, status);
  return parsed.data;
}

function notPrometheus(address: string, status: number): Failure {
  return new Failure(
    'not-prometheus',
    `${address} does not answer as a Prometheus (${status}, no JSON of its API)`,
    { about: address },
  );
}

function readSeries({ metric, value, values }: z.output<typeof seriesResult>[number]): RawSeries {
  const { __name__: _, ...labels } = metric;
  const samples = (values ?? (value === undefined ? [] : [value])).map(([seconds, text]) => ({
    seconds,
    value: Number(text),
  }));
  return { labels, samples: samples.filter((each) => Number.isFinite(each.value)) };
}
