/** A source that reads each thing once: what the parts of an answer, or of a page, ask for alike comes from one query. */
import type { Source } from './source.ts';

/** For one answer or page: it keeps what it has read, so it is not for longer than that. The caller keeps `source`. */
export function readOnce(source: Source): Source {
  return {
    origin: source.origin,
    emptyHint: source.emptyHint,
    namespaces: once((window) => source.namespaces(window)),
    processes: once((query) => source.processes(query)),
    usage: once((query) => source.usage(query)),
    earlier: (query) => source.earlier(query),
    firstDays: once((query) => source.firstDays(query)),
    history: once((query) => source.history(query)),
    failedImports: once((query) => source.failedImports(query)),
    removalDays: once((query) => source.removalDays(query)),
    environmentProcesses: once((window) => source.environmentProcesses(window)),
    unnamed: once((window) => source.unnamed(window)),
    environments: once(() => source.environments()),
    environment: once((name) => source.environment(name)),
    [Symbol.dispose]: () => {},
  };
}

/** A function whose answers are kept by what it was asked. */
export function once<Arguments extends unknown[], Answer>(
  read: (...args: Arguments) => Promise<Answer>,
): (...args: Arguments) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...args) => {
    const question = JSON.stringify(args);
    let answer = answers.get(question);
    if (answer === undefined) {
      answer = read(...args);
      answers.set(question, answer);
    }
    return answer;
  };
}
