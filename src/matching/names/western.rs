//! Given names of the West, as they are written at home and as Russians write them; several ways of one name stand apart.
//! Common knowledge, written down: which of them a man bears and which a woman. Knows nothing of surnames.

pub(super) const MALE: &str = "james джеймс john джон robert роберт michael майкл william уильям david дэвид richard ричард joseph джозеф \
    thomas томас charles чарльз christopher кристофер daniel дэниел matthew мэтью anthony энтони mark марк donald \
    дональд steven стивен stephen стивен paul пол andrew эндрю joshua джошуа kenneth кеннет kevin кевин brian брайан \
    george джордж edward эдвард ronald рональд timothy тимоти jason джейсон jeffrey джеффри ryan райан jacob джейкоб \
    gary гэри nicholas николас eric эрик jonathan джонатан larry ларри justin джастин scott скотт brandon брэндон \
    benjamin бенджамин samuel сэмюэл gregory грегори frank фрэнк alexander александр raymond рэймонд patrick патрик \
    jack джек dennis деннис jerry джерри tyler тайлер aaron аарон peter питер henry генри arthur артур adam адам \
    nathan нейтан douglas дуглас zachary закари kyle кайл walter уолтер harold гарольд jeremy джереми ethan итан \
    carl карл keith кит roger роджер gerald джеральд simon саймон martin мартин philip филип oliver оливер harry \
    гарри oscar оскар victor виктор neil нил ian иэн alan алан albert альберт ernest эрнест hans ханс klaus клаус \
    karl карл friedrich фридрих wolfgang вольфганг heinrich генрих johann иоганн jurgen юрген stefan штефан otto \
    отто ludwig людвиг pierre пьер jean жан jacques жак louis луи francois франсуа michel мишель andre андре claude \
    клод marcel марсель rene рене giovanni джованни giuseppe джузеппе marco марко antonio антонио luigi луиджи carlo \
    карло mario марио roberto роберто juan хуан jose хосе carlos карлос miguel мигель pedro педро luis луис diego \
    диего pablo пабло javier хавьер lars ларс erik эрик sven свен nils нильс william вильям walter вальтер geoffrey \
    джеффри hugh хью hubert хьюберт stephen стефен stephen стефан kenneth кеннетт theodore теодор theodor теодор \
    matthew мэттью charles чарлз philip филипп phillip филипп phillip филлип henry хенри henry анри henri анри \
    joseph йозеф josef йозеф josef джозеф peter петер anthony антони antony антони antony энтони benjamin бенджамен \
    nicolas николя nicolas николас christoph кристоф christophe кристоф ralph ралф ralph ральф hans ганс helmut \
    хельмут helmut гельмут heinrich хайнрих herbert герберт herbert херберт hermann герман hermann херманн horst \
    хорст dieter дитер manfred манфред werner вернер gerhard герхард gerhard гергард gunther гюнтер gunter гюнтер \
    günther гюнтер günter гюнтер jürgen юрген jorg йорг jörg йорг jörg ерг bjorn бьерн björn бьерн soren серен \
    matthias маттиас tobias тобиас felix феликс max макс moritz мориц lukas лукас ulrich ульрих rolf рольф rainer \
    райнер reinhard райнхард rudolf рудольф rudolph рудольф siegfried зигфрид sebastian себастьян emil эмиль ernst \
    эрнст franz франц fritz фриц georg георг gustav густав kurt курт leopold леопольд leonard леонард leonhard \
    леонхард anton антон august август bernard бернард bernhard бернхард bruno бруно david давид daniel даниэль \
    daniel даниель edgar эдгар edmund эдмунд edwin эдвин elliott эллиот eugene юджин eugen ойген fred фред frederick \
    фредерик frederic фредерик gabriel габриэль gilbert гилберт gilbert жильбер gordon гордон graham грэм graham \
    грэхем grant грант guy гай guy ги harvey харви howard говард howard ховард isaac айзек jeff джефф jim джим joel \
    джоэл jordan джордан julian джулиан leo лео leon леон lewis льюис logan логан luke люк luc люк malcolm малькольм \
    malcolm малкольм marcus маркус matt мэтт maurice морис michael михаэль mike майк miles майлз mitchell митчелл \
    morgan морган nigel найджел noah ной norman норман owen оуэн pascal паскаль perry перри quentin квентин ray рэй \
    randall рэндалл reginald реджинальд rick рик rodney родни ross росс roy рой russell рассел sam сэм sean шон \
    shaun шон shawn шон shane шейн sidney сидней stanley стэнли stuart стюарт stewart стюарт ted тед terence теренс \
    terry терри todd тодд tom том tony тони travis трэвис trevor тревор vincent винсент vincent венсан vernon вернон \
    wayne уэйн wesley уэсли wilfred уилфред wilhelm вильгельм winston уинстон abraham абрахам alain ален alexandre \
    александр alexis алексис alfred альфред alphonse альфонс antoine антуан armand арман arnaud арно auguste огюст \
    bertrand бертран charles шарль cyril сирил damien дамьен denis дени didier дидье dominic доминик dominique \
    доминик edouard эдуар emmanuel эмманюэль etienne этьен étienne этьен fabien фабьен fabrice фабрис fernand фернан \
    francis фрэнсис francis франсис françois франсуа gaston гастон georges жорж gerard жерар gérard жерар gilles \
    жиль guillaume гийом gustave гюстав herve эрве hugo юго hugo хуго hugo уго jerome жером jérôme жером joel жоэль \
    julien жюльен laurent лоран lucien люсьен marc марк mathieu матье olivier оливье paul поль philippe филипп \
    raphael рафаэль raymond реймон raymond раймон remy реми richard ришар robert робер roger роже roland ролан \
    romain ромен serge серж simon симон sylvain сильвен theo тео thierry тьерри thomas тома tristan тристан xavier \
    ксавье yves ив yann янн alberto альберто alessandro алессандро alfredo альфредо andrea андреа angelo анджело \
    claudio клаудио daniele даниеле dario дарио domenico доменико emilio эмилио enrico энрико enzo энцо fabio фабио \
    federico федерико filippo филиппо francesco франческо franco франко gianni джанни giorgio джорджо giulio джулио \
    guido гвидо leonardo леонардо lorenzo лоренцо luca лука luciano лучано massimo массимо matteo маттео maurizio \
    маурицио mauro мауро michele микеле nicola никола paolo паоло pietro пьетро raffaele раффаэле renato ренато \
    riccardo риккардо salvatore сальваторе sergio серджо silvio сильвио stefano стефано umberto умберто vincenzo \
    винченцо vito вито alejandro алехандро alfonso альфонсо alvaro альваро andres андрес ángel анхель angel анхель \
    armando армандо arturo артуро cesar сесар eduardo эдуардо enrique энрике ernesto эрнесто esteban эстебан felipe \
    фелипе fernando фернандо francisco франсиско gerardo херардо gonzalo гонсало guillermo гильермо gustavo густаво \
    hector эктор ignacio игнасио jaime хайме jesus хесус joaquin хоакин joao жуан jorge хорхе josé хосе julio хулио \
    lorenzo лоренсо manuel мануэль marcos маркос mateo матео mauricio маурисио rafael рафаэль ramon рамон raul рауль \
    ricardo рикардо rodrigo родриго ruben рубен salvador сальвадор santiago сантьяго sergio серхио tomas томас \
    vicente висенте anders андерс arne арне bengt бенгт fredrik фредрик gunnar гуннар hakan хокан harald харальд \
    henrik хенрик ingvar ингвар jens йенс johan юхан johan йохан jonas йонас kjell чель leif лейф magnus магнус mats \
    матс mikael микаэль mikko микко matti матти niklas никлас olaf олаф olof улоф oskar оскар per пер pekka пекка \
    rasmus расмус roald руаль rune руне stig стиг thor тор torsten торстен jan ян pieter питер willem виллем kees \
    кес dirk дирк joost йост jeroen йерун marek марек piotr петр jerzy ежи janusz януш tadeusz тадеуш krzysztof \
    кшиштоф wojciech войцех zbigniew збигнев andrzej анджей tomasz томаш jakub якуб vaclav вацлав václav вацлав jiri \
    иржи jiří иржи milan милан petr петр pavel павел zoran зоран dragan драган istvan иштван laszlo ласло lászló \
    ласло gabor габор zoltan золтан ferenc ференц sandor шандор imre имре attila аттила \
    dietrich дитрих dietmar дитмар uwe уве zdenek зденек vojtech войтех craig крейг joao жоау \
    jose жозе ake оке georgios георгиос dimitrios димитриос nikos никос yannis яннис kostas костас \
    mehmet мехмет ahmet ахмет mustafa мустафа emre эмре huseyin хусейн omar омар ahmed ахмед \
    ahmad ахмад mohammed мохаммед muhammad мухаммед mohamed мохамед khaled халед khalid халид yusuf юсуф \
    youssef юсеф ibrahim ибрагим hassan хасан karim карим tariq тарик grzegorz гжегож niels нильс \
    marcello марчелло hiroshi хироси hiroshi хироши takashi такаси takashi такаши kenji кэндзи kenji кендзи \
    satoshi сатоси satoshi сатоши ichiro итиро akira акира makoto макото naoki наоки shinichi синъити \
    kazuo кадзуо hiroki хироки haruki харуки stig стиг gunnar гуннар torsten торстен thorsten торстен";
