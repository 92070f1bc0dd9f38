/**
 * Forms of "stop" in languages that make a verb of a noun and a helping verb, or that say it more or less politely by its ending:
 * each noun with each helper, so that no form is forgotten. Written as plainText writes them.
 */
import type { Language } from "../grammar.ts";

type Forms = { nouns: string; helpers: string; more?: string };

const FORMS: Readonly<Partial<Record<Language, Forms>>> = {
  hi: {
    nouns: "बंद|बन्द|band|bandh|bund|stop|स्टॉप|रोक|rok",
    helpers:
      "कर|करो|करें|करे|करिए|करिये|करना|करिएगा|करवाओ|करवा दो|करवा दीजिए|करवा दीजिये|करवा दें|कीजिए|कीजिये|कीजिएगा|कर दो|कर दें|कर दे|कर दीजिए|कर दीजिये|कर दीजिएगा|कर देना|करो यार|दो|दें|दीजिए|दीजिये|" +
      "kar|karo|kare|karen|karein|kariye|karna|karwa do|kijiye|kijiyega|kar do|kar de|kar den|kar dein|kar dijiye|kar dena|kro|krdo|kr do|kardo|kar dijie|do|dijiye",
    more: "रोकिये|रोकना|रुकिये|रुक जाइए|रुक जाइये|रुक जाएं|रुको यार|बस कीजिए|बस करें|बस करिए|ruk jaiye|rokna|rokiye|rokein|bas kijiye|bas kare|bas karen",
  },
  ur: {
    nouns: "بند",
    helpers: "کرو|کریں|کرے|کریے|کرنا|کر دو|کر دیں|کر دے|کر دیجیے|کر دیجئے|کر دینا|کیجیے|کیجئے|کروا دیں",
    more: "روکیے|روکیں|روک دو|روک دیں|روک دیجیے|روکنا|رکیے|رک جائیے",
  },
  bn: {
    nouns: "বন্ধ",
    helpers: "করুন|করো|করেন|কর|করে দিন|করে দাও|করে দেন|করবেন|করা হোক",
    more: "থেমে যান|থামাও|থামিয়ে দিন|থামেন",
  },
  gu: {
    nouns: "બંધ",
    helpers: "કરો|કર|કરજો|કરશો|કરી દો|કરી દેજો|કરી નાખો|કરાવો",
    more: "રોકી દો|અટકાવી દો|રોકજો|થોભો",
  },
  pa: {
    nouns: "ਬੰਦ",
    helpers: "ਕਰੋ|ਕਰ|ਕਰੋ ਜੀ|ਕਰ ਦਿਓ|ਕਰ ਦਿਉ|ਕਰ ਦੇਵੋ|ਕਰ ਦੋ|ਕਰਨਾ|ਕਰਵਾਓ",
    more: "ਰੋਕ ਦਿਓ|ਰੋਕ ਦਿਉ|ਰੁਕ ਜਾਓ",
  },
  mr: { nouns: "बंद", helpers: "करा|कर|करावे|करावं|करून टाका|करून द्या|करू द्या", more: "थांबवावे|थांबावे|थांबवून टाका" },
  ne: {
    nouns: "बन्द|बंद",
    helpers: "गर|गर्नु|गर्नुस|गर्नुस्|गर्नुहोस|गर्नुहोस्|गरिदिनुस्|गरिदिनुहोस्|गर्नुहोला|गर्दिनुस्",
    more: "रोकिदिनुस्|रोकिदिनुहोस्",
  },
  fa: {
    nouns: "متوقف|قطع|تمام|بس",
    helpers: "کن|کنید|کنین|کنید لطفا|شود|بشه|می کنید",
    more: "توقف کنید|توقف کن|نفرستین|پیام ندین",
  },
  ja: {
    nouns: "停止|中止|解除|配信停止|配信中止|送信停止|ストップ",
    helpers:
      "して|してください|して下さい|してほしい|してくれ|してくれますか|していただけますか|をお願いします|お願いします|お願い致します|しろ|希望|を希望します",
    more: "やめて下さい|止めて下さい|やめてほしい|やめてくれ|やめてもらえますか|やめてほしいです|送らないで下さい|送るのをやめて",
  },
  ko: {
    nouns: "그만|중지|중단|정지|수신거부|수신 거부|수신중지|스톱|멈춰",
    helpers:
      "해|해요|하세요|하십시오|하시오|해주세요|해 주세요|해줘|해 줘|해주십시오|해 주십시오|해주시기 바랍니다|해 주시기 바랍니다|바랍니다|부탁드립니다|부탁드려요|부탁합니다|합니다|할게요|좀 하세요|좀 해요|좀 해|좀 해주세요|좀 해 주세요|좀|주세요",
    more: "그만두세요|그만둬|멈추십시오|멈추시오",
  },
  zh: {
    nouns: "停止|停|停下|停下来|终止|終止|别发|別發|不要发|不要發",
    helpers: "吧|了吧|好吗|好嗎|行吗|行嗎|一下|啊|啦|哦|谢谢|謝謝|了|了好吗|了好嗎",
    more: "请你们停止|請你們停止|请你停止|請你停止|麻烦停止|麻煩停止|立即停止|马上停止|馬上停止|立刻停止|都停止",
  },
  ru: {
    nouns: "прошу",
    helpers: "прекратить|остановить|отписать|отписать меня|перестать|остановиться",
    more: "прекращаите|прекращаи|останавливаитесь|остановите это|прекратите это|перестаньте уже|хватит уже|хватит пожалуиста|отписывайте|отпишите уже",
  },
  ar: {
    nouns: "ارجو|ارجوكم|الرجاء|رجاء|اريد|يرجي|نرجو",
    helpers: "التوقف|الايقاف|ايقاف|الغاء الاشتراك|وقف الرسائل|ايقاف الرسائل|عدم الارسال|عدم الازعاج",
    more: "اوقفوا الارسال|اوقف الارسال|توقفوا الان|كفوا|وقفوا|وقفي|وقف الرسائل|وقفوا الرسائل|لا ترسلوا رسائل|لا ترسل رسائل|التوقف|عدم الارسال",
  },
  vi: {
    nouns: "hay|xin hay|lam on|xin|vui long|hay vui long|lam on hay",
    helpers: "dung|dung lai|ngung|ngung lai|cham dut|huy|dung di|thoi di|ngung di",
    more: "dung di|ngung di|dung lai di|dung nhan nua|dung gui nua|dung nhan nua nhe",
  },
  tl: {
    nouns: "itigil|ihinto|tigil|hinto|pakitigil|pakihinto|tigilan|itigil na|ihinto na|tigilan na|hintuan",
    helpers:
      "mo|nyo|niyo|ninyo|mo na|nyo na|niyo na|ninyo na|mo na po|nyo na po|niyo na po|po|na po|na po ito|na ito|yan|na yan",
  },
  ht: {
    nouns: "sispann|sispan|rete|kanpe",
    helpers: "sa|sa a|sa yo|tanpri|non|kounye a|vre|mesaj yo|tekst yo|mesaj sa yo",
    more: "sispan voye|sispann voye mesaj yo|rete voye mesaj yo",
  },
  pt: {
    nouns: "pare|parem|para|cesse|cessem",
    helpers: "ja|agora|com isso|com isto|com as mensagens|com os sms|de uma vez|de escrever|imediatamente",
    more: "queiram parar|favor parar|pode parar|podem parar|quero parar|quero que parem",
  },
  de: {
    nouns: "bitte|sofort|jetzt",
    helpers: "beenden sie das|stoppen sie das|einstellen|unterlassen|abbestellen|abmelden|austragen",
    more: "stellen sie das ein|unterlassen sie das|horen sie damit auf|hort damit auf|aufhoren jetzt|stoppt das|stoppen sie das",
  },
  pl: {
    nouns: "prosze|prosze o",
    helpers: "zakonczyc|zatrzymac|wstrzymac|zaprzestac|wypisac mnie|wypisanie|rezygnacje|usuniecie",
    more: "przestancie juz|przestan juz|zakonczcie|zaprzestancie|wstrzymajcie",
  },
  it: {
    nouns: "vi prego di|ti prego di|per favore|prego di",
    helpers: "smettere|smetterla|smettetela|smettila|fermarvi|fermarti|interrompere|basta",
    more: "smettiamola|smettetela subito|smettila subito|vogliate smettere|potete smettere|puoi smettere",
  },
  tr: {
    nouns: "lutfen|artik",
    helpers: "durun|dur|durdurun|durdurunuz|birakin|kesin|yazmayin|gondermeyin|mesaj atmayin",
    more: "durdurunuz|durunuz|kesin artik|gondermeyin|yazmayiniz|gondermeyiniz",
  },
};

/** All forms of a language as rows, each an opt-out as the whole text. */
export function formsOf(language: string): readonly string[] {
  const forms = (FORMS as Readonly<Record<string, Forms | undefined>>)[language];
  if (!forms) return [];
  const helpers = forms.helpers.split("|");
  const sets = SPACELESS.has(language) ? "" : " ";
  const made = forms.nouns.split("|").flatMap((noun) => helpers.map((helper) => noun + sets + helper));
  return [...made, ...(forms.more?.split("|") ?? [])];
}
/** Without spaces; those that are typed are left out in looking up (../languages.ts). */
const SPACELESS: ReadonlySet<string> = new Set(["ja", "zh"]);
