/**
 * A page is one value: its address, its place in the navigation, what its address may choose, what it reads, how it
 * is drawn, what can be downloaded from it. `pages.ts` lists them; routes, links and navigation come from there.
 */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { formatDay, parseDay } from '../../series/day.ts';
import type { NamespaceSpan, Query, Source } from '../../sources/source.ts';
import type { Download } from './download.ts';
import { noInventoryPage } from './empty.ts';
import type { InventoryArchive } from './environment-reading.ts';
import { type Frame, type Html, layout } from './layout.ts';
import type { PageConfiguration, PageContext } from './page-context.ts';
import { PERIODS, type View } from './view.ts';

/** Longer than any label the collector records. */
export const MAX_NAME_CHARACTERS = 1_000;

export const environmentParameter = z.string().min(1).max(64).optional();
export const dayParameter = z
  .string()
  .refine((text) => parseDay(text) !== undefined, 'expected a day as YYYY-MM-DD');

/** The parameters of every page. */
const SCOPE = {
  period: z.enum(PERIODS).optional(),
  from: dayParameter.optional(),
  to: dayParameter.optional(),
  namespace: z.string().max(MAX_NAME_CHARACTERS).optional(),
};

export interface Asked extends PageContext {
  readonly source: Source;
  readonly archive: InventoryArchive;
  readonly configuration: PageConfiguration;
  readonly view: View;
  /** The view's days and namespace. */
  readonly query: Query;
  /** Every namespace with anything recorded until today. */
  readonly spans: readonly NamespaceSpan[];
}

/** A page or a download, as it goes to the browser. */
export interface Answer {
  readonly contentType: string;
  readonly text: string;
  /** Of a download: the name under which it is kept. */
  readonly fileName?: string;
}

export interface PageDefinition<Model> {
  /** Below the dashboard's folder; '' for the first page. */
  readonly path: string;
  /** Its name in the navigation; absent: it is reached from other pages only. */
  readonly inNavigation?: string;
  /** Beside period and namespace. */
  readonly parameters?: z.core.$ZodLooseShape;
  /** The orders of its tables' columns. */
  readonly orders?: readonly string[];
  /** Without these the page says how to send the first report instead. */
  readonly needs?: 'reports' | 'reports or inventory';
  /** Shows what moves between commits, so that it is made for each request. */
  readonly isLive?: true;
  /** Its heading where there is no inventory, which is where `read` gives undefined. */
  readonly withoutInventory?: string;
  readonly read: (asked: Asked) => Promise<Model | undefined>;
  /** Of the browser's tab; its name in the navigation where absent. */
  readonly title?: (model: Model) => string;
  /** What stands between head and foot. */
  readonly draw: (frame: Frame, model: Model) => Html;
  readonly downloads?: Readonly<Record<string, Download<Model>>>;
}

export interface Page extends Pick<PageDefinition<never>, 'path' | 'inNavigation' | 'needs' | 'isLive'> {
  readonly query: z.ZodObject;
  /** Rejects with a `Failure` where the view cannot be shown. */
  readonly answer: (asked: Asked, frame: Omit<Frame, 'downloads'>) => Promise<Answer>;
}

/** The whole page, of which `draw` draws the whole document; what lists pages knows them as `Page`. */
export function definePage<Model>(page: PageDefinition<Model>): Page & Pick<PageDefinition<Model>, 'draw'> {
  const { read, parameters = {}, orders = [], downloads = {}, withoutInventory = '', ...rest } = page;
  const { inNavigation = '', title = () => inNavigation } = page;
  const draw = (frame: Frame, model: Model) => layout(frame, title(model), page.draw(frame, model));
  const offered = Object.keys(downloads);
  return {
    ...rest,
    draw,
    query: z.strictObject({
      ...SCOPE,
      ...parameters,
      ...(orders.length === 0
        ? {}
        : { order: z.enum([...orders, ...orders.map((order) => `-${order}`)]).optional() }),
      ...(offered.length === 0 ? {} : { download: z.enum(offered).optional() }),
    }),
    async answer(asked, frame) {
      const model = await read(asked);
      const { download } = asked.view;
      if (download !== undefined) return answerDownload(model, downloads[download], asked);
      const links = Object.entries(downloads).flatMap(([name, { text, isOffered }]) =>
        model === undefined || isOffered?.(model) === false ? [] : [{ download: name, text }],
      );
      const whole = { ...frame, downloads: links };
      const document = model === undefined ? noInventoryPage(whole, withoutInventory) : draw(whole, model);
      return { contentType: 'text/html; charset=utf-8', text: String(await document) };
    },
  };
}

function answerDownload<Model>(
  model: Model | undefined,
  download: Download<Model> | undefined,
  { query }: Asked,
): Answer {
  if (model === undefined || download === undefined) {
    throw new Failure('no-inventory', 'there is no inventory yet: `popcon inventory` records one');
  }
  const { contentType, extension, name, write } = download;
  const fileName = `${name(model)}-${formatDay(query.window.to)}.${extension}`;
  return { contentType, text: write(model), fileName };
}
