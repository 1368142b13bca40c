/** An error of a handler → JSON for the API, a page for people, a line for other programs; our own faults are logged. */
import type { Context, ErrorHandler, Handler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Failure, type FailureCode } from '../failure.ts';
import type { Log } from '../log.ts';
import { refuse } from './api/operation.ts';
import { problemPage } from './pages/problem.ts';
import { dashboardSite, type SiteIdentity } from './site.ts';

/** By code of the failure. */
export const STATUS_OF: Partial<Record<FailureCode, 400 | 404 | 409 | 413 | 503>> = {
  'bad-body': 400,
  'bad-query': 400,
  'day-to-come': 400,
  'other-environment': 400,
  'which-environment': 400,
  'no-inventory': 404,
  'unknown-name': 404,
  'too-many-environments': 409,
  'inventory-too-large': 413,
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
    const title = TITLE_OF[status] ?? 'This cannot be shown now';
    return answerProblem(c, identity, { status, title, message: failure.message });
  };
}

const TITLE_OF: Readonly<Record<number, string>> = {
  400: 'This address is not understood',
  404: 'Not here',
};

/** For what nothing answers. */
export function notFound(identity: SiteIdentity): NotFoundHandler {
  const problem = { status: 404, title: 'Not here', message: 'No page has this address.' } as const;
  return (c) => answerProblem(c, identity, problem);
}

/** A page for people, a line for programs. */
export async function answerProblem(
  c: Context,
  identity: SiteIdentity,
  problem: {
    readonly status: ContentfulStatusCode;
    readonly title: string;
    readonly message: string;
    /** The message where absent. */
    readonly line?: string;
  },
): Promise<Response> {
  const { status, title, message, line = message } = problem;
  if (c.req.header('Accept')?.includes('text/html') !== true) return c.text(`${line}\n`, status);
  const site = dashboardSite(identity, c.req.path.split('/').length - 2);
  return c.html(String(await problemPage(site, title, message, c.req.query('package'))), status);
}

/** Answers the methods that an address does not have. */
export function takesOnly(...methods: readonly string[]): Handler {
  return (c) => c.text(`${methods.join(' or ')} this\n`, 405, { Allow: methods.join(', ') });
}

function isBrokenOff(error: Error): boolean {
  return error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';
}
