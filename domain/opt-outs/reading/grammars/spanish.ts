/** Spanish, without accents: commands with the pronoun behind ("quítenme") or before ("no me escriban"), in Spain's and America's forms. */
import type { Grammar } from "../grammar.ts";

/** Every form of command and infinitive: "quita", "quite", "quiten", "quitar" … with and without "me", "nos", "lo". */
function forms(stems: string, pronouns: string): string {
  return stems
    .split(" ")
    .flatMap((stem) => ["", ...pronouns.split(" ")].map((pronoun) => stem + pronoun))
    .join("|");
}
const withMe = (stems: string) =>
  forms(stems, "me nos")
    .split("|")
    .filter((form) => /(?:me|nos)$/u.test(form))
    .join("|");

const REMOVING =
  "quita quite quiten quitar quitad borra borre borren borrar elimina elimine eliminen eliminar saca saque saquen sacar remueva remuevan remuevan remover retira retire retiren retirar " +
  "tacha tache tachen suprima supriman excluya excluyan excluir remueve desuscribe desuscriba desuscriban desuscribir desinscribe desinscriban desinscribir desapunta desapunten desapuntar " +
  "baja baje bajen desvincula desvinculen cancela cancele cancelen quitenme dame demen anula";
const WRITING =
  "escribir mandar enviar textear molestar contactar llamar acosar fastidiar chingar joder mensajear hostigar insistir hablar spamear marcar escribiendo mandando enviando molestando llamando texteando contactando acosando";

const PARTS = {
  NAME: "maria|juan|jose|pedro|ana|luis|carlos|carmen|miguel|rosa|jorge|francisco|manuel|lupe|antonio|guadalupe|martha|marta|javier|elena",
  KEY:
    "detente|detengase|parenle | me doy de baja | baja de (la|su|esta|esa) (lista|suscripcion|subscripcion|base) | cese y desista | cesen y desistan | alto|pare|paren|parar|para|stop|baja|detener|detenga|detengan|detenganse|detengase|desuscribir|desuscribirme|desuscribirse|desuscribete|desuscribeme|desuscribanme|desuscribame|" +
    "desinscribir|desinscribirme|desinscribanme|cese|cesen|unsubscribe|darme | dar de baja | darme de baja | dame de baja | deme de baja | denme de baja | la baja | darse de baja | " +
    "dar baja | de baja | darnos de baja | salir de la lista | quitar de la lista | eliminar de la lista | borrar de la lista | sacar de la lista | anular suscripcion",
  WEAK: "salir|quitar|terminar|fin|finalizar|suspender|eliminar|borrar|removerme|remover|salirme",
  AROUND:
    "hola|buenas|buenos|dias|tardes|noches|gracias|si|ya|ok|okay|por|favor|perdon|disculpe|disculpen|disculpa|lo|siento|senor|senora|senores|amigo|amigos|oiga|oigan|oye|" +
    "quiero|quisiera|deseo|necesito|solicito|pido|please|stop|ahora|mismo|inmediata|inmediatamente|hoy|carajo|cabron|cabrones|pendejo|pendejos|mierda|idiota|idiotas|muchas|mil|les|le|dije|" +
    "he|dicho|repito|de|vez|chingados|puedo|puede|pueden|podria|podrian|favorsito|todo|mensajes|textos|como|favor",
  STOP: "parenle|parele|parale|bajenle|bajele|deja|deje|dejen|dejar|dejad|pare|para|paren|parar|cesa|cese|cesen|detenga|detengan|basta|termina|termine|terminen|evite|eviten|dejes|suspenda|suspendan",
  WRITE: forms(WRITING, "me nos le les"),
  WRITE_ME: withMe(WRITING),
  /** "No me …": commands and wishes only; "no me mandaron" tells something. */
  WRITES:
    "escriba|escriban|escribas|escribais|contacte|contacten|contactes|moleste|molesten|molestes|textee|texteen|textees|acose|acosen|fastidie|fastidien|" +
    "chingue|chinguen|jodan|joda|hablen|hable|hables|busquen|busque|mensajee|mensajeen|hostigue|hostiguen",
  /** A phone call is another thing, unless it is never to happen again. */
  CALLS: "llame|llamen|llames",
  SENDS: "mande|manden|mandes|envie|envien|envies|llegue|lleguen|mandeis|envieis|manda|envia",
  AGAIN: "(vuelva|vuelvan|vuelvas|sigan|siga|sigas|vayan) (a|ir a)?",
  MORE: "mas|nunca|jamas|nada|ya|ningun|ninguno|ninguna|otro|otra|estos|esos|sus|tus|tantos|estas|esas|su|tu|este|los|las|un|una|dichos|tal|tales|vuestros|politicos|publicitarios|spam",
  TEXTS:
    "texts|messages|text|mensaje|mensajes|texto|textos|sms|mensajitos|mensajito|publicidad|propaganda|notificaciones|notificacion|avisos|alertas|informacion|info|comunicaciones|comunicados|promociones|mensages|msjs|msj|mensajeria|ofertas|chats|spam|correspondencia|llamadas",
  WANT: "quiero|deseo|quisiera|queremos|necesito|autorizo|acepto|deseamos|quieren|quisieramos|consiento | me interesa",
  LIST: "lista|listas|base|sistema|registro|grupo|campana|contactos|agenda|directorio|mensajes|textos|eso|esto|servicio|aqui|ahi|todo | base de datos|list",
  FROM_LIST: "(de|fuera de|en|del) .{0,3} LIST",
  MINE: "(mi|este|nuestro|el|mis) (numero|nombre|telefono|celular|contacto|datos|cel|tel|informacion|cuenta|numero de telefono|numero de celular)",
};

