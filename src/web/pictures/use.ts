/** Colour classes, most used first: the stylesheet gives each its colour in both themes. */
export const USES = ['often', 'sometimes', 'rarely', 'needed', 'unknown', 'unused'] as const;
export type Use = (typeof USES)[number];
