/** How a command ended. */
export type Ending = {kind: 'exit'; status: number} | {kind: 'signal'; signal: number};

/** u8 kind, u8 value: the payload of an END frame. */
export function encodeEnding(ending: Ending): Buffer {
  return ending.kind === 'exit' ? Buffer.from([0, ending.status]) : Buffer.from([1, ending.signal]);
}
