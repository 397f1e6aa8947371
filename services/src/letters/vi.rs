//! The letters in Vietnamese.

use super::Words;
use domain::consent::{Channel, Purpose};

pub(super) const GREETING: &str = "Chào bạn,";
pub(super) const CLOSING: &str = "Trung tâm thành viên Metiz Cinema\n\
    Thư này được gửi tự động. Chúng tôi không bao giờ hỏi mật khẩu hay số thẻ của bạn qua email.";
pub(super) const CERTIFICATE_SUBJECT: &str = "Giấy xác nhận đã xóa tài khoản Metiz";

pub(super) fn confirm_address(link: &str) -> Words {
    Words {
        subject: "Xác nhận địa chỉ email của bạn tại Metiz",
        body: format!(
            "Một tài khoản thành viên Metiz vừa được mở với địa chỉ email này. Nếu đó là bạn, hãy mở liên kết dưới đây để \
             xác nhận địa chỉ. Liên kết dùng được trong 24 giờ.\n\n{link}\n\nNếu không phải bạn, bạn không cần làm gì: địa \
             chỉ chưa xác nhận sẽ không được dùng vào việc khác."
        ),
    }
}

pub(super) fn address_in_use(sign_in: &str) -> Words {
    Words {
        subject: "Có người vừa đăng ký Metiz bằng địa chỉ email của bạn",
        body: format!(
            "Có người vừa mở một tài khoản thành viên Metiz và điền địa chỉ email này. Địa chỉ này đã được xác nhận cho tài \
             khoản của bạn và vẫn chỉ thuộc về tài khoản đó.\n\nNếu đó là bạn, bạn đã có sẵn tài khoản; hãy đăng nhập \
             bằng tên hoặc email tại:\n\n{sign_in}\n\nNếu không phải bạn, bạn không cần làm gì."
        ),
    }
}

pub(super) fn confirm_new_address(link: &str) -> Words {
    Words {
        subject: "Xác nhận địa chỉ email mới của bạn tại Metiz",
        body: format!(
            "Bạn vừa đổi địa chỉ email của tài khoản Metiz sang địa chỉ này. Hãy mở liên kết dưới đây để xác nhận. Liên kết \
             dùng được trong 24 giờ; đến khi đó địa chỉ cũ vẫn được dùng.\n\n{link}\n\nNếu bạn không yêu cầu, hãy bỏ \
             qua thư này: không có gì thay đổi."
        ),
    }
}

pub(super) fn address_changing(at: &str, security: &str) -> Words {
    Words {
        subject: "Yêu cầu đổi địa chỉ email của tài khoản Metiz",
        body: format!(
            "Lúc {at}, tài khoản Metiz của bạn được yêu cầu đổi sang một địa chỉ email khác. Địa chỉ mới chỉ được dùng sau \
             khi được xác nhận.\n\nNếu đó là bạn, bạn không cần làm gì. Nếu không phải, hãy đăng nhập và kết thúc các \
             phiên lạ tại:\n\n{security}"
        ),
    }
}

pub(super) fn address_changed(at: &str, undo: &str) -> Words {
    Words {
        subject: "Địa chỉ email của tài khoản Metiz đã đổi",
        body: format!(
            "Từ {at}, thư của tài khoản Metiz được gửi đến địa chỉ email mới mà bạn đã xác nhận. Đây là thư cuối cùng gửi \
             đến địa chỉ này.\n\nNếu bạn không đổi, hãy mở liên kết dưới đây trong vòng 48 giờ: địa chỉ này được khôi phục, mọi \
             phiên kết thúc, và bạn chọn mật khẩu mới.\n\n{undo}"
        ),
    }
}

pub(super) fn closing_begun(ends: &str, sign_in: &str) -> Words {
    Words {
        subject: "Tài khoản Metiz của bạn đang được đóng",
        body: format!(
            "Theo yêu cầu của bạn, tài khoản Metiz đã bị khóa lại và mọi phiên đăng nhập đã kết thúc. Dữ liệu của bạn sẽ \
             được xóa sau {ends}; đến lúc đó chúng tôi không gửi thư nào khác.\n\nNếu bạn đổi ý, hãy đăng nhập trước thời \
             điểm đó và chọn \"Mở lại tài khoản\":\n\n{sign_in}"
        ),
    }
}

