/**
 * One operation of the JSON API: what it takes and answers, as zod schemas, with its handler. The same value is
 * mounted on the app, where its schemas refuse what does not fit with a 400, and described by `openapi.ts`.
 */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { describeIssues, plainly } from '../../issues.ts';

/** The body of every refusal and failure: the code is for programs, the message for people. */
export const apiError = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .meta({ id: 'Error', description: 'What was wrong, where, and what to do.' });

export interface Answer {
  readonly description: string;
  /** Of the JSON body. */
  readonly schema: z.ZodType;
  /** Other forms of the same answer, by content type: described as text. */
  readonly otherTypes?: readonly string[];
}

export interface Input<Path, Query> {
  readonly path: Path;
  readonly query: Query;
}

export interface Operation {
  readonly method: 'get' | 'put';
  /** In OpenAPI's form: `/api/v1/environments/{name}`. */
  readonly path: `/api/v1/${string}`;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly pathSchema: z.ZodObject;
  /** Its fields read strings, as a query has nothing else; unknown ones are refused. */
  readonly querySchema: z.ZodObject;
  /** The handler reads it, and refuses what does not fit. */
  readonly body?: { readonly schema: z.ZodType; readonly maxBytes: number };
  /** Asks for the bearer token; `access` checks it, or what stands before the app. */
  readonly needsToken: boolean;
  /** Runs before anything of the request is read. */
  readonly access?: MiddlewareHandler;
  /** By status; the 400 for input that does not fit is described for all. */
  readonly answers: Readonly<Record<number, Answer>>;
  readonly handle: (input: Input<unknown, unknown>, context: Context) => Response | Promise<Response>;
}

const nothing = z.strictObject({});

/** Makes an operation whose handler's input has the types of its schemas. */
export function defineOperation<
  Path extends z.ZodObject = typeof nothing,
  Query extends z.ZodObject = typeof nothing,
>(
  spec: Omit<Operation, 'pathSchema' | 'querySchema' | 'needsToken' | 'handle'> & {
    readonly pathSchema?: Path;
    readonly querySchema?: Query;
    readonly needsToken?: boolean;
    readonly handle: (
      input: Input<z.output<Path>, z.output<Query>>,
      context: Context,
    ) => Response | Promise<Response>;
  },
): Operation {
  return {
    ...spec,
    pathSchema: spec.pathSchema ?? nothing,
    querySchema: spec.querySchema ?? nothing,
    needsToken: spec.needsToken ?? false,
    // Sound: mountOperations calls it only with what the schemas of this very operation have parsed.
    handle: spec.handle as Operation['handle'],
  };
}

/** Mounts operations; a method that a path does not have is answered 405 with `Allow`. */
export function mountOperations(app: Hono, operations: readonly Operation[]): void {
  for (const [path, own] of Map.groupBy(operations, (operation) => operation.path)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const operation of own) {
      const { method, access, body } = operation;
      if (access !== undefined) app.on(method, route, access);
      if (body !== undefined) app.on(method, route, refuseCoded, limitBody(body.maxBytes));
      app.on(method, route, (c) => answer(operation, c));
    }
    const methods = own
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
      .join(', ');
    app.all(route, (c) => {
      c.header('Allow', methods);
      return refuse(c, 405, 'method-not-allowed', `${path} takes ${methods}`);
    });
  }
}

/** A body is taken as it is: one that is compressed could become many times as long. */
const refuseCoded: MiddlewareHandler = async (c, next) => {
  if (/^(?:identity)?$/i.test(c.req.header('Content-Encoding') ?? '')) return next();
  c.header('Accept-Encoding', 'identity');
  return refuse(c, 415, 'coded-body', 'the body has a Content-Encoding: send it as it is, without one');
};

function limitBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (c) => refuse(c, 413, 'body-too-large', `the body is longer than ${maxSize} bytes`),
  });
}

/** An answer that says what was wrong. */
export function refuse(c: Context, status: number, code: string, message: string): Response {
  return c.body(JSON.stringify({ error: { code, message } }), {
    status: status as 400,
    headers: { 'Content-Type': 'application/json' },
  });
}

async function answer(operation: Operation, c: Context): Promise<Response> {
  const path = operation.pathSchema.safeParse(c.req.param());
  if (!path.success) return refuse(c, 400, 'bad-path', describeIssues(path.error));
  const query = readQuery(operation.querySchema, c.req.queries());
  if (query instanceof Failure) return refuse(c, 400, query.code, query.message);
  return operation.handle({ path: path.data, query }, c);
}

/** Reads a query by a strict schema: a parameter given twice, unknown or ill-formed is a failure that names it. */
export function readQuery<Schema extends z.ZodObject>(
  schema: Schema,
  queries: Readonly<Record<string, readonly string[]>>,
): z.output<Schema> | Failure {
  const twice = Object.keys(queries).find((name) => (queries[name]?.length ?? 0) > 1);
  if (twice !== undefined)
    return new Failure('bad-query', `the parameter ${show(twice)} is given twice; give it once`);
  const parsed = schema
    .strict()
    .safeParse(
      Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values[0]])),
      plainly,
    );
  return parsed.success
    ? (parsed.data as z.output<Schema>)
    : new Failure('bad-query', describeIssues(parsed.error));
}

function show(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
