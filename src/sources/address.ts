/** The address of a server, as a reader typed it. Its password is in the URL alone, and in no text. */
import { Failure } from '../failure.ts';

/** Where paths begin: ends in `/`, and may carry a user name and password. */
export function parseServerAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !isHttp(url)) {
    const shown = withoutPassword(text);
    throw new Failure('invalid-address', `${shown} is not the address of a server: write http://host:port`, {
      about: shown,
    });
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.hash = '';
  url.search = '';
  return url;
}

/** An address as it may be shown; of what is none, nothing that stands before an `@`. */
export function withoutPassword(text: string): string {
  const [, kind = '', address = text] = /^([a-z]+\+(?=https?:))?(.*)$/s.exec(text) ?? [];
  const url = URL.parse(address);
  if (url === null || !isHttp(url)) return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
  url.username = '';
  url.password = '';
  return `${kind}${address.endsWith('/') ? url.href : url.href.replace(/\/$/, '')}`;
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

/** True of the name of a server, false of that of a file. */
export function isServerAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}
