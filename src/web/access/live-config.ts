/**
 * A web configuration that follows its files: read anew when one of them has changed, as Prometheus does, so that a
 * user who is taken out is out, and a renewed certificate is shown, without a restart. While it cannot be read nobody
 * is let in.
 */
import { Failure } from '../../failure.ts';
import type { Log } from '../../log.ts';
import { stampOf } from '../../regular-file.ts';
import { OPEN_TO_ALL, readWebConfig, type WebConfig } from './web-config.ts';

export interface LiveWebConfig {
  /** As the files are now; a `Failure` where they cannot be used. */
  current(): WebConfig | Failure;
  /** Decided at the start. */
  readonly isTls: boolean;
}

export const PLAIN_HTTP: LiveWebConfig = { current: () => OPEN_TO_ALL, isTls: false };

/** Throws a `Failure` where the file cannot be used at the start. */
export function liveWebConfig(file: string | undefined, log: Log): LiveWebConfig {
  if (file === undefined) return PLAIN_HTTP;
  let config: WebConfig | Failure = readWebConfig(file);
  let files = config.files;
  let stamp = stampOf(files);
  const isTls = config.tls !== undefined;
  return {
    isTls,
    current() {
      const now = stampOf(files);
      if (now === stamp) return config;
      stamp = now;
      config = readAnew(file, isTls, log);
      if (config instanceof Failure) return config;
      files = config.files;
      stamp = stampOf(files);
      return config;
    },
  };
}

function readAnew(file: string, isTls: boolean, log: Log): WebConfig | Failure {
  try {
    const config = readWebConfig(file);
    if ((config.tls !== undefined) === isTls) return config;
    const message = `${file}: tls_server_config came or went: that takes a restart`;
    throw new Failure('web-config-invalid', message);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.error('web configuration not usable, nobody is let in', { error: error.message });
    return error;
  }
}
