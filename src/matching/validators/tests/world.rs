//! Numbers of the world against their validators: some that hold, made by an independent implementation, and every change
//! of one digit and every exchange of two neighbours in them. What is invented is nobody's.

use super::find;

/// Name, and numbers that hold.
const CHECKED: &[(&str, &[&str])] = &[
    ("idnr-de", &["54213867195", "12675906431", "97623915408"]),
    ("nir-fr", &["264121378272466", "287076923585744", "204052A91737895"]),
    ("codice-fiscale-it", &["TMUQXN57M45H501P", "GNZURT98A61H501Y", "EFNXJD73B45H501I"]),
    ("dni-es", &["42918203L", "64502415L", "81505865Y", "X0823565G", "X8617114A", "Y1755131S"]),
    ("cif-es", &["Q64689300", "A8755191G", "Q8127139G"]),
    ("bsn-nl", &["223625826", "746488609", "679131942"]),
    ("nn-be", &["87021514780", "04050449190", "99050565350"]),
    ("svnr-at", &["2213240955", "8410120802", "6904130382"]),
    ("ahv-ch", &["7565688225136", "7564871086837", "7566031150389"]),
    ("pps-ie", &["6566977VA", "3643047P", "6112999WA"]),
    ("nif-pt", &["227931939", "191631175", "247206261"]),
    ("card-pt", &["809423253ZJ4", "357998545AS5", "453413710HM4"]),
    ("personnummer-se", &["701223-2372", "980923-8687", "760622-8984"]),
    ("fodselsnummer-no", &["18098732035", "08120064453", "21026370547"]),
    ("hetu-fi", &["080293-119L", "010180-417J", "060682-017D"]),
    ("kennitala-is", &["1705043219", "2606976769", "1108640279"]),
    ("baltic", &["40212286956", "39006155425", "49302054369", "38007101710", "36608282319", "40310099746"]),
    ("personas-kods-lv", &["19116114570", "17107018413", "14090113743"]),
    ("pesel-pl", &["79041305609", "57102694619", "73110394864"]),
    ("nip-pl", &["4805731657", "9868253319"]),
    (
        "regon-pl",
        &["465159980", "461212021", "529894137", "03199839401367", "95835499232671", "26374964298163"],
    ),
    ("rodne-cislo", &["781214/2514", "710310/8595", "710619/1609"]),
    ("cnp-ro", &["2700701123511", "1940406124413", "2880523122959"]),
    ("egn-bg", &["6212243237", "7305143780", "9606269850"]),
    ("amka-gr", &["05066875211", "14129983335", "04058655889"]),
    ("afm-gr", &["550166910", "076783067", "467842794"]),
    ("oib-hr", &["33908592383", "84946982609", "92896902505"]),
    ("emso", &["0101980502997", "0101980500579", "0101980507166"]),
    ("nhs-uk", &["1282107321", "0454134363", "7591657127"]),
    ("utr-uk", &["2131653884", "4087063138", "2675521748"]),
    ("aba", &["047941892", "064555368"]),
    ("sin-ca", &["530764281", "504389172", "600653117"]),
    ("cpf-br", &["47878422931", "44788153564", "89550313352"]),
    ("cnpj-br", &["29680350855301", "60861103709371", "78836457511211"]),
    ("tckn-tr", &["11136188616", "64450048562", "84915197666"]),
    ("id-il", &["360894000", "552840209", "457022887"]),
    ("aadhaar-in", &["634757435217", "295000576841", "601211444200"]),
    ("unp-by", &["690824012", "557045686", "181017993"]),
    ("rnokpp-ua", &["2550340907", "2101958712", "2172064728"]),
    ("edrpou-ua", &["66779054", "43796799", "33243233"]),
    ("lei", &["5299GITP3IGEMYKY6S34", "52991N9VSZ6KTCXSDI93", "5299R6CR2B9RMLLYID06"]),
    ("inn", &["7708020575", "7730167750", "7720200119"]),
    ("ogrn", &["1224605947796", "1249513872321", "1848841233800"]),
    (
        "vat-eu",
        &[
            "ATU50431536",
            "ATU20974872",
            "BE0153958497",
            "BE0533042318",
            "BG421479077",
            "BG640267134",
            "CY01850996L",
            "CY07777862W",
            "CZ48324485",
            "CZ18768288",
            "DE454553030",
            "DE178617931",
            "DK62380330",
            "DK49181558",
            "EE568052118",
            "EE560381450",
            "EL623280777",
            "EL260582337",
            "ESB62659982",
            "ESB34104893",
            "FI45117245",
            "FI33200658",
            "FR24874832819",
            "FR69722582798",
            "GB760781950",
            "GB989062079",
            "HR62581613535",
            "HR96172797352",
            "HU65629835",
            "HU34074435",
            "IE1398252L",
            "IE4174285E",
            "IT40728400637",
            "IT69022840420",
            "LT749983617",
            "LT408404010",
            "LT595139962717",
            "LT256844927018",
            "LU15719117",
            "LU87465148",
            "LV42555122441",
            "LV44579408903",
            "MT56781805",
            "MT26100001",
            "NL663180569B01",
            "NL612934500B01",
            "PL1194675950",
            "PL4958222509",
            "PT521185807",
            "PT581892518",
            "RO35505880",
            "RO93320188",
            "SE390917358901",
            "SE750927886201",
            "SI79592252",
            "SI58514040",
            "SK9034365219",
            "SK6722423587",
            "CHE526855738",
            "CHE841926643",
            "NO000727555",
            "NO096932243",
        ],
    ),
    (
        "iban",
        &[
            "DE89370400440532013000",
            "ES9121000418450200051332",
            "BE68539007547034",
            "FR1420041010050500013M02606",
            "PT50000201231234567890154",
            "SI56263300012039086",
            "GB82WEST12345698765432",
        ],
    ),
    ("inn-person", &["500100732259"]),
    ("ogrnip", &["304500116000157"]),
    ("snils", &["11223344595"]),
    ("oms", &["7754630829001426"]),
    ("card", &["5213948277163046", "2202203212345674"]),
];

