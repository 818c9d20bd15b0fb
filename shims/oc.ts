import {kubectl} from './kubectl.ts';
import type {ShimProfile} from './profile.ts';

/** OpenShift's client is kubectl and some verbs more. */
export const oc: ShimProfile = {
  ...kubectl,
  command: 'oc',
  about: 'OpenShift command line',
  valueFlags: [...kubectl.valueFlags, '-u'],
  secretFlags: [...kubectl.secretFlags, {flag: '-p', form: 'separate', after: 'login'}],
};
