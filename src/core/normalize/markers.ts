/** In place of what throws when it is read. */
export const UNREADABLE = '[unreadable]';
/** Key of the marker that stands for the fields left out. */
export const MORE = '…';
