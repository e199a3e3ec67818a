import type { Product } from '../product/product.ts';

const listenName =
  /^(?:HOST|(?:[A-Z0-9]+_)*(?:BIND|LISTEN)(?:ING)?_?(?:HOST|ADDR(?:ESS)?|IP|INTERFACE)|(?:SERVER|HTTP|WEB|API|APP)_(?:HOST|BIND|LISTEN_ADDR(?:ESS)?)|UVICORN_HOST|GRADIO_SERVER_NAME|STREAMLIT_SERVER_ADDRESS)$/;

/** Names of the address that a program binds its own listener to; a product says so itself. */
export const isListenName = (key: string, product: Product | undefined): boolean =>
  product?.listener?.host === key || (product?.variables[key] === undefined && listenName.test(key));
