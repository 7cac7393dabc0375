using TracedLlm.Lookahead;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>The shares of the budget: of small and large bodies, of late ones, and of one caller.</summary>
public sealed class BudgetTests
{
    private const int Limit = 400_000;

    private readonly LookaheadBudget _budget = new(Limit);
    private int _others = 1;

    [Fact]
    public void Large_bodies_leave_a_quarter_to_small_ones()
    {
        Assert.Null(Take(Large(300_000), Other()));
        Assert.Equal("no_memory", Take(Large(1), Other()));
        Assert.Null(Take(Small(100_000), Other()));
        Assert.Equal("no_memory", Take(Small(1), Other()));
        Assert.Equal(Limit, _budget.InUse);
    }

    [Fact]
    public void Small_bodies_may_use_the_part_of_large_ones()
    {
        Assert.Null(Take(Small(Limit), Other()));
        Assert.Equal("no_memory", Take(Large(1), Other()));
        _budget.Return(Small(Limit), Other());
        Assert.Equal(0, _budget.InUse);
    }

    [Fact]
    public void What_handlers_need_does_not_take_the_part_of_small_bodies()
    {
        _budget.Take(Large(10 * Limit), Other());

        Assert.Equal("no_memory", Take(Large(1), Other()));
        Assert.Null(Take(Small(100_000), Other()));
        Assert.Equal("no_memory", Take(Small(1), Other()));
    }

    [Fact]
    public void Late_bodies_have_a_quarter_but_for_a_single_one()
    {
        var late = new LookaheadCharge(150_000, IsLarge: true, IsLate: true);
        var single = Other();
        Assert.Null(Take(late, single));
        Assert.Equal("no_memory", Take(late with { Bytes = 1 }, Other()));
        Assert.Equal("no_memory", _budget.TryMakeLate(1, Other()));
        Assert.Null(Take(Large(150_000), Other()));

        _budget.Return(late, single);

        Assert.Null(_budget.TryMakeLate(100_000, Other()));
        Assert.Equal("no_memory", _budget.TryMakeLate(1, Other()));
    }

    [Theory]
    [InlineData("connection", 33)]
    [InlineData("key", 50)]
    [InlineData("address", 80)]
    public void A_caller_leaves_a_part_of_the_late_memory_to_others(string by, int held)
    {
        // Of 100,000 late bytes a connection gets a third, a key a half, and an address four fifths.
        var late = new LookaheadCharge(1_000, IsLarge: true, IsLate: true);
        var caller = Caller(by);
        var taken = 0;
        while (Take(late, caller) is null)
        {
            taken++;
        }

        Assert.Equal(held, taken);
        Assert.Equal("caller_memory", Take(late, caller));
        Assert.Equal("caller_memory", _budget.TryMakeLate(1_000, caller));
        Assert.Null(Take(late, Other()));
        Assert.Null(_budget.TryMakeLate(1_000, Other()));

        // What is not late has the bound of all large bodies.
        Assert.Null(Take(Large(1_000), caller));
    }

    [Fact]
    public void What_a_request_refused_as_late_asked_for_is_free_again()
    {
        var late = new LookaheadCharge(50_000, IsLarge: true, IsLate: true);
        var caller = Caller("key");
        Assert.Null(Take(late, caller));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("caller_memory", Take(late, caller));
            Assert.Equal("caller_memory", _budget.TryMakeLate(50_000, caller));
        }

        Assert.Equal(50_000, _budget.InUse);

        // The caller has the rest of its part of the large memory, and the others have the rest of the late memory.
        Assert.Null(Take(Large(100_000), caller));
        Assert.Null(_budget.TryMakeLate(50_000, Other()));
        _budget.Return(late, caller);
        Assert.Null(Take(late, caller));
    }

    [Fact]
    public void A_late_body_of_a_caller_grows_by_what_it_needs_more()
    {
        var late = new LookaheadCharge(20_000, IsLarge: true, IsLate: true);
        var caller = Caller("key");
        Assert.Null(Take(late, caller));
        Assert.Null(Take(late, caller));
        Assert.Null(_budget.TryTake(late with { Bytes = 30_000 }, late, caller));
        _budget.Return(late, caller);
        Assert.Equal("caller_memory", Take(late with { Bytes = 1 }, caller));
    }

    [Fact]
    public void A_late_body_that_grows_counts_once()
    {
        var late = new LookaheadCharge(60_000, IsLarge: false, IsLate: true);
        Assert.Null(Take(late with { Bytes = 30_000 }, Other()));
        Assert.Null(Take(late, Other()));

        Assert.Null(_budget.TryTake(late with { Bytes = 70_000 }, late, default));
        _budget.Return(late, default);
        Assert.Equal("no_memory", _budget.TryTake(late with { Bytes = 70_001 }, late with { Bytes = 70_000 }, default));
    }

    [Theory]
    [InlineData("connection", 100)]
    [InlineData("key", 150)]
    [InlineData("address", 240)]
    public void A_caller_leaves_a_part_to_others(string by, int held)
    {
        // Of 300,000 bytes a connection gets a third, a key a half, and an address four fifths.
        var taken = 0;
        while (Take(Large(1_000), Caller(by)) is not { } refusal)
        {
            taken++;
        }

        Assert.Equal(held, taken);
        Assert.Equal("caller_memory", Take(Large(1_000), Caller(by)));
        Assert.Null(Take(Large(1_000), Other()));

        // Its small bodies are counted apart.
        Assert.Null(Take(Small(1_000), Caller(by)));
    }

    [Fact]
    public void The_more_callers_the_less_for_each_and_there_is_a_part_for_the_next()
    {
        for (var caller = 1; caller <= 9; caller++)
        {
            var own = Other();
            while (Take(Large(1_000), own) is null)
            {
            }
        }

        Assert.Null(Take(Large(500), Other()));
    }

    [Fact]
    public void A_single_request_is_bounded_by_the_budget_only()
    {
        var caller = Caller("key");
        Assert.Null(Take(Large(100_000), caller));
        Assert.Null(_budget.TryTake(Large(200_000), Large(100_000), caller));
        _budget.Return(Large(100_000), caller);
        Assert.Equal("caller_memory", Take(Large(1), caller));
        Assert.Null(Take(Large(1), Other()));
    }

    [Fact]
    public void What_a_refused_request_asked_for_is_free_again()
    {
        var caller = Caller("key");
        Assert.Null(Take(Large(150_000), caller));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("caller_memory", Take(Large(150_000), caller));
            Assert.Equal("no_memory", Take(Large(Limit), Other()));
        }

        Assert.Equal(150_000, _budget.InUse);
        _budget.Return(Large(150_000), caller);
        Assert.Null(Take(Large(150_000), caller));
    }

    private static LookaheadCharge Large(int bytes) => new(bytes, IsLarge: true, IsLate: false);

    private static LookaheadCharge Small(int bytes) => new(bytes, IsLarge: false, IsLate: false);

    private static LookaheadCaller Caller(string by) => new()
    {
        Connection = by == "connection" ? 1 : 0,
        Key = by == "key" ? 1 : 0,
        Address = by == "address" ? 1 : 0,
    };

    private LookaheadCaller Other() => new() { Connection = _others += 2, Key = _others, Address = _others };

    private string? Take(in LookaheadCharge charge, in LookaheadCaller caller) => _budget.TryTake(charge, default, caller);
}
