import type { TexterAnswer, TexterOp, TexterRequest } from "../../domain/texter-app/texter.ts";
import { call } from "./call.ts";
import type { Unreachable } from "./call.ts";
import { api } from "./client.ts";

/** A texter's operation over HTTP, for when there is no socket. */
export async function postTexterOp<Op extends TexterOp>(
  op: Op,
  params: TexterRequest<Op>,
): Promise<TexterAnswer<Op> | Unreachable> {
  // The route's type covers all operations; refusals of this path carry a TexterReason.
  return (await call(api.texter[":op"].$post({ param: { op }, json: params }))) as TexterAnswer<Op> | Unreachable;
}
