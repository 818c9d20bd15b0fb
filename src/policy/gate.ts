/** Takes an invocation through its policy: lints are asked about, rules matched, approval waited for. */
import type {Policy, PolicyAction} from '../config/policy.ts';
import {DdcotermError} from '../errors.ts';
import type {ApprovalCase, ApprovalVerdict, Approver} from './approval.ts';
import {chooseIncident, type IncidentChoice} from './choose-incident.ts';
import {type Decision, decide, type PolicyProblem, type SnippetRunner} from './decide.ts';
import {describeDecider} from './describe.ts';
import type {PolicyFacts} from './facts.ts';
import {VERDICT_WORDS, type VerdictCode, type VerdictEntry} from './trail.ts';

/** The user's end of the conversation. */
export interface GateUser {
  say(text: string): void;
  /**
   * @returns The line typed; null where no line can come: end of input.
   * @throws {Error} The host is gone, as after Ctrl-C.
   */
  ask(question: string): Promise<string | null>;
}

export interface GateRequest {
  policy: Policy;
  facts: PolicyFacts;
  /** Mistakes in the file; each begins with its place. */
  fileProblems: string[];
  /** Chosen on the command line; null: by the policy. */
  flagActions: PolicyAction[] | null;
  /** COTERM_BREAK_GLASS is set. */
  breaksGlass: boolean;
}

export type GateOutcome = {trail: VerdictEntry[]} & (
  | {runs: true; actions: PolicyAction[]}
  /** `message` tells the user why. */
  | {runs: false; status: number; message: string}
);

/** As for a command that must be recorded and cannot be: ours alone. */
const STOPPED_STATUS = 125;

export interface GateParts {
  runner: SnippetRunner;
  user: GateUser;
  approver: Approver;
  /** Incidents that are active now. @throws {DdcotermError} They cannot be listed. */
  listIncidents: () => Promise<IncidentChoice[]>;
}

/** @throws {Error} The host is gone; `trail` has what happened until then. */
export async function passGate(request: GateRequest, parts: GateParts, trail: VerdictEntry[]): Promise<GateOutcome> {
  const {policy, facts, fileProblems, flagActions} = request;
  const decision = await decide(policy, facts, parts.runner, flagActions);
  const gate = new Gate(request, parts, decision, trail);
  return (
    gate.meetProblems([...fileProblems, ...decision.problems.map(({message}: PolicyProblem) => message)]) ??
    (await gate.meetWarnings()) ??
    (await gate.meetActions())
  );
}

class Gate {
  constructor(
    private readonly request: GateRequest,
    private readonly parts: GateParts,
    private readonly decision: Decision,
    private readonly trail: VerdictEntry[],
  ) {}

  meetProblems(problems: string[]): GateOutcome | null {
    const blocks = this.request.policy.onPolicyError === 'block' && problems.length > 0;
    for (const problem of problems) this.note(blocks ? 'policy.error.blocked' : 'policy.error.passed', problem);
    if (!blocks) return null;
    const hint = 'Run "ddcoterm policy check" to see what is wrong';
    return this.stop(
      `${this.name} was not started, because its policy fails (on_policy_error: block). ${problems[0]}. ${hint}`,
    );
  }

  async meetWarnings(): Promise<GateOutcome | null> {
    for (const {text, line} of this.decision.warnings) {
      const detail = `lint in line ${line}: ${text}`;
      const shown = `Warning from CoTerm: ${text}\n`;
      if (!this.request.facts.isTty) {
        this.parts.user.say(shown);
        const isAllowed = this.allowsUnasked();
        this.note(isAllowed ? 'policy.lint.allowed' : 'policy.lint.denied', detail);
        if (!isAllowed)
          return this.stop(`${this.name} was not started: nobody can be asked here (lint_without_terminal: deny)`);
        continue;
      }
      const continues = await this.confirm(`${shown}Do you want to continue? (y/n) `, detail);
      this.note(continues ? 'policy.lint.continued' : 'policy.lint.aborted', detail);
      if (!continues) return this.stop(`${this.name} was not started`);
    }
    return null;
  }

  async meetActions(): Promise<GateOutcome> {
    const {actions, decidedBy, userMessage} = this.decision;
    if (decidedBy.kind === 'rule')
      this.note('policy.rule.matched', `${describeDecider(decidedBy)}: ${actions.join(', ') || 'no action'}`);
    if (userMessage !== null) this.parts.user.say(`${userMessage}\n`);
    if (actions.includes('incidents')) await this.attachIncident();
    if (!actions.includes('approval')) return {runs: true, actions, trail: this.trail};
    if (this.request.breaksGlass) return this.breakGlass();
    return this.awaitApproval();
  }

  /** No reason to keep a command from running, least of all during an incident. */
  private async attachIncident(): Promise<void> {
    try {
      const incidents = await this.parts.listIncidents();
      const chosen = await chooseIncident(incidents, this.parts.user, this.request.facts.isTty);
      if (chosen !== null) this.note('policy.incident.attached', `${chosen.name} ${chosen.title}`);
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      this.note('policy.error.passed', error.message);
      this.parts.user.say(`ddcoterm: ${error.message}\n`);
    }
  }

  private breakGlass(): GateOutcome {
    this.note('policy.glass.broken', 'COTERM_BREAK_GLASS is set: run without the approval that is required');
    this.parts.user.say(
      'ddcoterm: GLASS BROKEN. This runs without the approval that is required, is recorded, and is reported.\n',
    );
    // Whatever the rule says of recording: what nobody approved has to be seen afterwards.
    const actions = [...new Set<PolicyAction>([...this.decision.actions, 'record', 'process_info'])];
    return {runs: true, actions, trail: this.trail};
  }

  private async awaitApproval(): Promise<GateOutcome> {
    const {facts} = this.request;
    const {approverMessage, actions, decidedBy} = this.decision;
    const asked = {facts, approverMessage, rule: describeDecider(decidedBy)};
    const verdict = await this.ask(asked);
    if (verdict.isGranted) return {runs: true, actions, trail: this.trail};
    return this.stop(`${this.name} was not started: ${verdict.why}`);
  }

  /** Where nobody can be asked, nothing runs that needs approval. */
  private async ask(asked: ApprovalCase): Promise<ApprovalVerdict> {
    const talk = {
      say: (text: string) => this.parts.user.say(text),
      note: (code: VerdictCode, detail: string) => this.note(code, detail),
    };
    try {
      return await this.parts.approver.approve(asked, talk);
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      this.note('policy.error.blocked', error.message);
      return {isGranted: false, why: [error.message, error.hint].filter(Boolean).join('. ')};
    }
  }

  /** By default what only warns may go on, and what needs approval may not. */
  private allowsUnasked(): boolean {
    const {lintWithoutTerminal} = this.request.policy;
    if (lintWithoutTerminal !== null) return lintWithoutTerminal === 'allow';
    return !this.decision.actions.includes('approval');
  }

  private async confirm(question: string, detail: string): Promise<boolean> {
    try {
      const answer = await this.parts.user.ask(question);
      return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
    } catch (error) {
      this.note('policy.lint.aborted', detail);
      throw error;
    }
  }

  private stop(message: string): GateOutcome {
    return {runs: false, status: STOPPED_STATUS, message: `ddcoterm: ${message}\n`, trail: this.trail};
  }

  private note(code: VerdictCode, detail: string): void {
    const words = code === 'policy.incident.attached' ? '' : `${VERDICT_WORDS[code]} `;
    this.trail.push({code, detail: words + detail});
  }

  private get name(): string {
    return this.request.facts.executable;
  }
}
