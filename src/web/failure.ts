/** An error of a handler → JSON for the API, a page for people, a line for other programs; our own faults are logged. */
import type { Context, ErrorHandler } from 'hono';
import { Failure, type FailureCode } from '../failure.ts';
import type { Log } from '../log.ts';
import { refuse } from './api/operation.ts';
import { problemPage } from './pages/problem.ts';
import { dashboardSite, type SiteIdentity } from './site.ts';

/** 500 for those that are not here. */
const STATUS_OF: Partial<Record<FailureCode, 400 | 404 | 503>> = {
  'bad-body': 400,
  'bad-query': 400,
  'which-environment': 400,
  'unknown-name': 404,
  'no-inventory': 404,
  'pages-busy': 503,
  'pages-ended': 503,
  'hub-silent': 503,
  'inventories-busy': 503,
  'passwords-ended': 503,
  'too-many-passwords': 503,
};
const UNEXPECTED = new Failure('unexpected', 'this failed inside the collector: its log says where');

/** The client has gone, or sent what is not HTTP: no failure of the collector's, which its log would name. */
const BROKEN_OFF = new Failure('bad-body', 'the body breaks off');

/** Of the whole application: nothing that a handler throws gets past it. */
export function answerFailure(log: Log, identity: SiteIdentity): ErrorHandler {
  return async (error, c) => {
    const failure = error instanceof Failure ? error : isBrokenOff(error) ? BROKEN_OFF : UNEXPECTED;
    const status = STATUS_OF[failure.code] ?? 500;
    if (status === 500) {
      log.error('request failed', { path: c.req.path, code: failure.code, error: error.message });
      log.debug('request failed', { path: c.req.path, stack: error.stack ?? '' });
    }
    if (c.req.path.startsWith('/api/')) return refuse(c, status, failure.code, failure.message);
    if (!wantsPage(c)) return c.text(`${failure.message}\n`, status);
    const site = dashboardSite(identity, c.req.path.split('/').length - 2);
    const title = status === 404 ? 'Not here' : 'This cannot be shown now';
    return c.html(String(await problemPage(site, title, failure.message, c.req.query('package'))), status);
  };
}

function isBrokenOff(error: Error): boolean {
  return error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';
}

/** A page for people, a line for programs. */
export function wantsPage(c: Context): boolean {
  return c.req.header('Accept')?.includes('text/html') === true;
}
