/** Why a presentation leaks, for the page of the documentation. */
export const EXPLANATIONS: Readonly<Record<string, string>> = {};
