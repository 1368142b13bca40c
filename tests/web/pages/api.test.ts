/** The page of the JSON API, from a description with one of everything. */
import { test } from 'node:test';
import { apiPage } from '../../../src/web/pages/api.ts';
import { matchGolden } from '../../golden.ts';
import { sampleSite } from '../sample-pages.ts';
import { contentOf } from './content.ts';

test('operations, parameters, bodies and schemas', async () => {
  const page = await apiPage(
    sampleSite,
    {
      openapi: '3.1.0',
      info: { title: 'popularity-contest', version: '1.2.3', description: 'Counts of `processes`.' },
      servers: [{ url: '..' }],
      paths: {
        '/api/v1/things': {
          get: {
            operationId: 'readThings',
            summary: 'All things',
            description: 'From `from` on.',
            parameters: [
              {
                name: 'from',
                in: 'query',
                required: true,
                schema: { type: 'string', format: 'date' },
                description: 'First day, `YYYY-MM-DD`.',
              },
              { name: 'kind', in: 'query', required: false, schema: { enum: ['a', 'b'] } },
              { name: 'most', in: 'query', required: false, schema: { type: 'integer', default: 3 } },
              { name: 'text', in: 'path', required: true, schema: {} },
            ],
            responses: {
              200: {
                description: 'Each `thing`',
                content: { 'application/json': { schema: { type: 'object' } } },
              },
              404: { description: 'Not there' },
            },
          },
          put: {
            operationId: 'writeThing',
            summary: 'Takes a thing',
            parameters: [],
            requestBody: { required: true, content: { 'application/json': { schema: { type: 'string' } } } },
            responses: { 204: { description: 'Taken', content: {} } },
            security: [{ token: [] }],
          },
        },
      },
      components: { schemas: { Thing: { type: 'object' } }, securitySchemes: {} },
    },
    'openapi.json',
  );
  matchGolden('pages/api.html', contentOf(String(page)));
});
