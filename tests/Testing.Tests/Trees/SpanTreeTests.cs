using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using static TracedLlm.Testing.Tests.Trees.Spans;

namespace TracedLlm.Testing.Tests.Trees;

public sealed class SpanTreeTests
{
    [Fact]
    public void Children_stand_in_order_of_start_and_ties_in_order_of_name()
    {
        ReceivedSpan[] spans =
        [
            Span("late", '2', '1', start: 50),
            Span("b", '3', '1', start: 10),
            Span("a", '4', '1', start: 10),
            Span("root", '1') with { Kind = ReceivedSpanKind.Server },
            Span("inner", '5', '3', start: 11),
        ];

        var text = SpanTree.Print(spans);

        Assert.Equal(
            """
            root [SERVER]
            ├─ a
            ├─ b
            │  └─ inner
            └─ late
            """,
            text);
    }

    [Fact]
    public void Attributes_are_sorted_and_show_their_types()
    {
        var span = Span("span", '1', attributes:
            [("b", "5"), ("a", 5L), ("c", 5.0), ("d", true), ("e", "true"), ("f", "a, b"), ("g", ""), ("h", "plain text"), ("i", "two\nlines")]);

        var text = SpanTree.Print([span]);

        Assert.Equal("""span  {a=5, b="5", c=5.0, d=true, e="true", f="a, b", g="", h=plain text, i="two\nlines"}""", text);
    }

    [Fact]
    public void Status_and_its_message_follow_the_kind()
    {
        var span = Span("span", '1') with
        {
            Kind = ReceivedSpanKind.Client,
            Status = ReceivedStatus.Error,
            StatusMessage = "broken",
        };

        var text = SpanTree.Print([span]);

        Assert.Equal("span [CLIENT] ERROR \"broken\"", text);
    }

    [Fact]
    public void Links_and_events_come_before_children()
    {
        var root = Span("root", '1') with
        {
            Events = [new("exception", 5, ReceivedAttributes.FromPairs(("exception.type", "X"), ("exception.stacktrace", "at …")))],
            Links =
            [
                new(TraceId('a'), SpanId('2'), ReceivedAttributes.Empty),
                new(TraceId('b'), SpanId('9'), ReceivedAttributes.FromPairs(("reason", "passed over"))),
                new(TraceId('c'), SpanId('8'), ReceivedAttributes.Empty),
            ],
        };
        var format = new SpanTreeFormat
        {
            KnownIds = new Dictionary<string, string> { [SpanId('9')] = "caller", [TraceId('c')] = "other trace" },
        };

        var text = SpanTree.Print([root, Span("child", '2', '1')], format);

        Assert.Equal(
            """
            root
            ├─ → child
            ├─ → caller  {reason=passed over}
            ├─ → other trace
            ├─ • exception  {exception.stacktrace=<stack trace>, exception.type=X}
            └─ child
            """,
            text);
    }

    [Fact]
    public void A_remote_parent_is_shown_by_id_or_by_the_name_the_test_gives_it()
    {
        var span = Span("root", '1', parent: '9');
        var format = new SpanTreeFormat { KnownIds = new Dictionary<string, string> { [SpanId('9')] = "caller" } };

        var unnamed = SpanTree.Print([span]);
        var named = SpanTree.Print([span], format);

        Assert.Equal("root (parent 9999999999999999)", unnamed);
        Assert.Equal("root (parent caller)", named);
    }

    [Fact]
    public void Traces_stand_apart()
    {
        ReceivedSpan[] spans =
        [
            Span("second", '1', start: 10, trace: 'b'),
            Span("first", '1', start: 5),
            Span("orphan of the first", '2', '7', start: 20),
        ];

        var text = SpanTree.Print(spans);

        Assert.Equal(
            """
            first
            orphan of the first (parent 7777777777777777)

            second
            """,
            text);
    }

    [Fact]
    public void Spans_that_hang_from_themselves_are_still_shown_once()
    {
        var text = SpanTree.Print([Span("a", '1', '2'), Span("b", '2', '1'), Span("self", '3', '3')]);

        Assert.Equal(
            """
            a (parent 2222222222222222)
            └─ b
            self (parent 3333333333333333)
            """,
            text);
    }

    [Fact]
    public void Volatile_values_are_replaced()
    {
        var span = Span("span", '1', attributes:
        [
            ("server.port", 41234L),
            ("url.full", "http://127.0.0.1:41234/v1/messages"),
            ("litellm.guardrail.duration", 0.25),
            ("litellm.attempt.time_to_first_chunk", 0.1),
            ("litellm.attempt.backoff_ms", 12L),
            ("litellm.call_id", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
            ("litellm.trace_id", "0af7651916cd43dd8448eb211c80319c"),
            ("created", "1741569952000000"),
        ]);

        var text = SpanTree.Print([span], SpanTreeFormat.Everything with { AttributesOnLines = true });

        Assert.Equal(
            """
            span
                 created="1741569952000000"
                 litellm.attempt.backoff_ms=<duration>
                 litellm.attempt.time_to_first_chunk=<duration>
                 litellm.call_id=<id>
                 litellm.guardrail.duration=<duration>
                 litellm.trace_id=<id>
                 server.port=<port>
                 url.full=http://127.0.0.1:<port>/v1/messages
            """,
            text);
    }

    [Fact]
    public void Scrubbers_can_be_replaced()
    {
        var span = Span("span", '1', attributes: [("server.port", 443L), ("model", "gpt-4o")]);
        var format = new SpanTreeFormat { Scrubbers = [Scrubbers.ForAttribute("model", "<model>")] };

        var text = SpanTree.Print([span], format);

        Assert.Equal("span  {model=<model>, server.port=443}", text);
    }

    [Fact]
    public void Only_the_attributes_asked_for_are_shown()
    {
        var span = Span("span", '1', attributes: [("gen_ai.request.model", "gpt-4o"), ("http.route", "/v1")]);

        var some = SpanTree.Print([span], SpanTreeFormat.Only("gen_ai."));
        var none = SpanTree.Print([span], SpanTreeFormat.NamesOnly);

        Assert.Equal("span  {gen_ai.request.model=gpt-4o}", some);
        Assert.Equal("span", none);
    }

    [Fact]
    public void Attributes_on_lines_keep_the_branches_connected()
    {
        ReceivedSpan[] spans =
        [
            Span("root", '1', attributes: [("a", 1L)]),
            Span("one", '2', '1', start: 1, attributes: [("b", 2L), ("c", 3L)]),
            Span("two", '3', '1', start: 2, attributes: [("d", 4L)]),
        ];

        var text = SpanTree.Print(spans, SpanTreeFormat.Everything with { AttributesOnLines = true });

        Assert.Equal(
            """
            root
            │    a=1
            ├─ one
            │       b=2
            │       c=3
            └─ two
                    d=4
            """,
            text);
    }
}
