/** Is the collector there: its HTTP side, and its TCP port for statsd. */
import { connect } from 'node:net';
import { Failure } from '../failure.ts';
import type { JsonClient } from '../sources/http.ts';
import { type Check, fault, ok, warning } from './check.ts';
import { hasLabel } from './exposition.ts';

/** Throws a `Failure` where `/metrics` cannot be read, which the checks after this one need. */
export async function checkCollector(client: JsonClient): Promise<Check> {
  const metrics = await client.get('metrics');
  if (metrics.status !== 200 || !metrics.text.includes('# TYPE')) {
    const found = `${client.address}/metrics answers ${metrics.status}, and no metrics`;
    throw new Failure('not-a-collector', found, { about: client.address });
  }
  const isOurs = hasLabel(metrics.text, 'popcon_build_info', 'version') === true;
  const ready = await client.get('-/ready');
  if (ready.status === 503) {
    const found = `${client.address} counts, but cannot commit: ${ready.text.trim().split('\n')[0]}`;
    return fault('collector', found, 'fix the cause above; counts stay in memory until then');
  }
  const what = isOurs
    ? `popcon ${/popcon_build_info\{version="([^"]*)"/.exec(metrics.text)?.[1] ?? ''}`
    : 'a collector other than popcon';
  return ok('collector', `${client.address} is up: ${what}`);
}

/** Reporters speak UDP: a closed TCP port is nothing they notice. */
export async function checkTcp(host: string, port: number, timeoutMs: number): Promise<Check> {
  const where = `${host} port ${port}`;
  const refusal = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(timeoutMs, () => settle(`no answer within ${timeoutMs / 1000} s`));
    socket.once('connect', () => settle(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    function settle(why: string | undefined): void {
      socket.destroy();
      resolve(why);
    }
  });
  return refusal === undefined
    ? ok('tcp', `${where} takes connections`)
    : warning(
        'tcp',
        `${where} takes no connection: ${refusal}`,
        'nothing to do unless something of yours sends by TCP',
      );
}
