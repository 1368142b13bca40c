/** `--from-ca FILE`: the certificates to trust in. Refused: a file that has none. */
import { Failure } from '../../failure.ts';
import { readOption } from './file.ts';

/** Node takes a file without any certificate as one that trusts nobody, and says nothing. */
export function readCertificates(path: string): string {
  const text = readOption('--from-ca', path);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Failure('bad-option', `--from-ca ${path} has no certificate in PEM form`);
  }
  return text;
}
