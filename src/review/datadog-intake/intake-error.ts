/** An answer in Datadog's form: `{"errors": […]}`. */
export class IntakeError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
