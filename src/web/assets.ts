/** The stylesheet, the script and the icon: read once, addressed by their content, so that a browser keeps them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const CONTENT_TYPES = {
  'style.css': 'text/css; charset=utf-8',
  'enhance.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

export type AssetName = keyof typeof CONTENT_TYPES;

export interface Asset {
  readonly name: AssetName;
  readonly content: string;
  /** Changes with the content. */
  readonly version: string;
}

export function readAssets(): readonly Asset[] {
  return (Object.keys(CONTENT_TYPES) as AssetName[]).map((name) => {
    const content = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    const version = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return { name, content, version };
  });
}

/** The address of an asset, relative to the pages. */
export function assetAddress(assets: readonly Asset[], name: AssetName): string {
  return `assets/${name}?v=${assets.find((asset) => asset.name === name)?.version ?? ''}`;
}

export function assetRoutes(assets: readonly Asset[]): Hono {
  const app = new Hono();
  for (const { name, content, version } of assets) {
    app.get(`/assets/${name}`, (c) =>
      c.body(content, 200, {
        'Content-Type': CONTENT_TYPES[name],
        'Cache-Control': c.req.query('v') === version ? 'public, max-age=31536000, immutable' : 'no-cache',
      }),
    );
  }
  return app;
}
