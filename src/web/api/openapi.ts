/** The OpenAPI 3.1 description of the JSON API, from the very schemas that its operations parse with. */
import { z } from 'zod';
import { apiError, type Operation } from './operation.ts';

export type JsonSchema = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Content {
  readonly [contentType: string]: { readonly schema: JsonSchema };
}

export interface PathItem {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathItem>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

/** Describes `operations`; `serverUrl` is where their paths begin, relative to the description's own address. */
export function describeApi(operations: readonly Operation[], version: string, serverUrl: string): OpenApi {
  const schemas: Record<string, JsonSchema> = {};
  const paths: Record<string, Record<string, PathItem>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation, schemas),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'popularity-contest',
      version,
      description:
        'Counts of processes by imported package, and what is installed. Times are UTC days; nothing finer is kept.',
    },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function describeOperation(operation: Operation, schemas: Record<string, JsonSchema>): PathItem {
  const { body } = operation;
  const refusal = (description: string) => ({
    description,
    content: { 'application/json': { schema: jsonSchema(apiError, 'output', schemas) } },
  });
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    parameters: [
      ...parameters(operation.pathSchema, 'path', schemas),
      ...parameters(operation.querySchema, 'query', schemas),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true as const,
            content: { 'application/json': { schema: jsonSchema(body.schema, 'input', schemas) } },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, { description, schema, otherTypes = [] }]) => {
          const json = { schema: jsonSchema(schema, 'output', schemas) };
          const others = otherTypes.map((type) => [type, { schema: { type: 'string' } }]);
          return [
            status,
            { description, content: { 'application/json': json, ...Object.fromEntries(others) } },
          ];
        }),
      ),
      400: refusal('A parameter or the body does not fit; the message says which and what was expected.'),
      431: { description: 'Address and headers are longer than 64 KiB; answered without a body.' },
      ...(body === undefined
        ? {}
        : {
            413: refusal(`The body is longer than ${body.maxBytes} bytes.`),
            415: refusal('The body has a Content-Encoding; Accept-Encoding names what is taken.'),
          }),
      ...(operation.needsToken ? { 401: refusal('The bearer token is missing or wrong.') } : {}),
    },
    ...(operation.needsToken ? { security: [{ token: [] }] } : {}),
  };
}

function parameters(
  schema: z.ZodObject,
  place: Parameter['in'],
  schemas: Record<string, JsonSchema>,
): Parameter[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input', schemas) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: rest,
  }));
}

/** One schema, with the ones it names (zod's `meta({ id })`) moved to `schemas` and referred to there. */
function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
  schemas: Record<string, JsonSchema>,
): JsonSchema {
  const made = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  const {
    $schema: _,
    $defs,
    ...rest
  } = JSON.parse(JSON.stringify(made), (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : value,
  );
  Object.assign(schemas, $defs);
  return rest;
}
