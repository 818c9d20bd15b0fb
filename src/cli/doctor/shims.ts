import {diagnoseShims} from '../../../installer/shim-doctor.ts';
import {listShims} from '../../../installer/shim-folder.ts';
import type {CliContext} from '../context.ts';
import {createDoctorContext} from '../shim/shim-context.ts';
import {type Check, ok} from './check.ts';

/** Told by `recorder` and `installation`. */
const TOLD_ELSEWHERE = new Set(['SHIM_HOST_MISSING', 'SHIM_NODE_MISSING', 'SHIM_NODE_OLD']);

export async function examineShims(context: CliContext): Promise<Check[]> {
  const doctor = await createDoctorContext(context, []);
  const names = listShims(doctor).map(({name}) => name);
  const findings = (await diagnoseShims(doctor)).filter(({code}) => !TOLD_ELSEWHERE.has(code));
  const checks = findings.map(({code, severity, problem, cure}): Check => {
    const state = ({error: 'fail', warning: 'warn', info: 'ok'} as const)[severity];
    return {area: 'shims', code, state, message: problem, cure};
  });
  if (names.length === 0) return [...checks, ok('shims', 'SHIMS', 'No shims yet: "ddcoterm shim add NAME" makes one')];
  return checks.some(({state}) => state !== 'ok')
    ? checks
    : [...checks, ok('shims', 'SHIMS', `Shims: ${names.join(', ')}`)];
}
