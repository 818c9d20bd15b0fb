/** The record a session begins with: what HELLO said, redacted, with its author and tags. */

import type {ShimProfile} from '../../shims/profile.ts';
import type {Config} from '../config/config.ts';
import {parseTrail} from '../policy/trail.ts';
import type {Hello} from '../protocol/messages.ts';
import {detectAuthor} from '../recorder/author.ts';
import type {RedactedText, Redaction, RedactionPlace} from '../redact/redacted.ts';
import type {TextRedactor} from '../redact/text-redactor.ts';
import type {SessionRecord} from '../store/records.ts';

export interface SessionStart {
  session: SessionRecord;
  redactions: Redaction[];
}

export interface SessionSources {
  hello: Hello;
  config: Config;
  profile: ShimProfile;
  /** Tags that the profile derived. */
  profileTags: Record<string, string>;
  redactor: TextRedactor;
}

export function createSessionRecord(sources: SessionSources): SessionStart {
  const {hello, config, profile, redactor} = sources;
  const redactions: Redaction[] = [];
  const note = (place: RedactionPlace, ruleIds: readonly string[]) => {
    for (const ruleId of ruleIds) redactions.push({ruleId, elapsedUs: 0, place});
  };
  const redact = (text: string, place: RedactionPlace): RedactedText => {
    const result = redactor.redactText(text);
    note(place, result.ruleIds);
    return result.text;
  };
  const argv = redactor.redactArgv(hello.argv, profile.secretFlags);
  note('argv', argv.ruleIds);
  const env = redactor.redactVariables(hello.env);
  note('env', env.ruleIds);
  const tags: Record<string, RedactedText> = {};
  for (const [name, value] of Object.entries(collectTags(sources))) tags[name] = redact(value, 'tag');
  const session: SessionRecord = {
    id: hello.session,
    state: 'live',
    origin: hello.origin,
    command: redact(hello.name, 'argv'),
    executable: redact(hello.executable, 'argv'),
    argv: argv.argv,
    cwd: redact(hello.cwd, 'cwd'),
    title: hello.title === undefined ? null : redact(hello.title, 'title'),
    env: env.env,
    tags,
    user: hello.user,
    effectiveUser: hello.effectiveUser,
    host: hello.host,
    tty: hello.tty,
    streams: hello.streams,
    sshClient: hello.env.SSH_CONNECTION?.split(' ')[0] || hello.env.SSH_CLIENT?.split(' ')[0] || null,
    parentPid: hello.parent?.pid ?? null,
    parentName: hello.parent?.name ?? null,
    parentSession: hello.parentSession,
    author: detectAuthor(hello, config.authors),
    hostKind: hello.hostKind,
    hostVersion: hello.hostVersion,
    hostPid: hello.pid,
    columns: hello.columns,
    rows: hello.rows,
    processSource: hello.processes ?? null,
    startedAtMs: hello.startedAtMs,
    endedAtMs: null,
    durationUs: 0,
    exitStatus: null,
    signal: null,
    upload: hello.upload,
    recordInput: hello.recordInput,
    outputBytes: 0,
    recordingBytes: 0,
    redactionCount: 0,
    commandCount: 1,
    recordingPath: hello.pty === null && hello.capture === 'terminal' ? null : recordingPath(hello),
    disclosures: [],
    notes: parseTrail(hello.verdicts ?? '[]').map(({code, detail}) => ({
      code,
      detail: redact(detail, 'argv'),
      elapsedUs: 0,
    })),
  };
  return {session, redactions};
}

/** General tags first, then those of the command, the profile's, and last what the user said for this session. */
function collectTags({hello, config, profileTags}: SessionSources): Record<string, string> {
  const incident = parseTrail(hello.verdicts ?? '[]').find(({code}) => code === 'policy.incident.attached');
  const [name] = incident?.detail.split(' ') ?? [];
  return {
    ...config.tags,
    ...config.commands[hello.name]?.tags,
    ...profileTags,
    ...(name !== undefined && {incident: name}),
    ...hello.tags,
  };
}

/** `YYYY/MM/DD/<session>.cast.gz`, the day in UTC. */
function recordingPath(hello: Hello): string {
  const day = new Date(hello.startedAtMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${hello.session}.cast.gz`;
}
