import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {VERSION} from '../../config/version.ts';
import {findBundles} from '../../host/bundles.ts';
import {type Check, ok} from './check.ts';

const OLDEST_NODE = 20;
const INTEGRATION_FILES: Record<string, string> = {bash: 'ddcoterm.bash', zsh: 'zsh/.zshenv', fish: 'ddcoterm.fish'};

export function examineInstallation(): Check[] {
  const major = Number(process.versions.node.split('.')[0]);
  const node = `Node.js ${process.versions.node}`;
  return [
    ok('installation', 'VERSION', `ddcoterm ${VERSION}`),
    major >= OLDEST_NODE
      ? ok('installation', 'NODE', node)
      : {
          area: 'installation',
          code: 'NODE_OLD',
          state: 'fail',
          message: `${node}, the oldest that works is ${OLDEST_NODE}`,
          cure: 'Install Node.js 20 or newer, then run the installer again',
        },
    examineIntegration(findBundles().integration),
  ];
}

/** By which the commands of a session in a shell are told apart. */
function examineIntegration(folder: string): Check {
  const missing = Object.keys(INTEGRATION_FILES).filter(
    (shell) => !existsSync(join(folder, INTEGRATION_FILES[shell]!)),
  );
  if (missing.length === 0) return ok('installation', 'SHELL_INTEGRATION', 'Shell integration for bash, zsh and fish');
  return {
    area: 'installation',
    code: 'SHELL_INTEGRATION_MISSING',
    state: 'warn',
    message: `Shell integration for ${missing.join(', ')} is not in "${folder}": a session there is one command`,
    cure: 'Run the installer again',
  };
}
