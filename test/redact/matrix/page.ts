/** docs/redaction-matrix.md, written by `npm run bench -- redaction-matrix`. */
import {EXPLANATIONS} from './explanations.ts';
import type {Cell} from './matrix.ts';
import {percent, renderTables, shareOf} from './table.ts';

export function renderPage(cells: readonly Cell[]): string {
  const share = shareOf(cells);
  return `# Secrets, and the ways in which they are shown

Written by \`npm run bench -- redaction-matrix\`: do not edit it. Secrets are made up anew for each run. Real programs show
them at real terminals; what they wrote goes through redactor and recorder as in a session, and everything that would be kept
(lines of the recording, rows of the database, the screen at each moment of the replay, decoded titles, links and
clipboards) is searched for any eight characters in a row of the secret.

**${share.leaked} of ${share.shown} cells leak: ${percent(share)}.** \`·\` nothing was seen, \`–\` is never shown so, **leak**: see below.

${renderTables(cells)}

## What is missed, and why

${missed(cells)}
`;
}

function missed(cells: readonly Cell[]): string {
  const leaks = cells.filter(({leak}) => leak !== null);
  if (leaks.length === 0) return 'Nothing, this time.';
  const names = [...new Set(leaks.map(({presentation}) => presentation.name))];
  return names
    .map((name) => {
      const kinds = leaks.filter(({presentation}) => presentation.name === name).map(({kind}) => kind);
      return `- **${name}** (${kinds.join(', ')}): ${EXPLANATIONS[name] ?? 'not explained yet'}.`;
    })
    .join('\n');
}
