/** Pages with nothing to show yet: the lines that send a first report, the command that records an inventory. */
import { html } from 'hono/html';
import { type Frame, type Html, layout } from './layout.ts';
import type { ReportAddress } from './page-context.ts';

/** The overview of a ledger in which nothing has been recorded; without an address reporters cannot reach it. */
export function emptyPage(frame: Frame, address: ReportAddress | undefined): Html {
  return layout(
    frame,
    'No reports yet',
    html`<h1>No reports yet</h1>
${
  address === undefined
    ? html`<p class="lead">This collector is running, has recorded no process, and takes no datagrams: start it with <code>--statsd.listen-udp</code>.</p>`
    : html`<p class="lead">This collector is running and has recorded no process. Two lines send some${isLoopback(address) ? `, on its own machine; where else one may send, it is named in place of ${address.host}` : ', on any machine that reaches it'}:</p>
${command(
  `export PYTHON_POPCONTEST_STATSD_HOST=${address.host} PYTHON_POPCONTEST_STATSD_PORT=${address.port}`,
  `python3 -c 'import popularity_contest.reporter, pip'`,
)}
<p>The reporter comes with popcon, and not from PyPI: <code>popcon activate</code> installs it. Reload this page once the process has ended.</p>`
}
<p>For every notebook of an environment, switch it on once: <code>popcon activate --python /opt/conda/bin/python</code>. Where nothing arrives, <code>popcon doctor</code> says why.</p>`,
  );
}

function isLoopback({ host }: ReportAddress): boolean {
  return /^(localhost|127\.|\[?::1)/.test(host);
}

/** In place of a page that needs an inventory. */
export function noInventoryPage(frame: Frame, title: string): Html {
  return layout(frame, title, html`<h1>${title}</h1>${inventoryHint(frame)}`);
}

/** In place of a section that needs one. */
export function inventoryHint({ inventoryGoesTo: { pushAddress, ledgerPath } }: Frame): Html {
  const [target, about] =
    pushAddress === undefined
      ? [
          `--ledger ${shellWord(ledgerPath)}`,
          html`It runs on the collector’s own machine; others may push, too, once the collector is started with <code>--web.push-token-file</code>.`,
        ]
      : [
          `--push ${pushAddress} --from-token-file FILE`,
          html`FILE holds the token of the collector’s <code>--web.push-token-file</code>. From another machine, put this page’s own address in place of that one, without its last part.`,
        ];
  return html`<p>There is no inventory yet, so it is not known what is installed. This records one, with the environment’s own Python:</p>
${command(`popcon inventory --python /opt/conda/bin/python --environment my-environment ${target}`)}
<p>${about} It runs that Python once, and records names, versions, requirements and sizes of what is installed. Once a day keeps it true.</p>`;
}

function shellWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lines for a shell, to be copied. */
export function command(...lines: readonly string[]): Html {
  return html`<pre class="command" tabindex="0" data-enhance="copy"><code>${lines.join('\n')}</code></pre>`;
}