fn holds(name: &str, text: &str) -> bool {
    let validator = find(name).unwrap_or_else(|near| panic!("no {name}, but {near}"));
    (validator.check)(text).is_some()
}

/// How many of the texts with one digit changed, and with two neighbours exchanged, hold as well; and how many there are.
fn slips(name: &str, text: &str) -> ((usize, usize), (usize, usize)) {
    let bytes = text.as_bytes();
    let (mut singles, mut all_singles, mut swaps, mut all_swaps) = (0, 0, 0, 0);
    for at in 0..bytes.len() {
        if !bytes[at].is_ascii_digit() {
            continue;
        }
        for other in (b'0'..=b'9').filter(|d| *d != bytes[at]) {
            let mut wrong = bytes.to_vec();
            wrong[at] = other;
            all_singles += 1;
            singles += usize::from(holds(name, std::str::from_utf8(&wrong).expect("ASCII")));
        }
        if at > 0 && bytes[at - 1].is_ascii_digit() && bytes[at - 1] != bytes[at] {
            let mut wrong = bytes.to_vec();
            wrong.swap(at - 1, at);
            all_swaps += 1;
            swaps += usize::from(holds(name, std::str::from_utf8(&wrong).expect("ASCII")));
        }
    }
    ((singles, all_singles), (swaps, all_swaps))
}

/// Kinds whose check lets some changes of one digit pass, because a remainder stands for two digits or a date within says
/// nothing of the digit: at most so many in a hundred. Of all others none does.
const LENIENT: &[(&str, usize)] = &[
    ("nn-be", 2),
    ("kennitala-is", 4),
    ("baltic", 4),
    ("personas-kods-lv", 5),
    ("regon-pl", 4),
    ("cnp-ro", 4),
    ("egn-bg", 7),
    ("afm-gr", 5),
    ("utr-uk", 7),
    ("edrpou-ua", 4),
    ("inn", 5),
    ("ogrn", 5),
    ("vat-eu", 4),
    ("ogrnip", 5),
    ("snils", 3),
];

#[test]
fn what_holds_holds_and_a_slip_does_not() {
    for (name, numbers) in CHECKED {
        let (mut singles, mut swaps) = ((0, 0), (0, 0));
        for number in *numbers {
            assert!(holds(name, number), "{name} refuses {number}");
            let (single, swap) = slips(name, number);
            singles = (singles.0 + single.0, singles.1 + single.1);
            swaps = (swaps.0 + swap.0, swaps.1 + swap.1);
        }
        let most = LENIENT.iter().find(|(lenient, _)| lenient == name).map_or(0, |(_, most)| *most);
        assert!(singles.0 * 100 <= singles.1 * most, "{name}: {} of {} slips pass", singles.0, singles.1);
        assert!(swaps.0 * 4 <= swaps.1, "{name}: {} of {} exchanges pass", swaps.0, swaps.1);
    }
}
