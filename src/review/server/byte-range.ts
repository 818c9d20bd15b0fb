/** `Range: bytes=…` with one range (RFC 9110, section 14). */

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** @returns Null: send everything, as for ranges of a form that we do not know. `outside`: nothing of it is there. */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'outside' | null {
  const match = RANGE.exec((header ?? '').replaceAll(' ', ''));
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const start = Math.max(0, sizeBytes - Number(last));
    return start < sizeBytes ? {start, end: sizeBytes - 1} : 'outside';
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return null;
  return start < sizeBytes ? {start, end} : 'outside';
}
