/** Python: what its reporter sends, how its packages are named, and who installs them. */

import type { Language } from '../language.ts';
import { INSTALLATION, INSTALLERS } from './installers.ts';
import { MAPPING_RULES, METRICS, WIRE } from './metrics.ts';
import { NORMALIZED_NAME, normalizeName } from './name.ts';
import { unseen } from './unseen.ts';

export const python = {
  title: 'Python',
  metrics: METRICS,
  wire: WIRE,
  mappingRules: MAPPING_RULES,
  normalizeName,
  normalizedName: NORMALIZED_NAME,
  unseen,
  installation: INSTALLATION,
  installers: INSTALLERS,
  inventory: { program: 'popularity_contest/inventory', interpreter: 'python3' },
} satisfies Language;
