/** Entries that were set aside, as a list for people. Pure. */
import {clip} from '../../review/render/clip.ts';
import {printable} from '../../review/render/printable.ts';
import type {Viewing} from '../../review/viewing.ts';
import type {FailedEntry} from '../../store/outbox.ts';

const KINDS = {log: 'log', 'process-log': 'process', 'process-event': 'event'};
const REASON_CHARS = 200;

export function describeFailed(failed: readonly FailedEntry[], {palette}: Viewing): string {
  if (failed.length === 0) return 'Nothing was refused';
  return failed
    .map((entry) => {
      const {id, destination, kind, part, commandLine, sessionId, reason, failedAtMs} = entry;
      const what = `${KINDS[kind]}${part === null ? '' : ` part ${part + 1}`}`;
      const command = commandLine === null ? 'its session is gone' : printable(commandLine.split('\n')[0]!);
      const at = new Date(failedAtMs).toISOString();
      return `${palette.bold(String(id))}  ${destination}  ${what}  ${at}  ${sessionId ?? ''}\n   ${command}\n   ${palette.red(printable(clip(reason, REASON_CHARS)))}`;
    })
    .join('\n');
}
