import { button, h } from '../elements/dom.js';

/** Between a menu and the window's edge. Pixels. */
const MARGIN = 8;

interface MenuItem {
  readonly label: string;
  /** Undefined: the item tells something, and can't be chosen. */
  choose?(): void;
}

/** A menu below a button (ARIA menu button pattern); Escape and a click elsewhere close it. */
export function openMenu(opener: HTMLElement, items: readonly MenuItem[]): void {
  const menu = h('div', {
    class: 'menu',
    role: 'menu',
    popover: 'auto',
    'aria-label': opener.textContent ?? '',
  });
  for (const { label, choose } of items) {
    const click = () => {
      menu.hidePopover();
      opener.focus({ preventScroll: true });
      choose?.();
    };
    const item = button(label, click, { role: 'menuitem', tabindex: -1 });
    if (choose === undefined) item.setAttribute('aria-disabled', 'true');
    menu.append(item);
  }
  menu.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const all = [...menu.children] as HTMLElement[];
    const index = all.indexOf(document.activeElement as HTMLElement);
    all[(index + step + all.length) % all.length]?.focus();
    event.preventDefault();
  });
  menu.addEventListener('toggle', (event) => {
    const isOpen = (event as ToggleEvent).newState === 'open';
    opener.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) menu.remove();
  });
  // Beside the button in the page's order, for screen readers; the popover lies above everything.
  document.body.append(menu);
  const { left, right, bottom } = opener.getBoundingClientRect();
  menu.style.top = `${bottom + 4}px`;
  menu.showPopover();
  // Below the button, and whole within the window.
  const { offsetWidth } = menu;
  const start = left < innerWidth / 2 ? left : right - offsetWidth;
  menu.style.left = `${Math.max(MARGIN, Math.min(start, innerWidth - offsetWidth - MARGIN))}px`;
  (menu.firstElementChild as HTMLElement | null)?.focus();
}
