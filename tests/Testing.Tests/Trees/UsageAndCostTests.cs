using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using static TracedLlm.Testing.Tests.Trees.Spans;

namespace TracedLlm.Testing.Tests.Trees;

public sealed class UsageAndCostTests
{
    private static readonly (string, object?) Usage = ("gen_ai.usage.input_tokens", 5L);
    private static readonly (string, object?) Cost = ("litellm.cost.total", 0.5);

    [Fact]
    public void On_one_span_of_a_request_they_pass() => TraceInvariants.Check(
        [Request("root", '1'), Span("litellm_request", '2', '1', attributes: [Usage, Cost]), Span("attempt", '3', '2')]);

    [Fact]
    public void Two_requests_of_one_trace_have_theirs_each() => TraceInvariants.Check(
    [
        Request("root", '1'),
        Span("litellm_request", '2', '1', attributes: Usage),
        Request("inner root", '3', '2'),
        Span("litellm_request", '4', '3', attributes: Usage),
    ]);

    public static TheoryData<ReceivedSpan, ReceivedSpan> Twice => new()
    {
        { Span("litellm_request", '2', '1', attributes: Usage), Span("attempt", '3', '2', attributes: Usage) },
        { Span("litellm_request", '2', '1', attributes: Usage), Span("attempt", '3', '2', attributes: ("gen_ai.usage.output_tokens", 1L)) },
        { Span("litellm_request", '2', '1', attributes: Cost), Span("attempt", '3', '2', attributes: Cost) },
        { Span("litellm_request", '2', '1', attributes: Usage), Span("attempt", '3', '2', attributes: Cost) },
    };

    [Theory]
    [MemberData(nameof(Twice))]
    public void On_two_spans_of_a_request_they_fail(ReceivedSpan request, ReceivedSpan attempt)
    {
        var exception = Assert.Throws<TraceInvariantException>(() => TraceInvariants.Check([Request("root", '1'), request, attempt]));

        Assert.Contains("Usage or cost of one request stands on 2 spans: litellm_request, attempt", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stray_root_beside_the_request_s_own_fails()
    {
        var exception = Assert.Throws<TraceInvariantException>(() => TraceInvariants.Check([Request("root", '1'), Span("stray", '2')], rootsPerTrace: 2));

        Assert.Contains("'stray' is a root beside the request's own", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_that_is_marked_as_remote_passes_where_no_parents_are_named() =>
        TraceInvariants.Check([Request("root", '1', '9') with { Flags = 0x301 }]);

    [Fact]
    public void A_parent_that_is_marked_as_local_fails() =>
        Assert.Throws<TraceInvariantException>(() => TraceInvariants.Check([Request("root", '1', '9') with { Flags = 0x101 }]));

    private static ReceivedSpan Request(string name, char id, char? parent = null) => Span(name, id, parent) with { Kind = ReceivedSpanKind.Server };
}
