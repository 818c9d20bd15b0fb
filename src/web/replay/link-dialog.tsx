/** Before a link of a recording is opened: where it leads, since the text that it stood under may say otherwise. */
import {Dialog} from '../ui/dialog.tsx';
import {printable} from '../ui/text.ts';
import {safeLink} from './safe-link.ts';

export function LinkDialog({uri, onClose}: {uri: string; onClose: () => void}) {
  const target = safeLink(uri);
  const open = () => {
    if (target !== null) window.open(target.href, '_blank', 'noopener,noreferrer');
    onClose();
  };
  return (
    <Dialog title={target === null ? 'This link is not opened' : 'Open a link of the recording?'} onClose={onClose}>
      <p>
        {target === null
          ? 'Only addresses that begin with http:// or https:// are. This one is:'
          : 'The recorded program chose the address, not ddcoterm. It leads to:'}
      </p>
      <p class="link-target">
        <code>{printable(target?.href ?? uri).slice(0, 2000)}</code>
      </p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          Stay here
        </button>
        {target !== null && (
          <button type="button" class="button button-primary" onClick={open}>
            Open {target.host} in a new tab
          </button>
        )}
      </div>
    </Dialog>
  );
}
