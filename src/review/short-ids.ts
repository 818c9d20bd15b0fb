/** Session ids as people see and type them. */
import {DdcotermError} from '../errors.ts';
import type {Store} from '../store/store.ts';

/**
 * Lengths to try. The first 13 characters of a UUIDv7 are its whole millisecond, so that an id that is unique today stays
 * so when later sessions come; sessions of the same millisecond differ in the next group.
 */
const PREFIX_LENGTHS = [13, 18];

/** A cache of the shortest of these prefixes that names one session only. */
export class ShortIds {
  private readonly known = new Map<string, string>();

  constructor(private readonly store: Pick<Store, 'resolveSession'>) {}

  async of(id: string): Promise<string> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const short = await this.shorten(id);
    this.known.set(id, short);
    return short;
  }

  /** Many at once, for renderers that are pure. */
  async ofAll(ids: Iterable<string>): Promise<(id: string) => string> {
    for (const id of ids) await this.of(id);
    return (id) => this.known.get(id) ?? id;
  }

  private async shorten(id: string): Promise<string> {
    for (const length of PREFIX_LENGTHS) {
      const prefix = id.slice(0, length);
      if (await this.isUnique(prefix)) return prefix;
    }
    return id;
  }

  private async isUnique(prefix: string): Promise<boolean> {
    try {
      await this.store.resolveSession(prefix);
      return true;
    } catch (error) {
      // Ambiguous: try more of it. Not found: deleted meanwhile, the whole id is the honest answer.
      if (error instanceof DdcotermError) return false;
      throw error;
    }
  }
}
