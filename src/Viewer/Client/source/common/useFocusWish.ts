import { type RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { FocusWish } from './FocusWish';

/** A wish for the focus of a row of a list, by its `data-id`. */
export function useFocusWish(list: RefObject<HTMLElement | null>): FocusWish {
  const [wish] = useState(() => new FocusWish(id => list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null));
  useLayoutEffect(() => wish.grant());
  useLayoutEffect(() => {
    const drop = () => wish.drop();
    addEventListener('focusin', drop);
    addEventListener('pointerdown', drop);
    return () => {
      removeEventListener('focusin', drop);
      removeEventListener('pointerdown', drop);
    };
  }, [wish]);
  return wish;
}
