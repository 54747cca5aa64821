"""Which words of a question say nothing about what it asks for? Data: one set a language.

Function words and the words that questions are built with. Lists from packages were looked at and
are too wide for this use: they drop "computer", "billion", "life", "people", which talks are about.
"""

ENGLISH = frozenset(
    """
    a about above after again all also am among an and any anybody anyone anything are as at be because been
    before being below between both but by can could did do does doing done during each either else ever every
    few for from further get give given go had has have having he her here hers him his how i if in into is it
    its itself just let many may me might more most much must my neither no nor not of off on once one only or
    other our ours out over own please put s same shall she should so some somebody someone something such t
    tell than that the their theirs them themselves then there these they thing things this those though
    through to too under until up upon us very want was we were what whatever when where whether which while
    who whom whose why will with within without would yes you your
    ask asked asks mean means mention mentioned say saying says said speak speaks spoke spoken state stated
    talk talked tell tells told know exactly regarding concerning
    ain aren couldn didn doesn don hadn hasn haven isn ll re shouldn ve wasn weren won wouldn
    """.split()
)

RUSSIAN = frozenset(
    """
    а без более больше будет будут будто бы был была были было быть в вам вас ваш ведь весь во вот все всего
    всей всем всех вся всё вы где да даже для до его ее ей ему если есть еще же за здесь и из или им ими
    именно их к как какая какие каким каких какова каков каково какого какое какой каком какому какую ко когда
    кого ком кому которая которого которое которой котором которому которую которые который которым которых
    кто куда ли либо лишь между меня мне много может можно мой моя мы на над надо нам нас наш не него нее ней
    нем нему нет ни них но ну о об обо один однако он она они оно от откуда очень по под пока после потому
    почему при про разве с сам сама сами само самом самый свое своего своей своем своих свой свою своя себе
    себя сейчас сколько со так такая также такие такой там те тем теперь тех то тобой тогда того тоже той
    только том тот ту тут ты у уже хоть хотя чего чей чем через что чтобы чья чье чьи эта эти этим этих это
    этого этой этом этот эту я
    расскажи расскажите скажи скажите сказал сказала сказали сказано говорил говорила говорили говорит
    говорится
    заявил заявила рассказал упомянул отметил насчет касательно
    """.split()
)

KAZAKH = frozenset(
    """
    ал ала алайда ана арқылы арасында ау ба бар барлық бе беру бұл бұлар бір бірақ біз біздің бойынша болады
    болар болған болды болса болып болу бүкіл да дан де деген дейін деп дегенді дейді ең егер екен емес ере
    еді енді және жатыр жатқан жайлы жайында жоқ жөнінде жүр және керек кезде кейін кім кімге кімді кімнің
    кімдер
    ма мас ме мен мені менің мына мынау немесе не неге неліктен нелер немен нені ненің неше нешінші ол олар
    оларға олардың олай оның оған онда осы осындай өз өзі өзінің па пе сен сияқты сондай сол соның сіз
    сондықтан
    тағы те та туралы тек тұр үшін үшінші шейін әлде әлі әр әрбір қай қайда қайдан қайсы қалай қандай қанша
    қашан қатысты және ғана ше шығар білесіз айтты айтқан айтыңыз айтылды айтылған деді
    """.split()
)

# Greetings and thanks, which say nothing where they stand by themselves.
COURTESIES = frozenset(
    phrase.strip()
    for phrase in """
    hello; hello there; hello everyone; hi; hi there; hi all; hey; dear all; good morning; good afternoon
    good evening; good day; greetings; please; thanks; many thanks; thanks a lot; thanks in advance; thank you
    thank you very much; thank you in advance; best wishes; best regards; kind regards; regards; cheers
    здравствуйте; здравствуй; привет; всем привет; добрый день; доброе утро; добрый вечер; доброго дня
    пожалуйста; спасибо; большое спасибо; спасибо большое; спасибо заранее; заранее спасибо; благодарю
    с уважением; всего доброго; всего хорошего; до свидания
    сәлем; сәлеметсіз бе; сәлеметсіздер ме; ассалаумағалейкум; армысыз; қайырлы күн; қайырлы таң; қайырлы кеш
    рақмет; рахмет; көп рақмет; үлкен рақмет; алдын ала рақмет; сау болыңыз; құрметпен
    """.replace("\n", ";").split(";")
    if phrase.strip()
)
