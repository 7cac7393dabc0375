using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using static TracedLlm.Testing.Tests.Trees.Spans;

namespace TracedLlm.Testing.Tests.Trees;

public sealed class TraceInvariantsTests
{
    [Fact]
    public void Whole_traces_pass()
    {
        TraceInvariants.Check(
            [
                Span("root", '1', parent: '9'),
                Span("child", '2', '1', start: 0, end: 100),
                Span("other root", '1', trace: 'b'),
            ],
            knownRemoteParents: [SpanId('9')],
            secrets: ["sk-secret"]);
    }

    [Fact]
    public void Work_that_is_marked_late_may_outlive_its_parent()
    {
        TraceInvariants.Check([Span("root", '1'), Span("late", '2', '1', start: 90, end: 200, attributes: ("litellm.late", true))]);
    }

    [Fact]
    public void A_server_may_end_after_its_caller_in_another_process()
    {
        TraceInvariants.Check([Span("POST", '1'), Span("Received", '2', '1', start: 50, end: 101) with { Flags = 0x300 }]);
    }

    [Fact]
    public void Two_requests_may_join_one_trace_on_purpose()
    {
        TraceInvariants.Check(
            [Span("first", '1', '9'), Span("second", '2', '9')],
            knownRemoteParents: [SpanId('9')],
            rootsPerTrace: 2);
    }

    public static TheoryData<string, ReceivedSpan[]> Broken => new()
    {
        { "has 2 roots: a, b", [Span("a", '1'), Span("b", '2')] },
        { "has 2 roots: a, b", [Span("a", '1'), Span("b", '2', '9')] },
        { "The parent 7777777777777777 of 'orphan' was not exported", [Span("root", '1'), Span("orphan", '2', '7')] },
        { "The parent 1111111111111111 of 'elsewhere' was not exported", [Span("root", '1'), Span("elsewhere", '2', '1', trace: 'b')] },
        { "'child' (50–101 ns) lies outside its parent 'root' (0–100 ns)", [Span("root", '1'), Span("child", '2', '1', 50, 101)] },
        { "'child' (9–50 ns) lies outside its parent 'root' (10–100 ns)", [Span("root", '1', start: 10), Span("child", '2', '1', 9, 50)] },
        { "'child' (50–101 ns) lies outside", [Span("root", '1'), Span("child", '2', '1', 50, 101) with { Flags = 0x100 }] },
        { "'server' (9–50 ns) lies outside", [Span("caller", '1', start: 10), Span("server", '2', '1', 9, 50) with { Flags = 0x300 }] },
        { "'child' (50–101 ns) lies outside", [Span("root", '1'), Span("child", '2', '1', 50, 101, attributes: ("litellm.late", "true"))] },
        { "'backwards' ends before it starts", [Span("backwards", '1', start: 2, end: 1)] },
        { "Span id 2222222222222222 occurs 2 times: once, twice", [Span("root", '1'), Span("once", '2', '1'), Span("twice", '2', '1')] },
        { "'root' has the attribute key 2 times", [Span("root", '1', attributes: [("key", 1L), ("key", 2L)])] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_traces_fail_and_are_printed(string violation, ReceivedSpan[] spans)
    {
        var exception = Assert.Throws<TraceInvariantException>(() => TraceInvariants.Check(spans, knownRemoteParents: [SpanId('9')]));

        Assert.Contains(violation, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(SpanTree.Print(spans), exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ReceivedSpan> Leaking => new()
    {
        { "the name", Span("x sk-secret x", '1') },
        { "the status message", Span("root", '1') with { StatusMessage = "Bearer sk-secret" } },
        { "tracestate", Span("root", '1') with { TraceState = "a=sk-secret" } },
        { "attribute a", Span("root", '1', attributes: ("a", "sk-secret")) },
        { "attribute a", Span("root", '1', attributes: ("a", new object?[] { "x", "sk-secret" })) },
        { "attribute a", Span("root", '1', attributes: ("a", "sk-secret"u8.ToArray())) },
        { "attribute a b", Span("root", '1', attributes: ("a", ReceivedAttributes.FromPairs(("b", "sk-secret")))) },
        { "the key of attribute sk-secret", Span("root", '1', attributes: ("sk-secret", 1L)) },
        { "resource attribute r", Span("root", '1') with { Resource = ReceivedAttributes.FromPairs(("r", "sk-secret")) } },
        { "event e, attribute a", Span("root", '1') with { Events = [new("e", 0, ReceivedAttributes.FromPairs(("a", "sk-secret")))] } },
        { "an event's name", Span("root", '1') with { Events = [new("sk-secret", 0, ReceivedAttributes.Empty)] } },
        { "link attribute a", Span("root", '1') with { Links = [new(TraceId('b'), SpanId('2'), ReceivedAttributes.FromPairs(("a", "sk-secret")))] } },
        { "a link's tracestate", Span("root", '1') with { Links = [new(TraceId('b'), SpanId('2'), ReceivedAttributes.Empty, "a=sk-secret")] } },
    };

    [Theory]
    [MemberData(nameof(Leaking))]
    public void A_secret_is_found_wherever_it_hides(string where, ReceivedSpan span)
    {
        var exception = Assert.Throws<TraceInvariantException>(() => TraceInvariants.Check([span], secrets: ["sk-secret"]));

        Assert.Contains($"holds the secret 'sk-secret' in ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(where, exception.Message, StringComparison.Ordinal);
    }
}
