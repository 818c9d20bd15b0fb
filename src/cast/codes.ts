/**
 * Codes of asciicast v3 event lines, `[interval, code, data]`, with data always a string (docs.asciinema.org,
 * asciicast v3: players ignore codes they do not know). Ours are single characters, none of them one of the standard's:
 * asciinema keeps only the first character of a code it does not know when it rewrites a file.
 */
export const CastCode = {
  // The standard's.
  /** What the command wrote to the terminal. */
  Output: 'o',
  /** What was typed. */
  Input: 'i',
  /** `COLUMNSxROWS` */
  Resize: 'r',
  /** A label. */
  Marker: 'm',
  /** Exit status, decimal. */
  Exit: 'x',

  // Ours.
  /** `off`: the terminal reads without echo (a password); `on`: it echoes again. */
  Echo: 'e',
  /** `suspend` or `resume`. */
  Job: 'z',
  /** Bytes of a standard stream that was no terminal; the code is its descriptor. */
  Stdin: '0',
  Stdout: '1',
  Stderr: '2',
  /**
   * JSON of a process that began: pid, parentPid, executable, argv, cwd, uid, effectiveUid; perhaps atUs (when, in
   * microseconds), isCommand, remarks.
   */
  ProcessStarted: 'p',
  /** JSON of a process that ended: pid, exitStatus, signal; perhaps atUs. */
  ProcessEnded: 'q',
  /** JSON `[code, detail]`: a remark on the recording itself. */
  Note: 'n',
  /** JSON `{exitStatus, signal}` of a command that did not end by exiting (`x` holds nothing but a status). */
  Killed: 'k',
} as const;
