// Where VitePress looks for it.
import { docsSite } from "../site.ts";

export default docsSite();
