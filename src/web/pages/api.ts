/** The JSON API for people: the OpenAPI description as a page. */
import { html } from 'hono/html';
import type { Content, JsonSchema, OpenApi, Parameter, PathItem } from '../api/openapi.ts';
import { command } from './empty.ts';
import { prose } from './label.ts';
import { type Html, layout, section } from './layout.ts';
import { table } from './table.ts';
import { DEFAULT_PERIOD, type Site } from './view.ts';

/** `descriptionUrl` is where the description itself is, relative to the page. */
export function apiPage(site: Site, api: OpenApi, descriptionUrl: string): Html {
  return layout(
    { site, view: { page: 'package', period: DEFAULT_PERIOD } },
    'JSON API',
    html`<h1>JSON API</h1>
<p class="lead">${prose(api.info.description)}</p>
<p>The same for programs: <a href="${descriptionUrl}">OpenAPI ${api.openapi}</a>. A refusal is JSON too: <code>{"error": {"code": …, "message": …}}</code>.</p>
${Object.entries(api.paths).map(([path, methods]) =>
  Object.entries(methods).map(([method, item]) => operationSection(method, path, item)),
)}
${section('schemas', 'Schemas')`${Object.entries(api.components.schemas).map(
  ([name, schema]) =>
    html`<details id="schema-${name}"><summary><code>${name}</code></summary>${command(JSON.stringify(schema, null, 2))}</details>`,
)}`}`,
  );
}

function operationSection(method: string, path: string, item: PathItem): Html {
  return section(
    item.operationId,
    html`<code>${method.toUpperCase()} ${path}</code>`,
  )`<p>${item.summary}.${item.description === undefined ? '' : html` ${prose(item.description)}`}${item.security === undefined ? '' : ' Asks for the bearer token.'}</p>
${item.parameters.length === 0 ? '' : parameterTable(item.parameters)}
${item.requestBody === undefined ? '' : contentDetails('Body', item.requestBody.content)}
${Object.entries(item.responses).map(([status, { description, content }]) =>
  contentDetails(`${status}: ${description}`, content ?? {}),
)}`;
}

function parameterTable(parameters: readonly Parameter[]): Html {
  return table<Parameter>(
    [
      {
        heading: 'Parameter',
        cell: ({ name, required }) =>
          html`<code>${name}</code>${required ? '' : html` <span class="quiet">optional</span>`}`,
      },
      { heading: 'In', cell: (parameter) => parameter.in, isWide: true },
      { heading: 'Takes', cell: ({ schema }) => takes(schema), kind: 'text' },
      { heading: 'Meaning', cell: ({ description }) => prose(description ?? ''), kind: 'text' },
    ],
    parameters,
    { enhance: '' },
  );
}

function takes(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(', ');
  const type = String(schema.format ?? schema.type ?? 'text');
  return schema.default === undefined ? type : `${type}, ${JSON.stringify(schema.default)} if left out`;
}

function contentDetails(title: string, content: Content): Html {
  const types = Object.entries(content);
  if (types.length === 0) return html`<p>${prose(title)}</p>`;
  return html`<details><summary>${prose(title)}</summary>${types.map(
    ([type, { schema }]) => html`<p><code>${type}</code></p>${command(JSON.stringify(schema, null, 2))}`,
  )}</details>`;
}
