using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests.Outages;

/// <summary>
/// A balancer with two samplers answers for both. A sampler that refuses, or a span that is too large for it, stops no other span.
/// </summary>
public sealed class BalancerTests : IAsyncLifetime
{
    // Twice as a whole, as a half, as a quarter and as a trace.
    private const int MaxTimesSent = 5;

    // A batch leaves memory for the disk after its first refusal, and is new when it is read again.
    private const int MaxTimesSentWithSpool = MaxTimesSent + 1;

    private readonly string _spool = Directory.CreateTempSubdirectory("spool-").FullName;
    private BalancerReceiver _balancer = null!;

    public async Task InitializeAsync() => _balancer = await BalancerReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await _balancer.DisposeAsync();
        Directory.Delete(_spool, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sampler_that_refuses_does_not_keep_the_other_one_from_its_spans(bool hasSpool)
    {
        using var delivery = Create(hasSpool);
        _balancer.Samplers[1].IsRefusing = true;
        List<string> sent = [];
        foreach (var _ in Enumerable.Range(0, 4))
        {
            sent.AddRange(delivery.SendTraces(traces: 40, spans: 3));
            await HasAllOfAsync(0, delivery, sent);
        }

        // The balancer has spans a moment before their answer arrives.
        await delivery.WaitAsync(() => delivery.Counts().InFlight == sent.Count - IdsOf(0).Distinct().Count(), () => $"{delivery.Counts()}, requests (spans of traces): {Requests()}");
        Assert.Equal(0, delivery.Counts().AllDropped);
        Assert.Empty(IdsOf(1));

        _balancer.Samplers[1].IsRefusing = false;
        await delivery.WaitAsync(() => delivery.Counts().InFlight == 0, () => $"{delivery.Counts()}, requests (spans of traces): {Requests()}");

        Assert.Equal((sent.Count, 0), (delivery.Counts().Exported, delivery.Counts().AllDropped));
        Assert.Equal(sent.Order(), IdsOf(0).Distinct().Concat(IdsOf(1)).Order());
        Assert.All(IdsOf(0).GroupBy(id => id), times => Assert.InRange(times.Count(), 1, hasSpool ? MaxTimesSentWithSpool : MaxTimesSent));
        Assert.Equal(0, delivery.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task While_a_sampler_refuses_traces_are_sent_whole()
    {
        using var delivery = Create();
        _balancer.Samplers[1].IsRefusing = true;
        var sent = delivery.SendTraces(traces: 20, spans: 3);
        await HasAllOfAsync(0, delivery, sent);

        // Only pieces of whole traces were sent after the batches, which have parts of a trace at their ends at most.
        var single = _balancer.Requests.Where(request => request.Spans.Select(span => span.TraceId).Distinct().Count() == 1).ToList();
        Assert.NotEmpty(single);
        Assert.All(single, request => Assert.Equal(3, request.Spans.Count));
    }

    [Fact]
    public async Task A_span_that_is_too_large_for_a_sampler_arrives_without_content_and_stops_no_other()
    {
        using var delivery = Create();
        var small = delivery.SendTraces(traces: 20, spans: 2);
        var large = delivery.Send("large", [.. Enumerable.Range(0, 3).Select(number => KeyValuePair.Create($"text.{number}", (object?)new string('x', 2_000_000)))]);
        small.AddRange(delivery.SendTraces(traces: 20, spans: 2));

        await delivery.FlushAsync();

        Assert.Equal((81, 0), (delivery.Counts().Exported, delivery.Counts().AllDropped));
        Assert.Equal(small.Append(large).Order(), IdsOf(0).Concat(IdsOf(1)).Distinct().Order());
        var received = Assert.Single(_balancer.Samplers.SelectMany(sampler => sampler.Spans), span => span.SpanId == large);
        Assert.Equal((true, false), ((bool)received.Attributes["litellm.content.truncated"]!, received.Attributes.ContainsKey("text.0")));
    }

    [Fact]
    public async Task A_span_that_is_too_large_without_content_is_dropped_and_counted()
    {
        using var delivery = Create();
        foreach (var sampler in _balancer.Samplers)
        {
            sampler.MaxMessageBytes = 20_000;
        }

        var small = delivery.SendTraces(traces: 20, spans: 2);
        delivery.Send("large", [.. Enumerable.Range(0, 500).Select(number => KeyValuePair.Create($"number {number} of the attributes that are no text", (object?)1L))]);

        await delivery.FlushAsync();

        Assert.Equal((40, 1), (delivery.Counts().Exported, delivery.Counts().Dropped[(int)DropReason.TooLarge]));
        Assert.Equal(small.Order(), IdsOf(0).Concat(IdsOf(1)).Distinct().Order());
    }

    [Fact]
    public async Task Samplers_that_all_refuse_get_one_request_at_a_time_and_every_span_once()
    {
        using var delivery = Create();
        foreach (var sampler in _balancer.Samplers)
        {
            sampler.IsRefusing = true;
        }

        var sent = delivery.SendTraces(traces: 100, spans: 3);
        var start = delivery.Clock.Elapsed;

        await delivery.WaitAsync(
            () => delivery.Clock.Elapsed - start > TimeSpan.FromMinutes(2) && _balancer.Arrivals >= 5,
            () => $"{_balancer.Arrivals} arrivals in {delivery.Clock.Elapsed - start}");
        Assert.InRange(_balancer.Arrivals, 5, 150 * (delivery.Clock.Elapsed - start) / TimeSpan.FromMinutes(2));
        foreach (var sampler in _balancer.Samplers)
        {
            sampler.IsRefusing = false;
        }

        await delivery.WaitAsync(() => delivery.Counts().InFlight == 0, () => $"{delivery.Counts()}, requests (spans of traces): {Requests()}");

        Assert.Equal((sent.Count, 0), (delivery.Counts().Exported, delivery.Counts().AllDropped));
        Assert.Equal(sent.Order(), IdsOf(0).Concat(IdsOf(1)).Order());
    }

    private Delivery Create(bool hasSpool = false) => new(
        [new BackendEndpoint("otel", _balancer.TracesEndpoint, [], new SemanticConventionsView()) { Timeout = TimeSpan.FromDays(1) }],
        settings => settings with { MaxBatchSpans = 60, BatchDelay = TimeSpan.FromSeconds(1) },
        hasSpool ? _spool : null);

    private IEnumerable<string> IdsOf(int sampler) => _balancer.Samplers[sampler].Spans.Select(span => span.SpanId);

    private async Task HasAllOfAsync(int sampler, Delivery delivery, List<string> sent) => await delivery.WaitAsync(
        () => IdsOf(sampler).Distinct().Count() is > 0 and var count && delivery.Counts().Exported == count && delivery.Counts().Started == sent.Count
            && IdsOf(sampler).Distinct().Count() == sent.Count - Refused(sampler, sent),
        () => $"{delivery.Counts()}, {IdsOf(sampler).Distinct().Count()} received, requests (spans of traces): {Requests()}");

    private string Requests() => string.Join(
        ", ", _balancer.Requests.Select(request => $"{request.Spans.Count} of {request.Spans.Select(span => span.TraceId).Distinct().Count()}: {request.StatusCode}"));

    // The spans of the other sampler have been asked for, too, so that their traces are known.
    private int Refused(int sampler, List<string> sent) => _balancer.Requests
        .SelectMany(request => request.Spans)
        .Where(span => sent.Contains(span.SpanId) && _balancer.SamplerOf(span.TraceId) != _balancer.Samplers[sampler])
        .Select(span => span.SpanId)
        .Distinct()
        .Count();
}
