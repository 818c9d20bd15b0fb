/** Tabs, as the ARIA practices have them: arrow keys go from one to the next. */
import type {ComponentChildren} from 'preact';
import {useId} from 'preact/hooks';

export interface Tab<Name extends string> {
  name: Name;
  label: string;
  count?: number | undefined;
}

export interface TabsProps<Name extends string> {
  tabs: readonly Tab<Name>[];
  selected: Name;
  label: string;
  onSelect: (name: Name) => void;
  children: ComponentChildren;
}

export function Tabs<Name extends string>({tabs, selected, label, onSelect, children}: TabsProps<Name>) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const index = tabs.findIndex(({name}) => name === selected);
    const next = tabs[(index + step + tabs.length) % tabs.length]!;
    onSelect(next.name);
    document.getElementById(`${id}-${next.name}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({name, label: text, count}) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={name === selected}
            aria-controls={`${id}-panel`}
            tabIndex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
          >
            {text}
            {count !== undefined && count > 0 && <span class="count">{count.toLocaleString('en-US')}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </div>
  );
}
