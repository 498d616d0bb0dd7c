/** What the program's end tells: 3 is for queries of which nothing is wrong but that kqlet cannot run yet. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, unsupported: 3, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
