/** What of fflate the readers fetch when they need it: to import the package as a whole would keep all of it in every bundle. */
export { Gunzip, unzipSync } from 'fflate';
