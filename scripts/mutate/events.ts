/** The events of `node:test` in Stryker's process, as its only reporter: `--test-reporter` wants a default export. */
import type { TestEvent } from 'node:test/reporters';

type Listener = (event: TestEvent) => void;
const listeners = new Set<Listener>();

export function listen(listener: Listener): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => listeners.delete(listener) };
}

// biome-ignore lint/style/noDefaultExport: the interface of a reporter
// biome-ignore lint/correctness/useYield: it prints nothing
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<never> {
  for await (const event of source) for (const listener of listeners) listener(event);
}
