"""The repository layer: entities with declared indexes, kept counts and an outbox, over one table.

Everything of a tenant is in one partition, so that a change of any of it is one transaction. The first part of a
row's key says what the row is:

    e!KIND!KEY…                            an entity; column `doc` is the document
    i!KIND!INDEX!VALUES…!ORDER!KEY…        an entry of an index; `doc` is the entity's brief document
    u!KIND!INDEX!VALUES…                   an entry of a unique index; `row` is the key of the entity's row
    c!KIND!INDEX!VALUES…                   a kept count; `n` is the number
    c!KIND!INDEX!VALUES…!*!CHANGE          what one change added to it, until it is folded in
    n!…                                    the same as c!…, for counts that are no part of the tenant's overview
    t!STATUS!TASK                          a task that is queued or has failed
    x!CHANGE                               the mark that a change of several rows was committed; kept for a day

Keys are encoded by `shared.store.keys`.
"""
