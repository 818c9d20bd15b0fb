/** `~/file` as shells understand it, with the HOME of that environment. Pure. */
export function expandHome(path: string, env: Readonly<Record<string, string | undefined>>): string {
  return path.startsWith('~/') && env.HOME ? `${env.HOME}${path.slice(1)}` : path;
}
