"""What the operating system refuses, told to people."""

import errno

_ACCESS = ("không có quyền đọc hoặc ghi", "hãy xem quyền của tệp và của thư mục chứa nó")
_FULL = ("đĩa đã đầy", "hãy dọn bớt chỗ rồi chạy lại")
_PATH = ("đường dẫn này không dùng được", "hãy xem lại đường dẫn")
_TOLD = {
    errno.EACCES: _ACCESS,
    errno.EPERM: _ACCESS,
    errno.EROFS: ("đĩa chỉ cho đọc", "hãy chọn chỗ khác"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENOENT: _PATH,
    errno.ENOTDIR: _PATH,
    errno.EEXIST: _PATH,
    errno.EISDIR: _PATH,
    errno.ENAMETOOLONG: _PATH,
}
_OTHER = ("máy không cho dùng", "hãy xem lại tệp hoặc thư mục này")


def refused(error: OSError) -> str:
    """What was refused and why, and what to do, in one Vietnamese sentence with the system's own words.

    >>> refused(PermissionError(errno.EACCES, "Permission denied", "/srv/var"))
    '/srv/var: không có quyền đọc hoặc ghi (Permission denied): hãy xem quyền của tệp và của thư mục chứa nó; thư mục dữ liệu đặt bằng TRICH_DATA_DIR.'
    """
    why, todo = _TOLD.get(error.errno or 0, _OTHER)
    named = f"{error.filename}: " if error.filename is not None else ""
    return f"{named}{why} ({error.strerror or error}): {todo}; thư mục dữ liệu đặt bằng TRICH_DATA_DIR."
