import { backend } from "../../../sandbox";

export const GET = backend.handler;
