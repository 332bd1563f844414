"""Notices of an invented agricultural cooperative: a text that nothing in the program was chosen by."""

NOTICES = {
    "thong-bao-1.md": """---
title: Hợp tác xã Phiêng Nưa họp thường niên
date: 2024-01-20
source: Bản tin Phiêng Nưa
---

Sáng 20/1/2024, HTX nông nghiệp Phiêng Nưa họp thường niên tại nhà văn hóa bản Lường. Bà Lò Thị Ưng, Giám đốc hợp tác xã, cho biết
năm 2023 có 187 hộ góp vốn, tổng vốn điều lệ đạt 2,4 tỷ đồng.

Các hộ trồng dâu nuôi tằm ở bản Khoăng nhận 3.600 cây giống vào tháng 3.
""",
    "thong-bao-2.md": """---
title: Lịch bơm nước vụ xuân
date: 2024-02-02
source: Bản tin Phiêng Nưa
---

Trạm bơm Nà Ngừa chạy từ 5 giờ sáng đến 11 giờ trưa các ngày thứ ba và thứ sáu. Hộ nào cần nước ngoài giờ báo cho ông Quàng Văn Xổm
trước hai ngày. Phí bơm nước là 45.000 đồng một sào.

Ủy ban nhân dân xã hỗ trợ 60 triệu đồng sửa kênh Huổi Pản.
""",
    "thong-bao-3.md": """---
title: Bán hạt óc chó sang Cô-oét
date: 2024-05-11
source: Bản tin Phiêng Nưa
---

Lô hạt óc chó đầu tiên, 14 tấn, đã xuất sang Cô-oét ngày 9/5/2024. Khách hàng là công ty Đa-ma ở thành phố Gia-ra.
""",
}