pub(super) fn unused(used: &str, closes: &str, sign_in: &str) -> Words {
    Words {
        subject: "Tài khoản Metiz của bạn lâu rồi không được dùng",
        body: format!(
            "Tài khoản Metiz của bạn được dùng lần cuối ngày {used}. Chúng tôi không muốn giữ dữ liệu của bạn lâu hơn mức cần \
             thiết, nên tài khoản sẽ được đóng từ ngày {closes} và dữ liệu được xóa sau đó.\n\nNếu bạn muốn giữ tài khoản, chỉ \
             cần đăng nhập một lần trước ngày đó:\n\n{sign_in}\n\nNếu bạn không cần tài khoản nữa, bạn không phải làm gì."
        ),
    }
}

pub(super) fn closed_unused(ends: &str, sign_in: &str) -> Words {
    Words {
        subject: "Tài khoản Metiz của bạn đang được đóng vì không được dùng",
        body: format!(
            "Như đã báo trong hai thư trước, tài khoản Metiz của bạn lâu rồi không được dùng nên đã bị khóa lại. Dữ liệu của \
             bạn sẽ được xóa sau {ends}; đến lúc đó chúng tôi không gửi thư nào khác.\n\nNếu bạn muốn giữ tài khoản, hãy đăng \
             nhập trước thời điểm đó và chọn \"Mở lại tài khoản\":\n\n{sign_in}"
        ),
    }
}

pub(super) fn reopened(at: &str, sign_in: &str) -> Words {
    Words {
        subject: "Tài khoản Metiz của bạn đã mở lại",
        body: format!(
            "Tài khoản Metiz của bạn được mở lại lúc {at}. Không có dữ liệu nào bị xóa.\n\nNếu không phải bạn, hãy đăng \
             nhập và kết thúc các phiên lạ tại:\n\n{sign_in}"
        ),
    }
}

pub(super) fn frozen(at: &str, consent: &str) -> Words {
    Words {
        subject: "Đã tạm ngưng sử dụng dữ liệu của bạn tại Metiz",
        body: format!(
            "Từ {at}, theo yêu cầu của bạn, Metiz Cinema tạm ngưng mọi việc dựa trên sự đồng ý của bạn hoặc bạn có quyền phản \
             đối: tin mới, khuyến mại, tri ân, và chủ động liên hệ. Tài khoản, đơn vé và các quyết định của bạn vẫn giữ \
             nguyên; thư về chính tài khoản và giao dịch của bạn vẫn được gửi.\n\nBạn có thể bỏ tạm ngưng bất cứ lúc nào \
             tại:\n\n{consent}"
        ),
    }
}

pub(super) fn unfrozen(at: &str, consent: &str) -> Words {
    Words {
        subject: "Đã bỏ tạm ngưng sử dụng dữ liệu của bạn tại Metiz",
        body: format!(
            "Việc tạm ngưng sử dụng dữ liệu của bạn được bỏ lúc {at}. Từ nay các quyết định đồng ý và từ chối của bạn lại có \
             hiệu lực như trước.\n\nBạn xem và đổi từng quyết định, hoặc tạm ngưng lại, tại:\n\n{consent}\n\nNếu không phải \
             bạn, hãy đăng nhập, tạm ngưng lại và kết thúc các phiên lạ."
        ),
    }
}

pub(super) fn unsubscribed((purpose, channel): (Purpose, Channel), at: &str, consent: &str) -> Words {
    let what = match purpose {
        Purpose::News => "tin website",
        Purpose::Promotions => "khuyến mại",
        Purpose::Loyalty => "lời tri ân",
    };
    let by = match channel {
        Channel::Email => "email",
        Channel::Sms => "tin nhắn SMS",
        Channel::Call => "điện thoại",
        Channel::Zalo => "Zalo",
    };
    Words {
        subject: "Xác nhận đã dừng gửi tin cho bạn tại Metiz",
        body: format!(
            "Chúng tôi nhận được yêu cầu dừng nhận {what} qua {by} của bạn lúc {at}, từ liên kết trong một tin đã gửi. Việc gửi \
             đã dừng ngay lúc {at}.\n\nĐây là thư xác nhận duy nhất. Các mục khác vẫn theo quyết định của bạn; bạn xem và đổi \
             từng mục tại:\n\n{consent}"
        ),
    }
}

pub(super) fn new_device(at: &str, device: &str, security: &str) -> Words {
    Words {
        subject: "Đăng nhập từ một thiết bị mới",
        body: format!(
            "Lúc {at}, có người đăng nhập vào tài khoản Metiz của bạn từ một thiết bị chưa từng dùng: {device}.\n\nNếu đó \
             là bạn, bạn không cần làm gì. Nếu không phải, hãy kết thúc phiên đó tại:\n\n{security}"
        ),
    }
}

