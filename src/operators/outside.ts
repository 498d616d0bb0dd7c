/** All that is fetched with the operators that reach outside the query. */
export { bindFileProfile, runFileProfile } from '../plugins/file-profile.ts';
export { bindExternalData } from './externaldata.ts';
export { bindMacroExpand } from './macro-expand.ts';
