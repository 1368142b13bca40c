/** A source that reads each thing once: what the parts of an answer, or of a page, ask for alike comes from one query. */
import type { Source } from './source.ts';

/** For one answer or page: it keeps what it has read, so it is not for longer than that. The caller keeps `source`. */
export function readOnce(source: Source): Source {
  return {
    ...source,
    namespaces: once(source.namespaces),
    processes: once(source.processes),
    usage: once(source.usage),
    firstDays: once(source.firstDays),
    history: once(source.history),
    failedImports: once(source.failedImports),
    removalDays: once(source.removalDays),
    environmentProcesses: once(source.environmentProcesses),
    unnamed: once(source.unnamed),
    environments: once(source.environments),
    environment: once(source.environment),
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