pub(super) const FEMALE: &str = "mary мэри patricia патрисия jennifer дженнифер linda линда elizabeth элизабет barbara барбара susan сьюзен \
    jessica джессика sarah сара karen карен lisa лиза nancy нэнси betty бетти sandra сандра margaret маргарет ashley \
    эшли kimberly кимберли emily эмили donna донна michelle мишель carol кэрол amanda аманда melissa мелисса deborah \
    дебора stephanie стефани rebecca ребекка laura лора sharon шэрон cynthia синтия kathleen кэтлин amy эми angela \
    анжела shirley ширли anna анна brenda бренда pamela памела emma эмма nicole николь helen хелен samantha саманта \
    katherine кэтрин catherine кэтрин christine кристин rachel рэйчел carolyn кэролин janet джанет maria мария \
    heather хизер diane диана ruth рут julie джули olivia оливия joyce джойс virginia вирджиния victoria виктория \
    kelly келли lauren лорен christina кристина joan джоан evelyn эвелин judith джудит alice алиса jane джейн grace \
    грейс charlotte шарлотта julia джулия claire клэр kate кейт sophie софи lucy люси greta грета ursula урсула \
    ingrid ингрид helga хельга marie мари jeanne жанна camille камилла chloe хлоя isabelle изабель giulia джулия \
    chiara кьяра francesca франческа sofia софия carmen кармен lucia лусия isabel исабель elena елена heather хезер \
    alice элис alice алис catherine катрин katherine катрин katharina катарина jennifer дженифер susan сьюзан susan \
    сюзан marguerite маргарита abigail эбигейл adele адель agatha агата agnes агнес alison элисон amelia амелия \
    andrea андреа angelina анджелина anita анита ann энн anne энн anne анна anne анн annette аннет april эйприл \
    audrey одри ava ава beatrice беатрис bella белла beth бет bianca бьянка bridget бриджит caroline кэролайн \
    caroline каролина cecilia сесилия charlene шарлин cheryl шерил clara клара daisy дейзи daniela даниэла daphne \
    дафна debra дебра denise дениз dolores долорес doris дорис dorothy дороти edith эдит eleanor элинор eleanor \
    элеонора ella элла ellen эллен elsa эльза erica эрика erika эрика esther эстер eva ева eve ева faith фейт fiona \
    фиона florence флоренс frances фрэнсис georgia джорджия gillian джиллиан gina джина gladys глэдис gloria глория \
    hannah ханна harriet хэрриет hilary хилари holly холли hope хоуп irene айрин irene ирен iris айрис isabella \
    изабелла jacqueline жаклин jacqueline джеклин janice дженис jean джин jeanette жанетт jill джилл joanna джоанна \
    josephine жозефина joy джой judy джуди juliet джульетта juliette жюльетт julia юлия june джун katie кэти kathryn \
    кэтрин kristen кристен leslie лесли lily лили lois лоис louise луиза louise луиз lorraine лоррейн lydia \
    лидия lynn линн mabel мейбл madison мэдисон marilyn мэрилин marion марион marjorie марджори martha марта matilda \
    матильда maureen морин megan меган melanie мелани mia мия mildred милдред molly молли monica моника monika \
    моника nadia надя natalie натали naomi наоми norma норма nora нора paige пейдж paula паула pauline полин peggy \
    пегги penelope пенелопа phyllis филлис polly полли rita рита roberta роберта robin робин rose роза rose роуз \
    rosemary розмари roxanne роксана sally салли scarlett скарлетт sheila шейла sonia соня stella стелла susanna \
    сюзанна sylvia сильвия sylvie сильви tara тара teresa тереза theresa тереза tiffany тиффани tina тина tracy \
    трейси valerie валери vanessa ванесса vera вера veronica вероника violet вайолет vivian вивиан wendy венди \
    yvonne ивонна zoe зоэ zoe зои adrienne адриенна alexandra александра amelie амели anais анаис annick анник \
    antoinette антуанетта aurelie орели brigitte брижит brigitte бригитта carole кароль cecile сесиль chantal \
    шанталь christelle кристель claire клер claudine клодин claudia клаудиа colette колетт corinne коринн delphine \
    дельфина dominique доминик elise элиза emilie эмили estelle эстель francoise франсуаза françoise франсуаза \
    gabrielle габриэль genevieve женевьева helene элен hélène элен ines инес josette жозетт juliette жюльетта \
    laetitia летиция laure лор lea леа lucie люси madeleine мадлен margaux марго marianne марианна martine мартина \
    mathilde матильда michele мишель mireille мирей monique моник nathalie натали noemie ноэми odette одетта odile \
    одиль sabine сабина sandrine сандрин simone симона solange соланж suzanne сюзанна therese тереза valentine \
    валентина veronique вероника véronique вероника virginie виржини yvette иветта anja аня anke анке annegret \
    аннегрет barbel бербель beate беате birgit биргит brunhilde брунгильда christa криста elke эльке elisabeth \
    элизабет elisabeth элизабета frieda фрида gabriele габриэле gerda герда gertrud гертруда gisela гизела gudrun \
    гудрун hannelore ханнелора heidi хайди heike хайке hildegard хильдегард ilse ильза inge инге irmgard ирмгард \
    jutta ютта karin карин kerstin керстин lena лена lieselotte лизелотта lotte лотте marlene марлен martina мартина \
    petra петра renate рената sigrid зигрид silke зильке susanne сузанна ulrike ульрике ute уте waltraud вальтрауд \
    alessandra алессандра antonella антонелла caterina катерина claudia клаудия cristina кристина donatella \
    донателла elisa элиза elisabetta элизабетта federica федерика gabriella габриэлла giovanna джованна giuseppina \
    джузеппина ilaria илария laura лаура lucia лучия luisa луиза maddalena маддалена margherita маргерита mariangela \
    марианджела michela микела ornella орнелла paola паола raffaella раффаэлла rosa роза rossella росселла sara сара \
    serena серена silvia сильвия simona симона stefania стефания valentina валентина valeria валерия vittoria \
    виттория ana ана ángela анхела beatriz беатрис carolina каролина catalina каталина consuelo консуэло elvira \
    эльвира esperanza эсперанса gabriela габриэла guadalupe гваделупе josefa хосефа juana хуана luisa луиса \
    magdalena магдалена manuela мануэла mercedes мерседес natalia наталия paloma палома pilar пилар raquel ракель \
    rocio росио soledad соледад astrid астрид birgitta биргитта britta бритта elin элин elsa эльса freya фрейя \
    gunilla гунилла ingeborg ингеборг kirsten кирстен kristina кристина linnea линнея maja майя sigrid сигрид \
    solveig сольвейг tove туве agnieszka агнешка bozena божена danuta данута ewa ева grazyna гражина halina халина \
    joanna иоанна katarzyna катажина malgorzata малгожата zofia зофья \
    gunhild гюнхильд yoko еко keiko кэйко ayse айше fatma фатма zeynep зейнеп leyla лейла amina амина fatima фатима";
