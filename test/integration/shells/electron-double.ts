import { EventEmitter } from "node:events";

/**
 * A recording double of the `electron` module, used instead of the runtime. It has only what the
 * program uses; any other access returns undefined and fails.
 */
export interface ElectronDouble {
  /** The module returned by `import … from "electron"`. */
  readonly module: Record<string, unknown>;
  /** The names of calls whose order matters, as they came. */
  readonly order: string[];
  readonly app: AppDouble;
  readonly schemes: unknown[];
  readonly sessions: SessionDouble[];
  readonly windows: WindowDouble[];
  /** Handlers of `ipcMain.handle` by channel. */
  readonly calls: Map<string, (event: unknown, message: unknown) => Promise<unknown>>;
  readonly menus: unknown[];
  /** Menus that were opened over the page, with their items. */
  readonly popups: unknown[];
  readonly powerMonitor: EventEmitter;
  readonly trays: TrayDouble[];
  /** Notifications that were shown, including closed ones. */
  readonly notifications: NotificationDouble[];
  /** The work areas of the displays; a test may change them. */
  screens: Bounds[];
  /** Utility processes that the program started. */
  readonly utilities: UtilityDouble[];
  readonly errorBoxes: string[];
  /** Questions to the operator; `answer` is the index of the button that answers them. */
  readonly questions: Question[];
  answer: number;
  /** Emits ready, as the runtime does after the program's first script. */
  ready(): Promise<void>;
}

interface Question {
  readonly buttons: string[];
  readonly message: string;
}

export interface DoubleOptions {
  readonly packaged?: boolean;
  readonly userData: string;
  /** Whether another instance holds the lock. */
  readonly secondInstance?: boolean;
  /** Thrown when the program makes the session of its page. */
  readonly fault?: Error;
  /** Encrypts as Linux does without a keyring: with a fixed password. */
  readonly noKeyring?: boolean;
}

class AppDouble extends EventEmitter {
  readonly isPackaged: boolean;
  readonly paths: Map<string, string>;
  readonly protocolClients: unknown[][] = [];
  /** Exit codes; more than one would be a defect of the program. */
  readonly exits: number[] = [];
  quits = 0;
  readonly #options: DoubleOptions;
  readonly #order: string[];
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: DoubleOptions, order: string[]) {
    super();
    this.#options = options;
    this.#order = order;
    this.isPackaged = options.packaged ?? false;
    this.paths = new Map([["userData", options.userData]]);
  }

  /** The Chromium switches that the program set; `order` records when. */
  readonly switches: [name: string, value: string | undefined][] = [];
  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void => {
      this.#order.push(`--${name}`);
      this.switches.push([name, value]);
    },
  };
  enableSandbox = (): void => void this.#order.push("enableSandbox");
  getPath = (name: string): string | undefined => this.paths.get(name);
  setPath = (name: string, path: string): void => void this.paths.set(name, path);
  getVersion = (): string => "0.0.0";
  getLocale = (): string => "en-US";
  getPreferredSystemLanguages = (): string[] => ["sv-SE", "en-US"];
  setAsDefaultProtocolClient = (...args: unknown[]): boolean => this.protocolClients.push(args) > 1;
  userModelId: string | null = null;
  setAppUserModelId = (id: string): void => {
    this.userModelId = id;
  };
  requestSingleInstanceLock = (): boolean => {
    this.#order.push("requestSingleInstanceLock");
    return !this.#options.secondInstance;
  };
  whenReady = (): Promise<void> => this.#ready.promise;
  becomeReady = (): void => this.#ready.resolve();
  exit = (code: number): void => void this.exits.push(code);
  /** The open windows, maintained by the double of BrowserWindow. */
  readonly open = new Set<WindowDouble>();
  focused: WindowDouble | null = null;
  /**
   * Like the runtime, closes the windows on every quit, then emits `will-quit`, and exits unless
   * that event was prevented (shell/browser/browser.cc).
   */
  quit = (): void => {
    this.quits += 1;
    if (this.exits.length > 0) return;
    this.emit("before-quit", preventable());
    // A page that keeps its window open cancels the quit.
    for (const window of this.open) if (!window.leave()) return;
    const event = preventable();
    this.emit("will-quit", event);
    if (!event.defaultPrevented) this.exit(0);
  };
}

