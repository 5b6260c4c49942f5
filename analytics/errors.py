"""What can a person mend? The one base error whose text is meant for the reader of the screen."""


class Unusable(Exception):
    """The reader can act on it: the message is one Japanese line that says where, what was found, what is allowed."""


class Cancelled(Unusable):
    """The person who asked for the work has ended it; nothing of it is left."""

    def __init__(self) -> None:
        super().__init__("中止しました。何も変わっていません。")
