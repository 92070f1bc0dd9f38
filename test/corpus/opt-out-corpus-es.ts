/*
 * Inbound texts in Spanish and what they must be taken for (docs/rules.md#opt-outs-detection); as in opt-out-corpus.ts.
 */
import { texts } from "./opt-out-corpus.ts";

/** (a) Words alone. */
export const WORDS_ALONE_ES = texts(`
  Alto | ALTO | alto. | ¡Alto! | “ALTO” | alto alto | Pare | PARE | ¡Pare! | pare… | ALTO 🛑 | A L T O | P-A-R-E
  ＡＬＴＯ | Alto\\nEnviado desde mi iPhone | Stop 🙏 | Reaccionó con 🛑 a “Hola Ana, ¿va a votar?” | ¡STOP!
`);

/** (b) Short phrases of clear intent. */
export const CLEAR_PHRASES_ES = texts(`
  pare por favor | por favor pare | Por favor, alto | stop por favor | ya pare | No, pare | alto gracias
  no me escriba más | No me escriban mas | no me escribas | ya no me escriban | no me vuelvan a escribir
  no me vuelva a contactar | No me contacten | no me contacte más | no me manden mensajes | No me mandes más mensajes
  no me envíe más mensajes | no me envíen nada | no me molesten | no me moleste más | por favor no me molesten
  ya no me molesten | No me textees | no nos escriban más | no nos manden más textos | por favor no me escriban más
  deje de escribirme | deja de escribirme | dejen de escribirme | Dejen de mandarme mensajes | deje de molestarme
  dejen de molestar | deja de mandarme textos | dejen de textearme | pare de escribirme | paren de mandarme mensajes
  déjeme en paz | Déjenme en paz | dejame en paz!! | déjenos en paz | quíteme de la lista | quíteme de su lista
  quítenme de esa lista | Quítame de tu lista | bórrame de su lista | borre mi número | borren mi numero
  Borra mi número por favor | elimine mi número | eliminen mi número de su lista | elimíneme de su lista
  sáqueme de la lista | sáquenme de su lista | Saque mi número | remuévame de la lista | no más mensajes
  no mas textos | no quiero más mensajes | No quiero recibir más mensajes | no quiero recibir mensajes
  no quiero sus mensajes | ya no quiero recibir mensajes | No deseo recibir más mensajes | ya no quiero mensajes
  Número equivocado, no me escriban más | No estoy interesado, deje de escribirme | Ya voté, no me molesten
  ¿Cómo me doy de baja? | quiero darme de baja | deme de baja | Dénme de baja por favor
`);

/** (c) Unclear: a person confirms. */
export const UNCLEAR_ES = texts(`
  número equivocado | Numero equivocado! | Tiene el número equivocado | se equivocó de número | se equivocaron de número
  Está equivocado de número | este no es el número de María | Este no es su número | no soy esa persona
  No conozco a ningún Pedro | aquí no vive ninguna Ana | ya no es su número | basta | ¡Basta! | ya basta | baja
  dar de baja | ya no más | no más | ¿Quién es? Alto | cancelar | Cancele por favor | es spam | esto es spam
  voy a reportar este número | los voy a bloquear | lárguese | no me escriba en el trabajo | no me escriban tan tarde
  no me moleste cuando estoy trabajando | cancelar suscripción | anule mi suscripción
`);

/** (d) Conversation, never an opt-out and nothing to review. */
export const NEAR_MISSES_ES = texts(`
  ¿Para qué? | para mí está bien | para votar | alta | en voz alta | Parece bien | parece que sí | alto ahí está bien
  Mi hijo es muy alto | el más alto | pare mañana a las 5 | Pase mañana | no pares | No pare de creer | no paran nunca
  No deje de escribirme | no dejen de luchar | Sí | Si | Claro que sí | No | no gracias | No, gracias | gracias
  ¿quién es? | ¿Quién habla? | ¿De qué se trata? | Escríbame más tarde | mándeme más información | Llámeme
  escríbanme en español por favor | no sé | no puedo votar | ya voté | No estoy interesado | no me interesa
  ¿dónde voto? | mi número es 2 | me mandaron la boleta | no me mandaron la boleta | no me han escrito
  no me enviaron mi boleta | no me contactaron del condado | No quiero votar | no quiero más guerra
  no quiero problemas | quiero más mensajes así | dejé de trabajar | deje que le diga | déjeme pensarlo
  déjenme saber | Déjeme ver y le aviso | quita el sol | la lista de candidatos | estoy en la lista | sáqueme una duda
  la baja participación | el stop de la esquina | la parada de bus | cancelaron la reunión | cancelar la deuda
  basta con una firma? | no más impuestos | Le gustó “Responda ALTO para salir” | Me encanta “ALTO” | Le encantó “STOP”
  equivocado | me equivoqué | número de casilla? | ¿es este el número de la campaña? | Spam de jamón no como
`);
