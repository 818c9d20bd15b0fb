/** A component that is drawn anew only when one of its properties is another. */
import {type ComponentChild, type ComponentType, createElement} from 'preact';
import {useRef} from 'preact/hooks';

/** `preact/compat` has the same, with all of React's ways around it. */
export function memo<Props extends object>(component: (props: Props) => ComponentChild): ComponentType<Props> {
  return function Memo(props: Props) {
    const last = useRef<{props: Props; drawn: ComponentChild} | null>(null);
    if (last.current === null || !isSame(last.current.props, props)) {
      last.current = {props, drawn: createElement(component as ComponentType<Props>, props)};
    }
    // The same element again: preact leaves what it drew as it is.
    return last.current.drawn;
  };
}

function isSame<Props extends object>(one: Props, other: Props): boolean {
  const keys = Object.keys(other) as (keyof Props)[];
  return keys.length === Object.keys(one).length && keys.every((key) => one[key] === other[key]);
}