pub(super) fn copy_taken(at: &str, security: &str) -> Words {
    Words {
        subject: "Bản sao dữ liệu Metiz của bạn vừa được tải",
        body: format!(
            "Lúc {at}, một bản sao đầy đủ dữ liệu của bạn đã được tải từ tài khoản Metiz của bạn, sau khi nhập đúng \
             mật khẩu hoặc dùng khóa truy cập.\n\nNếu đó là bạn, hãy giữ tệp ở nơi chỉ bạn mở được. Nếu không phải, hãy kết thúc các phiên lạ tại đây \
             và báo cho quầy vé:\n\n{security}"
        ),
    }
}

pub(super) fn recover_password(link: &str, recovery: &str) -> Words {
    Words {
        subject: "Đặt lại mật khẩu tài khoản Metiz",
        body: format!(
            "Có người yêu cầu đặt lại mật khẩu cho tài khoản Metiz của bạn. Nếu đó là bạn, hãy mở liên kết dưới đây và chọn \
             mật khẩu mới. Liên kết dùng được một lần, trong 10 phút.\n\n{link}\n\nQuá 10 phút, bạn có thể yêu cầu thư \
             khác tại:\n\n{recovery}\n\nNếu không phải bạn, bạn không cần làm gì: mật khẩu vẫn như cũ. Đừng chuyển thư \
             này cho ai."
        ),
    }
}

pub(super) fn tell_username(username: &str, sign_in: &str) -> Words {
    Words {
        subject: "Tên đăng nhập Metiz của bạn",
        body: format!(
            "Bạn vừa hỏi tên đăng nhập của tài khoản Metiz dùng địa chỉ email này. Tên đăng nhập là:\n\n{username}\n\nBạn \
             đăng nhập bằng tên này hoặc bằng email tại:\n\n{sign_in}\n\nNếu không phải bạn hỏi, bạn không cần làm gì: \
             chỉ người đọc được hộp thư này biết tên đó."
        ),
    }
}

pub(super) fn password_changed(at: &str, passkeys: usize, recovery: &str) -> Words {
    let passkeys = match passkeys {
        0 => String::new(),
        some => format!(
            "Tài khoản còn {some} khóa truy cập (passkey), vẫn đăng nhập được mà không cần mật khẩu. Nếu có khóa không phải \
             của bạn, hãy gỡ ở trang Thiết bị.\n\n"
        ),
    };
    Words {
        subject: "Mật khẩu tài khoản Metiz đã đổi",
        body: format!(
            "Mật khẩu tài khoản Metiz của bạn được đổi lúc {at}. Các phiên đăng nhập khác đã kết thúc và các liên kết gửi \
             trước đó không còn dùng được.\n\n{passkeys}Nếu đó là bạn, bạn không cần làm gì. Nếu không phải, hãy đặt lại \
             mật khẩu ngay tại:\n\n{recovery}"
        ),
    }
}

pub(super) fn authenticator_added(at: &str, undo: &str) -> Words {
    Words {
        subject: "Đã bật ứng dụng xác thực cho tài khoản Metiz",
        body: format!(
            "Lúc {at}, một ứng dụng xác thực đã được thêm vào tài khoản Metiz của bạn. Từ nay, sau mật khẩu, mỗi lần đăng \
             nhập cần thêm một mã. Các phiên trên thiết bị khác đã kết thúc.\n\nNếu đó là bạn, bạn không cần làm gì. Nếu \
             không phải, hãy mở liên kết dưới đây trong vòng 48 giờ: ứng dụng đó và các khóa truy cập được gỡ, mọi phiên kết \
             thúc, và bạn chọn mật khẩu mới.\n\n{undo}"
        ),
    }
}

pub(super) fn authenticator_removed(at: &str, security: &str) -> Words {
    Words {
        subject: "Đã gỡ ứng dụng xác thực khỏi tài khoản Metiz",
        body: format!(
            "Lúc {at}, ứng dụng xác thực và các mã dự phòng đã được gỡ khỏi tài khoản Metiz của bạn. Từ nay, chỉ cần mật \
             khẩu là đăng nhập được.\n\nNếu đó là bạn, bạn không cần làm gì. Nếu không phải, hãy đăng nhập, kết thúc các \
             phiên lạ và bật lại tại:\n\n{security}"
        ),
    }
}

