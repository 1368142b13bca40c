/** The terms on which a view has verdicts given: those of `popcon.yml`, and what its address adds. */
import type { ConfiguredTerms } from '../../reports/configured-terms.ts';
import { namesOf } from '../../sources/api.ts';
import { type TermsQuery, termsOf } from '../terms-query.ts';
import type { PageConfiguration } from './page-context.ts';
import type { View } from './view.ts';

export function judgingOf({ judging }: PageConfiguration, view: View): ConfiguredTerms {
  const { closed, ...rest } = view;
  const query = { ...rest, ...(closed === undefined ? {} : { closed: namesOf(closed) ?? [] }) };
  return termsOf(query as TermsQuery, judging());
}
