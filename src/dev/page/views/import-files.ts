import { plural } from '../../text/format.js';
import { importText } from '../data/client.js';
import { byId } from '../elements/dom.js';

/** Takes files of OTLP JSON lines that are dropped anywhere on the page, or chosen. */
export function takeFiles(): void {
  const input = byId<HTMLInputElement>('import-file');
  byId('import').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    void importAll([...(input.files ?? [])]);
    input.value = '';
  });
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void importAll(files);
  });
}

async function importAll(files: readonly File[]): Promise<void> {
  const told = byId('announcer');
  for (const file of files) {
    told.textContent = `Reading ${file.name}…`;
    try {
      const { taken, refused } = await importText(await file.text());
      const rest = refused === 0 ? '' : `; ${plural(refused, 'line')} not, or not whole`;
      told.textContent = `${file.name}: ${plural(taken, 'line')} taken${rest}`;
    } catch {
      told.textContent = `${file.name} could not be taken: the receiver is away`;
    }
    told.classList.remove('visually-hidden');
    setTimeout(() => told.classList.add('visually-hidden'), 4_000);
  }
}
