using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>A span in the canonical view equals the span of OpenTelemetry's exporter, and every value can be sent.</summary>
public sealed class OtlpSpanTests : IDisposable
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_261, 31);

    private readonly GeneratedActivities _activities = new();
    private readonly SemanticConventionsView _view = new();

    [Fact]
    public void Every_field_is_as_the_stock_exporter_sends_it()
    {
        using var stock = new StockSerializer();
        Prop.ForAll(Arb.From(_activities.All), activity =>
        {
            var expected = stock.FromActivity(activity);
            var actual = EncodedSpan.FromActivity(_view, activity);

            Assert.Equal(Text(expected), Text(actual));
        }).Check(Many);
    }

    [Fact]
    public void A_text_that_is_no_unicode_is_sent_with_replacements()
    {
        var half = "a\uDE00b\uD83D";
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags((GenAi.RequestModel, half), ("app." + half, half)));

        Assert.Equal("a\uFFFDb\uFFFD", span.Attributes[GenAi.RequestModel]);
        Assert.Equal("a\uFFFDb\uFFFD", span.Attributes["app.a\uFFFDb\uFFFD"]);
    }

    [Fact]
    public void A_huge_text_is_cut_between_characters()
    {
        var huge = string.Concat(Enumerable.Repeat("🙂", OtlpAttribute.MaxTextLength));
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags(("app.huge", "x" + huge), (GenAi.RequestModel, "x" + huge), ("app.after", 1)));

        Assert.Equal("x" + huge[..(OtlpAttribute.MaxTextLength - 2)], span.Attributes["app.huge"]);
        Assert.Equal("x" + huge[..(OtlpAttribute.MaxTextLength - 2)], span.Attributes[GenAi.RequestModel]);
        Assert.Equal(1L, span.Attributes["app.after"]);
    }

    [Fact]
    public void Null_is_left_out_alone_and_kept_within_an_array()
    {
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags(("null", null), ("items", new[] { "a", null, "" }), ("none", Array.Empty<object?>())));

        Assert.Equal(["items", "none"], span.Attributes.Keys);
        Assert.Equal(["a", null, ""], span.Attributes.Get<object?[]>("items"));
        Assert.Empty(span.Attributes.Get<object?[]>("none"));
    }

    [Fact]
    public void A_value_without_an_OTLP_type_is_its_text_in_the_invariant_culture()
    {
        var nested = new object?[] { 1, new object[] { "a", 2.5 } };
        var endless = new object[1];
        endless[0] = endless;
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags(
            ("decimal", 1234.5m), ("date", new DateTime(2026, 1, 2)), ("guid", Guid.Empty), ("kind", ActivityKind.Server), ("throws", new Unprintable()), ("nested", nested), ("endless", endless), ("list", new List<string> { "x" })));

        Assert.Equal("1234.5", span.Attributes["decimal"]);
        Assert.Equal("01/02/2026 00:00:00", span.Attributes["date"]);
        Assert.Equal("00000000-0000-0000-0000-000000000000", span.Attributes["guid"]);
        Assert.Equal("Server", span.Attributes["kind"]);
        Assert.Equal(typeof(Unprintable).FullName, span.Attributes["throws"]);
        Assert.Equal([1L, new object[] { "a", 2.5 }], span.Attributes.Get<object?[]>("nested"));
        Assert.True(span.Attributes.ContainsKey("endless"));
        Assert.Equal(["x"], span.Attributes.Get<object?[]>("list"));
    }

    [Theory]
    [InlineData("ERROR", "why", ReceivedStatus.Error, "why")]
    [InlineData("OK", "why", ReceivedStatus.Ok, "")]
    [InlineData("other", "why", ReceivedStatus.Unset, "")]
    public void A_status_stated_by_attributes_is_the_spans_unless_it_has_one(string code, string description, ReceivedStatus status, string message)
    {
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags((OtlpSpan.StatusCode, code), (OtlpSpan.StatusDescription, description), ("otel.other", 1)));

        Assert.Equal((status, message), (span.Status, span.StatusMessage));
        Assert.Equal(["otel.other"], span.Attributes.Keys);
    }

    [Fact]
    public void Spans_are_appended_one_after_another()
    {
        using var buffer = new OtlpBuffer(16);
        var first = _activities.WithTags(("n", 1));
        var second = _activities.WithTags(("n", 2));
        _view.Write(new EndedSpan(first, null), buffer);
        _view.Write(new EndedSpan(second, null), buffer);

        Assert.Equal([Text(first.ToReceived()), Text(second.ToReceived())], EncodedSpan.Decode(buffer.Written.Span).Select(span => Text(span)));
    }

    public void Dispose() => _activities.Dispose();

    /// <summary>Everything but the scope and the resource, which are no part of a span.</summary>
    private static string Text(ReceivedSpan span) => string.Join('\n',
    [
        $"{span.TraceId} {span.SpanId} {span.ParentSpanId} {span.TraceState} {span.Flags:x}",
        $"{span.Name} {span.Kind} {span.StartUnixNano} {span.EndUnixNano} {span.Status} {span.StatusMessage}",
        span.Attributes.ToString(),
        .. span.Events.Select(e => $"{e.Name} {e.TimeUnixNano} {e.Attributes}"),
        .. span.Links.Select(link => $"{link.TraceId} {link.SpanId} {link.TraceState} {link.Flags:x} {link.Attributes}"),
    ]);

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
