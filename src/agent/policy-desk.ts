/** Answers hosts that ask before they start a command. */
import {setTimeout} from 'node:timers/promises';
import type {ShimProfile} from '../../shims/profile.ts';
import type {Config} from '../config/config.ts';
import type {LoadedConfig} from '../config/load.ts';
import {isPolicyProblem, POLICY_ACTIONS, type Policy, type PolicyAction} from '../config/policy.ts';
import {describeProblem} from '../config/problem.ts';
import type {Approver} from '../policy/approval.ts';
import {EmbeddedApprover, type EmbeddedApproverOptions} from '../policy/approvals/embedded-approver.ts';
import {ApprovalRegistry} from '../policy/approvals/registry.ts';
import {ApprovalServer} from '../policy/approvals/server.ts';
import {type GateOutcome, passGate} from '../policy/gate.ts';
import type {LuauRunner} from '../policy/luau-runner.ts';
import {followsFromWords} from '../policy/purity.ts';
import {renderTrail, type VerdictEntry} from '../policy/trail.ts';
import type {Ask} from '../protocol/messages.ts';
import {RUN_PROCESSES, RUN_RECORD, type Verdict, VerdictKind} from '../protocol/verdict.ts';
import type {TextRedactor} from '../redact/text-redactor.ts';
import {policyFacts} from './policy-facts.ts';
import {printableText} from './printable-text.ts';
import type {VerdictCache} from './verdict-cache.ts';

export interface PolicyDeskOptions {
  /** Path of the native relay, which may not be there. */
  relay: string;
  runner: LuauRunner;
  loadConfig: () => LoadedConfig;
  profileFor: (command: string) => ShimProfile;
  readFile: (path: string) => string | null;
  redactor: TextRedactor;
  now: () => number;
  cache: VerdictCache;
  /** Of config.yaml as it is now. */
  configStamp: () => string;
}

/** The connection of a host that asks. */
export interface AskingHost {
  send(verdict: Verdict): void;
  /** The next line that the host sends. @throws {Error} It is gone. */
  nextAnswer(): Promise<string>;
  /** Aborted when it is gone. */
  signal: AbortSignal;
}

/** What has to be kept of a command that was not run: its host sends nothing more. */
export interface Refusal {
  ask: Ask;
  trail: VerdictEntry[];
  /** 125, or the signal by which the user left. */
  ending: {kind: 'exit'; status: number} | {kind: 'signal'; signal: number};
}

const SIGINT = 2;

export class PolicyDesk {
  private readonly registry: ApprovalRegistry;
  private server: ApprovalServer | null = null;

  constructor(private readonly options: PolicyDeskOptions) {
    this.registry = new ApprovalRegistry(options.now, (count) => {
      if (count > 0) return;
      this.server?.close();
      this.server = null;
    });
  }

  /** @returns What was refused; null when the host was told to run the command. */
  async decide(ask: Ask, host: AskingHost): Promise<Refusal | null> {
    const trail: VerdictEntry[] = [];
    try {
      const {outcome, note} = await this.pass(ask, host, trail);
      host.send(verdictOf(outcome));
      note();
      return outcome.runs ? null : {ask, trail, ending: {kind: 'exit', status: outcome.status}};
    } catch (error) {
      if (!host.signal.aborted) throw error;
      return {ask, trail, ending: {kind: 'signal', signal: SIGINT}};
    }
  }

  async close(): Promise<void> {
    this.server?.close();
    await this.options.runner.close();
  }

  /** @returns `note`: what need not be done before the command starts. */
  private async pass(
    ask: Ask,
    host: AskingHost,
    trail: VerdictEntry[],
  ): Promise<{outcome: GateOutcome; note: () => void}> {
    const {profileFor, readFile, loadConfig, configStamp} = this.options;
    const stamp = configStamp(); // before the file is read: a change in between gives a stamp that does not fit
    const {config, problems} = loadConfig();
    const facts = policyFacts({...ask, isTty: ask.streams[0] === 'tty'}, profileFor(ask.name), readFile);
    const request = {
      policy: config.policy,
      facts,
      fileProblems: problems.filter(isPolicyProblem).map(describeProblem),
      flagActions: readActions(ask.actions),
      breaksGlass: /^(1|true|yes)$/i.test(ask.env.COTERM_BREAK_GLASS ?? ''),
    };
    const user = new Conversation(host, ask.answers ?? []);
    const approver: Approver = {
      approve: (asked, talk) => this.approverFor(ask, host, config, user).approve(asked, talk),
    };
    const listIncidents = async () => {
      const {readIncidents} = await import('./datadog-cases.ts');
      return readIncidents(config, ask.connection ?? {});
    };
    const outcome = await passGate(request, {runner: this.options.runner, user, approver, listIncidents}, trail);
    const isKnown = outcome.runs && isWithoutAction(outcome) && request.flagActions === null;
    return {outcome, note: () => isKnown && this.remember(stamp, ask, config.policy)};
  }

