using System.Diagnostics;
using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A request that cannot be settled, because there is no memory: each of its spans is sent later, or counted as lost.</summary>
public sealed class FailedSettlingTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly TestedPipeline _tested = new();
    private readonly ForgetfulRequest _request;

    public FailedSettlingTests() => _request = new(_tested.Make("root"));

    [Fact]
    public async Task Its_held_spans_are_sent_when_there_is_memory_again()
    {
        Add("stage");
        _request.Fails = true;
        Add(_request.Root);
        Assert.Equal(1, _tested.Ledger.SpansHeld);

        _request.Fails = false;
        SettleDue();
        Add("late");
        await _tested.FlushAsync();

        Assert.Equal(["stage", "late"], _tested.Backend.Accepted);
        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal("0 exported, 1 dropped (1 queue_full)", _tested.CountsOf("unknown"));
    }

    [Fact]
    public async Task The_next_span_that_ends_settles_it()
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = 1 };
        Add("stage");
        _request.Fails = true;
        Add("lost");
        _request.Fails = false;

        Add("next");
        Add(_request.Root);
        await _tested.FlushAsync();

        Assert.Equal(["stage", "next", "root"], _tested.Backend.Accepted);
        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal("0 exported, 1 dropped (1 queue_full)", _tested.CountsOf("unknown"));
    }

    [Fact]
    public void Its_spans_are_counted_as_lost_if_there_is_still_no_memory()
    {
        Add("stage");
        _request.Fails = true;
        Add(_request.Root);

        SettleDue();
        Assert.Equal(1, _tested.Ledger.SpansHeld);
        SettleDue();

        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal("0 exported, 2 dropped (2 queue_full)", _tested.CountsOf("unknown"));
    }

    [Fact]
    public void The_spans_of_a_request_that_waited_for_its_end_are_not_held_any_longer()
    {
        _tested.Settings = _tested.Settings with { Sampling = new SamplingPolicy { Ratio = 0, Keep = SamplingRules.Errors } };
        Add("stage");
        Assert.Equal(1, _tested.Ledger.SpansHeld);
        _request.Fails = true;

        Add(_request.Root);

        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal(0, _tested.Pipeline.Undecided.Bytes);
        Assert.Equal("0 exported, 2 dropped (2 queue_full)", _tested.CountsOf("unknown"));
    }

    [Fact]
    public async Task A_span_whose_content_cannot_be_removed_is_not_sent_and_the_others_are()
    {
        _request.Unremovable = "secret";
        Add("before");
        Add("secret");
        Add("after");

        Add(_request.Root);
        await _tested.FlushAsync();

        Assert.Equal(["before", "after", "root"], _tested.Backend.Accepted);
        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal("0 exported, 1 dropped (1 queue_full)", _tested.CountsOf("unknown"));
    }

    public void Dispose() => _tested.Dispose();

    private void SettleDue()
    {
        _tested.Clock.Advance(Delay);
        _tested.Pipeline.Held.Settle();
    }

    private void Add(string name) => Add(_tested.Make(name));

    private void Add(Activity span) => _tested.Pipeline.Add(new(span, _request, IsInconclusive: false));
}
