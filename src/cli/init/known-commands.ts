import {PROFILES} from '../../../shims/index.ts';
import {findExecutables, type SearchPlace} from '../find-executable.ts';

/** Commands on PATH that have a profile, in the order of the profiles. */
export async function findKnownCommands(place: SearchPlace): Promise<string[]> {
  const names = PROFILES.map(({command}) => command);
  const found = await Promise.all(names.map((name) => findExecutables(name, place)));
  return names.filter((_, index) => (found[index]?.length ?? 0) > 0);
}
