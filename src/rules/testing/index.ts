/** Tests of detection rules: Node only. */
export { createFixtureCache, type FixtureCache } from './fixture-files.ts';
export { type Given, type OpenOptions, type OpenTests, openTestFile, openTestObject } from './open.ts';
export type { Difference, Place, Problem, SnapshotReport, Status, TestFailure, TestFileReport, TestReport } from './report.ts';
export { problemsOf } from './report.ts';
export { filesOfTests, type ObservedRun, problemReport, type RunOptions, runTests, testFile } from './run.ts';
export { testFileSchema } from './test-file.ts';
