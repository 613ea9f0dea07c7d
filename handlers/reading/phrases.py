"""The commands in the words that people use for them, normalized; a bar between two ways to say the same."""

COMMANDS = {
    "back": (
        "quay lai|lui|lui lai|quay lui|truoc do|cau truoc|cau truoc do|tro lai|tro ve|quay ve|ve truoc|"
        "lui mot cau|back|quay lai cau truoc|tro lai cau truoc|ve cau truoc|tro ve cau truoc|lui lai cau truoc|"
        "quay ve cau truoc|quay lai buoc truoc|buoc truoc|quay tro lai|lui 1 cau|lui ve|xem lai cau truoc|"
        "go back|previous|lui ve truoc|lui ve cau truoc|lui lai mot cau"
    ),
    "skip": (
        "bo qua|bo wa|skip|bo qua cau nay|qua cau nay|bo cau nay|bo qua cau hoi nay|bo qua muc nay|bo qua di|"
        "cho qua|cho bo qua|cau nay bo qua|cau nay bo|bo qua phan nay|skip this|bo qua tieu chi nay"
    ),
    "later": (
        "de sau|lat|de ti|de chut|lat nua|chut nua|ti nua|ty nua|luc khac|de luc khac|de lat|de lat nua|de mai|"
        "de mai lam|mai lam|mai lam tiep|khi khac|de khi khac|tinh sau|tra loi sau|lam sau|bo sung sau|later|"
        "de sau nay|de toi|de chieu|lat lam|de lat lam|de sau lam|de sau tra loi|lat nua lam|mai tinh|bua khac|"
        "hom khac|de hom khac|de bua khac|nop sau|gui sau|de sau gui|not now|lat tra loi"
    ),
    "status": (
        "con bao nhieu|con bao nhieu cau|con bao nhieu cau nua|con may cau|con may cau nua|con bao nhieu muc|"
        "con bao nhieu nua|con gi|con gi nua|con gi nua khong|con nhieu khong|con thieu gi|con thieu gi khong|"
        "con thieu nhung gi|con lai bao nhieu|con lai gi|con lai may cau|toi dau roi|den dau roi|lam toi dau roi|"
        "lam den dau roi|tinh hinh|tien do|trang thai|tinh trang|status|con bao nhieu tieu chi|con may tieu chi|"
        "con bao nhieu cau hoi|con bao nhieu viec|xem tien do|xem tinh trang|xem trang thai|tinh hinh the nao|"
        "the nao roi|tinh hinh the nao roi|con may muc|xong chua|duoc duyet chua|da duyet chua|progress|"
        "con bao nhieu phan|con may phan|con bao lau nua|con thieu may cau|con thieu bao nhieu|con thieu cai gi|"
        "den dau|toi dau"
    ),
    "score": (
        "diem|diem may|diem cua toi|diem cua em|diem cua minh|diem cua don vi|diem cua chung toi|xem diem|"
        "xem diem cua toi|coi diem|tong diem|duoc bao nhieu diem|duoc may diem|bao nhieu diem|may diem|"
        "may diem roi|bao nhieu diem roi|toi duoc may diem roi|toi duoc bao nhieu diem|bang diem|toi duoc may diem|"
        "em duoc bao nhieu diem|em duoc may diem|don vi duoc bao nhieu diem|duoc bao nhieu diem roi|"
        "duoc may diem roi|diem so|diem so cua toi|score|my score|diem toi|diem don vi|xem bang diem|"
        "xem tong diem|diem bao nhieu|diem hien tai|dang duoc bao nhieu diem|dang duoc may diem|"
        "toi dang duoc bao nhieu diem|diem cua toi bao nhieu|diem cua toi la bao nhieu|diem tam tinh|"
        "diem tu cham|xem diem so|diem cua phuong|diem phuong|don vi duoc may diem"
    ),
    "submit": (
        "gui|nop|gui bai|nop bai|gui bang tu cham|nop bang tu cham|gui ho so|nop ho so|gui bang tu cham diem|"
        "nop bang tu cham diem|submit|gui di duyet|nop chinh thuc|gui chinh thuc|gui tat ca|nop tat ca|"
        "gui bang diem|nop bang diem|gui ket qua|nop ket qua|gui ban tu cham|nop ban tu cham|gui phieu|nop phieu|"
        "gui het|nop het|gui bai lam"
    ),
    "help": (
        "giup|help me|hd|hdsd|giup do|tro giup|help|huong dan|huong dan su dung|lam sao|lam the nao|lam sao day|"
        "cach dung|cach lam|khong hieu|toi khong hieu|em khong hieu|giup toi|giup em|giup minh|giup voi|"
        "giup toi voi|giup em voi|huong dan toi|huong dan em|ko hieu|can giup|can giup do|can tro giup|"
        "can huong dan|cuu|lam nhu the nao|lam ntn|huong dan cach lam|chi toi voi|chi em voi|k hieu|"
        "xem huong dan|su dung the nao|dung the nao|khong biet lam|khong biet lam sao|toi khong biet lam|ho tro|"
        "can ho tro|lam gi bay gio|huong dan giup|khong hieu gi|chua hieu|toi chua hieu|em chua hieu|ho tro toi|"
        "ho tro em"
    ),
    "human": (
        "gap can bo phuong|gap can bo xa|"
        "gap can bo|goi can bo|hoi can bo|gap nguoi|gap nguoi that|noi chuyen voi can bo|noi chuyen voi nguoi|"
        "lien he can bo|gap nguoi phu trach|hoi nguoi phu trach|can gap can bo|can nguoi ho tro|can nguoi giup|"
        "gap can bo phu trach|goi can bo phu trach|lien he nguoi phu trach|nhan can bo|nho can bo|"
        "nhan tin can bo|nhan tin cho can bo|nhan cho can bo|human|operator|hoi can bo phu trach|gap nhan vien|"
        "noi chuyen voi nguoi that|gap truc tiep can bo|can can bo ho tro|goi nguoi|goi nguoi phu trach|"
        "nho can bo ho tro|nho can bo giup|gap ban to chuc|hoi ban to chuc|nguoi that|gap ai do|"
        "lien he voi can bo|gap cong chuc|talk to a human|gap ng phu trach|can can bo giup"
    ),
    "stop": (
        "thoi|nghi|dung|dung lai|stop|thoat|exit|quit|tam dung|tam nghi|ngung|ngung lai|khong lam nua|nghi da|"
        "thoi nghi|thoi nhe nghi|nghi chut|nghi mot chut|nghi ti|nghi mot lat|nghi lat|nghi tay|"
        "thoi khong lam nua|thoi nghi da|nghi thoi|thoi dung|thoi dung lai|tam ngung|tam dung lai|nghi mot ti|"
        "nghi giai lao|ko lam nua|dung o day|dung tai day|thoi de nghi|nghi hom nay"
    ),
    "menu": (
        "menu|bat dau|start|trang chu|danh muc|menu chinh|ve menu|mo menu|xem menu|ve trang chu|ve dau|"
        "quay ve menu|quay lai menu|bat dau thoi|bat dau nao|main menu|danh sach chuc nang|chuc nang|hien menu|"
        "cho xem menu"
    ),
    "continue": (
        "tiep tuc|tiep|lam tiep|tiep di|tiep theo|cau tiep|cau tiep theo|continue|next|di tiep|tiep nao|"
        "tiep tuc lam|lam tiep di|tiep tuc di|cau ke|cau ke tiep|sang cau tiep|qua cau tiep|sang cau tiep theo|"
        "qua cau tiep theo|tra loi tiep|tiep tuc thoi|tiep thoi|tiep tuc tra loi|den cau tiep theo|khai tiep|"
        "nhap tiep"
    ),
    "undo": (
        "hoan tac|bo cai vua roi|undo|xoa cai vua roi|bo cau vua roi|xoa cau vua roi|bo cai moi roi|"
        "bo anh vua roi|xoa anh vua roi|bo anh vua gui|xoa anh vua gui|huy cai vua roi|bo cai vua gui|"
        "xoa cai vua gui|rut lai|bo cai vua nhap|xoa cai vua nhap|huy cau vua roi|huy buoc vua roi|"
        "xoa cai moi gui|bo cai moi gui|bo tep vua gui|xoa tep vua gui|xoa cau tra loi vua roi|"
        "bo cau tra loi vua roi|lay lai|bo lan vua roi|bo file vua gui|xoa file vua gui"
    ),
    "done": (
        "xong|xong roi|het|het roi|da xong|xong r|xong het|xong het roi|gui xong|gui xong roi|da gui xong|"
        "da gui het|du roi|vay thoi|the thoi|chi vay thoi|chi the thoi|hoan tat|done|the la xong|the la het|"
        "vay la xong|vay la het|nhieu do thoi|bay nhieu thoi|chi co vay|chi co the|chi co vay thoi|"
        "chi co the thoi|finish|finished|da hoan tat|gui het roi|xong ca roi|xong xuoi|da du|la het|xog"
    ),
}