pub(super) fn passkey_added(at: &str, undo: &str) -> Words {
    Words {
        subject: "Đã thêm khóa truy cập vào tài khoản Metiz",
        body: format!(
            "Lúc {at}, một khóa truy cập (passkey) đã được thêm vào tài khoản Metiz của bạn. Ai có thiết bị giữ khóa đó và mở \
             được bằng vân tay, khuôn mặt hoặc mã PIN thì đăng nhập được mà không cần mật khẩu. Các phiên trên thiết bị khác \
             đã kết thúc.\n\nNếu đó là bạn, bạn không cần làm gì. Nếu không phải, hãy mở liên kết dưới đây trong vòng 48 giờ: mọi \
             khóa truy cập được gỡ, mọi phiên kết thúc, và bạn chọn mật khẩu mới.\n\n{undo}"
        ),
    }
}

pub(super) fn passkey_removed(at: &str, security: &str) -> Words {
    Words {
        subject: "Đã gỡ một khóa truy cập khỏi tài khoản Metiz",
        body: format!(
            "Lúc {at}, một khóa truy cập (passkey) đã được gỡ khỏi tài khoản Metiz của bạn và không đăng nhập được nữa. Các \
             phiên trên thiết bị khác đã kết thúc.\n\nNếu đó là bạn, hãy xóa luôn khóa đó trong máy. Nếu không phải, hãy \
             đăng nhập và xem lại tại:\n\n{security}"
        ),
    }
}

pub(super) fn passkey_copied(at: &str, security: &str) -> Words {
    Words {
        subject: "Một khóa truy cập của tài khoản Metiz đã bị từ chối",
        body: format!(
            "Lúc {at}, có người dùng một khóa truy cập (passkey) của bạn mà bộ đếm của khóa bị lùi lại. Điều đó có thể có nghĩa \
             là khóa đã bị sao chép, nên chúng tôi đã từ chối.\n\nHãy đăng nhập bằng mật khẩu, gỡ khóa đó và thêm khóa \
             mới tại:\n\n{security}"
        ),
    }
}

pub(super) fn recovery_codes_made(at: &str, codes: &str) -> Words {
    Words {
        subject: "Mã dự phòng mới của tài khoản Metiz",
        body: format!(
            "Lúc {at}, mười mã dự phòng mới đã được tạo cho tài khoản Metiz của bạn. Các mã cũ không còn dùng được.\n\nNếu \
             đó là bạn, bạn không cần làm gì. Nếu không phải, hãy đăng nhập, kết thúc các phiên lạ và tạo lại mã \
             tại:\n\n{codes}"
        ),
    }
}

pub(super) fn recovery_code_used(at: &str, left: u32, codes: &str) -> Words {
    Words {
        subject: "Một mã dự phòng của tài khoản Metiz vừa được dùng",
        body: format!(
            "Lúc {at}, một mã dự phòng đã được dùng cho tài khoản Metiz của bạn, cùng với mật khẩu đúng. Bạn còn {left} \
             mã.\n\nNếu đó là bạn và sắp hết mã, hãy tạo mã mới. Nếu không phải bạn, hãy đăng nhập, kết thúc các phiên lạ \
             và tạo mã mới ngay tại:\n\n{codes}"
        ),
    }
}

pub(super) fn codes_tried(at: &str, recovery: &str) -> Words {
    Words {
        subject: "Có người biết mật khẩu Metiz của bạn?",
        body: format!(
            "Lúc {at}, có người nhập đúng mật khẩu tài khoản Metiz của bạn rồi nhập sai mã xác minh nhiều lần liên tiếp. Họ \
             chưa vào được tài khoản.\n\nNếu đó là bạn, hãy kiểm tra giờ trên điện thoại hoặc dùng một mã dự phòng. Nếu \
             không phải bạn, mật khẩu đã lộ: hãy đặt mật khẩu mới ngay tại:\n\n{recovery}"
        ),
    }
}

pub(super) fn not_me(at: &str, number: &str, link: &str, recovery: &str) -> Words {
    Words {
        subject: "Tài khoản Metiz của bạn đã được khóa để bảo vệ",
        body: format!(
            "Lúc {at}, bạn báo rằng có người khác dùng tài khoản Metiz của bạn. Số báo cáo: {number}.\n\nMọi phiên đăng nhập \
             đã kết thúc; mật khẩu cũ và các khóa truy cập không dùng được nữa. Hãy mở liên kết dưới đây trong 10 phút và chọn mật khẩu \
             mới:\n\n{link}\n\nQuá 10 phút, hãy yêu cầu thư khác tại:\n\n{recovery}\n\nSau khi đăng nhập lại, hãy xem mục \
             Hoạt động. Cần giúp đỡ, hãy nêu số báo cáo tại quầy vé."
        ),
    }
}
