"""What an acknowledgement changes: each line goes forward, from waiting to an answer, and from any answer to done."""

from collections import Counter
from datetime import datetime

from clearance.database import point_in_time, statement
from clearance.notices.json_rows import id_parameter, rows_parameter, rows_sql
from clearance.notices.messages import Answer, Item, MessageError
from clearance.notices.outbox.models import Notice

#: An item, and the outcome that its line had before.
Move = tuple[Item, str]


def moves_of(notice: Notice, answer: Answer) -> list[Move]:
    """The items that answer a line anew.

    Raises MessageError where one would go backwards, unless a later acknowledgement came first: then it is only late.
    """
    before = dict(notice.all_lines.values_list("number", "outcome"))
    late = notice.acknowledgements.filter(number__gt=answer.number).exists()
    moves = []
    for item in answer.items:
        outcome = before[item.line]
        if not outcome or (item.outcome == "done" and outcome != "done"):
            moves.append((item, outcome))
        elif item.outcome != outcome and not late:
            words = f"Line {item.line} was answered {outcome}; it cannot become {item.outcome}. Only done may follow."
            raise MessageError("backwards", words)
    return moves


def move(notice: Notice, moves: list[Move], at: datetime) -> None:
    """Answer the lines, and count the answers of the notice."""
    rows = rows_sql("line integer, outcome text, code text")
    # Materialized: else SQLite reads all items again for every line.
    sql = f"""
        WITH item AS MATERIALIZED ({rows})
        UPDATE notices_line SET outcome = item.outcome, code = item.code, outcome_at = %s FROM item
        WHERE notices_line.notice_id = %s AND notices_line.number = item.line
    """
    items = [(item.line, item.outcome, item.code) for item, _ in moves]
    statement(sql, [rows_parameter(items), point_in_time(at), id_parameter(notice.pk)])
    change = Counter(item.outcome for item, _ in moves)
    change.subtract(before for _, before in moves if before)
    for outcome, count in change.items():
        setattr(notice, outcome, getattr(notice, outcome) + count)
    if not notice.waiting and not notice.acknowledged_at:
        notice.acknowledged_at = at
    notice.save(update_fields=[*change, "acknowledged_at"])
