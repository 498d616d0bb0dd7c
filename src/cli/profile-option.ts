/** What stands behind `--profile` where it says which host the tables are from. */
const hostProfiles: ReadonlySet<string> = new Set(['sentinel', 'defender', 'adx']);

/**
 * `--profile` means two things: with the name of a host, where the tables are from; by itself, that the plan is wanted with what its stages
 * have done. Gives the arguments with the second of them under its own name. A word that could be neither a query's file nor a host is left to
 * whoever reads the host's name, who says what is wrong with it.
 */
export function withProfilePlan(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    if (arg !== '--profile' || args[index - 1] === '--') return arg;
    const next = args[index + 1];
    if (next === undefined || next.startsWith('-')) return '--profile-plan';
    return !hostProfiles.has(next) && /[./\\]/.test(next) ? '--profile-plan' : arg;
  });
}
