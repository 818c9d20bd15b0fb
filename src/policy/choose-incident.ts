/** Which incident the user works on: none, the only one, or the one they name. */

export interface IncidentChoice {
  name: string;
  title: string;
}

export interface Chooser {
  say(text: string): void;
  ask(question: string): Promise<string | null>;
}

/** @param canAsk False: somebody who cannot be asked gets the only one, or none. */
export async function chooseIncident(
  incidents: readonly IncidentChoice[],
  user: Chooser,
  canAsk: boolean,
): Promise<IncidentChoice | null> {
  if (incidents.length <= 1) return incidents[0] ?? null;
  if (!canAsk) return null;
  const list = incidents.map(({name, title}, index) => `  ${index + 1}  ${name}  ${title}\n`).join('');
  const answer = await user.ask(`Which incident is this for?\n${list}Number, or nothing for none: `);
  return incidents[Number((answer ?? '').trim()) - 1] ?? null;
}
