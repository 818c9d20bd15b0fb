/** A certificate authority of the test's own, and certificates that it signs, by openssl. */
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
}

export class CertificateAuthority {
  readonly file: string;

  constructor(private readonly folder: string) {
    this.file = join(folder, 'ca.pem');
    openssl([
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
      '-keyout',
      this.path('ca.key'),
      '-out',
      this.file,
    ]);
  }

  /** @param days 0: it has expired. */
  sign(host: string, days = 2): Certificate {
    const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((end) => this.path(`${host}.${end}`)) as [
      string,
      string,
      string,
      string,
    ];
    openssl(['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${host}`, '-keyout', key, '-out', request]);
    writeFileSync(extensions, `subjectAltName=DNS:${host}\n`);
    const validity =
      days > 0 ? ['-days', String(days)] : ['-not_before', '20200101000000Z', '-not_after', '20200102000000Z'];
    openssl([
      'x509',
      '-req',
      '-in',
      request,
      '-CA',
      this.file,
      '-CAkey',
      this.path('ca.key'),
      '-CAcreateserial',
      ...validity,
      '-extfile',
      extensions,
      '-out',
      cert,
    ]);
    return {key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8')};
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

const openssl = (words: string[]) => execFileSync('openssl', words, {stdio: 'pipe'});
