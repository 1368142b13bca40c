/** `/-/healthy`, `/-/ready`, and where they are enabled `/-/reload` and `/-/quit`, as statsd_exporter has them. */
import { Hono } from 'hono';
import { Failure } from '../failure.ts';
import { takesOnly } from './failure.ts';

export interface Lifecycle {
  /** Why counts are not being committed; undefined where they are. */
  readonly unready: () => string | undefined;
  /** Undefined where `--web.enable-lifecycle` is not given. */
  readonly control?: {
    /** Throws a `Failure`, and keeps the old rules, where the new ones cannot be read. */
    readonly reload: () => Promise<void>;
    readonly quit: () => void;
  };
}

export function lifecycleRoutes({ unready, control }: Lifecycle): Hono {
  const app = new Hono();
  app.get('/-/healthy', (context) => context.text('ok\n'));
  app.get('/-/ready', (context) => {
    const reason = unready();
    return reason === undefined ? context.text('ready\n') : context.text(`not ready: ${reason}\n`, 503);
  });
  app.all('/-/healthy', takesOnly('GET', 'HEAD')).all('/-/ready', takesOnly('GET', 'HEAD'));
  if (control === undefined) {
    for (const path of ['/-/reload', '/-/quit']) {
      app.all(path, (context) => context.text('not enabled: start with --web.enable-lifecycle\n', 403));
    }
    return app;
  }
  app.on(['POST', 'PUT'], '/-/reload', async (context) => {
    try {
      await control.reload();
      return context.text('reloaded\n');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return context.text(`not reloaded, the old rules stay: ${error.message}\n`, 500);
    }
  });
  app.on(['POST', 'PUT'], '/-/quit', (context) => {
    control.quit();
    return context.text('quitting\n');
  });
  app.all('/-/reload', takesOnly('POST', 'PUT')).all('/-/quit', takesOnly('POST', 'PUT'));
  return app;
}
