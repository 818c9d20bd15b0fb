/** Copies text, and says for a moment that it did. */
import {useEffect, useState} from 'preact/hooks';
import {Icon, type IconName} from './icons.tsx';

const SAID_MS = 1500;

export interface CopyButtonProps {
  label: string;
  icon?: IconName;
  text: () => string;
  /** The label is written beside the icon. */
  isWide?: boolean;
}

export function CopyButton({label, icon = 'copy', text, isWide = false}: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => setState('copied'),
      () => setState('failed'), // the browser's settings forbid it
    );
  };
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'The browser does not allow it' : label;
  return (
    <button type="button" class={isWide ? 'button' : 'icon-button'} onClick={copy} title={said} aria-label={said}>
      <Icon name={state === 'copied' ? 'check' : state === 'failed' ? 'cross' : icon} />
      {isWide && <span>{said}</span>}
    </button>
  );
}
