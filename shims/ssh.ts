import type {ShimProfile} from './profile.ts';

/** `[ssh://][user@]host[:port]`, as ssh takes its destination. */
const DESTINATION = '^(?:ssh://)?(?:.*@)?';

export const ssh: ShimProfile = {
  command: 'ssh',
  about: 'OpenSSH client',
  innerCommandAt: 1,
  bypass: [
    {why: 'says what it is, what it can and how it is set up', first: ['-V', '-G', '-Q', '-Q*']},
    {why: 'the pipe of a jump host', any: ['-W']},
    {why: 'file transfer by sftp', any: ['-s'], inner: ['sftp']},
    {
      why: 'transport of git',
      inner: ['git-upload-pack *', 'git-receive-pack *', 'git-upload-archive *', 'git-lfs-*', 'git upload-pack *'],
    },
    {
      why: 'transport of rsync and scp',
      inner: [
        'rsync --server *',
        '/usr/bin/rsync --server *',
        '/usr/local/bin/rsync --server *',
        'sudo rsync --server *',
        'scp -[tf] *',
        'scp -[vrpd] -[tf] *',
        'scp -[vrpd] -[vrpd] -[tf] *',
        'scp -[vrpd] -[vrpd] -[vrpd] -[tf] *',
      ],
    },
    {
      why: 'transport of other tools',
      inner: ['hg -R * serve --stdio', 'svnserve -t*', 'borg serve*', 'unison -server*', 'docker system dial-stdio'],
    },
  ],
  tags: {
    host: [{positional: 0, match: `${DESTINATION}(\\[[^\\]]*\\]|[^:@]+(?=$|:\\d+$)|.*:.*:.*)`}],
    user: [
      {flag: ['-l']},
      {positional: 0, match: '^(?:ssh://)?(.*)@'},
      {flag: ['-o'], match: '^[Uu]ser[= ]\\s*(\\S+)'},
    ],
    port: [
      {flag: ['-p']},
      {positional: 0, match: '^ssh://.*:(\\d+)$'},
      {flag: ['-o'], match: '^[Pp]ort[= ]\\s*(\\d+)'},
    ],
    jump: [{flag: ['-J']}, {flag: ['-o'], match: '^[Pp]roxy[Jj]ump[= ]\\s*(\\S+)'}],
  },
  // getopt string of ssh.c, the letters with a colon.
  valueFlags: 'B b c D E e F I i J L l m O o P p Q R S W w'.split(' ').map((letter) => `-${letter}`),
  secretFlags: [],
  secretVariables: ['SSHPASS'],
};
