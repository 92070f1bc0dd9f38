/*
 * Area codes of the North American Numbering Plan and the zones of the places that they serve.
 * Source: the numbering plan areas in service by 2026 (NANPA) against the boundaries of 49 CFR Part 71, put together by
 * hand in November 2026. Where a boundary runs through an area, all its zones stand here.
 */

const BY_ZONES: Readonly<Record<string, string>> = {
  ny:
    "203 475 860 959 202 771 302 229 404 470 478 678 706 762 770 912 943 339 351 413 508 617 774 781 857 978 " +
    "227 240 301 410 443 667 207 252 336 472 704 743 828 910 919 980 984 603 201 551 609 640 732 848 856 862 908 973 " +
    "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934 " +
    "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937 215 223 267 272 412 445 484 570 582 610 717 724 814 835 878 " +
    "401 803 821 839 843 854 864 276 434 540 571 686 703 757 804 826 948 802 304 681 " +
    "239 305 321 324 352 386 407 561 645 656 689 728 727 754 772 786 813 863 904 941 954 " +
    "231 248 269 313 517 586 616 679 734 810 947 989 502 859 865",
  in: "317 463 260 765",
  ch:
    "205 251 256 334 659 938 327 479 501 870 319 515 563 641 712 217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872 " +
    "316 913 225 318 337 457 504 985 218 320 507 612 651 763 924 952 235 314 417 557 573 636 660 816 975 228 601 662 769 " +
    "405 539 572 580 918 615 629 731 901 931 " +
    "210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979 " +
    "262 274 353 414 534 608 715 920",
  dn: "303 719 720 748 970 983 406 505 575 385 435 801 307 915",
  px: "480 520 602 623",
  la:
    "209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951 " +
    "702 725 503 971 206 253 360 425 509 564",
  // Florida's panhandle, Michigan's Upper Peninsula, Kentucky, Tennessee around Chattanooga.
  nych: "448 850 906 270 364 606 423",
  // Indiana's corners.
  inch: "219 574 812 930",
  // The Dakotas, Nebraska, western Kansas, far western Texas; El Paso and Hudspeth (915) keep Mountain time alone.
  chdn: "701 605 308 402 531 620 785 432",
  // Idaho and eastern Oregon.
  bola: "208 986 541 458",
  // Arizona's north, with the Navajo Nation.
  pxdn: "928",
  // Nevada beyond Las Vegas: West Wendover keeps Mountain time.
  ladn: "775",
  anad: "907",
  hn: "808",
  pr: "787 939",
  vi: "340",
  gu: "671",
  sa: "670",
  pp: "684",
  // Canada. British Columbia and Alberta change no clocks from 2026 on: Dawson Creek and Regina keep the same time by older
  // zone data, too, so with them it does not matter which the runtime has.
  to: "226 249 289 343 365 382 387 416 437 519 548 613 647 683 705 742 753 905 942 263 354 438 450 468 514 579 819 873",
  towp: "807",
  tohx: "273 367 418 581",
  hx: "506 428 782 902",
  sjhx: "709 879",
  wp: "204 431 584",
  rged: "306 474 639",
  edrg: "368 403 587 780 825",
  vadc: "604",
  vaeddc: "236 250 257 672 778",
  whdnwpiq: "867",
};

export const AREA_ZONES: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_ZONES).flatMap(([zones, codes]) => codes.split(" ").map((code) => [code, zones] as const)),
);
