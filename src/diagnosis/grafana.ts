/** Does a Grafana get an answer from any of its Prometheus data sources? */
import { z } from 'zod';
import { PROCESSES } from '../series/metrics.ts';
import type { JsonClient } from '../sources/http.ts';
import { type Check, fault, ok } from './check.ts';

const sourcesSchema = z.array(z.object({ uid: z.string(), name: z.string(), type: z.string() }));
const answerSchema = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

export async function checkGrafana(client: JsonClient): Promise<Check> {
  const listed = sourcesSchema.safeParse((await client.get('api/datasources')).json);
  if (!listed.success)
    return fault(
      'grafana',
      `${client.address} lists no data sources`,
      'is that a Grafana? Its token needs the right to read data sources',
    );
  const sources = listed.data.filter(({ type }) => type === 'prometheus');
  for (const { uid, name } of sources) {
    const { json } = await client.get(`api/datasources/proxy/uid/${encodeURIComponent(uid)}/api/v1/query`, {
      query: `sum(${PROCESSES})`,
    });
    const value = answerSchema.safeParse(json).data?.data.result[0]?.value[1];
    if (value !== undefined) return ok('grafana', `${client.address} sees ${value} processes in ${name}`);
  }
  const names = sources.map(({ name }) => name).join(', ');
  return fault(
    'grafana',
    names === ''
      ? `${client.address} has no Prometheus data source`
      : `${client.address} finds no ${PROCESSES} in ${names}`,
    'add the Prometheus that scrapes the collector as a data source',
  );
}
