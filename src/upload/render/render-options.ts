import type {UploadFormat} from '../../config/upload.ts';

/** What a destination says about the shape of its entries. */
export interface RenderOptions {
  format: UploadFormat;
  /** Put on everything. */
  tags: Record<string, string>;
  replayUrl: string;
  eventSource: string;
}
