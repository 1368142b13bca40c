/** Runs in the thread of `mapping-thread.ts`. */
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../thread.ts';
import { readMapping } from './mapping-source.ts';
import type { MappingCalls } from './mapping-thread.ts';

if (parentPort !== null) answerCalls<MappingCalls>(parentPort, { read: readMapping });
