import {join} from 'node:path';
import {addShims} from '../../installer/shim-folder.ts';
import {PROFILES} from '../../shims/index.ts';
import {createShimSandbox, type ShimSandbox} from '../installer/support/shim-sandbox.ts';

/** Command lines that are not recorded; words are cut at blanks, but for what stands between quotes. */
const BYPASSED = `
kubectl __complete get po
kubectl __completeNoDesc get po
kubectl completion bash
kubectl help get
kubectl --help
kubectl -h
kubectl version
kubectl options
kubectl get --help
kubectl get pods -n web --help
kubectl rollout status -h
kubectl exec --help
oc version
helm __complete install
helm version --short
helm install --help
helm upgrade web ./chart -h
k9s version
k9s help
kubectx --help
kubens -c
psql --help
psql --help=commands
psql -?
psql --version
psql -V
mysql --help
mysql -V
mariadb --version
redis-cli --version
valkey-cli --help
mongosh --version
sqlite3 -version
ssh -V
ssh -G db.example
ssh -Q cipher
ssh -W db:22 jump
ssh -l ann -p 2222 -v -W [db]:22 jump
ssh -oFoo=bar -W db:22 jump
ssh -x -oForwardX11=no -s -- db sftp
ssh db -s sftp
ssh git@git.example "git-upload-pack 'team/repo.git'"
ssh -o SendEnv=GIT_PROTOCOL git@git.example "git-receive-pack 'team/repo.git'"
ssh -p 2222 -4 git@git.example "git-lfs-authenticate team/repo download"
ssh -tp 22 git@git.example "git-upload-archive 'r'"
ssh db rsync --server -vlogDtpre.iLsfxC . /srv
ssh -l ann db rsync --server --sender -vlogDtpre.iLsfxC . /srv
ssh db "rsync --server -vlogDtpre . /srv"
ssh db scp -t /tmp
ssh db "scp -r -p -d -f /tmp"
ssh db "hg -R repo serve --stdio"
ssh db svnserve -t
ssh db borg serve --umask=077
ssh -o ConnectTimeout=30 -- db docker system dial-stdio
terraform version
terraform -version
terraform plan -help
terraform -chdir=x apply -h
tofu --help
aws help
aws --version
aws ec2 help
aws ec2 describe-instances help
gcloud version
gcloud compute ssh --help
gcloud help compute
az --version
az vm create -h
docker --help
docker -v
docker version
docker completion zsh
docker run --help
docker container ls --help
podman --version
vault -autocomplete-x -h
vault kv get -help
vault version
ansible --version
ansible-playbook -h
ansible-playbook site.yml --version
`;

const RECORDED = `
kubectl version --client
kubectl
kubectl get pods
kubectl exec pod -- cat --help
kubectl exec -it pod -- sh -h
kubectl run x --image=y -- --help
kubectl debug node/x -- chroot /host --help
kubectl get pods -- --help
kubectl --context prod get pods
kubectl -n version get pods
kubectl get version
kubectl krew install --help
kubectl delete pod completion
kubectl api-resources
kubectl config get-contexts
helm install web ./chart
helm env
helm secrets view --help
k9s
k9s -n web
kubectx prod
kubens web
psql
psql -h db.example
psql -l
psql -h --help
psql -c \\d db --help
psql -v version
mysql -h db shop
mysql -u root -p shop
redis-cli -h cache get --help
redis-cli -v1
mongosh mongodb://db/shop
sqlite3 shop.db .help
ssh db
ssh -v db
ssh db uptime
ssh db ls -W
ssh db sftp
ssh db cat -s sftp
ssh -s db netconf
ssh db echo git-upload-pack x
ssh db "echo git-upload-pack x"
ssh db rsync a b
ssh db rsync a --server b
ssh db scp a b:c
ssh -o ProxyCommand=x-W db
ssh -o -W db
ssh -l -W db
ssh -i -G db
ssh -N -L 8080:web:80 db
ssh -O stop db
ssh -- -V
ssh git-upload-pack x
ssh valuehost git
ssh db docker ps
terraform plan
terraform workspace select help
terraform apply -var x=-h
aws s3 ls
aws s3 cp help s3://bucket
aws s3 cp a b help
aws --profile help s3 ls
gcloud compute ssh vm -- ls --help
az vm list
docker run image --help
docker run -h name image
docker exec web ls --help
docker compose exec web --help
docker -H tcp://x run image --help
docker container run image --help
vault kv get secret/help
vault ssh db -- ls -h
ansible all -m ping
ansible-playbook version.yml
`;

const cases = (text: string): [string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line]);

function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the shims of the built-in profiles', () => {
  let box: ShimSandbox;
  beforeAll(() => {
    box = createShimSandbox();
    box.installHost();
    for (const {command} of PROFILES) box.script(box.folder('real'), command, 'printf real');
    addShims(
      PROFILES.map(({command}) => command),
      box.context,
    );
  });
  afterAll(() => box.remove());

  const ranBy = (line: string, env: NodeJS.ProcessEnv = {}) => {
    const [name = '', ...args] = split(line);
    const PATH = `${box.paths.overrides}:${join(box.home, 'real')}:/usr/bin:/bin`;
    return /^[a-z]+/.exec(box.run(join(box.paths.overrides, name), args, {PATH, ...env}).stdout)?.[0];
  };

  test.each(cases(BYPASSED))('stand aside for: %s', (line) => {
    expect(ranBy(line)).toBe('real');
  });

  test.each(cases(RECORDED))('record: %s', (line) => {
    expect(ranBy(line)).toBe('host');
  });

  test.each(PROFILES.filter(({firstRun}) => firstRun).map(({command, firstRun}) => [command, firstRun!] as const))(
    'record the first run of %s',
    (command, firstRun) => {
      expect(ranBy([command, ...firstRun.map((word) => `"${word}"`)].join(' '))).toBe('host');
    },
  );

  test.each(['terraform', 'vault', 'az', 'gcloud', 'kubectl'])(
    'stand aside when %s is asked for completions',
    (name) => {
      expect(ranBy(`${name} x`, {COMP_LINE: `${name} x`, COMP_POINT: '9'})).toBe('real');
      expect(ranBy(`${name} x`, {_ARGCOMPLETE: '1'})).toBe('real');
      expect(ranBy(`${name} x`, {COMP_LINE: ''})).toBe('host');
    },
  );
});
