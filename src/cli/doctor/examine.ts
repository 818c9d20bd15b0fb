import type {CliContext} from '../context.ts';
import {examineAgent} from './agent.ts';
import {type Check, examineSafely} from './check.ts';
import {examineHome} from './home.ts';
import {examineInstallation} from './installation.ts';
import {examineRecorder} from './recorder.ts';
import {examineSettings} from './settings.ts';
import {examineShims} from './shims.ts';
import {examineStore} from './store.ts';
import {examineUpload} from './upload.ts';

export async function examineAll(context: CliContext): Promise<Check[]> {
  return [
    ...(await examineSafely('installation', examineInstallation, context)),
    ...(await examineSafely('home', examineHome, context)),
    ...(await examineSafely('settings', examineSettings, context)),
    ...(await examineSafely('store', examineStore, context)),
    ...(await examineSafely('agent', examineAgent, context)),
    ...(await examineSafely('recorder', examineRecorder, context)),
    ...(await examineSafely('shims', examineShims, context)),
    ...(await examineSafely('upload', examineUpload, context)),
  ];
}