/** Records the last value of everything that the program sets. */
export class SessionDouble extends EventEmitter {
  readonly partition: string;
  readonly options: unknown;
  page: ((request: Request) => Response | Promise<Response>) | undefined;
  beforeRequest: ((details: { url: string }, answer: (verdict: unknown) => void) => void) | undefined;
  permissionRequest:
    | ((
        contents: unknown,
        permission: string,
        answer: (granted: boolean) => void,
        details: { requestingUrl: string },
      ) => void)
    | undefined;
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  devicePermission: ((details: unknown) => boolean) | undefined;

  /**
   * The dictionaries that Chromium would download: those of the system's languages, unless the
   * program sets others.
   */
  dictionaries: readonly string[] = ["sv", "en-US"];

  constructor(partition: string, options: unknown) {
    super();
    this.partition = partition;
    this.options = options;
  }

  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void => {
      if (scheme === "app") this.page = handler;
    },
  };
  readonly webRequest = {
    onBeforeRequest: (handler: (details: { url: string }, answer: (verdict: unknown) => void) => void): void => {
      this.beforeRequest = handler;
    },
  };
  setSpellCheckerLanguages = (languages: string[]): void => {
    this.dictionaries = languages;
  };
  setPermissionRequestHandler = (handler: SessionDouble["permissionRequest"]): void => {
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: SessionDouble["permissionCheck"]): void => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: SessionDouble["devicePermission"]): void => {
    this.devicePermission = handler;
  };
}

export class ContentsDouble extends EventEmitter {
  readonly sent: { channel: string; message: unknown }[] = [];
  /** Whether the page has a `beforeunload` handler that asks before it is left. */
  hasUnsaved = false;
  readonly mainFrame = { parent: null, origin: "app://carddesk", url: "app://carddesk/" };
  loading = false;
  crashed = false;
  destroyed = false;
  openHandler: ((details: { url: string }) => unknown) | undefined;

