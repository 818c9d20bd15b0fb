/** Every command we know, in the order in which `ddcoterm shim list` and the README show them. */
import {ansible, ansiblePlaybook} from './ansible.ts';
import {aws} from './aws.ts';
import {az} from './az.ts';
import {docker, podman} from './docker.ts';
import {gcloud} from './gcloud.ts';
import {helm} from './helm.ts';
import {k9s} from './k9s.ts';
import {kubectl} from './kubectl.ts';
import {kubectx, kubens} from './kubectx.ts';
import {mongosh} from './mongosh.ts';
import {mariadb, mysql} from './mysql.ts';
import {oc} from './oc.ts';
import type {ShimProfile} from './profile.ts';
import {psql} from './psql.ts';
import {redisCli, valkeyCli} from './redis-cli.ts';
import {sqlite3} from './sqlite3.ts';
import {ssh} from './ssh.ts';
import {terraform, tofu} from './terraform.ts';
import {vault} from './vault.ts';

export const PROFILES: readonly ShimProfile[] = [
  kubectl,
  oc,
  helm,
  k9s,
  kubectx,
  kubens,
  psql,
  mysql,
  mariadb,
  redisCli,
  valkeyCli,
  mongosh,
  sqlite3,
  ssh,
  terraform,
  tofu,
  aws,
  gcloud,
  az,
  docker,
  podman,
  vault,
  ansible,
  ansiblePlaybook,
];