export const SPANISH: Grammar = {
  language: "es",
  parts: PARTS,
  rules: {
    alone: ["KEY|WEAK|cancelar"],
    keyword: ["AROUND* KEY (KEY|WEAK|AROUND)*"],
    asked: [
      "sin (mensajes|textos)",
      "(no|ni) .{1,2} ni (mensajes|textos)",
      "no (mensajes|textos|publicidad|propaganda|spam)",
    ],
    opt_out: [
      "STOP de (estar)? (me)? WRITE",
      "STOP (ya)? de (me|nos)? WRITE",
      "(STOP) (de)? (MORE)* (los|sus|estos|esos|tantos|con los|con sus|con estos|a los|de) TEXTS",
      "(me|nos) (pueden|puede|puedes|podrian|podria|podrias) (dejar|parar) de WRITE",
      "(pueden|puede|puedes|podrian|podria|podrias|favor|quiero|pido|solicito|exijo|dije|digo) (que)? (de|no)? (dejar|dejen|deje|paren|parar|pare) de WRITE",
      "no (me|nos) (AGAIN)? WRITES (MORE)* (TEXTS)?",
      "no (me|nos) CALLS (mas|nunca|jamas|ni|o) .{0,4}",
      "(cancelar|cancele|cancelen|cancela|suspendan|eviten) (los|sus|estos|esos|todos|mas|mis)* TEXTS",
      "(me|nos) (quiero|quisiera|deseo) (desuscribir|dar de baja|salir|borrar|quitar|desinscribir)",
      "no doy (mi)? (permiso|consentimiento|autorizacion)",
      "no (me|nos)? (esten|este|estes|anden|andes|sigan|siga) (molestando|escribiendo|mandando|enviando|texteando|chingando|jodiendo|llamando)",
      "no SENDS (MORE)* TEXTS",
      "no (WRITE|contactar) a (este|mi|nuestro) (numero|telefono|celular|cel)",
      "STOP de (llenar|llenarme|bombardear|bombardearme|saturar|saturarme|inundar|spamear)",
      "no (WANT) (recibir|recibiendo) (nada|algo|mas) (de|por) .{1,2}",
      "(cancelar|cancele|cancelen|anular|anule) (la|mi)? (suscripcion|subscripcion) (de|a|al) .{0,2} (TEXTS|servicio)",
      "no (me|nos) (vuelvas|vuelva|vuelvan) a (escribir|mandar|enviar|contactar|textear|molestar|llamar|hablar|marcar)",
      "no (me|nos) (AGAIN)? SENDS (MORE)* TEXTS",
      "no (vuelva|vuelvan|vuelvas) a (WRITE|contactar) (a)? (este|mi|nuestro|esta|mas)",
      "no (me|nos) (sigan|siga|sigas) (escribiendo|mandando|enviando|molestando|texteando|contactando|llamando)",
      "no (vuelvan|vuelva|vuelvas) a WRITE_ME",
      "no (WANT) (seguir|que|mas|ya|volver a)* (recibir|recibiendo|recibirlos|recibo) (MORE)* (TEXTS)",
      "no (WANT) (seguir|volver a) (recibir|recibiendo|recibirlos)",
      "no (WANT) (MORE)* (TEXTS)",
      "no (WANT) (ser|que) (contactado|contactada|molestado|molestada|me contacten|me escriban|me manden|me envien|me molesten|me llamen|me texteen|me esten|nos)",
      "no (WANT) que (me|nos) (esten|sigan|vuelvan a|vuelvan)? (WRITES|SENDS|escribiendo|mandando|enviando|molestando|contactando|escribir|mandar)",
      "no (WANT|quiero) saber (nada)? (mas)? de (ustedes|ti|usted|esto|esta)",
      "no mas TEXTS",
      "(basta|ya basta|alto) (de|con|a) (los|sus|estos|tantos|mandar|enviar|escribir|molestar)* (TEXTS|WRITE)",
      "(deja|deje|dejen|dejad|dejar|dejame|dejeme|dejenme|dejenos|dejennos|dejanos) (me|nos)? enpaz",
      "(dejame|dejeme|dejenme|dejenos|dejennos|dejanos) (enpaz|tranquilo|tranquila|tranquilos|tranquilas|en paz|ya)",
      "(darme|darnos|dame|deme|denme|demen|desenme|deseme|dar|darse|danos|dennos|dar a) (de)? baja",
      "(quiero|quisiera|deseo|solicito|pido|como puedo|como) (la|mi|me doy de|darme de|dar de|pido la) baja",
      "como (me|nos) (doy|doi|damos|borro|quito|salgo|desuscribo|elimino|saco) (de)? (baja|esta|la|esto|aqui)?",
      "como (hago para|puedo|se|hacer para) (salir|darme|borrarme|quitarme|eliminarme|desuscribirme|dejar de recibir|cancelar estos|cancelar los|parar estos|no recibir)",
      "(quiero|quisiera|deseo|favor|me gustaria) (dejar|parar) de recibir (MORE)* (TEXTS|esto|estos)?",
      "(dejar|parar) de recibir (MORE)* TEXTS",
      "(quiero|quisiera|deseo) (que me)? (salirme|quitarme|borrarme|desuscribirme|quiten|borren|eliminen|saquen|saque|quite|den de baja)",
      "me quite FROM_LIST",
      "me (quiten|quitan|borren|borre|borran|eliminen|elimine|saquen|saque|sacan|remuevan|retiren|den de baja|dan de baja|da de baja|pueden quitar|puede quitar|pueden sacar|puede sacar|pueden borrar|puede borrar|pueden dar de baja|puede dar de baja|pueden eliminar) (FROM_LIST)?",
      "no (quiero|deseo|quisiera|queremos|deseamos) (ser parte|estar|seguir) (de|en) (su|la|esa|esta|tu|este|ese) (lista|grupo|base)",
      "no (enviar|mandar|mandarme|enviarme) (MORE)* TEXTS",
      "como (dejo de recibir|paro|cancelo|detengo|quito) (MORE)* TEXTS",
      "no autorizo",
      "no (tienen|tiene) (mi)? (permiso|autorizacion|consentimiento)",
      "(revoco|retiro) mi (consentimiento|permiso|autorizacion)",
      "(mandar|mandarme|enviar|enviarme|escribir|escribirme) (mas)? TEXTS nunca",
      "(remueve|eliminen|borren|quiten|elimine|borre|quite|elimina|borra|quita|eliminar|borrar|quitar|saquen|saca|saque|sacar|remuevan|retiren|retire) MINE",
      "(eliminar|borrar|quitar|remover) (el|este|mi)? (numero|telefono|nombre|celular)",
      "(olvide|olviden|olvida|pierda|pierdan|pierde) (mi|este) numero",
      "no (jodan|joda|chinguen|fastidien|molesten|moleste|molestes|escriban|escriba|contacten|manden|envien) (mas|nunca|jamas|mas TEXTS)",
      "(bloqueame|bloqueenme|bloqueeme|bloqueen mi)",
    ],
    opt_out_at_end: [
      "no SENDS (mas|nada|nada mas)",
      "(quiero|quisiera|deseo) (que me)? salir (FROM_LIST)?",
      withMe(REMOVING).replace(/(?:^|\|)(?:dame|deme)(?=\||$)/gu, "") + " (ya)? (FROM_LIST)?",
      "no (me|nos) (AGAIN)? SENDS (MORE)*",
      "no (MORE) (MORE)* TEXTS",
      "no (WANT) (recibir|recibirlos) (MORE)* (esto|estos|nada)?",
      "STOP de (escribir|molestar|mandar|enviar|textear|chingar|joder|fregar|insistir|llamar)",
      "(quitar|borrar|eliminar|sacar|remover|salir) (FROM_LIST)",
      "(saquen|quiten|borren|eliminen) a (mi|este) (numero|telefono) (FROM_LIST)?",
      "no (molestar|molesten|moleste)",
      "no (WRITE_ME) (MORE)*",
      "no (vuelva|vuelvan|vuelvas) a (escribir|mandar|enviar|textear|contactar|molestar|llamar)",
      "no (contactar|escribir|textear|llamar) (mas|nunca)?",
    ],
    not: [
      "no (quiero|quisiera|deseo|voy a|queremos|quieren) (dejar|parar) de (recibir|recibirlos|recibirlas|escuchar|saber)",
      "no (dejes|deje|dejen|dejas|deja|pare|pares|paren|para|paran) (de|nunca)?",
      "no (quiero|quisiera|deseo) que (dejen|deje|paren|pare|quiten)",
      "no (me|nos) (quiten|quite|borren|eliminen|saquen|den de baja)",
      "(no|nunca|nadie) (hace falta|hay necesidad de|es necesario|quiero|quisiera|deseo|pedi|pido|pedimos|dije|digo|he dicho|he pedido|pense|necesito|estoy pidiendo|voy a) (que|de)? (me|nos)? (quiten|quitaran|quitarme|quiten|quite|borren|borraran|borrarme|eliminen|eliminaran|saquen|sacaran|sacarme|darme de baja|den de baja|dieran de baja|stop|alto|baja|dejen de|dejaran de|pararan|paren|cancelar|salir) .{0,4}",
      "(para|pare|alto) (mi|que|votar|en|un|una|ser|ver|saber|todos|todo|nada|donde|cuando|otra|manana|ahi|aca|aqui)",
      "no (alto|baja|bajan|para|pare|paren|parar)",
      "dejar de (trabajar|votar|fumar|luchar)",
      "dar (de)? baja (una|un|el|la|mi) (propiedad|producto|cuenta|servicio|linea|plan|seguro|contrato)",
      "no me (mande|manden|mandes|envie|envien) (mas|la|el|las|los|una|un|mi|mis)* (boleta|boletas|papeleta|papeletas|carta|cartas|correo|presupuesto|dinero|factura|formulario|solicitud|paquete|flores)",
    ],
    doubt: [
      "(mejor|escriban|escribame|escribanme|manden|mandenlo|llamen|llamenme|contactenme|envielo|envienlo) (por|al|a) (mi|correo|otro|este|email|whatsapp|aca|aqui|el otro|la casa)",
      "(por error|sin querer|me equivoque|por equivocacion|sin querer|por accidente)",
      "(agreguenme|inscribanme|vuelvan a|quiero) (de nuevo|otra vez|agregarme|suscribirme|inscribirme|volver a recibir)",
      "al otro (numero|telefono)",
      "pero (si|quiero|me)",
      "todavia",
    ],
    review: [
      "(vete|vayanse|vayase|vallanse) (a|al) (la)? (chingada|mierda|verga|carajo|diablo|infierno)",
      "(por que|porque) (me|nos) (escriben|escribe|escribes|mandan|textean|contactan|envian)",
      "(escribanme|escribame|escribeme|mandenme|llamenme) al (otro|nuevo|numero)",
      "(mande|envie|puse|escribi|respondi|conteste|aprete|marque|texte|di) (un|el)? (stop|alto|baja|parar) .{0,2} (por error|sin querer|por accidente|por equivocacion)",
      "(es|esto es|son) (spam|acoso|estafa|hostigamiento)",
      "(voy a|lo voy a|los voy a|la voy a|te voy a|le voy a|les voy a|vamos a) (reportar|bloquear|denunciar|demandar|reportarlos|bloquearlos|denunciarlos|reportarlo|bloquearlo)",
      "(los|lo|te|la) (reporto|bloqueo|denuncio|bloquee|reporte)",
      "(cancelar|cancele|cancelen|anular|anule|anulen) (la|mi)? (suscripcion|subscripcion)",
      "(estoy harto|estoy harta|ya me tienen harto|me tienen harto|harto|harta|cansado|cansada) de (tantos|sus|estos|recibir|los|que|tanto)",
      "(por que|porque) (me)? (siguen|sigue|sigues) (escribiendo|mandando|enviando|molestando|texteando)",
      "(demasiados|tantos) (TEXTS)",
      "(nunca|no) (me)? (suscribi|inscribi|registre|apunte|di permiso|pedi|solicite)",
      "a quien busca|buscan",
    ],
    review_alone: [
      "(terminen|termine|dejenme|dejeme|dejame|basta|ya basta|ya esta|no mas|ya no mas|ya no|ya estuvo|suficiente|cancelar|cancele|cancelen|cancelado|cancela|anular|anule|anulen|cancelen todo|fuera|parenle|que paren|ya parenle|parele|ya parele|no molestar)",
      "(larguense|larguese|largate|vayase|vete|vayanse|chinga tu madre|chinguen a su madre|vete a la mierda|vete al diablo|vayanse al diablo|vayase al diablo|que te jodan|jodete|jodanse|callate|callense)",
      "(spam|acoso|bloqueado|bloqueados|reportado|reportados|fallecio|murio|difunto|muerto)",
      "(no me llame|no me llamen)",
    ],
    of_other: [
      "(quiten|quite|borren|borre|eliminen|elimine|saquen|saque|quitar|borrar|eliminar) su (numero|nombre|telefono)",
      "(borrelo|borrenlo|quitelo|quitenlo|eliminelo|eliminenlo|saquelo|saquenlo|borralo|quitalo)",
    ],
    wrong_number: [
      "numero (equivocado|incorrecto|errado|erroneo)",
      "(equivocado|equivocada|equivoco|equivocaron|equivocaste|confundido|confundiste) de (numero|persona|telefono)",
      "(tiene|tienen|tienes) el (numero|telefono) (equivocado|incorrecto|mal)",
      "no es (el|su|mi|ese|este) (numero|telefono|celular) (de|correcto)?",
      "no soy NAME",
      "(no|ese no) es mi nombre",
      "no soy (esa|la|el|ella|el que|quien|yo) (persona|que|quien|usted|busca|buscan)?",
      "no conozco a (ningun|ninguna|nadie|esa|ese)",
      "(aqui|aca) no (vive|hay|esta|existe|es) .{0,3}",
      "(ya)? no (vive|trabaja) (aqui|aca)",
      "(ya)? no es (su|el|mi) (numero|telefono)",
      "(se|te) (equivoco|equivoca|equivocaron|equivocan|equivocaste) de (numero|persona)",
      "(fallecio|murio|ha fallecido|ha muerto|esta muerto|esta muerta|es difunto|es difunta)",
    ],
    refusal: [
      "no",
      "no (estoy|me)? (interesado|interesada|interesa)",
      "no gracias",
      "ya (vote|votamos|done)",
      "no (quiero|voy a votar|voto)",
      "no soy",
      "numero equivocado",
      "(ya)? (me tienen harto|basta)",
    ],
  },
};
