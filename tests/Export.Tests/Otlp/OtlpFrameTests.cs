using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Export.Views;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>The bytes before the spans of a request.</summary>
public sealed class OtlpFrameTests
{
    [Theory]
    [InlineData("https://opentelemetry.io/schemas/1.41.0")]
    [InlineData(null)]
    public void The_schema_of_the_spans_is_on_their_scope(string? schemaUrl)
    {
        var frame = new OtlpFrame(OtlpResource.Resource([new("service.name", "tested")]), OtlpResource.Scope("TracedLlm", "1"), schemaUrl);
        using var activities = new EndedActivities();
        using var spans = new OtlpBuffer();
        new SemanticConventionsView().Write(new EndedSpan(activities.Make("a"), null), spans);
        var request = new byte[frame.SizeFor(spans.Written.Length) + spans.Written.Length];

        var length = frame.Write(request, spans.Written.Length);
        spans.Written.Span.CopyTo(request.AsSpan(length));

        Assert.Equal(frame.SizeFor(spans.Written.Length), length);
        var span = Assert.Single(OtlpTraceDecoder.Decode(request));
        Assert.Equal(("a", "TracedLlm", "tested", schemaUrl ?? ""), (span.Name, span.ScopeName, span.Resource["service.name"], span.SchemaUrl));
    }

    [Fact]
    public void Only_the_view_with_the_names_of_the_conventions_has_their_schema() => Assert.Equal(
        ["semantic_conventions"],
        Views.ViewedRequest.Views.Where(view => view.SchemaUrl is not null).Select(view => view.Name));
}
