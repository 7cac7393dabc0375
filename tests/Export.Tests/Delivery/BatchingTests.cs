using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Exporting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The contents and the time of batches.</summary>
public sealed class BatchingTests
{
    [Fact]
    public async Task Spans_wait_for_the_delay_and_are_sent_together()
    {
        using var tested = new TestedPipeline();
        tested.Add("a", "b");

        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        tested.Clock.Advance(TimeSpan.FromSeconds(4.999));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        Assert.Empty(tested.Backend.Requests);
        tested.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await tested.Backend.WaitForAsync(1);
        Assert.Equal(["a b"], tested.Backend.Requests);
    }

    [Fact]
    public async Task A_full_batch_is_sent_immediately_and_the_other_spans_wait()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };

        tested.Add("a", "b", "c", "d", "e");

        await tested.Backend.WaitForAsync(2);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["a b", "c d"], tested.Backend.Requests);
        await tested.FlushAsync();
        Assert.Equal(["a b", "c d", "e"], tested.Backend.Requests);
        Assert.Equal("5 exported, 0 dropped", tested.Counts);
    }

    [Theory]
    [InlineData(true, "a b|c d e f g")]
    [InlineData(false, "a b|c d|e f|g")]
    public async Task A_batch_that_waits_for_a_sender_takes_further_spans_unless_its_size_is_set(bool grows, string expected)
    {
        var gate = new TaskCompletionSource();
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2, MaxRequests = 1, BatchesGrow = grows };
        tested.Backend.Answer = async _ =>
        {
            await gate.Task;
            return new HttpResponseMessage();
        };
        tested.Add("a", "b");
        await tested.Backend.WaitForAsync(1);

        tested.Add("c", "d", "e", "f", "g");
        await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Unencoded == 0);

        gate.SetResult();
        await tested.FlushAsync();

        Assert.Equal(expected.Split('|'), tested.Backend.Requests);
        Assert.Equal("7 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_queue_that_is_smaller_than_a_batch_is_sent_when_it_is_full()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxQueueSpans = 3, MaxRequests = 8 };

        tested.Add([.. Enumerable.Range(0, 24).Select(number => $"s{number}")]);
        await tested.Backend.WaitForAsync(requests => requests.Sum(request => request.Spans.Count) == 24);
        await tested.FlushAsync();

        Assert.Equal("24 exported, 0 dropped", tested.Counts);
        Assert.All(tested.Backend.All, request => Assert.InRange(request.Spans.Count, 1, 3));
    }

    [Fact]
    public async Task A_batch_is_bounded_in_bytes_and_a_larger_span_is_sent_alone()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchBytes = 16 * 1024 };
        foreach (var (name, length) in new[] { ("a", 7_000), ("b", 7_000), ("c", 7_000), ("d", 40_000), ("e", 10) })
        {
            tested.Pipeline.Add(new(tested.Make(name, ("text", new string('x', length))), Request: null, IsInconclusive: false));
        }

        await tested.FlushAsync();

        Assert.Equal(["a b", "c", "d", "e"], tested.Backend.Requests);
    }

    [Fact]
    public async Task Resource_and_scope_stand_before_the_spans()
    {
        using var tested = new TestedPipeline
        {
            Endpoints =
            [
                new BackendEndpoint("test", new Uri("http://backend.test/v1/traces"), [], new SemanticConventionsView())
                {
                    Resource = [new("openinference.project.name", "p"), new("service.name", "renamed"), new("number", 300L)],
                },
            ],
        };

        await tested.Add("a").FlushAsync();

        var span = Assert.Single(tested.Backend.All[0].Spans);
        Assert.Equal("{service.name=renamed, openinference.project.name=p, number=300}", span.Resource.ToString().Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal(("TracedLlm", "0.1.0"), (span.ScopeName, span.ScopeVersion));
        Assert.Equal("application/x-protobuf", tested.Backend.All[0].Headers["content-type"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(3_000_000)]
    public void Lengths_of_every_size_are_right(int spans)
    {
        var frame = new OtlpFrame(new byte[200], new byte[20]);
        var head = new byte[frame.SizeFor(spans)];

        Assert.Equal(head.Length, frame.Write(head, spans));

        var request = new ProtobufFields([.. head, .. new byte[spans]]);
        Assert.True(request.Next());
        var resourceSpans = new ProtobufFields(request.Bytes);
        Assert.True(resourceSpans.Next());
        Assert.Equal((1, 200), (resourceSpans.Number, resourceSpans.Bytes.Length));
        Assert.True(resourceSpans.Next());
        var scopeSpans = new ProtobufFields(resourceSpans.Bytes);
        Assert.True(scopeSpans.Next());
        Assert.Equal((1, 20), (scopeSpans.Number, scopeSpans.Bytes.Length));
        Assert.False(resourceSpans.Next());
        Assert.False(request.Next());
        Assert.False(request.IsBroken || resourceSpans.IsBroken);
    }

    [Fact]
    public async Task A_span_is_encoded_once_for_each_view_whatever_many_destinations_share_it()
    {
        var (one, other) = (new CountingView("one"), new CountingView("other"));
        using var tested = new TestedPipeline
        {
            Endpoints =
            [
                TestedPipeline.Endpoint("a", "a.test", one),
                TestedPipeline.Endpoint("b", "b.test", other),
                TestedPipeline.Endpoint("c", "c.test", one),
            ],
        };

        await tested.Add("x", "y").FlushAsync();

        Assert.Equal((2, 2), (one.Written, other.Written));
        Assert.Equal(["a.test x-one y-one", "b.test x-other y-other", "c.test x-one y-one"], tested.Backend.All.Select(request => $"{request.Address.Host} {string.Join(' ', request.Names)}").Order());
        Assert.Equal(["2 exported, 0 dropped", "2 exported, 0 dropped", "2 exported, 0 dropped"], new[] { "a", "b", "c" }.Select(tested.CountsOf));
    }

    [Fact]
    public async Task A_span_that_cannot_be_encoded_is_counted_and_takes_no_other_along()
    {
        using var tested = new TestedPipeline { Endpoints = [TestedPipeline.Endpoint(view: new CountingView("v", fails: "bad"))] };

        await tested.Add("a", "bad", "b").FlushAsync();

        Assert.Equal(["a-v b-v"], tested.Backend.Requests);
        Assert.Equal("2 exported, 1 dropped (1 rejected)", tested.Counts);
    }

    [Fact]
    public async Task Spans_with_an_unresolvable_destination_go_to_the_configured_backend()
    {
        using var tested = new TestedPipeline { Resolver = new Failing() };

        await tested.Add("a").FlushAsync();

        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_destination_that_does_not_answer_delays_no_other()
    {
        var gate = new TaskCompletionSource();
        using var tested = new TestedPipeline
        {
            Endpoints = [TestedPipeline.Endpoint("slow", "slow.test"), TestedPipeline.Endpoint("test", "quick.test")],
        };
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        tested.Backend.Answer = async request =>
        {
            await (request.Address.Host == "slow.test" ? gate.Task : Task.CompletedTask);
            return new HttpResponseMessage();
        };

        tested.Add("a", "b", "c");

        await tested.Backend.WaitForAsync(requests => requests.Count(request => request.Address.Host == "quick.test") == 3);
        Assert.Equal("0 exported, 0 dropped, 3 waiting", tested.CountsOf("slow"));
        gate.SetResult();
        await tested.FlushAsync();
        Assert.Equal(["3 exported, 0 dropped", "3 exported, 0 dropped"], new[] { "slow", "test" }.Select(tested.CountsOf));
    }

    [Fact]
    public async Task Several_requests_to_one_destination_may_be_under_way()
    {
        var gate = new TaskCompletionSource();
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, MaxRequests = 3 };
        tested.Backend.Answer = async _ =>
        {
            await gate.Task;
            return new HttpResponseMessage();
        };

        tested.Add("a", "b", "c", "d");

        await tested.Backend.WaitForAsync(3);
        Assert.Equal(3, tested.Backend.Requests.Count);
        gate.SetResult();
        await tested.FlushAsync();
        Assert.Equal(["a", "b", "c", "d"], tested.Backend.Accepted.Order());
    }

    private sealed class Failing : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => throw new InvalidOperationException("no idea");
    }
}