  /** What may hold a secret leaves no trace, not even a hash. */
  private remember(stamp: string, {name, argv}: Ask, policy: Policy): void {
    const {redactor, profileFor, cache} = this.options;
    if (!followsFromWords(policy, name)) return;
    const isSecret = redactor.redactArgv(argv, profileFor(name).secretFlags).ruleIds.length > 0;
    if (!isSecret) cache.note(stamp, [name, ...argv.slice(1)]);
  }

  private approverFor(ask: Ask, host: AskingHost, config: Config, user: Conversation): Approver {
    const {redactor, profileFor, now} = this.options;
    const {timeoutMs, backend} = config.approvals;
    const words = redactor.redactArgv(ask.argv, profileFor(ask.name).secretFlags).argv;
    const common = {
      askReason: async () =>
        ask.reason ?? (ask.streams[0] === 'tty' ? await user.ask('Reason (may be empty): ') : null),
      command: printableText(words.join(' ')),
      timeoutMs,
      now,
      signal: host.signal,
    };
    if (backend === 'datadog') return this.datadogApprover(ask, config, common);
    return new EmbeddedApprover({
      ...common,
      registry: this.registry,
      openServer: () => this.openServer(config.approvals.folder),
      id: ask.session,
      uid: process.getuid?.() ?? 0,
    });
  }

  private async openServer(folder: string): Promise<void> {
    this.server ??= new ApprovalServer(folder, this.registry, this.options.relay);
    await this.server.open();
  }

  /** Loaded when it is needed: it brings the HTTP client along. */
  private datadogApprover(ask: Ask, config: Config, common: CommonApproverOptions): Approver {
    return {
      approve: async (asked, talk) => {
        const {openCases} = await import('./datadog-cases.ts');
        const {DatadogApprover} = await import('../policy/approvals/datadog-approver.ts');
        const {cases, project, caseType} = openCases(config, ask.connection ?? {});
        const approver = new DatadogApprover({...common, cases, project, caseType, pollMs: CASE_POLL_MS, sleep});
        return approver.approve(asked, talk).finally(() => cases.close());
      },
    };
  }
}

type CommonApproverOptions = Pick<EmbeddedApproverOptions, 'askReason' | 'command' | 'timeoutMs' | 'now' | 'signal'>;

/** Far below Datadog's limits, and soon enough for somebody who waits. */
const CASE_POLL_MS = 5_000;

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, {signal}).catch(() => undefined); // the caller looks at the signal
}

/** Questions are numbered: a host that asks another agent sends the answers that it has given already. */
class Conversation {
  private questions = 0;

  constructor(
    private readonly host: AskingHost,
    private readonly given: readonly string[],
  ) {}

  say(text: string): void {
    this.host.send({kind: VerdictKind.Say, value: 0, question: 0, text: printableText(text)});
  }

  async ask(text: string): Promise<string | null> {
    const question = this.questions++;
    const given = this.given[question];
    if (given !== undefined) return given;
    this.host.send({kind: VerdictKind.Ask, value: 0, question, text: printableText(text)});
    return this.host.nextAnswer();
  }
}

function verdictOf(outcome: GateOutcome): Verdict {
  if (!outcome.runs) {
    return {kind: VerdictKind.Stop, value: outcome.status, question: 0, text: printableText(outcome.message)};
  }
  const {actions, trail} = outcome;
  const records = actions.includes('record') || actions.includes('logs');
  // Whatever was asked or decided has to be found afterwards.
  const reports = actions.includes('process_info') || actions.includes('incidents') || trail.some(isMemorable);
  const value = (records ? RUN_RECORD : 0) | (reports ? RUN_PROCESSES : 0);
  return {kind: VerdictKind.Run, value, question: 0, text: renderTrail(trail)};
}

const isWithoutAction = ({actions, trail}: GateOutcome & {runs: true}) =>
  actions.length === 0 && !trail.some(isMemorable);

const isMemorable = ({code}: VerdictEntry) => code !== 'policy.rule.matched';

const readActions = (words: string[] | undefined): PolicyAction[] | null =>
  words === undefined ? null : POLICY_ACTIONS.filter((action) => words.includes(action));
