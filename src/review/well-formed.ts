/** Bytes that were no UTF-8 stand in recorded text as lone surrogates, which strict JSON readers refuse. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
