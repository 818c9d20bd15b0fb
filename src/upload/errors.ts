import {DdcotermError} from '../errors.ts';

export const keyMissing = (destination: string) =>
  new DdcotermError(
    'UPLOAD_KEY_MISSING',
    `Cannot upload to "${destination}": it has neither a key nor a URL`,
    `Give it api_key, api_key_file or url, below upload.destinations in config.yaml`,
  );
