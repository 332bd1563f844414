"""The kind of answer that a question asks for, with and without diacritics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.fold import fold
from service.question.kinds import Kind, folded_question, kind_of

CASES = [
    ("Huyện có bao nhiêu trường mầm non?", Kind.QUANTITY),
    ("Doanh thu quý II đạt bao nhiêu?", Kind.MONEY),
    ("Tổng vốn của dự án là bao nhiêu?", Kind.MONEY),
    ("Sản lượng tăng bao nhiêu phần trăm?", Kind.SHARE),
    ("Cầu được khánh thành khi nào?", Kind.DATE),
    ("Hạn chót nộp hồ sơ là ngày nào?", Kind.DATE),
    ("Trường thành lập năm nào?", Kind.YEAR),
    ("Thỏa thuận ký năm bao nhiêu?", Kind.YEAR),
    ("Kéo dài đến năm mấy thì xong?", Kind.YEAR),
    ("Chè bán sang Việt Nam bao nhiêu?", Kind.QUANTITY),
    ("Trong 5 năm bao nhiêu dự án được cấp phép?", Kind.QUANTITY),
    ("Lấy chồng năm bao nhiêu tuổi?", Kind.QUANTITY),
    ("Ai chủ trì hội nghị?", Kind.PERSON),
    ("Giám đốc sở tên là gì?", Kind.PERSON),
    ("Lễ hội tổ chức ở đâu?", Kind.PLACE),
    ("Đoàn đến từ nước nào?", Kind.PLACE),
    ("Nộp hồ sơ ở chỗ nào?", Kind.PLACE),
    ("Cơ quan nào cấp phép?", Kind.ORGANISATION),
    ("Kể tên các xã đạt chuẩn", Kind.LIST),
    ("Những mặt hàng nào được xuất khẩu?", Kind.LIST),
    ("Vì sao mất điện?", Kind.CAUSE),
    ("Nguyên nhân của vụ cháy là gì?", Kind.CAUSE),
    ("Dự án nhằm mục đích gì?", Kind.PURPOSE),
    ("Có phải cầu đã xong không?", Kind.YES_NO),
    ("Xã nói gì về kế hoạch?", Kind.OTHER),
    # a word of money is not what is asked for where a question word asks for something else
    ("Kim ngạch xuất khẩu sang nước nào lớn nhất?", Kind.PLACE),
    ("Huyện nào có tổng vốn vay lớn nhất?", Kind.PLACE),
    ("Ai phê duyệt tổng vốn của kho lạnh?", Kind.PERSON),
    ("Bao nhiêu hợp tác xã có tổng vốn trên 4 tỷ đồng?", Kind.QUANTITY),
    ("Kinh phí mở lớp được duyệt khi nào?", Kind.DATE),
    ("Liệt kê các kho có tổng vốn trên 4 tỷ đồng", Kind.LIST),
    ("Tổng vốn của kho lạnh mấy tỷ?", Kind.MONEY),
    ("Kinh phí mở lớp lấy từ đâu?", Kind.MONEY),
    # nor where something that is no money is counted
    ("Khu vực có vốn đầu tư nước ngoài tạo việc làm cho bao nhiêu lao động?", Kind.QUANTITY),
    ("Giấy phép có giá trị trong bao nhiêu tháng?", Kind.QUANTITY),
    ("Kinh phí khoa học cấp cho bao nhiêu đề tài?", Kind.QUANTITY),
    ("Ngân sách huyện chi bao nhiêu cho kế hoạch?", Kind.MONEY),
    ("Ngân sách huyện chi bao nhiêu để sửa cầu?", Kind.MONEY),
    ("Chi phí đội lên bao nhiêu so với dự tính?", Kind.MONEY),
    ("Ngành điện nộp ngân sách bao nhiêu năm ngoái?", Kind.MONEY),
    ("Kim ngạch đạt bao nhiêu năm 2024?", Kind.MONEY),
    ("Tàu chở số vàng trị giá bao nhiêu euro?", Kind.MONEY),
    # what rises or falls by a number of things is no share
    ("Số hộ nghèo giảm bao nhiêu hộ?", Kind.QUANTITY),
    ("Chỉ số của tỉnh tăng bao nhiêu điểm?", Kind.QUANTITY),
    ("Hộ kê khai sớm được giảm bao nhiêu tiền?", Kind.MONEY),
    ("Giá rau tăng bao nhiêu trong tuần đầu?", Kind.SHARE),
    ("Học phí tăng bao nhiêu so với năm trước?", Kind.SHARE),
    ("Xã khu vực II được giảm bao nhiêu học phí?", Kind.SHARE),
    ("Chỉ số tăng bao nhiêu điểm phần trăm?", Kind.SHARE),
    # a tag ends its clause, with words of address behind it at most
    ("Vì sao cán bộ phải không ngừng học tập?", Kind.CAUSE),
    ("Thôn có 12 hộ, đúng không?", Kind.YES_NO),
    ("Thôn có 12 hộ phải không bạn?", Kind.YES_NO),
    ("Thôn có 12 hộ đúng không vậy ạ?", Kind.YES_NO),
    ("Có đúng không, thôn nào cũng có trường?", Kind.YES_NO),
    # "lý do" of two other words
    ("Ban quản lý do ai làm trưởng ban?", Kind.PERSON),
    ("Vi phạm bị xử lý do ai phát hiện?", Kind.PERSON),
    ("Lý do nghỉ học là gì?", Kind.CAUSE),
    ("Vụ việc dừng lại vì lý do nào?", Kind.CAUSE),
    # polite words at the end do not ask for yes or no
    ("Cho mình hỏi xã có bao nhiêu hộ được không ạ?", Kind.QUANTITY),
    ("Xã có bao nhiêu hộ, bạn có biết không?", Kind.QUANTITY),
    ("Bạn có thể cho biết ai là trưởng thôn được không?", Kind.PERSON),
    ("Bạn có thể liệt kê các thôn không?", Kind.LIST),
    ("Kể tên các thôn giúp mình được không ạ?", Kind.LIST),
    ("Cho hỏi có hộ nào trồng chè không?", Kind.YES_NO),
    ("Cho hỏi có hộ nào vay được không?", Kind.YES_NO),
    ("Mấy hộ đó vay được không?", Kind.YES_NO),
    ("Ai cũng vay được không?", Kind.YES_NO),
    ("Hộ nghèo vay được không?", Kind.YES_NO),
    ("Báo cáo có liệt kê các hộ nghèo không?", Kind.YES_NO),
]


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_kind(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


TONED = [
    ("Nhà máy đặt ở đâu?", Kind.PLACE),
    ("Công nghệ AI được dùng ở đâu?", Kind.PLACE),
    ("Cầu đã xong chưa?", Kind.YES_NO),
    ("Xã có trạm y tế không?", Kind.YES_NO),
    ("Những dự án đầu tư có tổng vốn bao nhiêu?", Kind.MONEY),
    ("Bạn có biết huyện có bao nhiêu trường không?", Kind.QUANTITY),
    ("Năm nào có thêm tuyến hàng không?", Kind.YEAR),
    ("Xã có mấy máy cày?", Kind.QUANTITY),
    ("Có bao nhiêu công trình xây dựng không phép bị xử lý?", Kind.QUANTITY),
    ("Phường xây dựng không gian văn hóa ở đâu?", Kind.PLACE),
    ("Ai nói nước sử dụng không hiệu quả?", Kind.PERSON),
    ("Tỷ lệ người dùng không, theo báo cáo, là bao nhiêu?", Kind.SHARE),
    ("Xã có 12 thôn đúng không chú?", Kind.YES_NO),
    ("Hội Chữ thập đỏ tặng bao nhiêu suất quà?", Kind.QUANTITY),
    ("Xe nộp phí hạ tầng bao nhiêu?", Kind.QUANTITY),
    ("Kinh phí đủ xây bao nhiêu tầng?", Kind.QUANTITY),
    ("Kinh phí mua bao nhiêu máy?", Kind.QUANTITY),
    ("Sản phẩm chủ lực nào được xuất khẩu?", Kind.OTHER),
    ("Nguồn lực nào được huy động?", Kind.OTHER),
    ("Xe chạy lúc nào?", Kind.DATE),
    ("cua khau dong luc nao", Kind.DATE),
    ("tinh dung nguon luc nao de lam duong", Kind.OTHER),
    ("can bo tre thieu nang luc nao", Kind.OTHER),
    ("Xã có 12 thôn à?", Kind.YES_NO),
    ("Xã kết nghĩa với Seongnam hả?", Kind.YES_NO),
    ("Cầu khánh thành rồi chứ?", Kind.YES_NO),
    ("Ai ký hả?", Kind.PERSON),
    ("Kim ngạch với Đông Nam Á", Kind.MONEY),
    ("Báo cáo của hội đồng dân chủ", Kind.OTHER),
    ("xa co 12 thon ha?", Kind.YES_NO),
    ("xa trong 179 ha?", Kind.OTHER),
    ("hop tac voi chau a", Kind.OTHER),
    ("bao cao ve dan chu", Kind.OTHER),
]


@pytest.mark.parametrize(("question", "kind"), TONED)
def test_words_that_only_look_like_question_words(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@given(st.text("Nhà máy có mấy đầu đâu AI ai nào não?", max_size=40))
def test_folding_a_question_moves_nothing(question: str) -> None:
    folded = folded_question(question)
    assert len(folded) == len(question)
    assert all(one in {"_", other} for one, other in zip(folded, fold(question), strict=True))


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_kind_does_not_need_diacritics(question: str, kind: Kind) -> None:
    assert kind_of(fold(question)) is kind
