import type {Behaviour} from '../support/behaviour.ts';
import {EXITS} from './exits.ts';
import {STREAMS} from './streams.ts';

export const BEHAVIOURS: readonly Behaviour[] = [...STREAMS, ...EXITS];
