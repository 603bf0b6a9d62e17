/**
 * Where records are kept: IndexedDB, one database per deck. A record is saved when its transaction
 * is complete, and never changed, so several tabs can't lose each other's answers.
 */

import type { StudyRecord } from './records';

/** What a person chose, beside the records. */
export interface Settings {
  readonly topic: string;
  readonly newCards: number;
  readonly cram: boolean;
  readonly shortcuts: boolean;
}

export const DEFAULTS: Settings = { topic: '', newCards: 20, cram: false, shortcuts: true };

/** What was to be saved is not; what was saved before is as it was. */
export class NotSaved extends Error {}

/** Another tab added records since they were last read; nothing was saved. */
export class Behind extends Error {}

export interface Store {
  /** Whether what is saved outlives the page. */
  readonly lasting: boolean;
  records(): Promise<StudyRecord[]>;
  /** How many records there are: more than were read if another tab added some. */
  count(): Promise<number>;
  /**
   * Add records; those whose id is known are passed over. Throws NotSaved; Behind, where `known` is
   * given and is not how many there are.
   */
  add(records: readonly StudyRecord[], known?: number): Promise<void>;
  settings(): Promise<Settings>;
  set(settings: Settings): Promise<void>;
}

const VERSION = 1;
const RECORDS = 'records';
const SETTINGS = 'settings';

/** The store of a deck; where the browser keeps nothing, one that ends with the page. */
export async function openStore(deck: string): Promise<Store> {
  try {
    return new Kept(await open(`sonodeck-${deck}`));
  } catch {
    return new Fleeting();
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: 'id' });
      request.result.createObjectStore(SETTINGS);
    };
    request.onsuccess = () => {
      const database = request.result;
      // A later release that needs another version must not wait for this page.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no result'));
  });
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(new NotSaved(transaction.error?.name));
  });
}

class Kept implements Store {
  readonly lasting = true;
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) { this.#database = database; }

  #store(name: string): IDBObjectStore { return this.#database.transaction(name).objectStore(name); }

  records(): Promise<StudyRecord[]> {
    return result(this.#store(RECORDS).getAll() as IDBRequest<StudyRecord[]>);
  }

  count(): Promise<number> { return result(this.#store(RECORDS).count()); }

  async add(records: readonly StudyRecord[], known?: number): Promise<void> {
    this.#keepForGood();
    const transaction = this.#database.transaction(RECORDS, 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(RECORDS);
    let isBehind = false;
    const counted = store.count();
    counted.onsuccess = () => {
      isBehind = known !== undefined && counted.result !== known;
      if (!isBehind) { for (const record of records) { store.put(record); } }
    };
    await complete(transaction);
    if (isBehind) { throw new Behind(); }
  }

  /** Ask the browser once not to clear the answers when space is short; it may say no. */
  #keepForGood(): void {
    if (this.#asked) { return; }
    this.#asked = true;
    navigator.storage?.persist?.().catch(() => false);
  }
  #asked = false;

  async settings(): Promise<Settings> {
    const chosen = await result(this.#store(SETTINGS).get('chosen') as IDBRequest<Partial<Settings> | undefined>);
    return { ...DEFAULTS, ...chosen };
  }

  set(settings: Settings): Promise<void> {
    const transaction = this.#database.transaction(SETTINGS, 'readwrite');
    transaction.objectStore(SETTINGS).put(settings, 'chosen');
    return complete(transaction);
  }
}

class Fleeting implements Store {
  readonly lasting = false;
  readonly #records = new Map<string, StudyRecord>();
  #settings: Settings = DEFAULTS;

  async records(): Promise<StudyRecord[]> { return [...this.#records.values()]; }
  async count(): Promise<number> { return this.#records.size; }
  async settings(): Promise<Settings> { return this.#settings; }
  async set(settings: Settings): Promise<void> { this.#settings = settings; }
  async add(records: readonly StudyRecord[]): Promise<void> {
    for (const record of records) { this.#records.set(record.id, record); }
  }
}
