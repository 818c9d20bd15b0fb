/** Profiles of commands: the built-in ones, and the user's own from `~/.ddcoterm/shims/NAME.yaml`. */
import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import * as v from 'valibot';
import {LineCounter, parseDocument} from 'yaml';
import {defaultProfile} from '../../shims/default-profile.ts';
import {PROFILES} from '../../shims/index.ts';
import type {ShimProfile} from '../../shims/profile.ts';
import type {HomePaths} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';
import {profileOf, userProfile} from './profile-schema.ts';

export interface ProfileProblem {
  /** `FILE:LINE:COLUMN` where the place is known. */
  place: string;
  message: string;
}

export interface LoadedProfiles {
  /** By command. */
  profiles: Map<string, ShimProfile>;
  /** Files that could not be used; the built-in profile, or the default, stands for them. */
  problems: ProfileProblem[];
}

/** Reads the user's profiles anew: they are few and small, and a change holds at once. */
export function loadProfiles(paths: Pick<HomePaths, 'profiles'>): LoadedProfiles {
  const profiles = new Map(PROFILES.map((profile) => [profile.command, profile]));
  const problems: ProfileProblem[] = [];
  for (const file of listProfileFiles(paths.profiles)) {
    const result = readProfile(file, profiles);
    if ('problem' in result) problems.push(result.problem);
    else profiles.set(result.profile.command, result.profile);
  }
  return {profiles, problems};
}

/** The profile of a command; a sound default for one that nobody has described. */
export function profileFor(paths: Pick<HomePaths, 'profiles'>, command: string): ShimProfile {
  return loadProfiles(paths).profiles.get(command) ?? defaultProfile(command);
}

function listProfileFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return []; // no folder, no profiles of one's own
    throw error;
  }
}

function readProfile(
  file: string,
  builtIn: ReadonlyMap<string, ShimProfile>,
): {profile: ShimProfile} | {problem: ProfileProblem} {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return {problem: {place: file, message: `Cannot read profile "${file}": ${systemErrorCode(error) ?? 'unknown'}`}};
  }
  try {
    return parseProfile(file, text, builtIn);
  } catch (error) {
    // Nested without end, or aliases that grow without end: the YAML library gives up.
    return {problem: {place: file, message: `Cannot read profile "${file}": ${(error as Error).message}`}};
  }
}

function parseProfile(
  file: string,
  text: string,
  builtIn: ReadonlyMap<string, ShimProfile>,
): {profile: ShimProfile} | {problem: ProfileProblem} {
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, logLevel: 'silent'});
  const placeOf = (offset: number | undefined) => {
    if (offset === undefined) return file;
    const {line, col} = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    return {problem: {place: placeOf(syntax.pos[0]), message: `Cannot read profile "${file}": it is no YAML`}};
  }
  const result = v.safeParse(userProfile, document.toJS());
  if (!result.success) {
    const [issue] = result.issues;
    const path = (issue.path ?? []).map((item) => item.key as string | number);
    const node = document.getIn(path, true) as {range?: [number, number, number]} | undefined;
    const message = `Cannot use profile "${file}": "${path.join('.')}" ${issue.message}`;
    return {problem: {place: placeOf(node?.range?.[0]), message}};
  }
  const command = result.output.command ?? basename(file).replace(/\.ya?ml$/, '');
  return {profile: profileOf(result.output, command, builtIn.get(command))};
}
