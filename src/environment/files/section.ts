/** The entries of a requirements.txt or an environment.yml, each with the text to cut for it. */
import type { Span } from './lines.ts';

/** The distribution that an entry names, as far as it names one. */
export interface Asked {
  /** Undefined where the entry does not name it: a repository, a folder. */
  readonly named?: {
    /** PEP 503 normalised where pip installs it, as conda spells it where conda does. */
    readonly name: string;
    /** Undefined where it takes several. */
    readonly version?: string;
  };
  /** The folder that it installs. */
  readonly folder?: string;
}

export interface Entry extends Asked {
  /** Counted from 1. */
  readonly line: number;
  /** The text to cut for it: whole lines, or a stretch of a line that others share. */
  readonly span: Span;
  /** The text as written, without its comment. */
  readonly text: string;
  /** The anchor `&x` of YAML on it, or the one that it is an alias `*x` of. */
  readonly anchor?: string;
  readonly isAlias?: boolean;
  /** conda's build, where the entry names it. */
  readonly build?: string;
}

export interface Include {
  readonly line: number;
  /** The path as written, relative to the folder of the file. */
  readonly path: string;
}

/** One list of entries: a requirements file, conda's list, one of pip's lists in it. */
export interface Section {
  readonly installer: 'conda' | 'pip';
  readonly entries: readonly Entry[];
  /** Requirements files named by `-r`. */
  readonly includes: readonly Include[];
  /** The text to cut, and its replacement, once none of its `items` is left. */
  readonly emptied?: Span & { readonly put?: string; readonly items: number };
}
