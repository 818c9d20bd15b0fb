// Writes the completion scripts of this folder from the built CLI: run it by "npm run completions".
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const cli = fileURLToPath(new URL('../dist/ddcoterm.mjs', import.meta.url));
const files = {bash: 'ddcoterm.bash', zsh: '_ddcoterm', fish: 'ddcoterm.fish'};
for (const [shell, file] of Object.entries(files)) {
  writeFileSync(new URL(file, import.meta.url), execFileSync(process.execPath, [cli, 'completion', shell]));
}
