/** A series taken apart: the target it was scraped from, and what of that target it counts. */
import { NAMESPACE_LABEL, PACKAGE_LABEL } from '../../series/metrics.ts';
import type { Labels } from './query.ts';
import { labelsKey } from './selector.ts';

/**
 * Where a scrape configuration gives its targets a label `namespace` of their own, as on Kubernetes, Prometheus
 * renames the collector's to this
 * (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config, honor_labels).
 */
export const EXPORTED_NAMESPACE_LABEL = `exported_${NAMESPACE_LABEL}`;

export interface Identity {
  readonly package: string;
  readonly namespace: string;
  /** Every other label. */
  readonly target: Labels;
  readonly targetKey: string;
  /** Package and namespace: which of the target's counters it is. */
  readonly counter: string;
}

export type Identify = (labels: Labels) => Identity;

/**
 * Takes apart the series of a server on which the collector's namespace has the label `namespaceLabel`; what they
 * count is named by `nameLabel`, a package's or an environment's.
 */
export function identifyBy(namespaceLabel: string, nameLabel: string = PACKAGE_LABEL): Identify {
  return (labels) => {
    const { [nameLabel]: name = '', [namespaceLabel]: namespace = '', ...target } = labels;
    return {
      package: name,
      namespace,
      target,
      targetKey: labelsKey(target),
      counter: `${namespace}\n${name}`,
    };
  };
}
