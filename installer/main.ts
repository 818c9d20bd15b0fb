/** The entry of `dist/installer.mjs`: what install.sh and uninstall.sh start. */
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {DdcotermError} from '../src/errors.ts';
import {installUsage} from './errors.ts';
import {type InstallContext, install} from './install.ts';
import {parseInstallOptions, parseUninstallOptions} from './install-options.ts';
import {openQuestions} from './questions.ts';
import {uninstall} from './uninstall.ts';

async function main([action, ...args]: string[]): Promise<number> {
  const questions = openQuestions();
  const context: InstallContext = {
    tree: dirname(dirname(fileURLToPath(import.meta.url))),
    env: process.env,
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`ddcoterm: ${line}\n`),
    questions,
  };
  try {
    if (action === 'install') return await install(parseInstallOptions(args), context);
    if (action === 'uninstall') return await uninstall(parseUninstallOptions(args), context);
    throw installUsage(`"${action ?? ''}" is neither "install" nor "uninstall"`);
  } catch (error) {
    if (!(error instanceof DdcotermError)) throw error;
    context.warn(error.hint ? `${error.message}\n  ${error.hint}` : error.message);
    return error.code === 'INSTALL_USAGE' ? 2 : 1;
  } finally {
    questions?.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
