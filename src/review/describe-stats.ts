/** `ddcoterm stats`. */
import type {StoreStats} from '../store/store.ts';
import {renderJson} from './render/json.ts';
import {renderStats} from './render/stats.ts';
import {isoTime} from './render/time.ts';
import type {Viewing} from './viewing.ts';

export function describeStats(stats: StoreStats, json: boolean, {palette}: Viewing): string {
  if (!json) return renderStats(stats, palette);
  const {oldestStartedAtMs, ...counts} = stats;
  const oldestStartedAt = oldestStartedAtMs === null ? null : isoTime(oldestStartedAtMs);
  return `${renderJson({...counts, oldestStartedAt})}\n`;
}
