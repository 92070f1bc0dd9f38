/**
 * Parts of requests in other languages: what a sentence is made of, whatever its order. A word with "-" is the beginning of
 * words; in languages that set no spaces or put endings and articles to words, a part is looked for anywhere.
 */
import type { Language } from "../grammar.ts";

export type LanguageParts = {
  /** Whether a part is looked for within words. */
  within?: boolean;
  /** To end it: with `send` or `texts` it is a request. */
  stop: string;
  send: string;
  texts: string;
  /** "Do not", "no longer" with `send`. */
  neg: string;
  /** With `mine` or `list`. */
  remove: string;
  mine: string;
  list: string;
  /** "I don't want", with `receive` or `texts`. */
  unwanted: string;
  receive: string;
  /** "How", "who", with `got` and `mine`. */
  asks: string;
  got: string;
  /** "Wrong", with `number`. */
  wrong: string;
  number: string;
  /** Whole phrases for a person. */
  review: string;
  /** What a request is about is something else. */
  elsewhere: string;
};

export const LANGUAGE_PARTS: Readonly<Partial<Record<Language, LanguageParts>>> = {
  es: {
    stop: "no me anden|no me esten|no me estes|no anden|dejen de|deje de|deja de|dejar de|dejes de|paren de|pare de|parar de|para de|basta de|ya basta|cesen|cese|eviten|evite|suspendan|suspenda|detengan|detenga|interrumpan|alto a|alto con|paren con|basta con",
    send: "mand-|envi-|escrib-|textear-|textee-|texteando|contactar-|contacten|contacte|molest-|chinga-|joder|llama-|jodiendo|acosa-|fastidi-|spamear",
    texts: "mensaje-|texto-|textos|texts|sms|mensajitos|publicidad|propaganda|notificaciones|spam|msjs|avisos",
    // The grammar reads denied commands.
    neg: "",
    remove:
      "quit-|borr-|elimin-|saque-|saca|sacame|sacanos|sacar|sacarme|remuev-|remover|retire-|retira-|tach-|suprim-|exclu-|desuscr-|desinscr-|olvid-|bajenme|bajeme|cancel-|den de baja|dar de baja|dese de baja",
    mine: "mi numero|mi telefono|mi nombre|mi celular|mi cel|mis datos|mi contacto|mi linea|este numero|este telefono|este celular|mi informacion|mi tel|mi num|nuestro numero|mi cell",
    list: "de la lista|de su lista|de esa lista|de esta lista|de tu lista|de las listas|de sus listas|de su base|de la base|de su sistema|del sistema|del grupo|de este grupo|de sus contactos|de su registro|de sus registros|de la agenda|de su directorio",
    unwanted:
      "no quiero|no deseo|no kiero|no quisiera|no queremos|no me interesa|no necesito|no acepto|no autorizo|no pedi|no quiere|prefiero no|preferiria no|agradeceria no|no me gusta",
    receive:
      "recib-|que me mand-|que me escrib-|que me envi-|que me contact-|que me text-|que me moleste-|ser contact-|ser molest-",
    asks: "como|donde|quien|quienes|porque|por que|cual|de donde|kien|aonde",
    got: "consigui-|consegui-|obtuv-|sacaron|saco|sacaste|dio|dieron|diste|tiene-|tienes|encontr-|agarra-|hallaron|proporcion-|compart-|vendi-|llego|facilit-|paso|pasaron",
    wrong: "equivoc-|errad-|incorrect-|confund-|mal numero",
    number: "numero|persona|telefono|celular|num",
    review:
      "al otro numero|a mi otro cel-|a mi otro numero|otro numero mio|mejor llam-|mejor por correo|mejor por whatsapp|mejor un correo|prefiero que me llam-|prefiero correo|prefiero whatsapp|prefiero llamada-|en vez de mensajes|en vez de texto-|en lugar de mensajes|es ilegal|voy a denunciar|los voy a demandar|pondre una denuncia|poner una denuncia|tengo que poner stop|despues de las 9|a esta hora|a estas horas|tan noche|tan tarde|muy tarde para|es tarde para|de noche|despues de las|llameme mejor|llamame mejor|llamenme mejor|de madrugada|los domingos|en mi trabajo|mientras trabajo|no soy yo|no es para mi|esa persona no|ya no es su numero|ya no tiene este|ya no usa este|un correo mejor|cambio de numero|demasiados mensajes|muchos mensajes",
    elsewhere: "votante-|electoral|padron|espera|boleta|puerta|amenaza-|guerra|violencia|deportacion-|cita",
  },
  fr: {
    stop: "n envoyez plus|n envoie plus|n ecrivez plus|ne textez plus|ne contactez plus|n appelez plus|arret-|cess-|stoppez|stoppe|stopper|mettez fin|mettre fin|suspend-",
    send: "envoy-|envoi-|ecri-|texte|textez|texter|textes|contact-|derang-|harcel-|sollicit-|relanc-|importun-|m appeler|embet-|spam-|mecrire|m ecrire|menvoyer|achal-",
    texts:
      "message-|texto-|textos|sms|courriels|publicite-|pub|pubs|sollicitations|notifications|spam|spams|messages textes",
    neg: "",
    remove:
      "enlev-|supprim-|ray-|effac-|ote-|otez|retir-|elimin-|sortez|sors|sortir|desabonn-|desinscr-|radi-|biff-|exclu-|oubli-|detruis-",
    mine: "mon numero|mon nom|mon telephone|mon cell|mon cellulaire|mon portable|mes coordonnees|mes donnees|mes infos|ce numero|mon contact|notre numero|moi|mon num",
    list: "de la liste|de votre liste|de vos listes|de cette liste|de ta liste|de vos fichiers|de votre fichier|de votre base|de la base|de vos contacts|de vos envois|du groupe|du repertoire|de votre systeme|de vos dossiers",
    unwanted:
      "veux plus|veux pas|souhaite plus|souhaite pas|desire plus|desire pas|voudrais plus|voudrais ne plus|aimerais ne plus|prefere ne pas|prefererais ne pas|prefere ne plus|voulons plus|accepte pas|accepte plus|interesse pas|merci de ne plus|merci de ne pas|priere de ne plus|priere de ne pas|besoin de",
    receive: "recev-|reco-|etre contact-|etre derang-|etre sollicit-|m envoy-|m ecri-|en recevoir",
    asks: "comment|qui|ou|d ou|pourquoi|quel|quelle",
    got: "eu|obtenu|trouve|trouver|donne|avez|as|ont|vendu|vient|procure|recupere|fourni|communique|refile|file|sort|obtenir",
    wrong: "mauvais-|faux|tromp-|erreur|erron-",
    number: "numero|personne|destinataire|telephone",
    review:
      "je prefere les appels|je prefere un appel|je prefere le courriel|je prefere par courriel|m appeler plutot|m appeler a la place|plutot par courriel|par courriel plutot|a la place|plutot que|pas le soir|pas le dimanche|pas la nuit|si tard|pas apres|pas pendant|c est illegal|c est du harcelement|porter plainte|porte plainte|une plainte|ce n est pas moi|c est pas moi|pas pour moi|trop de messages|trop de textos|je vais vous signaler|vous signaler",
    elsewhere: "electoral-|attente|courses|guerre|bus|porte",
  },
  pt: {
    stop: "pare de|parem de|para de|parar de|chega de|deixe de|deixem de|cesse-|interromp-|suspend-|basta de|pare com|parem com|para com",
    send: "mand-|envi-|escrev-|perturb-|incomod-|contat-|contact-|encher|ligar|amolar|texto|mensagear|importun-",
    texts: "mensage-|mensagem|mensagens|sms|msg|msgs|textos|torpedos|zap|spam|propaganda",
    neg: "nao|nunca|jamais|n",
    remove: "tir-|remov-|exclu-|apag-|delet-|retir-|elimin-|risqu-|descadastr-|desinscrev-|cancel-|esquec-|saia",
    mine: "meu numero|meu telefone|meu celular|meu nome|meu contato|meus dados|este numero|esse numero|meu cel|me tir-|me remov-|me exclu-|me apag-|meu fone",
    list: "da lista|dessa lista|desta lista|da sua lista|das listas|do grupo|do sistema|do cadastro|da base|dos contatos|do seu sistema|de sua lista|na lista",
    unwanted:
      "gostaria de nao|queria nao|nao quero|nao desejo|n quero|nao gostaria|nao aceito|nao preciso|prefiro nao|nao tenho interesse|nao autorizo|nao queria",
    receive: "receb-|que me mand-|que me envi-|ser contat-|ser incomod-|que me escrev-",
    asks: "como|onde|quem|aonde|de onde|por que|porque|qual",
    got: "conseg-|obtev-|obtiv-|deu|deram|passou|passaram|tem|tiraram|tirou|achou|acharam|pegou|pegaram|arrumou|vendeu|arranjou|arrumaram|descobri-",
    wrong: "errad-|engan-|incorret-|trocad-",
    number: "numero|pessoa|telefone|celular",
    review:
      "nao sou o|nao sou a|aqui nao e|nao e a|nao e o|nao sou eu|nao sou essa|me ligue em vez|prefiro email|prefiro whatsapp|prefiro ligacao|melhor ligar|de noite|tao tarde|no domingo|isso e ilegal|vou denunciar|vou processar|muitas mensagens|por email",
    elsewhere: "eleitor-|espera|guerra|consulta",
  },
  ht: {
    stop: "sispann|sispan|rete|kanpe|estop",
    send: "voye|ekri|texte|tekste|text|teks|rele|kontakte|deranje|anmede|anbete|bay",
    texts: "mesaj|tekst|teks|text|texto|sms|tex|mesay",
    neg: "pa|pinga|pa janm",
    remove: "soti|retire|efase|wete|elimine|siprime|delete|bliye|mete deyo",
    mine: "nimewo m|nimewo mwen|non m|non mwen|telefon m|telefon mwen|m nan|m sou|mwen nan|mwen sou|nimewo sa|nimewo telefon|m nan lis",
    list: "lis la|lis nou|lis ou|lis sa|lis|sistem",
    unwanted: "pa vle|pa bezwen|pa enterese|pa renmen",
    receive: "resevwa|jwenn mesaj|mesaj|tekst",
    asks: "kijan|kote|ki moun|kiyes|ki kote|kouman|poukisa|ki jan",
    got: "jwenn|bay|ba|pran|genyen|gen|vann|fe gen",
    wrong: "move|tronpe|pa bon|twonpe",
    number: "nimewo|moun|telefon",
    review: "se pa mwen|pa mwen menm|twop mesaj|rele m pito|se pa nimewo",
    elsewhere: "bis|vote a",
  },
  tl: {
    stop: "itigil-|tigil-|tigilan|ihinto|hinto|tama na|hintuan|stop na",
    send: "text|kontakin|i contact|icontact|magtext|mag text|itext|i text|padal-|ipadala|mensahe|message|mag message|magmessage|contact|i message|tumawag|istorbo|guluhin|mag send|magsend|magpadala|pagpapadala|pagtext|pag text|nagtetext|mangulit|istorbohin",
    texts: "text|texts|mensahe|message|messages|sms|txt",
    neg: "huwag|wag|huwag na|wag na|di na|hindi na",
    remove:
      "paalis|patanggal|pabura|pa remove|pa delete|paremove|padelete|tanggal-|pakitanggal|alisin|pakialis|paki alis|paki tanggal|burahin|pakibura|paki bura|bura|i delete|idelete|paki delete|pakidelete|i remove|iremove|paki remove|pakiremove|tanggalin|alis|kalimutan|burahin",
    mine: "number ko|numero ko|pangalan ko|cp ko|cellphone ko|phone ko|ako|no ko|akong number|aking numero|aking number|aking pangalan|name ko|nmbr ko|ang number na ito",
    list: "listahan|list|list nyo|list niyo|database|sistema|group",
    unwanted:
      "hindi ko na gusto|di ko na gusto|hindi na gusto|hindi ko na kailangan|ayaw|ayoko|ayaw ko|ayoko na|hindi ko gusto|di ko gusto|hindi ko kailangan|di ko kailangan|ayaw na|hindi na ako interesado",
    receive: "makatanggap|tumanggap|matanggap|text|mensahe|nakakatanggap|message|messages",
    asks: "saan|sino|paano|pano|san|bakit|kanino",
    got: "alam nyo|alam niyo|nyo alam|niyo alam|nakuha|nagbigay|kinuha|nahanap|binigay|nalaman|nakita|ibinigay|bigay",
    wrong: "mali|maling",
    number: "number|numero|tao|sent|send",
    review:
      "hindi ako ito|hindi ito si|hindi ako si|hindi po ako si|tawag na lang|tumawag na lang|email na lang|sa email|gabi na|ang kulit|ireport mo kayo|isusumbong|ang dami nyong text|wrong sent|wrong send|wrong number po|wrong po",
    elsewhere: "botante|halalan",
  },
  vi: {
    stop: "huy|dung|ngung|cham dut|ngung ngay|thoi",
    send: "nhan tin|nhan cho|gui|lien lac|goi|lam phien|text|nhan|quay ray|lien he",
    texts: "tin nhan|tin|sms|text|message|tin nhan nay",
    neg: "dung|khong|chang|cho|dung co|xin dung",
    remove: "xoa|loai|bo|go|rut|loai bo|go bo|huy|lay|dua|cat",
    mine: "so cua toi|so dien thoai|so toi|ten toi|ten cua toi|so nay|so phone|toi ra khoi|toi khoi|so dt|sdt|so minh|so cua minh|so em|ten minh|minh ra khoi|so cua em|so tui|so cua tui",
    list: "danh sach|khoi list|he thong|nhom|co so du lieu|list",
    unwanted: "khong muon|khong can|khong thich|ko muon|k muon|khong con muon|khong dong y|hong muon|khong co nhu cau",
    receive: "nhan tin|nhan them|tin nhan|nhan duoc|nhan text|nhan sms|lien lac|nhan nua|bi lam phien",
    asks: "sao|dau|ai|lam sao|tai sao|tu dau|the nao|o dau",
    got: "co|lay|cho|kiem|biet|tim|dua|duoc|ban",
    wrong: "nham|sai|lon|lac",
    number: "so|nguoi|may",
    review:
      "khong phai la toi|khong phai toi|toi khong phai|nhieu tin nhan qua|goi dien thay|gui email|toi se kien|bao cao|buoi toi|khuya|khong phai so cua|khong co ai ten|phien qua",
    elsewhere: "cu tri|chien tranh|bau cu",
  },
  ru: {
    stop: "отстан-|перестань-|прекрат-|хватит|остановит-|кончай-|стоп|завязывай-|прекращай-",
    send: "писать|слать|присылать|отправлять|пишите|пиши|шлите|шли|присылайте|присылай|отправляйте|отправляй|беспокоить|беспокойте|беспокой|звонить|звоните|звони|рассыл-|спамить|спамьте|доставать|докучать|тревожьте|пришлите|контактируйте|связывайтесь|надоедать|высылайте|доставайте|писали|присылали|беспокоили|слали",
    texts: "сообщени-|смс|sms|эсэмэс-|рассылк-|спам-|смск-|текст-|уведомлени-",
    neg: "не|больше не|никогда|чтобы",
    remove:
      "удали-|убери-|уберите|исключи-|вычеркн-|сотри-|стереть|удалить|убрать|исключить|отпиш-|забуд-|вычерк-|снимите|отключите|выпиш-",
    mine: "мой номер|мои номер|мой телефон|мое имя|меня|мои данные|номер мой|этот номер|моего номера|мой контакт|этот телефон|номер",
    list: "из списк-|из базы|из рассылк-|список|базы|из ваших|из вашего|из группы|из контактов",
    unwanted:
      "не хочу|не желаю|не хотел-|не нужны|не надо|не интересуют|не согласен|не согласна|не давал-|отказываюсь|прошу не|нет желания|больше не нужно",
    receive:
      "получать|сообщени-|смс|рассылк-|ваши|ваших|мне писа-|мне присыла-|чтобы мне|уведомлени-|получении|беспокоить|писать",
    asks: "откуда|кто|как|где|почему|от кого",
    got: "у вас|взяли|взял|дал|дали|получили|нашли|узнали|достали|имеете|раздобыли|продал|знаете|слил",
    wrong: "ошибл-|не тот|неправильн-|неверн-|не туда|ошибка|не тому",
    number: "номер-|телефон-|человек-|попали|адрес-|туда|тому",
    review:
      "это не я|я не тот|буду жаловаться|пожалуюсь|подам в суд|жалобу|это незаконно|лучше позвоните|позвоните мне лучше|лучше на почту|пишите на почту|по ночам|так поздно|слишком много сообщений|меня зовут не|таких здесь нет|вы не туда",
    elsewhere: "войн-|избирател-|бомб-",
  },
  zh: {
    within: true,
    stop: "停止|停下|终止|終止|别再|別再|停|请停|請停",
    send: "发|發|傳|传|寄|联系|聯繫|聯絡|联络|打扰|打擾|骚扰|騷擾|烦我|煩我|发送|推送|打电话|打電話|通知我",
    texts: "短信|简讯|簡訊|信息|訊息|讯息|消息|短讯|短訊|通知|推送",
    neg: "不要|别|別|勿|请勿|請勿|不准|不许|不許|不用",
    remove: "删除|刪除|删掉|刪掉|移除|去掉|除去|移出|剔除|拿掉|拿走|除名|取消|忘掉|忘记|清除|去除|撤掉|拉黑",
    mine: "我的号码|我的號碼|我的电话|我的電話|我的手机|我的手機|我的名字|我的信息|我的資料|我的资料|这个号码|這個號碼|此号码|此號碼|我的联系|把我|将我|將我|我电话|我號碼|我号码|我手机",
    list: "名单|名單|列表|清单|清單|数据库|資料庫|系统|系統|群|通讯录|通訊錄|群组",
    unwanted: "不想|不要|不愿|不願|不希望|不需要|无需|無需|没兴趣|拒绝|拒絕|不再想|不接受",
    receive: "收到|接收|再收|收你|收这|收這|收短|收任何|接到|短信|簡訊|简讯",
    asks: "怎么|怎麼|谁|誰|哪里|哪裡|哪儿|为什么|為什麼|如何|从何|從何|哪来|哪來",
    got: "告诉|告訴|有|知道|得到|拿到|给|給|弄到|来的|來的|获得|取得|找到|泄露|查到",
    wrong: "打错|打錯|发错|發錯|错|錯|不是|弄错|搞错|搞錯|认错|認錯",
    number: "号码|號碼|人|电话|電話|本人|对象|號",
    review:
      "我不是|不是我|太多短信|太多訊息|我要投诉|我要投訴|投诉你|投訴你|我会举报|我要举报|违法|違法|打电话给我吧|发邮件|發郵件|用邮件|请打电话|晚上不要|太晚了|半夜|查无此人|換號碼了|换号码了",
    elsewhere: "公民|党|黨|会员|會員|志愿|战争|戰爭|选民|選民|投票站|没有收到|沒有收到|没收到|沒收到|还没",
  },
  ko: {
    within: true,
    stop: "그만|중단|멈춰|멈추|중지|끊어",
    send: "보내|문자하|연락하|연락|전화하|문자|메시지|메세지|보내지|톡|괴롭히|귀찮게",
    texts: "문자|메시지|메세지|카톡|sms|연락|스팸|알림",
    neg: "지 마|지마|지 말|지말|말아|말아주|마세요|마십시오|말아 주|하지 않|않았으면",
    remove: "삭제|지워|빼|제외|제거|탈퇴|없애|잊어|해지|취소해",
    mine: "번호|이름|저를|저 좀|제 연락처|나를|전화번호|절|내 정보|제 정보|나 좀",
    list: "명단|목록|리스트|명부|데이터베이스|수신|단체방",
    unwanted: "싶지 않|싶지않|원하지 않|원치 않|받기 싫|필요 없|필요없|안 받|그만 받|관심 없|원하지않|거부합니다",
    receive: "받|문자|메시지|메세지|연락|수신",
    asks: "어떻게|어디서|누가|왜|누구한테|어디에서|어케|누구에게",
    got: "알았|알고|아셨|알게|얻|났|줬|주었|구했|가지고|갖고|입수|아세요|준 거|유출",
    wrong: "잘못|틀|아닙니다|아니에요|아닌데|다른",
    number: "번호|사람|보내|거셨|전화",
    review:
      "신고하|신고할|고소|불법|너무 많이|전화로 해|전화 주세요|이메일로|밤에|늦은 시간|저 아닌|저 아니|그런 사람 없",
    elsewhere: "전쟁|유권자|투표소|못 받",
  },
  ar: {
    within: true,
    stop: "توقف|توقفوا|اوقف|اوقفوا|كفوا|كف عن|ايقاف|وقف|بطلوا|بطل|يكفي|خلاص",
    send: "ارسال|ترسل|تراسل|تبعث|تبعت|رسائل|رساله|الرسائل|مراسل|تتصل|تتواصل|ازعاج|تزعج|تكتب|التواصل|الاتصال|ابعت|ترسلوا",
    texts: "رسائل|الرسائل|رساله|رسالة|مسج|نصيه|نصية|رسايل|اشعارات|مسجات",
    neg: "لا |لا|ما |عدم|رجاء عدم|بلا|لن|ما تبعت|ماتبعت|الا",
    remove: "احذف|حذف|ازل|ازيل|ازاله|ازالة|امسح|شطب|اشطب|شيلوا|شيل|الغ|انسوا|انس رقمي|اخرج|مسح|اخراج|استبعد|تمسح",
    mine: "رقمي|اسمي|هاتفي|بياناتي|معلوماتي|هذا الرقم|جوالي|موبايلي|رقم هاتفي|ني من|تلفوني|نمرتي",
    list: "القائمة|القائمه|قائمت|قوائم|اللائحة|اللائحه|قاعده|قاعدة|المجموعة|المجموعه|النظام|لائحت|سجلات",
    unwanted: "لا اريد|لا ارغب|ما اريد|ما ابي|مش عايز|مش عاوز|لا احتاج|لست مهتما ب|ما بدي|لا اود|لا اقبل|ارفض|مابي",
    receive: "استقبال|استلام|تلقي|رسائل|الرسائل|رسائلكم|اي رساله|استقبل|استلم|تواصل|يوصلني|توصلني|المزيد|رسايل",
    asks: "كيف|من اين|من اعطا|من عطا|من وين|مين|لماذا|ليش|منين|ازاي|شلون|من الذي|وين",
    got: "حصل|اعطا|عطا|جبت|جاب|عرف|وجد|عندك|لديك|اخذ|جايب|لقيت",
    wrong: "خطا|غلط|خاطئ|الخطا|مخطئ|غلطان",
    number: "رقم|شخص|الرقم|الشخص|النمره|نمره",
    review:
      "لست انا|مو انا|مش انا|ساقدم شكوى|شكوي|ساشتكي|غير قانوني|رسائل كثيره|اتصل بي بدل|عبر البريد|في الليل|ليس رقم|هذا ليس|ساقاضيك",
    elsewhere: "الحرب|الناخبين|لم تصل|لم استلم|القصف",
  },
};
