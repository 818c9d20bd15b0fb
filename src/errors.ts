/** A failure the user can act on. Anything else that is thrown is a bug and keeps its stack. */
export class DdcotermError extends Error {
  override readonly name = 'DdcotermError';

  /**
   * @param code Stable; tests and log queries match on it, never on the text.
   * @param message `Cannot <verb> <thing "value">: <state>`. Never holds session bytes, arguments or keys.
   * @param hint The next thing to type or look at; absent when there is none.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), or undefined for anything else that was thrown. */
export function systemErrorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: Node's own errors come from another realm where the code runs in a VM context, as under jest.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