  getURL = (): string => this.mainFrame.url;
  isLoading = (): boolean => this.loading;
  isCrashed = (): boolean => this.crashed;
  isDestroyed = (): boolean => this.destroyed;
  send = (channel: string, message: unknown): void => {
    if (this.destroyed) throw new TypeError("Object has been destroyed");
    this.sent.push({ channel, message });
  };
  /** Key events sent by the program. */
  readonly pressed: unknown[] = [];
  sendInputEvent = (event: unknown): void => void this.pressed.push(event);
  setWindowOpenHandler = (handler: (details: { url: string }) => unknown): void => {
    this.openHandler = handler;
  };
  /**
   * Like the runtime, returns whether the page may be left; the program may overrule its
   * `beforeunload`.
   */
  mayUnload = (): boolean => {
    if (!this.hasUnsaved) return true;
    const event = preventable();
    this.emit("will-prevent-unload", event);
    return event.defaultPrevented;
  };
  reloads = 0;
  reload = (): void => {
    if (!this.mayUnload()) return;
    this.reloads += 1;
    this.hasUnsaved = false;
    this.startLoading();
  };
  startLoading = (): void => {
    this.loading = true;
    this.crashed = false;
    this.emit("did-start-navigation", { isMainFrame: true, isSameDocument: false });
  };
  /** Like the runtime after a page load: emits two events, and is still loading between them. */
  finishLoading = (): void => {
    this.emit("did-finish-load");
    this.loading = false;
    this.emit("did-stop-loading");
  };
  /** Like the runtime when the page's process ends. */
  crash = (reason = "crashed"): void => {
    this.crashed = true;
    this.loading = false;
    this.emit("render-process-gone", {}, { reason, exitCode: 11 });
  };
  forcefullyCrashRenderer = (): void => this.crash("killed");
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class WindowDouble extends EventEmitter {
  readonly webContents = new ContentsDouble();
  readonly options: Record<string, unknown>;
  readonly loaded: string[] = [];
  readonly brought: string[] = [];
  readonly #app: AppDouble;
  bounds: Bounds;
  minimized = false;
  maximized = false;
  destroyed = false;

  constructor(options: Record<string, unknown>, app: AppDouble) {
    super();
    this.options = options;
    this.#app = app;
    const { x = 100, y = 100, width = 800, height = 600 } = options;
    this.bounds = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
    app.open.add(this);
  }

  loadURL = (url: string): Promise<void> => {
    this.#check();
    this.loaded.push(url);
    this.webContents.startLoading();
    return Promise.resolve();
  };
  show = (): void => void this.brought.push("show");
  focus = (): void => {
    this.#check();
    this.brought.push("focus");
    if (this.#app.focused === this) return;
    this.#app.focused = this;
    this.emit("focus");
  };
  isFocused = (): boolean => this.#app.focused === this;
  maximize = (): void => {
    this.maximized = true;
  };
  isMaximized = (): boolean => this.maximized;
  getNormalBounds = (): Bounds => {
    this.#check();
    return this.bounds;
  };
  restore = (): void => {
    this.minimized = false;
    this.brought.push("restore");
  };
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => this.destroyed;
  /**
   * Like the runtime, asks first, and emits `closed` when the window is gone; the last window ends
   * the program.
   */
  close = (): void => {
    if (this.leave() && this.#app.open.size === 0) this.#app.emit("window-all-closed");
  };
  leave = (): boolean => {
    const event = preventable();
    this.emit("close", event);
    const leaves = !event.defaultPrevented && this.webContents.mayUnload();
    if (leaves) this.destroy();
    return leaves;
  };
  /** Like the runtime, closes the window without asking. */
  destroy = (): void => {
    this.destroyed = true;
    this.webContents.destroyed = true;
    this.#app.open.delete(this);
    if (this.#app.focused === this) this.#app.focused = null;
    this.emit("closed");
  };

  /** Like the runtime, throws for a destroyed window. */
  #check(): void {
    if (this.destroyed) throw new TypeError("Object has been destroyed");
  }
}

/** Records the last values that the program set. */
class TrayDouble extends EventEmitter {
  image: string;
  toolTip = "";
  menu: unknown;

  constructor(image: string) {
    super();
    this.image = image;
  }

  setImage = (image: string): void => {
    this.image = image;
  };
  setToolTip = (toolTip: string): void => {
    this.toolTip = toolTip;
  };
  setContextMenu = (menu: unknown): void => {
    this.menu = menu;
  };
}

class NotificationDouble extends EventEmitter {
  readonly body: string;
  readonly title: string;
  isOpen = false;

  constructor({ title, body, ...others }: { title: string; body: string }) {
    super();
    if (Object.keys(others).length > 0) throw new TypeError(`no such option: ${Object.keys(others).join(", ")}`);
    this.title = title;
    this.body = body;
  }

  show(): void {
    this.isOpen = true;
  }
  /** Like the runtime, emits `close` if the notification is on the screen. */
  close = (): void => {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.emit("close");
  };
}

/** A utility process that runs until it is told to end. */
class UtilityDouble extends EventEmitter {
  /** The id of a real process, if a test needs one that can receive a signal. */
  pid: number | undefined = undefined;
  /** Whether it ends on request. */
  obeys = true;
  readonly entry: string;
  readonly args: readonly string[];
  readonly options: { readonly env: Readonly<Record<string, string | undefined>> };

  constructor(entry: string, args: readonly string[], options: UtilityDouble["options"]) {
    super();
    this.entry = entry;
    this.args = args;
    this.options = options;
  }

  kill = (): boolean => this.obeys && this.emit("exit", 0);
}

/** Creates an event of the runtime that can be prevented. */
export function preventable(): { defaultPrevented: boolean; preventDefault(): void } {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

export function electronDouble(options: DoubleOptions): ElectronDouble {
  const order: string[] = [];
  const app = new AppDouble(options, order);
  const double: ElectronDouble = {
    module: {},
    order,
    app,
    schemes: [],
    sessions: [],
    windows: [],
    calls: new Map(),
    menus: [],
    popups: [],
    powerMonitor: new EventEmitter(),
    trays: [],
    notifications: [],
    screens: [{ x: 0, y: 0, width: 1920, height: 1040 }],
    utilities: [],
    errorBoxes: [],
    questions: [],
    answer: 0,
    async ready() {
      order.push("ready");
      app.becomeReady();
      // The program continues in callbacks of the promise.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  function madeSession(partition: string, sessionOptions: unknown): SessionDouble {
    const made = new SessionDouble(partition, sessionOptions);
    double.sessions.push(made);
    app.emit("session-created", made);
    return made;
  }
  const module = {
    app,
    BrowserWindow: class extends WindowDouble {
      constructor(windowOptions: Record<string, unknown>) {
        super(windowOptions, app);
        double.windows.push(this);
        app.emit("web-contents-created", {}, this.webContents);
      }
      static getFocusedWindow = (): WindowDouble | null => app.focused;
    },
    Menu: {
      buildFromTemplate: (template: unknown) => ({ template, popup: () => void double.popups.push(template) }),
      setApplicationMenu: (menu: unknown) => void double.menus.push(menu),
    },
    dialog: {
      showErrorBox: (_title: string, text: string) => void double.errorBoxes.push(text),
      async showMessageBox(...args: readonly Question[]) {
        const question = args.at(-1);
        if (question !== undefined) double.questions.push(question);
        return { response: double.answer };
      },
    },
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, message: unknown) => Promise<unknown>) =>
        void double.calls.set(channel, handler),
      // electron-store offers its folder to pages that have an `ipcRenderer`; this program's page
      // has none.
      on: () => undefined,
    },
    protocol: {
      registerSchemesAsPrivileged(schemes: unknown[]) {
        order.push("registerSchemesAsPrivileged");
        double.schemes.push(...schemes);
      },
    },
    nativeImage: { createFromPath: (path: string) => path },
    Notification: class extends NotificationDouble {
      static isSupported = (): boolean => true;
      override show(): void {
        super.show();
        double.notifications.push(this);
      }
    },
    powerMonitor: double.powerMonitor,
    safeStorage: {
      isAsyncEncryptionAvailable: async () => true,
      encryptStringAsync: async (plain: string) => Buffer.from(`${options.noKeyring ? "v10" : "v11"}${plain}`),
      decryptStringAsync: async (encrypted: Buffer) => ({
        result: encrypted.subarray(3).toString(),
        shouldReEncrypt: false,
      }),
    },
    session: {
      get defaultSession() {
        return double.sessions.find(({ partition }) => partition === "") ?? madeSession("", {});
      },
      fromPartition(partition: string, sessionOptions: unknown) {
        if (options.fault !== undefined) throw options.fault;
        return madeSession(partition, sessionOptions);
      },
    },
    screen: { getAllDisplays: () => double.screens.map((workArea) => ({ workArea })) },
    shell: {},
    Tray: class extends TrayDouble {
      constructor(image: string) {
        super(image);
        double.trays.push(this);
      }
    },
    utilityProcess: {
      fork(entry: string, args: readonly string[], options: UtilityDouble["options"]) {
        const child = new UtilityDouble(entry, args, options);
        double.utilities.push(child);
        return child;
      },
    },
  };
  Object.assign(double.module, module, { default: module });
  return double;
}
