/** Whether Caps Lock is on, as far as the last key event told. */
import { useEffect, useState } from 'react';

export function useCapsLock(): boolean {
  const [isOn, setIsOn] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => setIsOn(event.getModifierState('CapsLock'));
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
    };
  }, []);
  return isOn;
}
