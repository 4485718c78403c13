import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('mnemoscope', {});
