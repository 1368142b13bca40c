/** Does the collector's mapping make a `package` label of what this prefix sends? It is asked; nothing is counted. */
import { z } from 'zod';
import { IMPORTED_PACKAGE, PACKAGE_LABEL } from '../series/metrics.ts';
import type { JsonClient } from '../sources/http.ts';
import { type Check, fault, ok, warning } from './check.ts';
import { hasLabel } from './exposition.ts';

const traceSchema = z.object({
  samples: z.array(
    z.object({
      outcome: z.string(),
      series: z.string().optional(),
      name: z.string().optional(),
      labels: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    }),
  ),
});

const EXAMPLE = 'numpy';

export async function checkMapping(prefix: string, collector: JsonClient): Promise<Check> {
  const line = `${prefix}.${EXAMPLE}:1|c`;
  const { status, json } = await collector.get('api/v1/trace', { line });
  const parsed = status === 200 ? traceSchema.safeParse(json) : undefined;
  if (parsed?.data === undefined) return await fromExposition(prefix, collector);
  const [sample] = parsed.data.samples;
  const label = sample?.labels?.find(({ name }) => name === PACKAGE_LABEL);
  if (sample?.name === IMPORTED_PACKAGE && label?.value === EXAMPLE) {
    return ok('mapping', `${line} counts in ${sample.series}`);
  }
  return fault(
    'mapping',
    `${line} ${becomes(sample)}, not ${IMPORTED_PACKAGE}{${PACKAGE_LABEL}="${EXAMPLE}"}`,
    rule(prefix),
  );
}

/** Another collector cannot be asked, but shows what it made of the reports it had. */
async function fromExposition(prefix: string, collector: JsonClient): Promise<Check> {
  const { text } = await collector.get('metrics');
  const labelled = hasLabel(text, IMPORTED_PACKAGE, PACKAGE_LABEL);
  if (labelled === true) return ok('mapping', `${IMPORTED_PACKAGE} has the label ${PACKAGE_LABEL}`);
  const unmapped = new RegExp(`^(${prefix.replaceAll(/[^A-Za-z0-9_]/g, '_')}_\\S+) `, 'm').exec(text)?.[1];
  if (labelled === false || unmapped !== undefined) {
    return fault(
      'mapping',
      `there is ${unmapped ?? IMPORTED_PACKAGE} without the label ${PACKAGE_LABEL}`,
      rule(prefix),
    );
  }
  return warning('mapping', `no report with the prefix ${prefix} has come yet`, 'look again after one has');
}

function becomes(sample: z.output<typeof traceSchema>['samples'][number] | undefined): string {
  if (sample?.series !== undefined) return `counts in ${sample.series}`;
  return `is ${sample?.outcome ?? 'nothing'}`;
}

function rule(prefix: string): string {
  return `add a rule to the mapping file: match "${prefix}.*", name "${IMPORTED_PACKAGE}", labels package "$1"; \`popcon check-config FILE --line\` tries it`;
}
