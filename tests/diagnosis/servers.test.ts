/** The checks of a collector, its mapping, a Prometheus and a Grafana, by the answers of each. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { checkCollector, checkTcp } from '../../src/diagnosis/collector.ts';
import { checkGrafana } from '../../src/diagnosis/grafana.ts';
import { checkMapping } from '../../src/diagnosis/mapping.ts';
import { checkPrometheus } from '../../src/diagnosis/prometheus.ts';
import type { PrometheusApi, RawSeries } from '../../src/sources/prometheus/query.ts';
import { say, server } from './server.ts';

const OURS = '# TYPE x counter\npopcon_build_info{version="1.2.3"} 1\n';
const NOT_READY = { status: 503, text: 'the disk is full\nsince noon\n' };

describe('a collector', () => {
  for (const [name, answers, expected] of [
    ['of ours', { metrics: OURS, '-/ready': 'ok' }, 'ok collector: http://here is up: popcon 1.2.3'],
    [
      'of others',
      { metrics: '# TYPE x counter\n' },
      'ok collector: http://here is up: a collector other than popcon',
    ],
    [
      'that cannot commit',
      { metrics: OURS, '-/ready': NOT_READY },
      'fault collector: http://here counts, but cannot commit: the disk is full → fix the cause above; counts stay in memory until then',
    ],
  ] as const) {
    test(name, async () => assert.equal(say(await checkCollector(server(answers))), expected));
  }
  for (const [name, answer] of [
    ['without metrics', { status: 500, text: '# TYPE x counter\n' }],
    ['that is a page', { status: 200, text: '<html>' }],
  ] as const) {
    test(name, () =>
      assert.rejects(checkCollector(server({ metrics: answer })), {
        code: 'not-a-collector',
        message: `http://here/metrics answers ${answer.status}, and no metrics`,
        about: 'http://here',
      }),
    );
  }

  test('its TCP port', async () => {
    const listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = Object(listening.address());
    assert.equal(
      say(await checkTcp('127.0.0.1', port, 1_000)),
      `ok tcp: 127.0.0.1 port ${port} takes connections`,
    );
    await once(listening.close(), 'close');
    assert.equal(
      say(await checkTcp('127.0.0.1', port, 1_000)),
      `warning tcp: 127.0.0.1 port ${port} takes no connection: ECONNREFUSED → nothing to do unless something of yours sends by TCP`,
    );
  });
});

const TRACE = 'api/v1/trace?line=a.b.numpy%3A1%7Cc';
const traced = (sample: object) => ({ [TRACE]: { json: { samples: [sample] } } });
const SERIES = 'python_popcon_imported_package{package="numpy"}';
const NUMPY = {
  outcome: 'counted',
  name: 'python_popcon_imported_package',
  labels: [{ name: 'package', value: 'numpy' }],
};
const RULE =
  'add a rule to the mapping file: match "a.b.*", name "python_popcon_imported_package", labels package "$1"; `popcon check-config FILE --line` tries it';

describe('a mapping', () => {
  for (const [name, answers, expected] of [
    [
      'that makes a package of it',
      traced({ ...NUMPY, series: SERIES }),
      `ok mapping: a.b.numpy:1|c counts in ${SERIES}`,
    ],
    [
      'that names it otherwise',
      traced({ ...NUMPY, name: 'other', series: 'other{package="numpy"}' }),
      `fault mapping: a.b.numpy:1|c counts in other{package="numpy"}, not ${SERIES} → ${RULE}`,
    ],
    [
      'that makes another label of it',
      traced({ ...NUMPY, labels: [{ name: 'package', value: 'b.numpy' }], series: 'x' }),
      `fault mapping: a.b.numpy:1|c counts in x, not ${SERIES} → ${RULE}`,
    ],
    [
      'that drops it',
      traced({ outcome: 'dropped' }),
      `fault mapping: a.b.numpy:1|c is dropped, not ${SERIES} → ${RULE}`,
    ],
    [
      'that makes nothing of it',
      { [TRACE]: { json: { samples: [] } } },
      `fault mapping: a.b.numpy:1|c is nothing, not ${SERIES} → ${RULE}`,
    ],
    [
      'of others, with the label',
      { metrics: `${SERIES} 1\n` },
      'ok mapping: python_popcon_imported_package has the label package',
    ],
    [
      'of others, without it',
      { metrics: 'python_popcon_imported_package{x="y"} 1\n' },
      `fault mapping: there is python_popcon_imported_package without the label package → ${RULE}`,
    ],
    [
      'of others, without a rule',
      { metrics: 'a_b_numpy 1\n' },
      `fault mapping: there is a_b_numpy without the label package → ${RULE}`,
    ],
    [
      'of others, that nothing has come to',
      { metrics: 'x 1\n' },
      'warning mapping: no report with the prefix a.b has come yet → look again after one has',
    ],
  ] as const) {
    test(name, async () => assert.equal(say(await checkMapping('a.b', server(answers))), expected));
  }
});

describe('a Grafana', () => {
  const source = (name: string, type = 'prometheus') => ({ uid: `${name}/1`, name, type });
  const query = (name: string) =>
    `api/datasources/proxy/uid/${name}%2F1/api/v1/query?query=sum%28python_popcon_processes%29`;
  const has = (value: string) => ({ json: { data: { result: [{ value: [0, value] }] } } });
  const ADD = 'add the Prometheus that scrapes the collector as a data source';
  for (const [name, answers, expected] of [
    [
      'whose second source answers',
      { 'api/datasources': { json: [source('old'), source('main')] }, [query('main')]: has('7') },
      'ok grafana: http://here sees 7 processes in main',
    ],
    [
      'whose sources know nothing',
      {
        'api/datasources': { json: [source('old'), source('main')] },
        [query('old')]: { json: { data: { result: [] } } },
      },
      `fault grafana: http://here finds no python_popcon_processes in old, main → ${ADD}`,
    ],
    [
      'that has sources of other kinds alone',
      { 'api/datasources': { json: [source('logs', 'loki')] }, [query('logs')]: has('7') },
      `fault grafana: http://here has no Prometheus data source → ${ADD}`,
    ],
    [
      'that lets nobody in',
      {},
      'fault grafana: http://here lists no data sources → is that a Grafana? Its token needs the right to read data sources',
    ],
  ] as const) {
    test(name, async () => assert.equal(say(await checkGrafana(server(answers))), expected));
  }
});

describe('a Prometheus', () => {
  const NOW_MS = 5_000_000;
  const STARTED = 'popcon_start_time_seconds[300s]';
  const series = (labels: Readonly<Record<string, string>>, ...values: readonly number[]): RawSeries => ({
    labels,
    samples: values.map((value, at) => ({ seconds: at, value })),
  });
  const api = (answers: Readonly<Record<string, readonly RawSeries[]>>): PrometheusApi => ({
    address: 'http://here',
    async instant(expression, atSeconds) {
      assert.equal(atSeconds, NOW_MS / 1_000);
      return answers[expression] ?? [];
    },
    range: () => assert.fail(),
    labelNames: () => assert.fail(),
    labelValues: () => assert.fail(),
  });
  const SUM = 'sum(python_popcon_processes)';
  const one = series({ job: 'popcon', instance: 'one' }, 4, 9);
  for (const [name, answers, expected] of [
    [
      'that scrapes none',
      {},
      [
        'fault prometheus: http://here scrapes no collector: it knows neither popcon_start_time_seconds nor python_popcon_processes → add the collector as a target; the chart annotates its Service, or makes a ServiceMonitor (docs/kubernetes.md)',
      ],
    ],
    [
      'that scrapes one',
      { [STARTED]: [one], [SUM]: [series({}, 7)] },
      ['ok prometheus: http://here scrapes one, and knows of 7 processes'],
    ],
    [
      'of a new one',
      { [STARTED]: [series({}, 1)] },
      ['ok prometheus: http://here scrapes ?, and knows of no process yet'],
    ],
    [
      'of one of others',
      { [SUM]: [series({}, 7)] },
      ['ok prometheus: http://here scrapes a collector, and knows of 7 processes'],
    ],
    [
      'that scrapes one twice, and renames its label',
      {
        [STARTED]: [one, series({ instance: 'two' }, 9), series({ job: 'popcon', instance: 'three' }, 4)],
        'count(python_popcon_imported_package{exported_namespace!=""})': [series({}, 1)],
      },
      [
        'ok prometheus: http://here scrapes one, two, three, and knows of no process yet',
        'fault prometheus: one collector is scraped as several targets: popcon/one, ?/two, popcon/three → drop one of them: sums count every process twice',
        'warning prometheus: the hubs’ namespaces are named exported_namespace there → scrape with honor_labels: true (a ServiceMonitor: honorLabels)',
      ],
    ],
  ] as const) {
    test(name, async () =>
      assert.deepEqual((await checkPrometheus(api(answers), NOW_MS)).map(say), expected),
    );
  }

  test('that refuses the question', () =>
    assert.rejects(
      checkPrometheus({ ...api({}), instant: async () => ({ tooHeavy: 'too many samples' }) }, NOW_MS),
      { code: 'prometheus-busy', message: 'http://here: too many samples' },
    ));
});
